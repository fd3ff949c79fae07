/** What can be done to a node from the picture: each is a line for the terminal, so that the learner sees the command. */
import { parseQuantity } from '../../model/quantity.ts';
import type { Node } from '../../model/objects.ts';
import type { Counterfactual } from '../../cluster/contract/scheduling.ts';
import { hostFactKey, type HostFact } from '../../cluster/contract/facts.ts';
import type { ClusterView } from '../../cluster/contract/view.ts';
import { act, runLine } from '../actions.ts';
import { nodeChangeOf, resizeLine, taintText } from './commands.ts';
import { getState } from '../state.ts';

type Values = Readonly<Record<string, string>>;
export interface NodeField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Where only these can be chosen. */
  readonly options?: readonly string[];
}
export interface NodeAction {
  readonly label: string;
  readonly fields: readonly NodeField[];
  /** The command with what has been filled in. */
  line(values: Values): string;
  /** What is wrong with what has been filled in, '' where nothing is. */
  trouble(values: Values): string;
  run(values: Values): void;
}

const FINE = (): string => '';
function action(label: string, line: (values: Values) => string, fields: readonly NodeField[] = [], trouble: NodeAction['trouble'] = FINE): NodeAction {
  return { label, fields, line, trouble, run: values => runLine(line(values)) };
}
const NAME = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?$/;
const keyTrouble = ({ key = '', value = '' }: Values): string =>
  key === ''
    ? 'It needs a key.'
    : !NAME.test(key) ? 'A key is letters, digits, dashes, dots and underscores, with a domain before a slash if you like.' : VALUE.test(value) ? '' : 'A value is letters, digits, dashes, dots and underscores.';
const sizeTrouble = (values: Values): string =>
  Object.entries(values).find(([, text]) => parseQuantity(text) === null) === undefined ? '' : 'A quantity looks like 2, 1500m or 4Gi.';

/** A new line for each field that was changed. */
function changedAmounts(node: Node, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([resource, text]) => text !== node.status.allocatable?.[resource]));
}

export function nodeActions(view: ClusterView, node: Node): readonly NodeAction[] {
  const { name } = node.metadata;
  const { cpu = '', memory = '', pods = '' } = node.status.allocatable ?? {};
  const on = (view.fact(hostFactKey(name)) as HostFact | undefined)?.reachable !== false;
  const [key, value] = [{ name: 'key', label: 'Key', value: '' }, { name: 'value', label: 'Value', value: '' }];
  return [
    node.spec.unschedulable === true ? action('Uncordon', () => `kubectl uncordon ${name}`) : action('Cordon', () => `kubectl cordon ${name}`),
    action('Drain', () => `kubectl drain ${name} --ignore-daemonsets --force --delete-emptydir-data`),
    action(
      'Taint', values => `kubectl taint nodes ${name} ${taintText({ key: values['key'] ?? '', value: values['value'], effect: values['effect'] ?? 'NoSchedule' })}`,
      [key, value, { name: 'effect', label: 'Effect', value: 'NoSchedule', options: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] }], keyTrouble,
    ),
    ...(node.spec.taints ?? []).map(taint => action(`Remove the taint ${taintText(taint)}`, () => `kubectl taint nodes ${name} ${taintText(taint)}-`)),
    action('Label', values => `kubectl label node ${name} ${values['key'] ?? ''}=${values['value'] ?? ''} --overwrite`, [key, value], keyTrouble),
    action(
      'Resize', values => resizeLine(name, changedAmounts(node, values)),
      [{ name: 'cpu', label: 'CPU', value: cpu }, { name: 'memory', label: 'Memory', value: memory }, { name: 'pods', label: 'Pods', value: pods }], sizeTrouble,
    ),
    on ? action('Stop the machine', () => `sim stop ${name}`) : action('Start the machine', () => `sim start ${name}`),
    action('Remove from the cluster', () => `kubectl delete node ${name}`),
  ];
}

/** Makes the change of a node that would let a Pod in. */
export function changeNode({ node, patch }: Counterfactual): void {
  const stored = getState().view.get('nodes', '', node);
  const change = stored === undefined ? null : nodeChangeOf(stored, patch);
  if (change === null) return;
  if (change.amounts !== null) void act({ do: 'resizeNode', node, amounts: change.amounts });
  runLine(change.line);
}
