/** What a person can do: apply, type, call, select, open, reset. Lessons: lessons/actions.ts. */
import { debounceTime } from './debounce.ts';
import { standardSandbox } from '../cluster/engine/presets.ts';
import type { PictureLayer } from '../lessons/types.ts';
import type { Counterfactual } from '../cluster/contract/scheduling.ts';
import type { Protocol } from '../cluster/contract/network.ts';
import type { SimAction, CallSource } from '../cluster/contract/simulation.ts';
import { awaitAnswer } from './answer.ts';
import { beginCommand } from './asked.ts';
import { loadBrought, showCards } from './lessons/brought.ts';
import { actNow, applyBatch, beginCluster, cluster, fail, listen, note, onSession, restoreCluster, seekStory, setClock, whenReady } from './driver.ts';
import { closeFile, initialTabs, openFile, removeFile, renameFile, setText, writeFile } from './files.ts';
import { loadBefore, loadSettings, loadWork, readAside, saveBefore, saveSettings, saveWork, setAside, type SavedWork } from './saving.ts';
import { keepLessons, loadKeptProgress, resumeOpenLesson } from './lessons/actions.ts';
import { getState, setState } from './state.ts';
import { subjectOf } from './story/subject.ts';
import type { AskedRequest, Depth, JobOutput, Selection, Settings } from './types.ts';

/** Starts the page: what was saved, or a fresh sandbox. */
export async function startSession(): Promise<void> {
  setState({ settings: loadSettings() });
  loadKeptProgress();
  try {
    // A lesson that was open comes back; free play waits behind it.
    if (!(await resumeOpenLesson())) await beginFreePlay();
    keepSaving();
    keepLessons();
    void loadBrought().then(showCards);
  } catch (error) {
    fail(error);
  }
}

async function beginFreePlay(): Promise<void> {
  const { work, damaged } = await loadWork();
  setState({ hasAside: damaged, canUndoReset: (await loadBefore()) !== null });
  if (work === null) return beginCluster(standardSandbox());
  setState({ tabs: work.tabs, untouched: work.session.log.length === 0 });
  await restoreCluster(work.session).catch(async () => {
    await setAside(work);
    setState({ hasAside: true });
    await beginCluster(standardSandbox());
  });
}

function keepSaving(): void {
  const save = debounceTime(async () => {
    const { status, lesson, tabs, author } = getState();
    // In a lesson, or where one is acted out, the cluster is not the learner's own.
    if (status !== 'ready' || lesson !== null || author?.acting) return;
    await saveWork({ session: await cluster().save(), tabs });
  }, 600);
  onSession((state, before) => {
    if (state.tabs !== before.tabs || state.clock.beats !== before.clock.beats) save();
    if (state.settings !== before.settings) saveSettings(state.settings);
  });
}

// Settings, selection, depth

export function changeSettings(change: Partial<Settings>): void {
  const settings = { ...getState().settings, ...change };
  setState({ settings });
  if (change.speed !== undefined) setClock({ ...getState().clock, speed: change.speed });
}
export const select = (selection: Selection | null): void => setState({ selection });
export const setDepth = (depth: Depth): void => setState({ depth });
export const setLayer = (layer: PictureLayer): void => setState({ layer });
/** Goes into a Pod. */
export const openPod = (namespace: string, name: string, depth: Depth = 'pod'): void =>
  setState({ openPod: `${namespace}/${name}`, depth, selection: { kind: 'Pod', namespace, name }, attempt: null });
export const setPresenting = (presenting: boolean): void => setState({ presenting });
/** Shows in the picture what one request read and wrote, and, where it left a record, the request itself. */
export function showRequest({ read, written, record }: AskedRequest): void {
  const { touched, clock } = getState();
  setState({ touched: { read: new Set(read), written: new Set(written), serial: touched.serial }, ...(record === null ? {} : { selection: { kind: 'Request', serial: record } }) });
  const index = record === null ? -1 : clock.beats.findIndex(beat => beat.record.serial === record);
  if (index >= 0) seekStory(index);
}
/** Goes to a step of the story, and selects what it is about. */
export function showStep(index: number): void {
  const record = getState().clock.beats[index]?.record;
  seekStory(index);
  const subject = record === undefined ? null : subjectOf(record);
  if (subject !== null) select(subject);
}
const putLine = (line: string, run: boolean): void => setState({ typed: { line, run, serial: getState().typed.serial + 1 } });
/** Puts a line into the terminal, for the learner to run. */
export const typeLine = (line: string): void => putLine(line, false);
/** Puts a line into the terminal and carries it out there. */
export const runLine = (line: string): void => putLine(line, true);

// Files

export const files = {
  setText: (name: string, text: string): void => setState({ tabs: setText(getState().tabs, name, text) }),
  activate: (name: string): void => setState({ tabs: { ...getState().tabs, active: name } }),
  open: (name: string, text: string, replace = false): void => setState({ tabs: openFile(getState().tabs, name, text, replace) }),
  close: (name: string): void => setState({ tabs: closeFile(getState().tabs, name) }),
  rename: (name: string, wish: string): void => setState({ tabs: renameFile(getState().tabs, name, wish) }),
};
const fileMap = (): Record<string, string> => ({ ...getState().tabs.aside, ...Object.fromEntries(getState().tabs.files.map(({ name, text }) => [name, text])) });

// Commands

