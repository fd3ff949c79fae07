/** A selector's text as a LabelSelector. Follows apimachinery pkg/apis/meta/v1/helpers.go ParseToLabelSelector. */
import type { k8s } from '../../model/objects.ts';
import { parseSelector } from '../../model/parse-selector.ts';
import { CommandError } from '../errors.ts';

export function selectorObject(text: string): k8s.LabelSelector {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new CommandError(`couldn't parse the selector string "${text}": ${parsed.error}`);
  const odd = parsed.value.find(({ operator }) => operator === 'Gt' || operator === 'Lt');
  if (odd !== undefined) throw new CommandError(`"${odd.operator.toLowerCase()}" isn't supported in label selectors`);
  const expressions = parsed.value.filter(({ exact }) => exact !== true);
  const matchLabels = Object.fromEntries(parsed.value.filter(({ exact }) => exact === true).map(({ key, values }) => [key, values[0] ?? '']));
  return {
    ...(expressions.length > 0 ? { matchExpressions: expressions.map(({ key, operator, values }) => ({ key, operator, ...(values.length > 0 ? { values } : {}) })) } : {}),
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
  };
}
