/** What a hand can do in the picture; given from above, so that the parts know no store. It hardly ever changes: all parts read it. */
import { createContext, useContext } from 'react';
import type { NodeAction, Picking } from '../../../session/index.ts';
import type { KeeperKind } from '../project/keepers.ts';

export interface DiagramActions {
  openPod(namespace: string, name: string): void;
  select(kind: 'Pod' | 'Node' | 'Container' | 'Request' | KeeperKind, namespace: string, name: string, container?: string): void;
  unselect(): void;
  /** Shows all Pods of a node, or only those that fit. */
  toggleNode(name: string): void;
  /** Shows the files of a volume of the opened Pod. */
  openTray(name: string): void;
  /** What a pointer or the focus rests on: `Pod default/web`, `Service default/shop`, or '' for nothing. */
  point(key: string): void;
  /** All lines, or only those of what is pointed at. */
  toggleLines(): void;
  readonly lines: boolean;
  /** The date of the cluster's first instant, in milliseconds since 1970. */
  readonly epoch: number;
  /** A node is asked for: a click on one is the answer. */
  readonly picking: Picking | null;
  pick(node: string): void;
  /** What can be done to a node. */
  nodeActions(node: string): Promise<readonly NodeAction[]>;
}
const NOTHING = (): void => undefined;
/** A picture in which nothing can be done; each depth says what can. */
export const STILL: DiagramActions = {
  openPod: NOTHING, select: NOTHING, unselect: NOTHING, toggleNode: NOTHING, openTray: NOTHING, point: NOTHING, toggleLines: NOTHING, lines: false,
  epoch: 0, picking: null, pick: NOTHING, nodeActions: () => Promise.resolve([]),
};
export const ActionsContext = createContext<DiagramActions>(STILL);
export const useActions = (): DiagramActions => useContext(ActionsContext);
/** Whether a click on this node answers what is asked. */
export const isPickable = (picking: Picking | null, node: string): boolean => picking !== null && (picking.options.length === 0 || picking.options.includes(node));
/** Names a thing for the selection: `Pod default/web`. */
export const selectionKey = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;
