/** Which panel stands at the right, beside what is selected: only the page's shell cares. */
import { useSyncExternalStore } from 'react';

export type PanelName = 'none' | 'lessons' | 'glossary' | 'fidelity';
interface PanelState {
  readonly panel: PanelName;
  show(panel: PanelName): void;
}
const readers = new Set<() => void>();
let state: PanelState = {
  panel: 'none',
  show: panel => {
    state = { ...state, panel };
    for (const reader of readers) reader();
  },
};
const subscribe = (reader: () => void): (() => void) => {
  readers.add(reader);
  return () => readers.delete(reader);
};
export const usePanels = <T>(select: (state: PanelState) => T): T => useSyncExternalStore(subscribe, () => select(state));
export const showPanel = (panel: PanelName): void => state.show(panel);
export const togglePanel = (panel: PanelName): void => state.show(state.panel === panel ? 'none' : panel);
