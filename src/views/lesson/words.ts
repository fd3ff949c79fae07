/** Small words of the lesson panel: what a step asks for, what is still missing, whether an answer may show. */
import { hash32 } from '../../base/rng.ts';
import { isLast, mayGoOn, revealerOf, type Lesson, type Option, type Reveal, type RunState, type Step } from '../../session/lessons/play.ts';

const KINDS: Readonly<Record<Step['kind'], string>> = { recall: 'remember', read: 'read', explain: 'what it means', predict: 'predict', act: 'do', watch: 'watch', say: 'say', ask: 'ask' };
export const stepKindWord = (kind: Step['kind']): string => KINDS[kind];

/** A question from memory is answered at once; a prediction waits for the cluster. */
export function canReveal(run: RunState, step: Step): Reveal {
  if (run.answers[step.name] === undefined) return 'open';
  return step.kind === 'recall' ? 'revealed' : (run.reveals[step.name] ?? 'open');
}

/** A prediction whose answer is on its way in the picture: one may go on, and would miss it. */
export const isToldStill = (lesson: Lesson, run: RunState, step: Step): boolean =>
  step.kind === 'predict' && run.answers[step.name] !== undefined && canReveal(run, step) === 'open' && revealerOf(lesson, run.step) === step;

export function whatIsMissing(lesson: Lesson, run: RunState, step: Step): string {
  if (isLast(lesson, run)) return run.finished ? '' : 'meet the goals to finish';
  if (isToldStill(lesson, run, step)) return 'the answer is on its way';
  if (mayGoOn(lesson, run)) return '';
  if (step.kind === 'predict' || step.kind === 'recall') return 'choose to go on';
  return step.kind === 'watch' ? 'watch to the end' : 'do it to go on';
}

/** The order in which options are offered: not the author's, who begins with the right one. Nodes stand by name, spans of time by time. */
export function orderOf(options: readonly Option[]): readonly number[] {
  const places = options.map((_, at) => at);
  const textOf = (at: number): string => options[at]?.text ?? '';
  const named = places.every(at => /^([a-z]+-\d|no node)/.test(textOf(at)));
  return places.sort((a, b) => (named ? (textOf(a) < textOf(b) ? -1 : 1) : hash32(textOf(a)) - hash32(textOf(b)) || a - b));
}

const CHAPTERS: Readonly<Record<string, string>> = {
  'meet-the-pod': 'Meet the Pod', 'one-pod-one-network': 'One Pod, one network', 'a-pods-life': 'A Pod’s life', 'is-it-well': 'Is it well?',
  'where-does-it-run': 'Where does it run?', 'who-keeps-it-running': 'Who keeps it running?', own: 'Your own', demos: 'Demos for a class', challenges: 'Challenges',
};
/** A chapter's folder as a heading. */
export const chapterTitle = (chapter: string): string => CHAPTERS[chapter] ?? chapter.charAt(0).toUpperCase() + chapter.slice(1).replaceAll('-', ' ');
