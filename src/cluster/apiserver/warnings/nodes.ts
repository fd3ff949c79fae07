/** Labels of nodes that have newer names, wherever nodes are selected. Follows pkg/api/node/util.go. */
import type { FieldPath } from '../../../model/field-path.ts';
import { labelValueComplaints } from '../../../model/names.ts';
import { listOf, textOf, type Fields } from '../fields.ts';

const OLD_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};
/** What to say of a label, or null where nothing is wrong with it. */
export const oldLabel = (key: string): string | null => OLD_LABELS[key] ?? null;

/** Follows GetWarningsForNodeSelectorTerm. Values are no reason to refuse a preference, so a word must do. */
export function nodeTermWarnings(term: Fields, path: FieldPath, { checkValues }: { readonly checkValues: boolean }): readonly string[] {
  return listOf(term['matchExpressions']).flatMap((expression, i) => {
    const at = path.child('matchExpressions').index(i);
    const key = textOf(expression['key']);
    const old = oldLabel(key);
    const values = checkValues && Array.isArray(expression['values']) ? (expression['values'] as readonly unknown[]).map(textOf) : [];
    return [
      ...(old === null ? [] : [`${at.child('key').toString()}: ${key} is ${old}`]),
      ...values.flatMap((value, v) => labelValueComplaints(value).map(complaint => `${at.child('values').index(v).toString()}: ${value} is invalid, ${complaint}`)),
    ];
  });
}
