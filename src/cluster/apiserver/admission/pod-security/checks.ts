/** The rules of the Pod Security Standards, each with the version it began in. Follows pod-security-admission/policy. */
import { listOf, textOf, type Fields } from '../../fields.ts';

/** What a Pod breaks: the rule, and how. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}
export interface PodParts {
  readonly spec: Fields;
  readonly annotations: Readonly<Record<string, string>>;
}
export type Rule = (pod: PodParts) => Violation | null;
export interface Check {
  readonly id: string;
  /** Minor versions from which a rule holds, oldest first. */
  readonly versions: readonly (readonly [since: number, rule: Rule])[];
  /** Weaker checks that this one stands for. */
  readonly overrides?: readonly string[];
}

/** Init containers first, as upstream visits them. */
export const containersOf = (spec: Fields): readonly Fields[] => ['initContainers', 'containers', 'ephemeralContainers'].flatMap(field => listOf(spec[field]));
export const namesWhere = (spec: Fields, isBad: (container: Fields) => boolean): readonly string[] => containersOf(spec).filter(isBad).map(each => textOf(each['name']));
export const plural = (word: string, count: number): string => (count === 1 ? word : `${word}s`);
/** `"a", "b"`, without escaping. */
export const quoted = (texts: readonly string[]): string => texts.map(text => `"${text}"`).join(', ');
/** `container "a"`, `containers "a", "b"`. */
export const containersText = (names: readonly string[]): string => `${plural('container', names.length)} ${quoted(names)}`;
/** Who set something: the Pod, containers, or both. */
export const settersText = (pod: boolean, names: readonly string[]): string => [...(pod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ');
export const sortedSet = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
export const isWindows = (spec: Fields): boolean => (spec['os'] as Fields | undefined)?.['name'] === 'windows';
/** A Pod in a user namespace of its own may be root there. */
export const hasOwnUsers = (spec: Fields): boolean => spec['hostUsers'] === false;
