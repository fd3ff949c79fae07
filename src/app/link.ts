/** A link into a lesson: `#lesson=first-pod` opens one of the course, `#lesson=lessons/mine.zip` one of this origin by its address. */
import { useEffect } from 'react';
import { getState, startLesson, useSession } from '../session/index.ts';
import { showPanel } from './panels.ts';

async function follow(value: string): Promise<void> {
  if (getState().lessonCards.some(({ id }) => id === value)) return startLesson(value);
  const { bringFrom } = await import('../session/lessons/bring.ts');
  const [id] = await bringFrom(value);
  if (id === undefined) showPanel('lessons');
  else await startLesson(id);
}

/** The word is taken out of the address once it has been followed: a reload then finds what the learner has done, not the lesson's first step. */
export function useLessonLink(): void {
  const known = useSession(state => state.status === 'ready' && state.lessonCards.length > 0);
  useEffect(() => {
    if (!known) return undefined;
    const look = (): void => {
      const words = new URLSearchParams(location.hash.slice(1));
      const value = words.get('lesson');
      if (value === null) return;
      words.delete('lesson');
      const rest = words.toString();
      history.replaceState(history.state, '', rest === '' ? `${location.pathname}${location.search}` : `#${rest}`);
      void follow(value);
    };
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [known]);
}
