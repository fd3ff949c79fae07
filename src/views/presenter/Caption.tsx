/** The words on the wall: a story sentence with its names, or a demo's own text. */
import type { ReactNode } from 'react';
import type { Sentence } from '../../session/index.ts';
import { parseInline } from '../../session/lessons/play.ts';

export const Caption = ({ sentence }: { readonly sentence: Sentence }): ReactNode =>
  sentence.map((part, at) => (typeof part === 'string' ? part : 'strong' in part ? <b key={at}>{part.strong}</b> : <code key={at} className="highlight">{part.code}</code>));

export const PlainText = ({ text }: { readonly text: string }): ReactNode =>
  parseInline(text.trim().replace(/\s+/g, ' ')).map((inline, at) => (inline.kind === 'code' ? <code key={at}>{inline.text}</code> : inline.kind === 'strong' ? <b key={at}>{inline.text}</b> : inline.text));
