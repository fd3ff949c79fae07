/** Keys that work everywhere in the page: apply, play, step, leave. */
import { useEffect } from 'react';
import { applyActive, getState, pauseStory, playStory, select, setDepth, stepBack, stepForward } from '../session/index.ts';

/** Whether a key belongs to what is being typed, pressed or chosen. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return target?.closest('input, textarea, select, button, a, [contenteditable], [role=menu], .monaco-editor, .xterm, [role=slider]') !== null && target !== null;
}

function onKey(event: KeyboardEvent): void {
  const state = getState();
  if (event.defaultPrevented || state.presenting || state.status === 'broken') return;
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
    event.preventDefault();
    applyActive();
    return;
  }
  if (state.status !== 'ready' || isTaken(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  switch (event.key) {
    case ' ':
      event.preventDefault();
      if (state.clock.playing) pauseStory();
      else playStory();
      return;
    case '[': stepBack(); return;
    case ']': void stepForward(); return;
    case 'Escape':
      if (state.depth !== 'cluster') setDepth('cluster');
      else select(null);
      return;
    default:
  }
}

export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
