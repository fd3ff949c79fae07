/** A lesson's text: paragraphs and lists in the teacher's voice. Parsed to plain data first, so nothing of it is HTML. Words of the glossary can be pressed. */
import { Fragment, type ReactNode } from 'react';
import { startLesson } from '../../session/index.ts';
import { parseBlocks, parseInline, type Inline } from '../../session/lessons/play.ts';
import { termOf, withTerms } from './glossary/terms.ts';
import { TermLink } from './glossary/TermLink.tsx';

function word(inline: Inline, key: number, seen: Set<string>): ReactNode {
  switch (inline.kind) {
    case 'text': return withTerms(inline.text, seen).map(({ text, term }, at) => (term === null ? <Fragment key={`${key} ${at}`}>{text}</Fragment> : <TermLink key={`${key} ${at}`} term={term} text={text} />));
    case 'code': return <code key={key}>{inline.text}</code>;
    case 'strong': {
      const term = termOf(inline.text);
      if (term !== undefined) seen.add(term.id);
      return <b key={key}>{term === undefined ? inline.text : <TermLink term={term} text={inline.text} />}</b>;
    }
    case 'em': return <em key={key}>{inline.text}</em>;
    case 'link': {
      const { to, text } = inline;
      if (to.startsWith('lesson:')) return <button key={key} type="button" className="l-link" onClick={() => void startLesson(to.slice('lesson:'.length))}>{text}</button>;
      return <a key={key} href={to} target="_blank" rel="noreferrer">{text}</a>;
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
    if (block.kind === 'paragraph') return <p key={at}>{block.inlines.map((inline, key) => word(inline, key, seen))}</p>;
    const items = block.items.map((item, own) => <li key={own}>{item.map((inline, key) => word(inline, key, seen))}</li>);
    return block.ordered ? <ol key={at}>{items}</ol> : <ul key={at}>{items}</ul>;
  });
}
