/** Label selectors as objects (metav1.LabelSelector; parse-selector.ts reads them as texts), and field selectors. */
import type { k8s } from './objects.ts';
import { err, ok, type Result } from '../base/result.ts';

export type Labels = Readonly<Record<string, string>>;
export type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
  /** Written as key=value, not as a set. */
  readonly exact?: true;
}
export type Selector = readonly Requirement[];

const NO_LABELS: Labels = {};

/** Whether labels meet one requirement; Gt and Lt compare whole numbers of any size. */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    case 'Gt': case 'Lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      const limit = values[0] ?? '';
      if (!/^[+-]?\d+$/.test(limit)) return false;
      return operator === 'Gt' ? BigInt(value) > BigInt(limit) : BigInt(value) < BigInt(limit);
    }
  }
}
/** Whether labels meet every requirement; a selector without any takes everything. */
export const matches = (selector: Selector, labels: Labels | undefined): boolean => selector.every(each => matchesRequirement(each, labels ?? NO_LABELS));

const compiled = new WeakMap<object, Selector>();
/** The requirements of a LabelSelector; an empty one selects everything. */
export function selectorOf(selector: k8s.LabelSelector): Selector {
  const known = compiled.get(selector);
  if (known) return known;
  const made: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  for (const { key, operator, values } of selector.matchExpressions ?? []) made.push({ key, operator: operator as SelectorOperator, values: values ?? [] });
  compiled.set(selector, made);
  return made;
}
/** Whether a LabelSelector selects these labels; a missing selector selects nothing. */
export const selects = (selector: k8s.LabelSelector | undefined | null, labels: Labels | undefined): boolean =>
  selector !== undefined && selector !== null && matches(selectorOf(selector), labels);
/** Whether a plain map (a Service's selector) selects these labels; an empty one selects nothing here. */
export function selectsByMap(map: Labels | undefined, labels: Labels | undefined): boolean {
  if (map === undefined || Object.keys(map).length === 0) return false;
  for (const key in map) if (labels?.[key] !== map[key]) return false;
  return true;
}

interface FieldRequirement {
  readonly path: string;
  readonly equal: boolean;
  readonly value: string;
}
/** Parses `status.phase=Running,metadata.name!=x`. */
export function parseFieldSelector(text: string): Result<readonly FieldRequirement[], string> {
  const parts: FieldRequirement[] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(part.trim());
    if (!match) return err(`invalid selector: '${text}'; can't understand '${part.trim()}'`);
    parts.push({ path: match[1] ?? '', equal: match[2] !== '!=', value: match[3] ?? '' });
  }
  return ok(parts);
}
