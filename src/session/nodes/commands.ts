/** A change of a Node object -> the command lines that make it. */
import { isOfMachine, machineWords } from '../../model/machine.ts';
import type { Node } from '../../model/objects.ts';
import type { Counterfactual } from '../../cluster/contract/scheduling.ts';
import { applyJsonPatch, pointerKeys } from '../../model/json-patch.ts';
import { UNSCHEDULABLE } from '../../model/well-known.ts';

type Operation = Counterfactual['patch'][number];

/** `dedicated=gpu:NoSchedule` */
export const taintText = ({ key, value, effect }: { readonly key: string; readonly value?: string | undefined; readonly effect: string }): string => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;

/** What a machine has is told by its kubelet: it is the machine that becomes larger or smaller. */
export const resizeLine = (node: string, amounts: Readonly<Record<string, string>>): string =>
  `sim resize ${node} ${machineWords(amounts)}`.trim();
/** Other resources are the API's alone. */
const statusLine = (node: string, resource: string, amount: string): string =>
  `kubectl patch node ${node} --subresource=status --type=merge -p '${JSON.stringify({ status: { capacity: { [resource]: amount }, allocatable: { [resource]: amount } } })}'`;

function lineOf(node: Node, { op, path, value }: Operation): string | null {
  const { name } = node.metadata;
  const [, part = '', field = '', key = ''] = pointerKeys(path);
  if (part === 'spec' && field === 'unschedulable') return `kubectl uncordon ${name}`;
  if (part === 'metadata' && field === 'labels') return op === 'remove' ? `kubectl label node ${name} ${key}-` : `kubectl label node ${name} ${key}=${String(value)} --overwrite`;
  if (part === 'status' && field === 'allocatable') return statusLine(name, key, String(value));
  const taint = part === 'spec' && field === 'taints' && op === 'remove' ? node.spec.taints?.[Number(key)] : undefined;
  // The cluster takes this one away itself, once the node is uncordoned.
  if (taint?.key === UNSCHEDULABLE) return '';
  return taint === undefined ? null : `kubectl taint nodes ${name} ${taintText(taint)}-`;
}

const sizeIn = ({ path, value }: Operation): readonly [string, string] | null => {
  const [, part, field, key = ''] = pointerKeys(path);
  return part === 'status' && field === 'allocatable' && isOfMachine(key) ? [key, String(value)] : null;
};

interface NodeChange {
  /** For the terminal. */
  readonly line: string;
  /** What the machine becomes besides, where the line is about something else. */
  readonly amounts: Readonly<Record<string, string>> | null;
}
/** What makes the change, or null where there is no command for a part of it. */
export function nodeChangeOf(node: Node, patch: Counterfactual['patch']): NodeChange | null {
  const sizes = patch.flatMap(operation => { const size = sizeIn(operation); return size === null ? [] : [size]; });
  const lines: string[] = [];
  let now = node;
  for (const operation of patch) {
    const line = sizeIn(operation) === null ? lineOf(now, operation) : '';
    if (line === null) return null;
    if (line !== '') lines.push(line);
    const changed = applyJsonPatch(now, [operation]);
    if (!changed.ok) return null;
    now = changed.value as Node;
  }
  const amounts = sizes.length === 0 ? null : Object.fromEntries(sizes);
  if (lines.length > 0) return { line: lines.join(' && '), amounts };
  return amounts === null ? null : { line: resizeLine(node.metadata.name, amounts), amounts: null };
}
