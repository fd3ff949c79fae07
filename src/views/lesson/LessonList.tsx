/** All lessons and demos by chapter, the finished ones ticked. */
import type { ReactNode } from 'react';
import { setPresenting, startLesson, useSession } from '../../session/index.ts';
import { isFinished, type LessonCard } from '../../session/lesson-play.ts';
import { isOwn } from '../../session/own.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { OwnLessons } from './OwnLessons.tsx';
import { chapterTitle } from './words.ts';
import './lesson.css';

async function open({ id, kind }: LessonCard): Promise<void> {
  await startLesson(id);
  if (kind === 'demo') setPresenting(true);
}

export function LessonList({ onOpen }: { readonly onOpen?: () => void }): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const progress = useSession(state => state.progress);
  const chapters = [...new Set(cards.filter(({ id }) => !isOwn(id)).map(card => card.chapter))];
  return (
    <div className="l-list">
      <h2>Lessons</h2>
      <p className="l-intro">One idea a step. You predict, then the cluster shows. What you have built in free play waits for you.</p>
      <OwnLessons onOpen={onOpen} />
      {chapters.map(chapter => (
        <section key={chapter} aria-label={chapter}>
          <h3>{chapterTitle(chapter)}</h3>
          <ul>
            {cards.filter(card => card.chapter === chapter).map(card => (
              <li key={card.id}>
                <button type="button" onClick={() => { void open(card); onOpen?.(); }}>
                  <span className="l-number">{card.number}</span>
                  <span><b>{card.title}</b><small>{card.aim}</small></span>
                  <span className="l-minutes">{!isFinished(progress, card.id) ? `${card.minutes} min` : <><Glyph name="check" size={14} /><span className="visually-hidden">finished</span></>}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
