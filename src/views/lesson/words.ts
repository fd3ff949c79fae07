/** Small words of the lesson panel: what a step asks for, what is still missing, whether an answer may show. */
import { isLast, mayGoOn, type Lesson, type Reveal, type RunState, type Step } from '../../session/lesson-play.ts';

const KINDS: Readonly<Record<Step['kind'], string>> = { recall: 'remember', read: 'read', explain: 'what it means', predict: 'predict', act: 'do', watch: 'watch', say: 'say', ask: 'ask' };
export const stepKindWord = (kind: Step['kind']): string => KINDS[kind];

/** A question from memory is answered at once; a prediction waits for the cluster. */
export function canReveal(run: RunState, step: Step): Reveal {
  if (run.answers[step.name] === undefined) return 'open';
  return step.kind === 'recall' ? 'revealed' : (run.reveals[step.name] ?? 'open');
}

export function whatIsMissing(lesson: Lesson, run: RunState, step: Step): string {
  if (isLast(lesson, run)) return run.finished ? '' : 'meet the goals to finish';
  if (mayGoOn(lesson, run)) return '';
  if (step.kind === 'predict' || step.kind === 'recall') return 'choose to go on';
  return step.kind === 'watch' ? 'watch to the end' : 'do it to go on';
}

const CHAPTERS: Readonly<Record<string, string>> = { 'meet-the-pod': 'Meet the Pod', 'one-pod-one-network': 'One Pod, one network', demos: 'Demos for a class', challenges: 'Challenges' };
/** A chapter's folder as a heading. */
export const chapterTitle = (chapter: string): string => CHAPTERS[chapter] ?? chapter.charAt(0).toUpperCase() + chapter.slice(1).replaceAll('-', ' ');