export interface TerminalIo {
  print(channel: 'stdout' | 'stderr', text: string): void;
  /** The screen is to be wiped. */
  clear?(): void;
  /** The command wants a line of what the person types. */
  input(): void;
  /** `kubectl edit` wants an editor. */
  edit(name: string, text: string): void;
  done(exitCode: number): void;
  /** It has been begun, as this job. */
  started?(job: number): void;
  /** It has asked the API server something. */
  requested?(): void;
}
export interface RunningCommand {
  type(data: string | null): void;
  answerEdit(text: string | null): void;
  interrupt(): void;
}

/** Runs a command line in the worker. */
export function runCommand(line: string, io: TerminalIo, tty = true): RunningCommand {
  const started = whenReady().then(() => {
    actNow();
    awaitAnswer();
    return cluster().run(line, { ...fileMap(), ...lessonFiles() }, tty);
  });
  void started.then(({ job, batch }) => {
    note(asked => beginCommand(asked, job, line, batch.now));
    io.started?.(job);
    listen(job, output => hear(output, io));
    applyBatch(batch);
  }, fail);
  const later = (then: (job: number) => Promise<Parameters<typeof applyBatch>[0]>): void => void started.then(async ({ job }) => applyBatch(await then(job))).catch(fail);
  return {
    type: data => later(job => cluster().type(job, data)),
    answerEdit: text => later(job => cluster().answerEdit(job, text)),
    interrupt: () => later(job => cluster().interrupt(job)),
  };
}
function hear(output: JobOutput, io: TerminalIo): void {
  switch (output.kind) {
    case 'stdout': case 'stderr': io.print(output.kind, output.text); return;
    case 'clear': io.clear?.(); return;
    case 'input': io.input(); return;
    case 'edit': io.edit(output.name, output.text); return;
    case 'file': setState({ tabs: output.text === null ? removeFile(getState().tabs, output.path) : writeFile(getState().tabs, output.path, output.text) }); return;
    case 'done': io.done(output.exitCode); return;
    case 'request': io.requested?.();
  }
}
/** A lesson's files can be named in commands as the lesson names them: `files/pod.yaml`. */
function lessonFiles(): Record<string, string> {
  const lesson = getState().lesson?.lesson ?? getState().author?.draft;
  if (lesson === undefined) return {};
  const open = fileMap();
  // What the learner has changed in a tab counts, under the lesson's path, too.
  return Object.fromEntries(Object.entries(lesson.files).filter(([path]) => path.startsWith('files/')).map(([path, text]) => [path, open[path.slice('files/'.length)] ?? text]));
}
/** Applies the open manifest, as a line in the terminal. */
export const applyActive = (): void => runLine(`kubectl apply -f ${quoted(getState().tabs.active)}`);
const quoted = (name: string): string => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);

/** What is outside the API: machines that stop and start, calls from anywhere. */
export async function act(action: SimAction): Promise<void> {
  await whenReady();
  actNow();
  applyBatch(await cluster().act(action));
}
export const callFrom = (from: CallSource, host: string, port: number, path: string | null): Promise<void> => act({ do: 'call', from, host, port, path });

/** Questions to the cluster's code; asking changes nothing. */
export const ask = {
  dryRun: (text: string) => cluster().dryRun(text),
  explain: (attempt: Parameters<ReturnType<typeof cluster>['explain']>[0]) => cluster().explain(attempt),
  counterfactuals: (attempt: Parameters<ReturnType<typeof cluster>['explain']>[0]) => cluster().counterfactuals(attempt),
  walk: (from: CallSource, host: string, port: number, protocol: Protocol = 'TCP') => cluster().walk(from, host, port, protocol),
  logs: (namespace: string, pod: string, container: string) => cluster().logs(namespace, pod, container),
  readFile: (namespace: string, pod: string, container: string, path: string) => cluster().readFile(namespace, pod, container, path),
  fidelity: () => cluster().fidelity(),
  fieldMeaning: (apiVersion: string, kind: string, path: readonly (string | number)[]) => cluster().fieldMeaning(apiVersion, kind, path),
  complete: (line: string, cursor: number) => cluster().complete(line, cursor, getState().tabs.files.map(({ name }) => name)),
};

/** Opens a Pod's manifest, changed so that a node would have taken it, as a tab of its own. */
export async function propose(namespace: string, name: string, patch: Counterfactual['patch']): Promise<void> {
  const text = await cluster().proposal(namespace, name, patch);
  if (text !== null) files.open(`${name}-proposal.yaml`, text, true);
}

// Reset

let before: SavedWork | null = null;
/** Keeps the work that another one takes the place of, for one undo. */
async function keepBefore(): Promise<void> {
  before = { session: await cluster().save(), tabs: getState().tabs };
  await saveBefore(before);
  setState({ canUndoReset: true });
}
/** A fresh sandbox; the old one is kept for one undo. */
export async function reset(): Promise<void> {
  await keepBefore();
  setState({ tabs: initialTabs, untouched: true, lesson: null });
  await beginCluster(standardSandbox());
}
/** Takes up somebody else's work; the learner's own, if there is any, is kept for one undo. */
export async function takeUp({ session, tabs }: SavedWork): Promise<void> {
  if (!getState().untouched) await keepBefore();
  await restoreCluster(session);
  setState({ tabs, untouched: false });
}
export async function undoReset(): Promise<void> {
  const kept = before ?? (await loadBefore());
  if (kept === null) return;
  before = null;
  await saveBefore(null);
  setState({ tabs: kept.tabs, untouched: false, canUndoReset: false });
  await restoreCluster(kept.session);
}
export const workNow = async (): Promise<SavedWork> => ({ session: await cluster().save(), tabs: getState().tabs });
export const downloadAside = readAside;
