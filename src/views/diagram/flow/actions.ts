/** What a hand can do in the picture; given from above, so that the parts know no store. */
import { createContext, useContext } from 'react';
import type { NodeAction, Picking } from '../../../session/index.ts';

export interface DiagramActions {
  openPod(uid: string): void;
  select(kind: 'Pod' | 'Node' | 'Container' | 'Service' | 'Request', namespace: string, name: string, container?: string): void;
  /** Shows all Pods of a node, or only those that fit. */
  toggleNode(name: string): void;
  openScheduler(uid: string): void;
  /** Shows the place in the manifest that a label or part comes from. */
  readonly selected: string;
  /** A node is asked for: a click on one is the answer. */
  readonly picking: Picking | null;
  pick(node: string): void;
  /** What can be done to a node. */
  nodeActions(node: string): readonly NodeAction[];
}
const NOTHING = (): void => undefined;
/** Where no nodes are drawn. */
export const NO_NODES: Pick<DiagramActions, 'picking' | 'pick' | 'nodeActions'> = { picking: null, pick: NOTHING, nodeActions: () => [] };
export const ActionsContext = createContext<DiagramActions>({ openPod: NOTHING, select: NOTHING, toggleNode: NOTHING, openScheduler: NOTHING, selected: '', ...NO_NODES });
export const useActions = (): DiagramActions => useContext(ActionsContext);
/** Whether a click on this node answers what is asked. */
export const isPickable = (picking: Picking | null, node: string): boolean => picking !== null && (picking.options.length === 0 || picking.options.includes(node));
/** Names a thing for the selection: `Pod default/web`. */
export const selectionKey = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;
