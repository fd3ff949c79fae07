/** Label selectors, as objects (metav1.LabelSelector) and as texts (`app=web,tier in (a,b),!old`), and field selectors. */
import type { k8s } from './objects.ts';
import { err, ok, type Result } from '../base/result.ts';

export type Labels = Readonly<Record<string, string>>;
export type SelectorOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}
export type Selector = readonly Requirement[];

const NO_LABELS: Labels = {};

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

/** Parses the text form of a selector. Follows apimachinery pkg/labels Parse. */
export function parseSelector(text: string): Result<Selector, string> {
  const requirements: Requirement[] = [];
  const tokens = text.match(/!=|==|=|!|\(|\)|,|<|>|[^\s=!(),<>]+/g) ?? [];
  let at = 0;
  const unexpected = (want: string): Result<Selector, string> => err(`unable to parse requirement: found '${tokens[at] ?? ''}'${want.startsWith('\'(') ? '' : ','} expected: ${want}`);
  while (at < tokens.length) {
    const negated = tokens[at] === '!';
    if (negated) at++;
    const key = tokens[at];
    if (key === undefined || /^[=!(),<>]/.test(key)) return unexpected('!, identifier, or \'end of string\'');
    at++;
    const operator = tokens[at];
    if (negated || operator === undefined || operator === ',') {
      requirements.push({ key, operator: negated ? 'DoesNotExist' : 'Exists', values: [] });
    } else if (operator === 'in' || operator === 'notin') {
      if (tokens[++at] !== '(') return unexpected("'('");
      const values: string[] = [];
      for (at++; tokens[at] !== ')'; at++) {
        const value = tokens[at];
        if (value === undefined) return unexpected("',', ')' or identifier");
        if (value !== ',') values.push(value);
      }
      at++;
      requirements.push({ key, operator: operator === 'in' ? 'In' : 'NotIn', values });
    } else if (operator === '=' || operator === '==' || operator === '!=' || operator === '<' || operator === '>') {
      const next = tokens[at + 1];
      const value = next === undefined || next === ',' ? '' : next;
      at += value === '' ? 1 : 2;
      requirements.push({ key, operator: operator === '!=' ? 'NotIn' : operator === '<' ? 'Lt' : operator === '>' ? 'Gt' : 'In', values: [value] });
    } else return unexpected("in, notin, =, ==, !=, gt, lt");
    if (at < tokens.length && tokens[at] !== ',') return err(`found '${tokens[at] ?? ''}', expected: ',' or 'end of string'`);
    at++;
  }
  return ok(requirements);
}

export interface FieldRequirement {
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
