/** What can be done to nodes; what is behind it comes when somebody asks for it. */
import type { Counterfactual } from '../../cluster/contract/scheduling.ts';
import { runLine } from '../actions.ts';
import type { NodeAction } from './actions.ts';
import { getState, type SessionState } from '../state.ts';

export type { NodeAction, NodeField } from './actions.ts';

/** Machines that are no nodes yet: each joins when it is started. */
export const spareMachines = ({ machines, view }: Pick<SessionState, 'machines' | 'view'>): SessionState['machines'] =>
  machines.filter(({ name }) => view.get('nodes', '', name) === undefined);
export const addNode = (name: string): void => runLine(`sim start ${name}`);

export async function actionsOn(name: string): Promise<readonly NodeAction[]> {
  const { nodeActions } = await import('./actions.ts');
  const { view } = getState();
  const node = view.get('nodes', '', name);
  return node === undefined ? [] : nodeActions(view, node);
}
/** Makes the change of a node that would let a Pod in. */
export const tryOnNode = (change: Counterfactual): Promise<void> => import('./actions.ts').then(({ changeNode }) => changeNode(change));
