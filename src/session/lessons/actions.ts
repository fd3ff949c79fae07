/** Lessons on the page: begun, left, found again as they were, begun anew; and what a learner's answers leave behind. */
import { standardSandbox } from '../../cluster/engine/presets.ts';
import { currentStep, type RunState } from '../../lessons/place.ts';
import { answered, askedAgain, dueFor, finishedNow, isFinished, leftAt, lessonOf, NO_PROGRESS, progressFromText, together, type Progress } from '../../lessons/progress.ts';
import type { Lesson, Step } from '../../lessons/types.ts';
import { loadBrought } from './brought.ts';
import { debounceTime } from '../debounce.ts';
import { beginCluster, beginLessonCluster, cluster, onSession, restoreCluster } from '../driver.ts';
import { initialTabs, type Tabs } from '../files.ts';
import { isOwn } from './own.ts';
import { loadWork, saveWork, type SavedWork } from '../saving.ts';
import { stopPicking } from '../prediction.ts';
import { getState, setState } from '../state.ts';
import { dropTaken, loadProgress, loadTaken, saveProgress, saveTaken, type TakenLesson } from './taken.ts';
import type { LessonBegun, LessonChange } from '../types.ts';

/** Free play as it was before the lesson; after a reload it is read from where it is kept. */
let beforeLesson: SavedWork | null = null;
/** A lesson as it was before it was begun anew. */
let beforeRestart: TakenLesson | null = null;

const setProgress = (progress: Progress): void => setState({ progress });
const snapshot = async (run: RunState): Promise<TakenLesson> => ({ run, session: await cluster().save(), tabs: getState().tabs });

/** The learner's files of a lesson, in tabs. */
function tabsOf(lesson: Lesson): Tabs {
  const own = Object.entries(lesson.files).filter(([path]) => path.startsWith('files/')).map(([path, text]) => ({ name: path.slice('files/'.length), text }));
  return own.length === 0 ? initialTabs : { files: own, active: own[0]?.name ?? '' };
}

function show({ lesson, run, batch }: LessonBegun, tabs: Tabs, epoch = getState().epoch): void {
  setState({ tabs, untouched: false });
  beginLessonCluster(batch, epoch);
  const view = currentStep(lesson, run)?.view ?? lesson.view;
  setState({ lesson: { lesson, run, earlier: null }, depth: view === 'pod' ? 'cluster' : view, canUndoRestart: false });
  setProgress({ ...getState().progress, open: lesson.id });
}

/** Keeps free play while a lesson has the page. */
async function keepFreePlay(): Promise<void> {
  if (getState().lesson !== null) return keepLesson();
  if (getState().status !== 'ready') return;
  const { author, tabs } = getState();
  // Whoever acts a lesson out has free play waiting already.
  beforeLesson = { session: author?.acting?.aside ?? (await cluster().save()), tabs };
  if (author?.acting) setState({ author: { ...author, acting: null } });
  await saveWork(beforeLesson);
}
async function keepLesson(): Promise<void> {
  const { lesson } = getState();
  if (lesson === null) return;
  const { lesson: { id, version, steps }, run } = lesson;
  if (run.finished) {
    if (lessonOf(getState().progress, id).left !== null) setProgress(leftAt(getState().progress, id, version, null));
    return dropTaken(id);
  }
  const taken = await snapshot(run);
  // Meanwhile the page may have gone elsewhere.
  if (getState().lesson?.lesson.id !== id) return;
  await saveTaken(id, taken);
  if (run.step > 0 || Object.keys(run.answers).length > 0) setProgress(leftAt(getState().progress, id, version, { step: run.step, of: steps.length }));
}

/** Opens a lesson on a cluster of its own, where it was left; free play waits and comes back unchanged. */
export async function startLesson(id: string, from: 'where it was left' | 'its beginning' = 'where it was left'): Promise<void> {
  await keepFreePlay();
  if (from === 'where it was left' && (await resume(id))) return;
  const begun = await cluster().startLesson(id, 1);
  if (begun === null) return;
  show(begun, tabsOf(begun.lesson));
  await askEarlier(begun.lesson);
}
async function resume(id: string): Promise<boolean> {
  if (lessonOf(getState().progress, id).left === null && getState().progress.open !== id) return false;
  const taken = await loadTaken(id);
  if (taken === null || taken.run.finished) return false;
  const begun = await cluster().resumeLesson(id, taken.session, taken.run);
  if (begun === null) return false;
  show(begun, taken.tabs, taken.session.settings.epoch);
  return true;
}
/** Begins the open lesson anew; how it stood is kept for one undo. */
export async function restartLesson(): Promise<void> {
  const { lesson } = getState();
  if (lesson === null) return;
  beforeRestart = await snapshot(lesson.run);
  const begun = await cluster().startLesson(lesson.lesson.id, 1);
  if (begun === null) return;
  show(begun, tabsOf(begun.lesson));
  setState({ canUndoRestart: true });
}
export async function undoRestart(): Promise<void> {
  const { lesson } = getState();
  if (beforeRestart === null || lesson === null) return;
  const { session, run, tabs } = beforeRestart;
  beforeRestart = null;
  const begun = await cluster().resumeLesson(lesson.lesson.id, session, run);
  if (begun !== null) show(begun, tabs, session.settings.epoch);
}

