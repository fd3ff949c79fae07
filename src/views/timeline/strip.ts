/** The timeline's dots: the episode that is told, from what a person asked on, under the names of its stages. */
import type { Beat, Stage } from '../../session/index.ts';
import type { ApiStage, TraceEvent } from '../../cluster/contract/trace.ts';

export interface Dot {
  /** The beat, or -1 of one to come that nobody knows yet. */
  readonly index: number;
  /** Which of the beat's own parts it is: a stage of a request, a hop of a packet. */
  readonly part: number;
  readonly parts: number;
  readonly x: number;
  readonly state: 'past' | 'present' | 'to come';
  /** Whether something went wrong there, or wants a look; null where all is well. */
  readonly fault: Fault | null;
}
type Fault = 'failed' | 'warning';
interface Group {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Room for the name. */
  readonly room: number;
  readonly present: boolean;
}
interface StripPicture {
  readonly dots: readonly Dot[];
  readonly groups: readonly Group[];
  /** Whether something was told before what is shown. */
  readonly earlier: boolean;
}

const NAMES: Readonly<Record<Stage, string>> = {
  Request: 'Request', Schedule: 'Schedule', kubelet: 'kubelet', Sandbox: 'Sandbox', Pull: 'Pull', Start: 'Start', Ready: 'Ready', Network: 'Network', Life: 'Run',
  End: 'End', Refused: 'Refused', Cluster: 'Cluster',
};
const OF_REQUEST: Readonly<Record<ApiStage, string>> = { authenticate: 'Request', authorise: 'Request', decode: 'Request', default: 'Admission', admission: 'Admission', validate: 'Admission', store: 'Store' };
/** What a Pod passes on its way, and how many steps each stage has at least. */
const WAY: readonly (readonly [name: string, steps: number])[] = [['Request', 3], ['Admission', 3], ['Store', 1], ['Schedule', 2], ['kubelet', 1], ['Sandbox', 2], ['Start', 1], ['Ready', 1]];

/** The parts of a beat, each by the stage that it belongs to. */
function partsOf({ record, stage }: Beat): readonly string[] {
  if (record.type === 'api/request' && record.stages.length > 1) return record.stages.map(({ stage: own, passed }) => (passed ? OF_REQUEST[own] : 'Refused'));
  if (record.type === 'network/call' && record.hops.length > 1) return record.hops.map(() => NAMES[stage]);
  return [NAMES[stage]];
}
/** What went wrong in a step. What a Pod does when it is told to go is no fault. */
export function faultOf(record: TraceEvent): Fault | null {
  switch (record.type) {
    case 'api/request': return record.code >= 400 ? 'failed' : null;
    case 'scheduler/attempt': return record.chosen === '' ? 'warning' : null;
    case 'kubelet/admitted': case 'kubelet/pulled': return record.ok ? null : 'failed';
    case 'kubelet/sandbox': return record.state === 'failed' ? 'failed' : null;
    case 'kubelet/probe': return record.ok ? null : record.failures < record.threshold ? 'warning' : 'failed';
    // Where a container failed, its end bears the mark; a Pod that was told to go may come to the same phase.
    case 'kubelet/phase': return record.phase === 'Failed' && record.reason !== '' ? 'failed' : null;
    case 'runtime/exited': return record.exitCode !== 0 && record.exitCode !== 143 && record.sinceDelete === 0 && (record.signal === '' || record.reason === 'OOMKilled') ? 'failed' : null;
    case 'network/call': return record.result === 'open' ? null : 'failed';
    case 'node/lost': return 'failed';
    default: return null;
  }
}

/** The part that is told at a progress; as the picture shows it. */
export function partAt(beat: Beat, progress: number): number {
  const parts = partsOf(beat).length;
  return Math.min(parts - 1, Math.floor((progress / (beat.record.type === 'api/request' ? 0.85 : 1)) * parts));
}

const begins = ({ record }: Beat): boolean => (record.type === 'api/request' && record.cause === null) || record.type === 'network/call';
/** First and last beat of the episode in which a beat lies. Asked with every frame, of a story that may be hours long: only the episode itself is looked through. */
export function episodeOf(beats: readonly Beat[], index: number): readonly [first: number, last: number] {
  const isBegun = (at: number): boolean => { const beat = beats[at]; return beat !== undefined && begins(beat); };
  let first = Math.max(0, index);
  while (first > 0 && !isBegun(first)) first--;
  let next = Math.max(0, index) + 1;
  while (next < beats.length && !isBegun(next)) next++;
  return [first, next - 1];
}

