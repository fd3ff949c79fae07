/** Which panel stands at the right, beside what is selected: only the page's shell cares. */
import { useSyncExternalStore } from 'react';

export type PanelName = 'none' | 'lessons' | 'glossary' | 'fidelity' | 'keys';
interface PanelState {
  readonly panel: PanelName;
  /** The card that shares the sandbox; `damaged` says of a link that was followed that it cannot be read. */
  readonly share: 'closed' | 'open' | 'damaged';
  show(panel: PanelName): void;
}
const readers = new Set<() => void>();
function change(by: Partial<PanelState>): void {
  state = { ...state, ...by };
  for (const reader of readers) reader();
}
let state: PanelState = { panel: 'none', share: 'closed', show: panel => change({ panel }) };
const subscribe = (reader: () => void): (() => void) => {
  readers.add(reader);
  return () => readers.delete(reader);
};
export const usePanels = <T>(select: (state: PanelState) => T): T => useSyncExternalStore(subscribe, () => select(state));
export const showPanel = (panel: PanelName): void => state.show(panel);
export const showShare = (share: PanelState['share']): void => change({ share });
/** Puts the panel away; false where none is open. */
export function closePanel(): boolean {
  if (state.panel === 'none') return false;
  state.show('none');
  return true;
}
export const togglePanel = (panel: PanelName): void => state.show(state.panel === panel ? 'none' : panel);
