/** What the one key does: a demo as a row of frames, each step's words first, then the beats that it set off. */
import type { Beat } from '../../session/index.ts';
import type { Lesson, RunState, Step } from '../../session/lessons/play.ts';

/** The index of the latest beat when a step was entered, by step; what has been set off already. */
export interface Marks {
  readonly began: Readonly<Record<string, number>>;
  readonly played: ReadonlySet<string>;
}
export const NO_MARKS: Marks = { began: {}, played: new Set() };

export interface Moment {
  readonly lesson: Lesson;
  readonly run: RunState;
  readonly marks: Marks;
  readonly beats: readonly Beat[];
  /** The beat that is told. */
  readonly index: number;
}
type Move = 'play' | 'beat on' | 'step on' | 'end' | 'beat back' | 'words' | 'step back' | 'none';

export const stepOf = ({ lesson, run }: Moment): Step | undefined => lesson.steps[run.step];
const scriptOf = (step: Step): string => ('do' in step ? step.do : '');
const beganAt = ({ marks }: Moment, step: Step): number => marks.began[step.name] ?? -1;
/** Whether the caption is a beat of this step, and not yet its words. */
export const tellsBeat = (moment: Moment): boolean => {
  const step = stepOf(moment);
  return step !== undefined && moment.marks.played.has(step.name) && moment.index > beganAt(moment, step);
};

/** The last beat of a step that others were played after, in the history; null for the step at the front. */
function lastBeatOf(moment: Moment, at: number): number | null {
  const later = moment.lesson.steps.slice(at + 1).find(({ name }) => moment.marks.began[name] !== undefined);
  return later === undefined ? null : (moment.marks.began[later.name] ?? null);
}

/** On: first the words, then what they set off, then the next step. Who has gone back reads on in the history. */
export function moveOn(moment: Moment): Move {
  const step = stepOf(moment);
  if (step === undefined) return 'none';
  if (scriptOf(step) !== '' && !moment.marks.played.has(step.name)) return 'play';
  const last = moment.run.step >= moment.lesson.steps.length - 1;
  const told = lastBeatOf(moment, moment.run.step);
  if (told !== null) return moment.marks.played.has(step.name) && moment.index < told ? 'beat on' : 'step on';
  const over = moment.run.done.includes(step.name) || scriptOf(step) === '';
  if (!over) return 'beat on';
  return last ? 'end' : 'step on';
}

/** Back: through the beats of the step to its words, then to the step before. Looking back changes nothing. */
export function moveBack(moment: Moment): Move {
  const step = stepOf(moment);
  if (step === undefined) return 'none';
  const began = beganAt(moment, step);
  if (tellsBeat(moment)) return moment.index - 1 > began ? 'beat back' : 'words';
  return moment.run.step > 0 ? 'step back' : 'none';
}

/** The stages under the caption: the way of a Pod where the story is on it, else none. */
const WAY = ['Request', 'Admission', 'Store', 'Schedule', 'kubelet', 'Sandbox', 'Pull', 'Start', 'Ready'] as const;
interface StageBar {
  readonly name: string;
  readonly state: 'past' | 'present' | 'to come';
}
/** `third` is how far a request has come: asked, admitted, stored. */
export function stageBar(moment: Moment, third: number): readonly StageBar[] {
  const present = moment.beats[moment.index]?.stage;
  const at = present === 'Request' ? third : WAY.findIndex(stage => stage === present);
  if (!tellsBeat(moment) || at < 0) return [];
  return WAY.map((name, own) => ({ name, state: own < at ? 'past' : own === at ? 'present' : 'to come' }));
}