/** Back to free play as it was; the lesson is kept as it stands. */
export async function leaveLesson(): Promise<void> {
  await keepLesson();
  stopPicking();
  await cluster().leaveLesson();
  setState({ lesson: null, presenting: false, pointing: NOTHING_POINTED });
  setProgress({ ...getState().progress, open: '' });
  const work = beforeLesson ?? (await loadWork()).work;
  beforeLesson = null;
  if (work === null) return beginCluster(standardSandbox());
  setState({ tabs: work.tabs, untouched: work.session.log.length === 0 });
  await restoreCluster(work.session);
}
const NOTHING_POINTED = { pointers: [], serial: 0, asked: false } as const;
let lastTaken = '';
/** One key: from a lesson to free play, and back to where the lesson was. */
export async function toggleFreePlay(): Promise<void> {
  const open = getState().lesson?.lesson.id;
  if (open !== undefined) {
    lastTaken = open;
    return leaveLesson();
  }
  if (lastTaken !== '') await startLesson(lastTaken);
}
/** The lesson that was on the page when it was closed or reloaded. */
export async function resumeOpenLesson(): Promise<boolean> {
  const { open } = getState().progress;
  if (open === '') return false;
  if (isOwn(open)) await loadBrought();
  // A lesson that cannot be restored is no reason for the page not to start.
  if (await resume(open).catch(() => false)) return true;
  setProgress({ ...getState().progress, open: '' });
  return false;
}

export async function lessonStep(change: LessonChange): Promise<void> {
  const before = getState().lesson;
  const run = await cluster().lessonStep(change);
  const { lesson } = getState();
  if (run === null || lesson === null || lesson.lesson.id !== before?.lesson.id) return;
  setState({ lesson: { ...lesson, run } });
  if (change.do === 'choose') keepAnswer(lesson.lesson, change.step, change.options);
  if (run.finished && !before.run.finished && lesson.lesson.kind !== 'demo') setProgress(finishedNow(getState().progress, lesson.lesson.id, lesson.lesson.version));
}
/** Keeps the progress, and lets the lesson look at its cluster whenever something has happened. */
export function keepLessons(): void {
  const keep = debounceTime(() => void keepLesson(), 800);
  const look = debounceTime(() => void lessonStep({ do: 'look' }), 60);
  onSession((state, before) => {
    if (state.progress !== before.progress) saveProgress(state.progress);
    if (state.lesson === null) return;
    const moved = state.clock.latest !== before.clock.latest || state.clock.beats !== before.clock.beats;
    if (moved) look();
    if (moved || state.lesson !== before.lesson || state.tabs !== before.tabs) keep();
  });
}

// Answers and what comes back

function keepAnswer({ id, steps }: Lesson, name: string, chosen: readonly number[]): void {
  const step: Step | undefined = steps.find(each => each.name === name);
  if (step === undefined || !('options' in step)) return;
  setProgress(answered(getState().progress, id, name, chosen.every(at => step.options[at]?.right === true)));
}
async function askEarlier({ id, kind }: Lesson): Promise<void> {
  const due = kind === 'demo' ? null : dueFor(getState().progress, id);
  const earlier = due === null ? null : await cluster().question(due.lesson, due.step);
  const { lesson } = getState();
  if (earlier !== null && lesson?.lesson.id === id) setState({ lesson: { ...lesson, earlier } });
}
export function answerEarlier(right: boolean): void {
  const { lesson, progress } = getState();
  if (lesson?.earlier) setProgress(askedAgain(progress, lesson.earlier, right));
}
export function closeEarlier(): void {
  const { lesson } = getState();
  if (lesson !== null) setState({ lesson: { ...lesson, earlier: null } });
}

// Progress as a whole

let forgotten: Progress | null = null;
/** Forgets what has been done; one undo brings it back. */
export function forgetProgress(): void {
  forgotten = getState().progress;
  setState({ progress: { ...NO_PROGRESS, open: forgotten.open }, canUndoForget: true });
}
export function undoForget(): void {
  if (forgotten !== null) setState({ progress: together(getState().progress, forgotten), canUndoForget: false });
  forgotten = null;
}
/** Takes progress from a file; gives what is wrong with it, or null. */
export function bringProgress(text: string): string | null {
  const read = progressFromText(text);
  if (!read.ok) return read.error;
  setProgress(together(getState().progress, read.value));
  return null;
}
export const loadKeptProgress = (): void => setState({ progress: loadProgress() });
export const hasFinished = (id: string): boolean => isFinished(getState().progress, id);
