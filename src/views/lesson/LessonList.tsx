/** The map of all lessons by chapter: what is done, where one stands, what comes next and which belief it takes away. */
import type { ReactNode } from 'react';
import { setPresenting, startLesson, useSession } from '../../session/index.ts';
import { isFinished, lessonOf, type LessonCard, type Progress } from '../../session/lessons/play.ts';
import { isOwn } from '../../session/lessons/own.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { KeptProgress } from './KeptProgress.tsx';
import { OwnLessons } from './OwnLessons.tsx';
import { nextOf } from './next.ts';
import { chapterTitle } from './words.ts';
import './lesson.css';

async function open({ id, kind }: LessonCard): Promise<void> {
  await startLesson(id);
  if (kind === 'demo') setPresenting(true);
}

export interface ListProps {
  readonly onOpen?: () => void;
  readonly onGlossary?: () => void;
}

export function LessonList({ onOpen, onGlossary }: ListProps): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const progress = useSession(state => state.progress);
  const here = useSession(state => state.lesson?.lesson.id ?? '');
  const chapters = [...new Set(cards.filter(({ id }) => !isOwn(id)).map(card => card.chapter))];
  const next = nextOf(cards, progress, here);
  const go = (card: LessonCard): void => {
    void open(card);
    onOpen?.();
  };
  return (
    <div className="l-list">
      <h2>Lessons</h2>
      <p className="l-intro">One idea a step. You predict, then the cluster shows. What you have built in free play waits for you.</p>
      {next !== undefined && <Next card={next} progress={progress} here={next.id === here} onGo={() => go(next)} />}
      {next === undefined && cards.length > 0 && <AllDone />}
      <KeptProgress />
      {onGlossary !== undefined && <button type="button" className="l-words-link" onClick={onGlossary}><Glyph name="search" size={14} />The words, each with a picture<kbd>G</kbd></button>}
      <OwnLessons onOpen={onOpen} />
      {chapters.map((chapter, at) => <Chapter key={chapter} chapter={chapter} number={at + 1} cards={cards.filter(card => card.chapter === chapter)} progress={progress} next={next?.id ?? ''} onGo={go} />)}
    </div>
  );
}

/** After the last of it. */
const AllDone = (): ReactNode => (
  <section className="l-next" aria-label="All done">
    <p>All done</p>
    <h3>You have been through the whole course, and solved every challenge.</h3>
    <p>Your progress can be kept as a file. What is left is to show it: present a demo to others, or make a lesson of what cost you an evening.</p>
  </section>
);

function Next({ card, progress, here, onGo }: { readonly card: LessonCard; readonly progress: Progress; readonly here: boolean; readonly onGo: () => void }): ReactNode {
  const { left } = lessonOf(progress, card.id);
  return (
    <section className="l-next" aria-label={here ? 'You are here' : 'Next'}>
      <p>{here ? 'You are here' : left === null ? 'Next' : `You left at step ${left.step + 1} of ${left.of}`}</p>
      <h3><span className="l-number">{card.number}</span>{card.title}</h3>
      {card.removes !== '' && <p>It takes away the belief: <q>{card.removes.replace(/[.]$/, '')}</q></p>}
      <button type="button" className="button ink" onClick={onGo}>{here ? 'Go on' : left === null ? 'Begin' : 'Go on where you left'}</button>
    </section>
  );
}

interface ChapterProps {
  readonly chapter: string;
  readonly number: number;
  readonly cards: readonly LessonCard[];
  readonly progress: Progress;
  readonly next: string;
  readonly onGo: (card: LessonCard) => void;
}
function Chapter({ chapter, number, cards, progress, next, onGo }: ChapterProps): ReactNode {
  const done = cards.filter(({ id }) => isFinished(progress, id)).length;
  const counted = cards[0]?.kind !== 'demo';
  return (
    <section aria-label={chapterTitle(chapter)}>
      <h3 className="l-chapter">
        <span>{cards[0]?.kind === 'lesson' ? `${number} ` : ''}{chapterTitle(chapter)}</span>
        {counted
          && <span className="l-dots" aria-hidden="true">
            {cards.map(({ id }) => <i key={id} data-state={isFinished(progress, id) ? 'done' : id === next ? 'next' : lessonOf(progress, id).left === null ? undefined : 'left'} />)}
          </span>}
        {counted && <small>{done} of {cards.length}</small>}
      </h3>
      <ul>{cards.map(card => <Row key={card.id} card={card} progress={progress} isNext={card.id === next} onGo={() => onGo(card)} />)}</ul>
    </section>
  );
}

function Row({ card, progress, isNext, onGo }: { readonly card: LessonCard; readonly progress: Progress; readonly isNext: boolean; readonly onGo: () => void }): ReactNode {
  const { left } = lessonOf(progress, card.id);
  const finished = isFinished(progress, card.id);
  return (
    <li>
      <button type="button" onClick={onGo} aria-current={isNext ? 'step' : undefined}>
        <span className="l-number">{card.number}</span>
        <span>
          <b>{card.title}</b><small>{card.aim}</small>
          {card.removes !== '' && <small className="l-removes">{finished ? 'gone' : 'takes away'}: <q>{card.removes.replace(/[.]$/, '')}</q></small>}
        </span>
        <span className="l-minutes">
          {left !== null ? `step ${left.step + 1} of ${left.of}` : finished ? <><Glyph name="check" size={14} /><span className="visually-hidden">finished</span></> : `${card.minutes} min`}
        </span>
      </button>
    </li>
  );
}
