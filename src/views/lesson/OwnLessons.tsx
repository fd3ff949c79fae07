/** The lessons that were brought to this browser, what came of the last ones, and the ways to bring and to make more. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { getState, leaveLesson, startLesson, useSession } from '../../session/index.ts';
import type { BroughtLesson } from '../../session/bring.ts';
import { dismissBrought, forgetLesson } from '../../session/brought.ts';
import { forgetDraft, loadDrafts, type KeptDraft } from '../../session/drafts.ts';
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
      <div className="o-ways"><Choose /><FromHere onOpen={onOpen} /><small>Bring a .zip or .md file, or drop a folder on the page. Or make one: the cluster as it stands becomes its start.</small></div>
      <Report onOpen={onOpen} />
      <Drafts onOpen={onOpen} />
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

async function fromHere(): Promise<void> {
  const { authorFromHere } = await import('../../session/authoring.ts');
  if (getState().lesson !== null) await leaveLesson();
  await authorFromHere();
}
const FromHere = ({ onOpen }: { readonly onOpen: (() => void) | undefined }): ReactNode => (
  <button type="button" className="button line" onClick={() => { void fromHere(); onOpen?.(); }}><Glyph name="plus" />Lesson from here</button>
);

/** Lessons that are being written, where they were left. */
function Drafts({ onOpen }: { readonly onOpen: (() => void) | undefined }): ReactNode {
  const [drafts, setDrafts] = useState<readonly KeptDraft[]>([]);
  useEffect(() => void loadDrafts().then(setDrafts), []);
  const open = async ({ key, draft }: KeptDraft): Promise<void> => {
    const { openDraft } = await import('../../session/authoring.ts');
    if (getState().lesson !== null) await leaveLesson();
    openDraft(key, draft);
    onOpen?.();
  };
  if (drafts.length === 0) return null;
  return (
    <>
      <h3>In the workshop</h3>
      <ul>
        {drafts.map(own => (
          <li key={own.key} className="o-row">
            <button type="button" onClick={() => void open(own)}><span className="l-number"><Glyph name="file" /></span><span><b>{own.draft.title}</b><small>{own.draft.aim || 'not finished'}</small></span><span /></button>
            <button type="button" className="button icon" aria-label={`Throw the draft ${own.draft.title} away`} onClick={() => void forgetDraft(own.key).then(loadDrafts).then(setDrafts)}><Glyph name="close" /></button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Report({ onOpen }: { readonly onOpen: (() => void) | undefined }): ReactNode {
  const brought = useSession(state => state.brought);
  if (brought === null) return null;
  if (brought.busy) return <p className="o-busy" role="status">Reading it, and trying its start …</p>;
  return (
    <div className="o-report" role="status">
      {brought.lessons.map(lesson => <Outcome key={lesson.name} lesson={lesson} onOpen={onOpen} />)}
      <button type="button" className="button" onClick={() => dismissBrought()}>Understood</button>
    </div>
  );
}

async function mendIt(lesson: BroughtLesson): Promise<void> {
  if (lesson.folder === null) return;
  const { mend } = await import('../../session/authoring.ts');
  if (getState().lesson !== null) await leaveLesson();
  await mend(lesson.folder);
}

function Outcome({ lesson, onOpen }: { readonly lesson: BroughtLesson; readonly onOpen: (() => void) | undefined }): ReactNode {
  const { id, title, name, issues, faults } = lesson;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return (
    <article data-closed={id === null || undefined}>
      <h4><Glyph name={id === null ? 'close' : 'check'} size={14} />{id === null ? `${title || name} stays closed` : `${title} is in`}</h4>
      {errors > 0 && <p>{errors === 1 ? 'One thing is wrong with it:' : `${errors} things are wrong with it:`}</p>}
      {faults.map(text => <p key={text}>{text}</p>)}
      <IssueList issues={issues} />
      {id === null && lesson.folder !== null && <button type="button" className="button" onClick={() => { void mendIt(lesson); onOpen?.(); }}>Mend it in the workshop</button>}
    </article>
  );
}
