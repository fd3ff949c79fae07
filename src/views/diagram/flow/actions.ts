/** What a hand can do in the picture; given from above, so that the parts know no store. */
import { createContext, useContext } from 'react';

export interface DiagramActions {
  openPod(uid: string): void;
  select(kind: 'Pod' | 'Node' | 'Container' | 'Service' | 'Request', namespace: string, name: string, container?: string): void;
  /** Shows all Pods of a node, or only those that fit. */
  toggleNode(name: string): void;
  openScheduler(uid: string): void;
  /** Shows the place in the manifest that a label or part comes from. */
  readonly selected: string;
}
const NOTHING = (): void => undefined;
export const ActionsContext = createContext<DiagramActions>({ openPod: NOTHING, select: NOTHING, toggleNode: NOTHING, openScheduler: NOTHING, selected: '' });
export const useActions = (): DiagramActions => useContext(ActionsContext);
/** Names a thing for the selection: `Pod default/web`. */
export const selectionKey = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;
