/** A story sentence: names in bold, a machine's words in mono. */
import type { ReactNode } from 'react';
import type { Sentence } from '../../session/index.ts';

export const Words = ({ sentence }: { readonly sentence: Sentence }): ReactNode =>
  sentence.map((part, index) => (typeof part === 'string' ? part : 'strong' in part ? <b key={index}>{part.strong}</b> : <code key={index}>{part.code}</code>));
