/** Drives the session: asks the worker, applies its batches, and moves the story clock once a screen frame while it plays. */
import type { Remote } from 'comlink';
import type { ClusterSettings } from '../cluster/contract/settings.ts';
import type { SavedSession } from '../cluster/contract/simulation.ts';
import { podFactKey, type PodFact } from '../cluster/contract/facts.ts';
import { podOf, type TraceEvent } from '../cluster/contract/trace.ts';
import { keeperOf } from '../model/keeper.ts';
import type { Pod } from '../model/objects.ts';
import { simTime, type SimTime } from '../model/time.ts';
import { currentBeat, extend, forget, frame, initialClock, isAtEnd, mayWait, pause, play, seek, shownRevision, toNow, wanted, type ClockState } from './clock.ts';
import { afterAnswer, isAnswerAwaited } from './answer.ts';
import { hearOfCommand, NOTHING_TOUCHED, type Asked } from './asked.ts';
import { KEPT_MS } from './limits.ts';
import { connectCluster } from './connect.ts';
import { Replica } from './replica.ts';
import { getState, session, setState } from './state.ts';
import { beatsOf } from './story/beats.ts';
import { isHeld } from './story/held.ts';
import { fateWords } from './story/fate.ts';
import type { Batch, JobOutput } from './types.ts';
import type { RemoteCluster } from './worker/worker.ts';

/** The sandbox has stood for a while when somebody comes. */
const SETTLED_MS = 30_000;

let remote: Remote<RemoteCluster> | null = null;
export function cluster(): Remote<RemoteCluster> {
  remote ??= connectCluster();
  return remote;
}

type OutputListener = (output: JobOutput) => void;
const listeners = new Map<number, OutputListener>();
let unclaimed: JobOutput[] = [];
/** Hears of a job's output, what it has said already included. */
export function listen(job: number, listener: OutputListener): void {
  listeners.set(job, listener);
  const waiting = unclaimed.filter(output => output.job === job);
  unclaimed = unclaimed.filter(output => output.job !== job);
  for (const output of waiting) tell(output);
}
function tell(output: JobOutput): void {
  // What is printed stands in the terminal; a lesson shows it beside its words, too.
  if (output.kind === 'request' || output.kind === 'done' || (getState().lesson !== null && (output.kind === 'stdout' || output.kind === 'stderr'))) note(asked => hearOfCommand(asked, output));
  const listener = listeners.get(output.job);
  if (listener === undefined) unclaimed.push(output);
  else listener(output);
  if (output.kind === 'done') listeners.delete(output.job);
}

type Note = (asked: Asked) => Asked;
let unnoted: Note[] = [];
/** What a command asked is taken note of once its answer is painted, all of a frame at once: a list of Pods is a ring on each of them. */
export function note(change: Note): void {
  if (unnoted.push(change) === 1) afterAnswer(noteAll);
}
function noteAll(): void {
  const { commands, touched } = getState();
  const heard = unnoted.reduce<Asked>((asked, change) => change(asked), { commands, touched });
  unnoted = [];
  if (heard.commands !== commands) setState(heard);
}

// Batches

/** Something is under way: time may run faster while nothing is told. */
function isRestless(batch: Batch): boolean {
  if (batch.waiting > 0) return true;
  const { replica } = getState();
  return replica.view(replica.revision).list('pods').some((pod: Pod) =>
    pod.metadata.deletionTimestamp !== undefined || (pod.status.phase === 'Pending' && pod.spec.nodeName !== undefined) ||
    (pod.status.containerStatuses ?? []).some(({ state }) => state?.waiting !== undefined));
}

/** What the container of a record said last, as its node knows. */
function lastLineOf(record: TraceEvent): string {
  if (!('container' in record)) return '';
  const { replica } = getState();
  const fact = replica.view(replica.revision).fact(podFactKey(record.node, record.uid)) as PodFact | undefined;
  return fact?.containers.find(({ name }) => name === record.container)?.lastLine ?? '';
}

/** What becomes of the place of the Pod that a record is about. */
function fateOf(record: TraceEvent): string {
  if (!('uid' in record)) return '';
  const { namespace, name } = podOf(record.pod);
  const pod = getState().replica.view(record.revision).get('pods', namespace, name);
  return pod?.metadata.uid === record.uid ? fateWords(keeperOf(pod)) : '';
}

export function applyBatch(batch: Batch): void {
  const { replica, clock } = getState();
  replica.apply(batch);
  const beats = beatsOf(batch.trace, clock.beats.at(-1), batch.revision, { lastLine: lastLineOf, fate: fateOf });
  // What is said goes first: whoever reads waits for it, and the picture moves with the next frame.
  for (const output of batch.output) tell(output);
  const restless = isRestless(batch);
  const changed = batch.stops || batch.writes.length + batch.trace.length > 0 || batch.now !== clock.clusterNow || restless !== clock.restless;
  if (changed) setClock(extend(getState().clock, beats, batch.now, batch.revision, restless, batch.stops));
  forgetOld();
  if (batch.busy) void carryOn();
}

let carrying = false;
/** A command in the middle of its requests goes on, a slice at a time; what it has come to is told meanwhile. */
async function carryOn(): Promise<void> {
  if (carrying) return;
  carrying = true;
  try {
    for (let busy = true; busy; ) {
      const batch = await cluster().goOn();
      applyBatch(batch);
      ({ busy } = batch);
    }
  } catch (error) {
    fail(error);
  } finally {
    carrying = false;
  }
}

