/** Which panel stands at the right, beside what is selected, and when the editor is to be seen: only the page's shell cares. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export type PanelName = 'none' | 'lessons' | 'glossary' | 'fidelity' | 'keys';
interface PanelState {
  readonly panel: PanelName;
  /** The card that shares the sandbox; `damaged` says of a link that was followed that it cannot be read. */
  readonly share: 'closed' | 'open' | 'damaged';
  /** How often somebody was to be led to the editor, as what they brought stands there. */
  readonly toEditor: number;
  show(panel: PanelName): void;
}
const readers = new Set<() => void>();
function change(by: Partial<PanelState>): void {
  state = { ...state, ...by };
  for (const reader of readers) reader();
}
let state: PanelState = { panel: 'none', share: 'closed', toEditor: 0, show: panel => change({ panel }) };
const subscribe = (reader: () => void): (() => void) => {
  readers.add(reader);
  return () => readers.delete(reader);
};
export const usePanels = <T>(select: (state: PanelState) => T): T => useSyncExternalStore(subscribe, () => select(state));
export const showPanel = (panel: PanelName): void => state.show(panel);
export const showShare = (share: PanelState['share']): void => change({ share });
export const leadToEditor = (): void => change({ toEditor: state.toEditor + 1 });
/** Each arrangement of the page leads there in its own way. */
export function useLedToEditor(lead: () => void): void {
  const led = usePanels(({ toEditor }) => toEditor);
  const seen = useRef(led);
  useEffect(() => {
    if (seen.current === led) return;
    seen.current = led;
    lead();
  }, [led]);
}
/** Puts the panel away; false where none is open. */
export function closePanel(): boolean {
  if (state.panel === 'none') return false;
  state.show('none');
  return true;
}
export const togglePanel = (panel: PanelName): void => state.show(state.panel === panel ? 'none' : panel);
