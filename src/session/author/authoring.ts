/** Writing a lesson in the page: from the cluster as it stands, by acting out its solution, to the proof and the archive. */
import type { Goal, Lesson } from '../../lessons/types.ts';
import type { LessonFolder } from '../../lessons/folders.ts';
import { keepLesson } from '../lessons/brought.ts';
import { inSpareWorker } from '../connect.ts';
import { debounceTime } from '../debounce.ts';
import { keepDraft } from './drafts.ts';
import { beginLessonCluster, cluster, onSession, restoreCluster } from '../driver.ts';
import { completed, emptyDraft, freeName, withGoals, withRecording } from './draft.ts';
import { runProof } from '../lessons/proving.ts';
import { getState, setState } from '../state.ts';
import { zipOf } from '../lessons/zip.ts';
import type { ActPart, AuthorPage, AuthorState } from './types.ts';

const TRIAL_MS = 20_000;

const author = (): AuthorState | null => getState().author;
function change(part: Partial<AuthorState>): void {
  const before = author();
  if (before !== null) setState({ author: { ...before, ...part } });
}

// Beginnings

function open(key: number, draft: Lesson, leftOut: readonly string[] = []): void {
  setState({ author: { page: 'start', key, draft, kept: 'saving', issues: [], reading: null, acting: null, leftOut, acted: null, looking: false, proof: { state: 'none' } } });
  changeDraft({});
}
/** A lesson from here: the cluster as it stands, by what was done to it, becomes the start. */
export async function authorFromHere(): Promise<void> {
  const { cluster: choice, recording } = await cluster().captured();
  const leftOut = choice === null ? ['these nodes: a lesson begins on the sandbox or on one, two or three nodes'] : recording.leftOut;
  open(Date.now(), withRecording(emptyDraft(choice ?? 'sandbox'), 'start', recording), leftOut);
}
/** Takes the start anew, all else staying as it is. */
export async function captureStart(): Promise<void> {
  const before = author();
  if (before === null) return;
  const { cluster: choice, recording } = await cluster().captured();
  change({ leftOut: recording.leftOut, acted: null });
  changeDraft(withRecording({ ...before.draft, cluster: choice ?? before.draft.cluster }, 'start', recording));
}
export const openDraft = (key: number, draft: Lesson): void => open(key, completed(draft));
/** Files from elsewhere, faults and all, as a draft to be mended. False where nothing can be read of them. */
export async function mend(folder: LessonFolder): Promise<boolean> {
  const draft = await cluster().draftOf(folder);
  if (draft !== null) open(Date.now(), draft);
  return draft !== null;
}
export const turnTo = (page: AuthorPage): void => change({ page });
export async function closeAuthor(): Promise<void> {
  if (author()?.acting) await endActing();
  setState({ author: null });
}

// Changes

const look = debounceTime(() => void lookAgain(), 250);
export function changeDraft(part: Partial<Lesson>): void {
  const before = author();
  if (before === null) return;
  change({ draft: { ...before.draft, ...part }, kept: 'saving', proof: before.proof.state === 'running' ? before.proof : { state: 'none' } });
  look();
}
async function lookAgain(): Promise<void> {
  const now = author();
  if (now === null) return;
  const [saved, { issues, reading }] = await Promise.all([keepDraft({ key: now.key, draft: now.draft }), cluster().lookAtDraft(now.draft)]);
  // A newer change has asked for a newer look.
  if (author()?.draft === now.draft) change({ issues, reading, kept: saved ? 'saved' : 'not saved' });
}

// Acting out

let stopListening: (() => void) | null = null;
/** Begins at the lesson's start; free play waits. What is done from now on is written down. */
export async function beginActing(part: ActPart): Promise<void> {
  const now = author();
  if (now === null) return;
  const aside = now.acting?.aside ?? (await cluster().save());
  change({ acting: { ...part, recording: { script: '', files: {}, leftOut: [] }, aside } });
  beginLessonCluster(await cluster().rehearse(now.draft), getState().epoch);
  setState({ untouched: false });
  stopListening ??= onSession((state, before) => {
    if (state.clock.latest !== before.clock.latest || state.commands !== before.commands) listenAlong();
  });
}
const folderOf = (part: ActPart): 'solution' | 'near' => (part.part === 'solution' ? 'solution' : 'near');
/** Shows what has been written down, as things are done. */
const listenAlong = debounceTime(() => {
  const acting = author()?.acting;
  if (!acting) return;
  void cluster().recording(folderOf(acting)).then(recording => {
    const still = author()?.acting;
    if (recording !== null && still) change({ acting: { ...still, recording } });
  });
}, 150);
/** Takes what was done into the draft. */
export async function takeActing(): Promise<void> {
  const now = author();
  if (!now?.acting) return;
  const { acting, draft } = now;
  const recording = (await cluster().recording(folderOf(acting))) ?? acting.recording;
  if (acting.part === 'solution') changeDraft(withRecording(draft, 'solution', recording));
  else changeDraft({ nearMisses: draft.nearMisses.map((miss, at) => (at === acting.at ? { ...miss, script: recording.script } : miss)), files: { ...draft.files, ...recording.files } });
  change({ leftOut: recording.leftOut });
  await endActing();
  if (acting.part === 'solution') await lookAtSolution();
}
/** Back to free play, as it was. */
export async function endActing(): Promise<void> {
  const aside = author()?.acting?.aside;
  change({ acting: null });
  stopListening?.();
  stopListening = null;
  if (aside !== undefined) await restoreCluster(aside);
}

// Goals

/** Plays the solution in a spare worker: what it changes, and how the goals stand before and after it. */
export async function lookAtSolution(): Promise<void> {
  const now = author();
  if (now === null || now.looking) return;
  change({ looking: true });
  const acted = await inSpareWorker(remote => remote.tryDraft(now.draft), TRIAL_MS);
  change({ looking: false, acted });
}
export function addGoal({ id, text, check, when, guard }: Goal): void {
  const draft = author()?.draft;
  if (draft === undefined) return;
  setGoals([...draft.goals, { id: freeName(id, draft.goals.map(goal => goal.id)), text, check, when, guard }]);
}
export function setGoals(goals: readonly Goal[]): void {
  const draft = author()?.draft;
  if (draft !== undefined) changeDraft(withGoals(draft, goals));
}

// Proof and files

let stopProof: AbortController | null = null;
export async function proveDraft(): Promise<void> {
  const now = author();
  if (now === null) return;
  const { files } = await cluster().lookAtDraft(now.draft);
  stopProof = new AbortController();
  await runProof({ name: now.draft.id, files }, proof => change({ proof }), stopProof.signal);
}
export const stopProving = (): void => stopProof?.abort();

const folderFiles = async (draft: Lesson): Promise<LessonFolder> => ({ name: draft.id, files: (await cluster().lookAtDraft(draft)).files });
/** The lesson's folder as an archive, ready to be dropped on a page again. */
export async function downloadDraft(): Promise<void> {
  const draft = author()?.draft;
  if (draft === undefined) return;
  const { name, files } = await folderFiles(draft);
  const archive = zipOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, text])));
  const url = URL.createObjectURL(new Blob([archive], { type: 'application/zip' }));
  Object.assign(document.createElement('a'), { href: url, download: `${name}.zip` }).click();
  URL.revokeObjectURL(url);
}
/** Puts it among the lessons of this browser. Gives its id there, null while it has errors. */
export async function publishHere(): Promise<string | null> {
  const draft = author()?.draft;
  return draft === undefined ? null : keepLesson(await folderFiles(draft));
}
