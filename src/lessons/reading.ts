/** How long a lesson's texts are, and how old a reader should be: Flesch and Kincaid's grade, and five years more. */
import { countWords, plainText } from './text.ts';
import type { Lesson } from './types.ts';

export interface Reading {
  readonly words: number;
  /** Years; null where the text is no English, for which the formula was made. */
  readonly age: number | null;
}

/** Groups of vowels, an ending that is not heard left out: near enough for an average. */
function syllables(word: string): number {
  const heard = word.toLowerCase().replace(/[^a-z]/g, '').replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '');
  return Math.max(1, heard.match(/[aeiouy]+/g)?.length ?? 0);
}

/** Everything that a learner reads; code counts as a word of one syllable, as nobody sounds it out. */
function textsOf({ steps, hints, aim }: Lesson): readonly string[] {
  return [aim, ...steps.flatMap(step => [step.text, ...('options' in step ? step.options.flatMap(({ text, reply }) => [text, reply]) : [])]), ...hints].filter(text => text !== '');
}

export function readingOf(lesson: Lesson): Reading {
  const texts = textsOf(lesson);
  const words = texts.reduce((sum, text) => sum + countWords(text), 0);
  if (!lesson.language.startsWith('en') || words === 0) return { words, age: null };
  const plain = texts.map(text => plainText(text));
  const sentences = plain.reduce((sum, text) => sum + Math.max(1, text.split(/[.!?](?:\s|$)/).filter(part => countWords(part) > 0).length), 0);
  const sounded = plain.flatMap(text => text.split(/[^\p{L}']+/u).filter(word => word !== ''));
  const grade = 0.39 * (words / sentences) + 11.8 * (sounded.reduce((sum, word) => sum + syllables(word), 0) / Math.max(1, sounded.length)) - 15.59;
  return { words, age: Math.max(6, Math.round(grade + 5)) };
}
