/** Small parts of table cells: labels, selectors, containers, ports. */
import { byText } from '../../../base/order.ts';
import type { k8s } from '../../../model/objects.ts';
import { selectorWords } from '../../../model/selector-words.ts';
import { at, listOf, textOf, textsOf, type Fields } from '../fields.ts';

export const NONE = '<none>';
export const orNone = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : NONE);
/** Follows labels.FormatLabels. */
export const labelsText = (labels: unknown): string => orNone(Object.entries(textsOf(labels)).sort(([a], [b]) => byText(a, b)).map(([key, value]) => `${key}=${value}`).join(','));
/** Follows metav1.FormatLabelSelector. */
export const selectorText = (selector: unknown): string => (selector === undefined || selector === null ? NONE : orNone(selectorWords(selector as k8s.LabelSelector)));
export const containerCells = (containers: unknown): readonly [names: string, images: string] => [
  listOf(containers).map(each => textOf(each['name'])).join(','),
  listOf(containers).map(each => textOf(each['image'])).join(','),
];
/** At most three, and how many there are beyond. */
export const firstThree = (texts: readonly string[], empty: string): string =>
  texts.length === 0 ? empty : texts.length <= 3 ? texts.join(',') : `${texts.slice(0, 3).join(',')} + ${texts.length - 3} more...`;
export const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
export const hasCondition = (object: Fields, type: string): boolean => listOf(at(object, 'status', 'conditions')).some(each => each['type'] === type && each['status'] === 'True');
const SHORT_MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
export function accessModes(modes: unknown): string {
  const given = new Set(Array.isArray(modes) ? (modes as readonly string[]) : []);
  return Object.keys(SHORT_MODES).filter(mode => given.has(mode)).map(mode => SHORT_MODES[mode]).join(',');
}
