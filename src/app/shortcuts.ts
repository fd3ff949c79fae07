/** Keys that work everywhere in the page: apply, play, step, leave; free play, lessons, words. */
import { useEffect } from 'react';
import { applyActive, getState, pauseStory, playStory, select, setDepth, stepBack, stepForward, toggleFreePlay, type Depth } from '../session/index.ts';
import { closePanel, togglePanel } from './panels.ts';

/** Whether a key belongs to what is being typed, pressed or chosen. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return target?.closest('input, textarea, select, button, a, [contenteditable], [role=menu], .monaco-editor, .xterm, [role=slider]') !== null && target !== null;
}

/** Whether letters belong to a text that is being written. */
const isTyping = ({ target }: KeyboardEvent): boolean => (target as HTMLElement | null)?.closest('input, textarea, select, [contenteditable], .monaco-editor, .xterm') !== null;

/** What has the focus in the picture is no reason to stay there. */
const isInPicture = (event: KeyboardEvent): boolean => !isTyping(event) && (event.target as HTMLElement | null)?.closest('.vw-diagram') instanceof Element;

/** Letters: free play and back, the lessons, the words, the keys. */
function onLetter(key: string): boolean {
  switch (key.toLowerCase()) {
    case 'f':
      if (getState().status === 'ready') void toggleFreePlay();
      return true;
    case 'l': togglePanel('lessons'); return true;
    case 'g': togglePanel('glossary'); return true;
    case '?': togglePanel('keys'); return true;
    default: return false;
  }
}

/** From a deeper picture to the map; on the map, from what is selected. */
function goOut(depth: Depth): void {
  if (depth === 'cluster') select(null);
  else setDepth('cluster');
}

function onKey(event: KeyboardEvent): void {
  const state = getState();
  if (event.defaultPrevented || state.presenting || state.status === 'broken') return;
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
    event.preventDefault();
    applyActive();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!isTyping(event) && (onLetter(event.key) || (event.key === 'Escape' && closePanel()))) return;
  if (state.status !== 'ready') return;
  if (event.key === 'Escape' && (isInPicture(event) || !isTaken(event))) return goOut(state.depth);
  if (isTaken(event)) return;
  switch (event.key) {
    case ' ':
      event.preventDefault();
      if (state.clock.playing) pauseStory();
      else playStory();
      return;
    case '[': stepBack(); return;
    case ']': void stepForward(); return;
    default:
  }
}

export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