interface Run {
  readonly name: string;
  readonly dots: readonly Omit<Dot, 'x'>[];
}
function runsOf(beats: readonly Beat[], first: number, last: number, index: number, part: number): Run[] {
  const runs: { name: string; dots: Omit<Dot, 'x'>[] }[] = [];
  for (let at = first; at <= last; at++) {
    const beat = beats[at];
    if (beat === undefined) break;
    const parts = partsOf(beat);
    parts.forEach((name, own) => {
      const state = at < index || (at === index && own < part) ? 'past' : at === index && own === part ? 'present' : 'to come';
      const dot = { index: at, part: own, parts: parts.length, state, fault: own === parts.length - 1 ? faultOf(beat.record) : null } as const;
      const run = runs.at(-1);
      if (run?.name === name) run.dots.push(dot);
      else runs.push({ name, dots: [dot] });
    });
  }
  return runs;
}
/** The stages that a Pod on its way has yet to pass, hollow. */
function toCome(beats: readonly Beat[], first: number, last: number, runs: readonly Run[]): readonly Run[] {
  const record = beats[first]?.record;
  if (last < beats.length - 1 || record?.type !== 'api/request' || record.verb !== 'create' || record.resource !== 'pods' || record.code >= 400) return [];
  const reached = Math.max(...runs.map(({ name }) => WAY.findIndex(([own]) => own === name)));
  const over = runs.some(({ name }) => name === 'Ready' || name === 'End') || reached < 0;
  return over ? [] : WAY.slice(reached + 1).map(([name, steps]) => ({ name, dots: Array.from({ length: steps }, () => ({ index: -1, part: 0, parts: 1, state: 'to come' as const, fault: null })) }));
}

const LETTER = 6.5;
const BETWEEN = 12;
const WIDEST_STEP = 26;
const LEAST_STEP = 13;
const nameRoom = ({ name }: Run): number => name.length * LETTER + BETWEEN;
const roomOf = (run: Run, step: number): number => Math.max(nameRoom(run), run.dots.length * step);
const totalOf = (runs: readonly Run[], step: number): number => runs.reduce((sum, run) => sum + roomOf(run, step), 0);

export function projectStrip(beats: readonly Beat[], index: number, part: number, width: number): StripPicture {
  if (beats.length === 0) return { dots: [], groups: [], earlier: false };
  const [first, last] = episodeOf(beats, index);
  const known = runsOf(beats, first, last, index, part);
  let runs: readonly Run[] = [...known, ...toCome(beats, first, last, known)];
  let step = WIDEST_STEP;
  while (step > LEAST_STEP && totalOf(runs, step) > width) step--;
  let dropped = false;
  // What does not fit gives way at the far ends, never the present.
  while (runs.length > 1 && totalOf(runs, step) > width) {
    const present = runs.findIndex(({ dots }) => dots.some(({ state }) => state === 'present'));
    dropped ||= present > runs.length / 2 || present === runs.length - 1;
    runs = present > runs.length / 2 || present === runs.length - 1 ? runs.slice(1) : runs.slice(0, -1);
  }
  const spare = Number.isFinite(width) ? Math.max(0, width - totalOf(runs, step)) / Math.max(1, runs.length) : 0;
  const stretch = runs.length >= 5 ? Math.min(spare, 48) : 0;
  let x = 0;
  const dots: Dot[] = [];
  const groups: Group[] = [];
  for (const run of runs) {
    const room = roomOf(run, step) + stretch;
    const gap = run.dots.length > 1 ? Math.min((room - BETWEEN) / (run.dots.length - 1), step + stretch / run.dots.length) : 0;
    run.dots.forEach((dot, at) => dots.push({ ...dot, x: x + at * gap }));
    groups.push({ name: run.name, from: x, to: x + (run.dots.length - 1) * gap, room: room - BETWEEN / 2, present: run.dots.some(({ state }) => state === 'present') });
    x += room;
  }
  return { dots, groups, earlier: dropped || first > 0 };
}
