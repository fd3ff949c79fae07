/** The timeline's dots: a window of beats round the present one, with the stages they belong to. */
import type { Beat, Stage } from '../../session/index.ts';

export interface Dot {
  readonly index: number;
  /** 0 to 1 along the line. */
  readonly at: number;
  readonly state: 'past' | 'present' | 'to come';
  readonly beat: Beat;
}
export interface StageSpan {
  readonly stage: Stage;
  readonly from: number;
  readonly to: number;
  readonly present: boolean;
}
export interface StripPicture {
  readonly dots: readonly Dot[];
  readonly stages: readonly StageSpan[];
  /** Beats before the window. */
  readonly earlier: number;
}

export function projectStrip(beats: readonly Beat[], index: number, most: number): StripPicture {
  const room = Math.max(4, most);
  const first = Math.max(0, Math.min(index - Math.floor(room * 0.7), beats.length - room));
  const shown = beats.slice(first, first + room);
  const step = 1 / Math.max(room - 1, shown.length - 1, 1);
  const dots = shown.map((beat, at): Dot => ({ index: first + at, at: at * step, state: first + at < index ? 'past' : first + at === index ? 'present' : 'to come', beat }));
  const stages: StageSpan[] = [];
  for (const { beat, at, index: own } of dots) {
    const last = stages.at(-1);
    if (last?.stage === beat.stage) stages[stages.length - 1] = { ...last, to: at, present: last.present || own === index };
    else stages.push({ stage: beat.stage, from: at, to: at, present: own === index });
  }
  return { dots, stages, earlier: first };
}
