/** A LabelSelector as text: `app=web,tier in (a,b),!old`, keys in order. Follows labels.Selector String. */
import { byText } from '../base/order.ts';
import type { k8s } from './objects.ts';

export function selectorWords(selector: k8s.LabelSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => ({ key, text: expression(key, operator, values ?? []) }));
  return [...labels, ...expressions].sort((a, b) => byText(a.key, b.key)).map(({ text }) => text).join(',');
}
function expression(key: string, operator: string, values: readonly string[]): string {
  switch (operator) {
    case 'In': return `${key} in (${[...values].sort(byText).join(',')})`;
    case 'NotIn': return `${key} notin (${[...values].sort(byText).join(',')})`;
    case 'DoesNotExist': return `!${key}`;
    default: return key;
  }
}
