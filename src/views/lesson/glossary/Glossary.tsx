/** All words of the lessons, each with its picture and the lesson that explains it; a field narrows them down. */
import { useState, type ReactNode } from 'react';
import { startLesson, useSession } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { TermPicture } from './pictures.tsx';
import { TERMS, type Term } from './terms.ts';
import './glossary.css';

export function LessonOf({ id, onOpen }: { readonly id: string; readonly onOpen?: (() => void) | undefined }): ReactNode {
  const card = useSession(state => state.lessonCards.find(each => each.id === id));
  if (card === undefined) return null;
  return <button type="button" className="g-lesson" onClick={() => { void startLesson(id); onOpen?.(); }}><Glyph name="book" size={13} />{card.number} {card.title}</button>;
}

const matches = ({ word, also, says }: Term, wanted: string): boolean => [word, ...also, says].some(text => text.toLowerCase().includes(wanted));

export function Glossary({ onOpen }: { readonly onOpen?: () => void }): ReactNode {
  const [wanted, setWanted] = useState('');
  const shown = TERMS.filter(term => matches(term, wanted.trim().toLowerCase())).toSorted((a, b) => (a.word.toLowerCase() < b.word.toLowerCase() ? -1 : 1));
  return (
    <div className="g-list">
      <h2>The words</h2>
      <input className="g-search" type="search" value={wanted} onChange={event => setWanted(event.target.value)} placeholder="Find a word" aria-label="Find a word" />
      <p className="visually-hidden" role="status">{shown.length} words</p>
      <dl>
        {shown.map(({ id, word, says, lesson }) => (
          <div key={id}>
            <TermPicture id={id} />
            <dt>{word}</dt>
            <dd>{says}<LessonOf id={lesson} onOpen={onOpen} /></dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 && <p className="g-none">No word here has “{wanted}” in it.</p>}
    </div>
  );
}
