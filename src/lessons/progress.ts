/** What a learner has done, as plain data: lessons begun and finished in their order, first answers, questions that have come back. Bounded and checked when it comes from a file. */
import { isObject } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';

interface LessonProgress {
  readonly version: number;
  /** Its place in the order in which this learner finished lessons, from 1; 0 while it is not finished. */
  readonly finished: number;
  /** The step at which it was left, from 0, and how many there are; null when it is not under way. */
  readonly left: { readonly step: number; readonly of: number } | null;
  /** First answers, by step: right or wrong. */
  readonly answers: Readonly<Record<string, boolean>>;
}
export interface Progress {
  readonly format: 1;
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  /** Questions that came back, by `lesson step`: after how many finished lessons, and how it went. */
  readonly asked: Readonly<Record<string, { readonly at: number; readonly right: boolean }>>;
  /** The lesson that is on the page, '' in free play. */
  readonly open: string;
}
interface EarlierKey {
  readonly lesson: string;
  readonly step: string;
}

const FRESH: LessonProgress = { version: 1, finished: 0, left: null, answers: {} };
export const NO_PROGRESS: Progress = { format: 1, lessons: {}, asked: {}, open: '' };
/** A question comes back when so many lessons lie between, its own one counted. */
const LATER = 2;

export const lessonOf = (progress: Progress, id: string): LessonProgress => progress.lessons[id] ?? FRESH;
export const isFinished = (progress: Progress, id: string): boolean => lessonOf(progress, id).finished > 0;
export const finishedCount = ({ lessons }: Progress): number => Object.values(lessons).filter(({ finished }) => finished > 0).length;
const withLesson = (progress: Progress, id: string, change: Partial<LessonProgress>): Progress =>
  ({ ...progress, lessons: { ...progress.lessons, [id]: { ...lessonOf(progress, id), ...change } } });

export const answered = (progress: Progress, id: string, step: string, right: boolean): Progress =>
  lessonOf(progress, id).answers[step] === undefined ? withLesson(progress, id, { answers: { ...lessonOf(progress, id).answers, [step]: right } }) : progress;
export const leftAt = (progress: Progress, id: string, version: number, left: LessonProgress['left']): Progress => withLesson(progress, id, { version, left });
export const finishedNow = (progress: Progress, id: string, version: number): Progress =>
  isFinished(progress, id)
    ? withLesson(progress, id, { version, left: null })
    : withLesson(progress, id, { version, left: null, finished: 1 + Math.max(0, ...Object.values(progress.lessons).map(({ finished }) => finished)) });
export const askedAgain = (progress: Progress, { lesson, step }: EarlierKey, right: boolean): Progress =>
  ({ ...progress, asked: { ...progress.asked, [`${lesson} ${step}`]: { at: finishedCount(progress), right } } });

/** The question that comes back when a lesson begins: one that was answered wrong, two finished lessons ago or more, and has not been settled since. */
export function dueFor(progress: Progress, id: string): EarlierKey | null {
  const count = finishedCount(progress);
  const ripe = Object.entries(progress.lessons).filter(([own, { finished }]) => own !== id && finished > 0 && finished <= count - LATER + 1).sort(([, a], [, b]) => b.finished - a.finished);
  const due = ripe.flatMap(([lesson, { answers }]) => Object.entries(answers).flatMap(([step, right]) => {
    const again = progress.asked[`${lesson} ${step}`];
    const open = again === undefined ? !right : !again.right && count - again.at >= LATER;
    return open ? [{ lesson, step }] : [];
  }));
  return due[0] ?? null;
}

const LIMITS = { lessons: 500, answers: 60, name: 80, bytes: 512 * 1024 };
const isName = (text: string): boolean => text.length <= LIMITS.name && /^(own\/)?[a-z0-9][a-z0-9-]*$/.test(text);
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 100_000;

function lessonFrom(value: unknown): LessonProgress | null {
  // The first form kept the finished version only.
  if (isCount(value)) return { ...FRESH, version: value, finished: 1 };
  if (!isObject(value) || !isCount(value['version']) || !isCount(value['finished']) || !isObject(value['answers'])) return null;
  const { left } = value;
  const place = isObject(left) && isCount(left['step']) && isCount(left['of']) && left['step'] < left['of'] ? { step: left['step'], of: left['of'] } : null;
  const answers = Object.entries(value['answers']).filter((entry): entry is [string, boolean] => isName(entry[0]) && typeof entry[1] === 'boolean').slice(0, LIMITS.answers);
  return { version: value['version'], finished: value['finished'], left: place, answers: Object.fromEntries(answers) };
}

/** Reads progress from anywhere; what is not understood is left out, what is no progress at all is refused. */
export function progressFrom(value: unknown): Result<Progress, string> {
  if (!isObject(value)) return err('this is no saved progress');
  const given = value['lessons'] ?? (value['format'] === undefined ? value : undefined);
  if (value['format'] !== undefined && value['format'] !== 1) return err('this progress was saved by a newer Podarium');
  if (!isObject(given)) return err('this file holds no saved progress');
  const lessons = Object.entries(given).slice(0, LIMITS.lessons).flatMap(([id, own]) => {
    const lesson = isName(id) ? lessonFrom(own) : null;
    return lesson === null ? [] : [[id, lesson] as const];
  });
  const asked = Object.entries(isObject(value['asked']) ? value['asked'] : {}).slice(0, LIMITS.lessons).flatMap(([key, own]) =>
    key.split(' ').length === 2 && key.split(' ').every(isName) && isObject(own) && isCount(own['at']) && typeof own['right'] === 'boolean' ? [[key, { at: own['at'], right: own['right'] }] as const] : []);
  const open = typeof value['open'] === 'string' && isName(value['open']) ? value['open'] : '';
  return ok({ format: 1, lessons: Object.fromEntries(lessons), asked: Object.fromEntries(asked), open });
}
export function progressFromText(text: string): Result<Progress, string> {
  if (text.length > LIMITS.bytes) return err('this file is too large for saved progress');
  try {
    return progressFrom(JSON.parse(text));
  } catch {
    return err('this file is no JSON');
  }
}

/** Progress from a file beside what is here: nothing that was finished gets lost. */
export function together(mine: Progress, other: Progress): Progress {
  const count = finishedCount(mine);
  const lessons = Object.entries(other.lessons).map(([id, own]): [string, LessonProgress] => {
    const known = mine.lessons[id];
    if (known === undefined) return [id, { ...own, left: null, finished: own.finished === 0 ? 0 : count + own.finished }];
    return [id, { ...known, finished: known.finished > 0 || own.finished === 0 ? known.finished : count + own.finished, answers: { ...own.answers, ...known.answers } }];
  });
  return { ...mine, lessons: { ...mine.lessons, ...Object.fromEntries(lessons) }, asked: { ...other.asked, ...mine.asked } };
}
/** As a file: what is open here is nobody else's business. */
export const progressText = (progress: Progress): string => `${JSON.stringify({ ...progress, open: '' }, null, 2)}\n`;
