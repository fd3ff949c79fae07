/** A lesson's text: paragraphs and lists in the teacher's voice. Parsed to plain data first, so nothing of it is HTML. Words of the glossary can be pressed. */
import { Fragment, type ReactNode } from 'react';
import { startLesson } from '../../session/index.ts';
import { parseBlocks, parseInline, type Inline } from '../../session/lessons/play.ts';
import { termOf, withTerms, type Term } from './glossary/terms.ts';
import { TermLink } from './glossary/TermLink.tsx';

interface Part {
  readonly inline: Inline;
  readonly term: Term | null;
}
/** A text in parts: words of the glossary, and what stands between them. */
const partsOf = (inlines: readonly Inline[], seen: Set<string>): readonly Part[] => inlines.flatMap((inline): readonly Part[] => {
  if (inline.kind === 'text') return withTerms(inline.text, seen).map(({ text, term }) => ({ inline: { kind: 'text', text }, term }));
  const term = inline.kind === 'strong' ? termOf(inline.text) ?? null : null;
  if (term !== null) seen.add(term.id);
  return [{ inline, term }];
});

/** What closes a clause. A word that can be pressed is a box, and a line may break behind a box: the mark goes into the box's own line. */
const MARKS = /^[,.;:!?)]+/;
const marksOf = (part: Part | undefined): string => (part?.inline.kind === 'text' && part.term === null ? MARKS.exec(part.inline.text)?.[0] ?? '' : '');

const words = (inlines: readonly Inline[], seen: Set<string>): ReactNode => partsOf(inlines, seen).map((part, key, parts) => {
  const { inline, term } = part;
  if (term !== null) {
    const link = <TermLink key={key} term={term} text={inline.text} then={marksOf(parts[key + 1])} />;
    return inline.kind === 'strong' ? <b key={key}>{link}</b> : link;
  }
  const taken = parts[key - 1]?.term ? marksOf(part).length : 0;
  return <Fragment key={key}>{plain(taken === 0 ? inline : { ...inline, text: inline.text.slice(taken) })}</Fragment>;
});

function plain(inline: Inline): ReactNode {
  switch (inline.kind) {
    case 'text': return inline.text;
    case 'code': return <code>{inline.text}</code>;
    case 'strong': return <b>{inline.text}</b>;
    case 'em': return <em>{inline.text}</em>;
    case 'link': {
      const { to, text } = inline;
      if (to.startsWith('lesson:')) return <button type="button" className="l-link" onClick={() => void startLesson(to.slice('lesson:'.length))}>{text}</button>;
      return <a href={to} target="_blank" rel="noreferrer">{text}</a>;
    }
  }
}
/** Words inside something that can be pressed itself: plain. */
export const Inlines = ({ text }: { readonly text: string }): ReactNode =>
  parseInline(text).map((inline, key) => (inline.kind === 'code'
    ? <code key={key}>{inline.text}</code>
    : inline.kind === 'strong' ? <b key={key}>{inline.text}</b> : inline.kind === 'em' ? <em key={key}>{inline.text}</em> : <Fragment key={key}>{inline.text}</Fragment>));

export function Prose({ text }: { readonly text: string }): ReactNode {
  const seen = new Set<string>();
  return parseBlocks(text).map((block, at) => {
    if (block.kind === 'paragraph') return <p key={at}>{words(block.inlines, seen)}</p>;
    const items = block.items.map((item, own) => <li key={own}>{words(item, seen)}</li>);
    return block.ordered ? <ol key={at}>{items}</ol> : <ul key={at}>{items}</ul>;
  });
}
