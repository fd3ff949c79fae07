/** The lessons that were brought to this browser, what came of the last ones, and the ways to bring and to make more. */
import { useRef, type ReactNode } from 'react';
import { startLesson, useSession } from '../../session/index.ts';
import type { BroughtLesson } from '../../session/bring.ts';
import { dismissBrought, forgetLesson } from '../../session/brought.ts';
import type { LessonCard } from '../../session/lesson-play.ts';
import { isOwn } from '../../session/own.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { IssueList } from './IssueList.tsx';
import './own.css';

async function bringChosen(list: FileList | null): Promise<void> {
  const files = [...(list ?? [])];
  if (files.length === 0) return;
  const { bring } = await import('../../session/bring.ts');
  await bring(files[0]?.name ?? '', files.map(file => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })));
}

export function OwnLessons({ onOpen }: { readonly onOpen?: (() => void) | undefined }): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const own = cards.filter(({ id }) => isOwn(id));
  return (
    <section className="o-own" aria-label="Your lessons">
      <div className="o-ways"><Choose /></div>
      <Report />
      {own.length > 0 && <h3>Yours</h3>}
      <ul>{own.map(card => <Row key={card.id} card={card} onOpen={onOpen} />)}</ul>
    </section>
  );
}

function Choose(): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button line" onClick={() => input.current?.click()}><Glyph name="file" />Bring a lesson</button>
      <input
        ref={input} type="file" accept=".zip,.md" multiple className="visually-hidden" tabIndex={-1} aria-label="A lesson: a .zip or a .md file"
        onChange={event => {
          void bringChosen(event.target.files);
          event.target.value = '';
        }}
      />
      <small>a .zip or .md file; a folder can be dropped on the page</small>
    </>
  );
}

const Row = ({ card, onOpen }: { readonly card: LessonCard; readonly onOpen: (() => void) | undefined }): ReactNode => (
  <li className="o-row">
    <button type="button" onClick={() => { void startLesson(card.id); onOpen?.(); }}>
      <span className="l-number"><Glyph name="book" /></span>
      <span><b>{card.title}</b><small>{card.aim}</small></span>
      <span className="l-minutes">{card.minutes} min</span>
    </button>
    <button type="button" className="button icon" aria-label={`Remove ${card.title} from this browser`} onClick={() => void forgetLesson(card.id)}><Glyph name="close" /></button>
  </li>
);

function Report(): ReactNode {
  const brought = useSession(state => state.brought);
  if (brought === null) return null;
  if (brought.busy) return <p className="o-busy" role="status">Reading it, and trying its start …</p>;
  return (
    <div className="o-report" role="status">
      {brought.lessons.map(lesson => <Outcome key={lesson.name} lesson={lesson} />)}
      <button type="button" className="button" onClick={() => dismissBrought()}>Understood</button>
    </div>
  );
}

function Outcome({ lesson }: { readonly lesson: BroughtLesson }): ReactNode {
  const { id, title, name, issues, faults } = lesson;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return (
    <article data-closed={id === null || undefined}>
      <h4><Glyph name={id === null ? 'close' : 'check'} size={14} />{id === null ? `${title || name} stays closed` : `${title} is in`}</h4>
      {errors > 0 && <p>{errors === 1 ? 'One thing is wrong with it:' : `${errors} things are wrong with it:`}</p>}
      {faults.map(text => <p key={text}>{text}</p>)}
      <IssueList issues={issues} />
    </article>
  );
}
