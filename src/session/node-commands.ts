/** A change of a Node object -> the command lines that make it. */
import type { Node } from '../model/objects.ts';
import type { Counterfactual } from '../cluster/contract/scheduling.ts';
import { applyJsonPatch } from '../cluster/apiserver/patch/json-patch.ts';

type Operation = Counterfactual['patch'][number];
const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** `dedicated=gpu:NoSchedule` */
export const taintText = ({ key, value, effect }: { readonly key: string; readonly value?: string | undefined; readonly effect: string }): string => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;

/** Amounts of a node's status; what a machine has is told by its kubelet, so only the status can be patched. */
export const amountsLine = (node: string, amounts: Readonly<Record<string, string>>): string =>
  `kubectl patch node ${node} --subresource=status --type=merge -p '${JSON.stringify({ status: { capacity: amounts, allocatable: amounts } })}'`;

function lineOf(node: Node, { op, path, value }: Operation): string | null {
  const { name } = node.metadata;
  const [, part = '', field = '', key = ''] = path.split('/').map(unescaped);
  if (part === 'spec' && field === 'unschedulable') return `kubectl uncordon ${name}`;
  if (part === 'metadata' && field === 'labels') return op === 'remove' ? `kubectl label node ${name} ${key}-` : `kubectl label node ${name} ${key}=${String(value)} --overwrite`;
  if (part === 'status' && field === 'allocatable') return amountsLine(name, { [key]: String(value) });
  const taint = part === 'spec' && field === 'taints' && op === 'remove' ? node.spec.taints?.[Number(key)] : undefined;
  return taint === undefined ? null : `kubectl taint nodes ${name} ${taintText(taint)}-`;
}

/** The change as one line for the terminal, or null where kubectl has no command for a part of it. */
export function nodeChangeLine(node: Node, patch: Counterfactual['patch']): string | null {
  const lines: string[] = [];
  let now = node;
  for (const operation of patch) {
    const line = lineOf(now, operation);
    if (line === null) return null;
    lines.push(line);
    const changed = applyJsonPatch(now, [operation]);
    if (!changed.ok) return null;
    now = changed.value as Node;
  }
  return lines.length === 0 ? null : lines.join(' && ');
}
