/** A lesson's text: paragraphs and lists in the teacher's voice. Parsed to plain data first, so nothing of it is HTML. */
import type { ReactNode } from 'react';
import { startLesson } from '../../session/index.ts';
import { parseBlocks, parseInline, type Inline } from '../../session/lesson-play.ts';

function word(inline: Inline, key: number): ReactNode {
  switch (inline.kind) {
    case 'text': return inline.text;
    case 'code': return <code key={key}>{inline.text}</code>;
    case 'strong': return <b key={key}>{inline.text}</b>;
    case 'em': return <em key={key}>{inline.text}</em>;
    case 'link': {
      const { to, text } = inline;
      if (to.startsWith('lesson:')) return <button key={key} type="button" className="l-link" onClick={() => void startLesson(to.slice('lesson:'.length))}>{text}</button>;
      return <a key={key} href={to} target="_blank" rel="noreferrer">{text}</a>;
    }
  }
}
export const Inlines = ({ text }: { readonly text: string }): ReactNode => parseInline(text).map(word);

export function Prose({ text }: { readonly text: string }): ReactNode {
  return parseBlocks(text).map((block, at) => {
    if (block.kind === 'paragraph') return <p key={at}>{block.inlines.map(word)}</p>;
    const items = block.items.map((item, own) => <li key={own}>{item.map(word)}</li>);
    return block.ordered ? <ol key={at}>{items}</ol> : <ul key={at}>{items}</ul>;
  });
}
