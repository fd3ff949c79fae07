/** The lessons that were brought to this browser, what came of the last ones, and the ways to bring and to make more. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { getState, leaveLesson, startLesson, useSession } from '../../session/index.ts';
import { forgetLesson } from '../../session/lessons/brought.ts';
import { forgetDraft, loadDrafts, type KeptDraft } from '../../session/author/drafts.ts';
import type { LessonCard } from '../../session/lessons/play.ts';
import { isOwn } from '../../session/lessons/own.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Brought } from './Brought.tsx';
import './own.css';

async function bringChosen(list: FileList | null): Promise<void> {
  const files = [...(list ?? [])];
  if (files.length === 0) return;
  const { bring } = await import('../../session/lessons/bring.ts');
  await bring(files[0]?.name ?? '', files.map(file => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })));
}

export function OwnLessons({ onOpen }: { readonly onOpen?: (() => void) | undefined }): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const own = cards.filter(({ id }) => isOwn(id));
  return (
    <section className="o-own" aria-label="Your lessons">
      <div className="o-ways"><Choose /><FromHere onOpen={onOpen} /><small>Bring a .zip or .md file, or drop a folder on the page. Or make one: the cluster as it stands becomes its start.</small></div>
      <Brought onOpen={onOpen} />
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
  const { authorFromHere } = await import('../../session/author/authoring.ts');
  if (getState().lesson !== null) await leaveLesson();
  await authorFromHere();
}
const FromHere = ({ onOpen }: { readonly onOpen: (() => void) | undefined }): ReactNode => (
  <button type="button" className="button line" onClick={() => { void fromHere(); onOpen?.(); }}><Glyph name="plus" />Lesson from here</button>
);

/** Lessons that are being written, where they were left. */
function Drafts({ onOpen }: { readonly onOpen: (() => void) | undefined }): ReactNode {
  const [drafts, setDrafts] = useState<readonly KeptDraft[]>([]);
  const [going, setGoing] = useState(0);
  useEffect(() => void loadDrafts().then(setDrafts), []);
  const open = async ({ key, draft }: KeptDraft): Promise<void> => {
    const { openDraft } = await import('../../session/author/authoring.ts');
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
            <button type="button" onClick={() => void open(own)}>
              <span className="l-number"><Glyph name="file" /></span>
              <span><b>{own.draft.title}</b><small>{own.draft.aim || 'not finished'}</small></span>
              <span />
            </button>
            {going === own.key
              ? <button type="button" className="button line" onClick={() => void forgetDraft(own.key).then(loadDrafts).then(setDrafts)}>Throw it away</button>
              : <button type="button" className="button icon" aria-label={`Throw the draft ${own.draft.title} away; asks once more`} onClick={() => setGoing(own.key)}><Glyph name="close" /></button>}
          </li>
        ))}
      </ul>
    </>
  );
}
