/** The story: trace records that are told, each with the time it takes to tell and the revision at which the picture stands. */
import type { SimTime } from '../../model/time.ts';
import type { Revision } from '../../cluster/contract/ids.ts';
import { revisionAfter, type TraceEvent } from '../../cluster/contract/trace.ts';
import { sentenceOf, type Sentence } from './sentences.ts';
import { stageOf, type Stage } from './stages.ts';

export interface Beat {
  readonly record: TraceEvent;
  readonly at: SimTime;
  readonly stage: Stage;
  readonly sentence: Sentence;
  /** Seconds of story time at 1x. */
  readonly seconds: number;
  /** What the picture shows before its turning point, and after it. */
  readonly before: Revision;
  readonly after: Revision;
  /** The part of the beat (0 to 1) at which the picture turns. */
  readonly turn: number;
}

/** Seconds that each kind of step is told for. Follows the table of motion in the visual design. */
function secondsOf(record: TraceEvent): number {
  switch (record.type) {
    case 'api/request': return record.verb === 'create' || record.code >= 400 ? 2.4 : 1.4;
    case 'scheduler/attempt': return 1.8;
    case 'scheduler/bound': return 1.4;
    case 'kubelet/sandbox': return 1.2;
    case 'kubelet/pulling': return 1.2;
    // There, and back where somebody answers.
    case 'network/call': return Math.max(1.4, record.hops.length * (record.result === 'timeout' ? 0.42 : 0.7));
    case 'kubelet/condition': return 1;
    default: return 0.9;
  }
}

/** A command in a container whose call has just been told: that was the command. */
const isEcho = (record: Extract<TraceEvent, { type: 'runtime/exec' }>, before: TraceEvent | undefined): boolean =>
  record.ok && before?.type === 'network/call' && before.purpose === 'call' && before.at === record.at && before.from.split('/')[0] === record.pod;

/** What the page knows beside the record: what a container said last, and what becomes of a Pod's place. */
interface Known {
  lastLine(record: TraceEvent): string;
  fate(record: TraceEvent): string;
}
const endsPod = (record: TraceEvent): boolean => record.type === 'kubelet/terminating' || (record.type === 'kubelet/phase' && (record.phase === 'Succeeded' || record.phase === 'Failed'));
const NOTHING_KNOWN: Known = { lastLine: () => '', fate: () => '' };

/** What comes after the latest beat: the told records of a batch. `latest` is the newest revision that the batch brought. */
export function beatsOf(trace: readonly TraceEvent[], previous: Beat | undefined, latest: Revision, { lastLine, fate }: Known = NOTHING_KNOWN): readonly Beat[] {
  const told = trace.flatMap((record, at) => {
    if (record.type === 'runtime/exec' && isEcho(record, trace.slice(0, at).findLast(({ type }) => type === 'network/call') ?? previous?.record)) return [];
    const sentence = sentenceOf(record, record.type === 'runtime/exited' ? lastLine(record) : '', endsPod(record) ? fate(record) : '');
    return sentence === null ? [] : [{ record, sentence }];
  });
  let before = previous?.after ?? (0 as Revision);
  return told.map(({ record, sentence }, index): Beat => {
    const next = told[index + 1]?.record;
    // A record stands before the writes that it leads to: the picture shows those up to the next record of a person, or of the next one told.
    const own = record.revision;
    const after = Math.max(own, revisionAfter(record, next, latest), before) as Revision;
    const beat: Beat = {
      record, at: record.at, stage: stageOf(record), sentence, seconds: secondsOf(record),
      before: Math.max(before, record.type === 'api/request' ? own - 1 : own) as Revision, after, turn: record.type === 'api/request' ? 0.8 : 0,
    };
    before = after;
    return record.type === 'api/request' && record.code >= 400 ? { ...beat, before: beat.after } : beat;
  });
}
