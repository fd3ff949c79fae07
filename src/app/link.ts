/** Links: `#lesson=first-pod` opens a lesson of the course, `#lesson=lessons/mine.zip` one of this origin by its address, `#share=...` what somebody else has done. */
import { useEffect } from 'react';
import { getState, startLesson, useSession } from '../session/index.ts';
import { showPanel, showShare } from './panels.ts';

async function follow(value: string): Promise<void> {
  // A list that lies over the page would hide what the link leads to.
  showPanel('none');
  if (getState().lessonCards.some(({ id }) => id === value)) return startLesson(value);
  const { bringFrom } = await import('../session/lessons/bring.ts');
  const [id] = await bringFrom(value);
  if (id === undefined) showPanel('lessons');
  else await startLesson(id);
}

async function takeUp(packed: string): Promise<void> {
  const { openShared } = await import('../session/share.ts');
  if (!(await openShared(packed))) showShare('damaged');
}
const FOLLOW = { lesson: follow, share: takeUp } as const;

/** The word is taken out of the address once it has been followed: a reload then finds what the learner has done, not the lesson's first step. */
export function useLinks(): void {
  const known = useSession(state => state.status === 'ready' && state.lessonCards.length > 0);
  useEffect(() => {
    if (!known) return undefined;
    const look = (): void => {
      const words = new URLSearchParams(location.hash.slice(1));
      for (const word of ['lesson', 'share'] as const) {
        const value = words.get(word);
        if (value === null) continue;
        words.delete(word);
        const rest = words.toString();
        history.replaceState(history.state, '', rest === '' ? `${location.pathname}${location.search}` : `#${rest}`);
        void FOLLOW[word](value);
      }
    };
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [known]);
}