/** A page may stay open for days: it lets go of what its cluster has forgotten, a tenth at a time. */
function forgetOld(): void {
  const { replica, clock } = getState();
  const oldest = replica.trace[0]?.at ?? clock.clusterNow;
  if (clock.clusterNow - oldest < KEPT_MS * 1.1) return;
  const horizon = simTime(clock.clusterNow - KEPT_MS);
  const kept = forget(clock, horizon);
  replica.forget(simTime(Math.min(horizon, kept.beats[0]?.at ?? horizon)), kept.beats[0]?.before ?? clock.latest);
  setClock(kept);
}

export function setClock(clock: ClockState): void {
  const { replica, view } = getState();
  const revision = shownRevision(clock);
  setState({ clock, view: view.revision === revision && replica.view(revision) === view ? view : replica.view(revision) });
  if (clock.playing) wake();
}

/** What still ran in the cluster before ends with it: its numbers are given anew. */
function endCommands(): void {
  unclaimed = [];
  for (const job of [...listeners.keys()]) tell({ job, kind: 'done', exitCode: 130 });
  unnoted = [];
}

/** The first batch of another cluster: a new history, told from here. What was told of it before, from an instant on, can be looked back at. */
function beginWith(batch: Batch, epoch: number, toldFrom: SimTime | undefined = undefined): void {
  endCommands();
  const replica = new Replica();
  replica.apply(batch);
  const clock = { ...initialClock(batch.now, batch.revision), speed: getState().settings.speed };
  setState({ replica, clock, epoch, view: replica.view(batch.revision), status: 'ready', trouble: '', selection: null, openPod: '', attempt: null, guesses: new Map(), comparing: null, picking: null, depth: 'cluster', layer: '', commands: [], touched: NOTHING_TOUCHED });
  if (toldFrom !== undefined) setClock(toNow({ ...clock, beats: beatsOf(batch.trace.filter(({ at }) => at >= toldFrom), undefined, batch.revision, { lastLine: () => '', fate: fateOf }) }));
  for (const output of batch.output) tell(output);
  if (batch.busy) void carryOn();
  void cluster().machines().then(machines => setState({ machines }));
  wake();
}
/** Resolves once a cluster stands, so that what a quick hand does while the page starts is kept and done then. */
export function whenReady(): Promise<void> {
  if (getState().status !== 'starting') return Promise.resolve();
  return new Promise(resolve => {
    const stop = session.subscribe(({ status }) => {
      if (status === 'starting') return;
      stop();
      resolve();
    });
  });
}
export async function beginCluster(settings: ClusterSettings): Promise<void> {
  beginWith(await cluster().begin(settings, SETTLED_MS), settings.epoch);
}
export async function restoreCluster(saved: SavedSession): Promise<void> {
  beginWith(await cluster().restore(saved), saved.settings.epoch, saved.log[0]?.at);
}
export const beginLessonCluster = beginWith;

// Frames

let scheduled = 0;
let last = 0;
let fetching = false;
function wake(): void {
  if (scheduled !== 0 || typeof requestAnimationFrame !== 'function') return;
  last = 0;
  scheduled = requestAnimationFrame(onFrame);
}
function onFrame(time: number): void {
  const { clock, status } = getState();
  if (!clock.playing || status !== 'ready') {
    scheduled = 0;
    return;
  }
  if (last !== 0 && mayWait(clock, time - last, { isAwaited: isAnswerAwaited(), isBusy: carrying })) {
    scheduled = requestAnimationFrame(onFrame);
    return;
  }
  // A tab that was away does not leap.
  const elapsed = last === 0 ? 16 : Math.min(120, time - last);
  last = time;
  const next = frame(clock, elapsed, beat => isHeld(getState(), beat));
  if (next !== clock) setClock(next);
  void fetchMore();
  // Only now: until here `scheduled` stands for this very frame, so that a change of the clock wakes no second one.
  scheduled = requestAnimationFrame(onFrame);
}

async function fetchMore(): Promise<void> {
  const until = wanted(getState().clock);
  if (until === null || fetching) return;
  fetching = true;
  try {
    applyBatch(await cluster().advance(until, true));
  } catch (error) {
    fail(error);
  } finally {
    fetching = false;
  }
}

export function fail(error: unknown): void {
  setState({ status: 'broken', trouble: error instanceof Error ? error.message : String(error) });
}

// Transport

export const playStory = (): void => setClock(play(getState().clock));
export const pauseStory = (): void => setClock(pause(getState().clock));
export const seekStory = (index: number, progress?: number): void => setClock(seek(getState().clock, index, progress));
export const returnToNow = (): void => setClock(toNow(getState().clock));
export function stepBack(): void {
  const { clock } = getState();
  setClock(seek(clock, clock.index - 1));
}
/** The next beat, told at once; where none is known yet, the cluster goes on until there is one. */
export async function stepForward(): Promise<void> {
  const { clock } = getState();
  if (clock.index < clock.beats.length - 1) return setClock(seek(clock, clock.index + 1));
  setClock(pause(clock));
  const known = clock.beats.length;
  const FARTHEST_MS = 60_000;
  const end = clock.clusterNow + FARTHEST_MS;
  while (getState().clock.beats.length === known && getState().clock.clusterNow < end) applyBatch(await cluster().advance(Math.min(end, getState().clock.clusterNow + 1_000) as typeof clock.clusterNow, true));
  const after = getState().clock;
  setClock(after.beats.length > known ? seek(after, known) : { ...toNow(after), playing: false });
}

/** Whoever acts, acts now: looking back ends, and the story goes on. */
export function actNow(): void {
  const { clock } = getState();
  const now = isAtEnd(clock) || currentBeat(clock) === undefined ? clock : clock.index < clock.beats.length - 1 && !clock.playing ? toNow(clock) : clock;
  setState({ untouched: false });
  setClock(play(now));
}

export const onSession = session.subscribe;
