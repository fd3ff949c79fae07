/** What is kept of lessons in this browser: the progress of the learner, and each lesson that was left, as it stood. */
import { del, get, set } from 'idb-keyval';
import { isObject } from '../../base/json.ts';
import type { SavedSession } from '../../cluster/contract/simulation.ts';
import type { RunState } from '../../lessons/place.ts';
import { NO_PROGRESS, progressFrom, type Progress } from '../../lessons/progress.ts';
import { isWork } from '../saving.ts';
import type { Tabs } from '../files.ts';

export interface TakenLesson {
  readonly run: RunState;
  readonly session: SavedSession;
  readonly tabs: Tabs;
}
const PROGRESS = 'podarium/progress';
const placeOf = (id: string): string => `podarium/lesson/${id}`;

function isTaken(value: unknown): value is TakenLesson {
  if (!isWork(value) || !isObject((value as unknown as Record<string, unknown>)['run'])) return false;
  const run = (value as unknown as { run: Record<string, unknown> }).run;
  return typeof run['step'] === 'number'
    && typeof run['version'] === 'number'
    && ['answers', 'marks', 'stops', 'reveals', 'goals', 'began', 'stepBegan'].every(field => isObject(run[field]))
    && Array.isArray(run['done']);
}

/** A lesson as it was left; what cannot be read counts as not begun. */
export async function loadTaken(id: string): Promise<TakenLesson | null> {
  try {
    const value: unknown = await get(placeOf(id));
    return isTaken(value) ? value : null;
  } catch {
    return null;
  }
}
export const saveTaken = (id: string, taken: TakenLesson): Promise<void> => set(placeOf(id), taken).catch(() => undefined);
export const dropTaken = (id: string): Promise<void> => del(placeOf(id)).catch(() => undefined);

export function loadProgress(): Progress {
  try {
    const read = progressFrom(JSON.parse(localStorage.getItem(PROGRESS) ?? '{}'));
    return read.ok ? read.value : NO_PROGRESS;
  } catch {
    return NO_PROGRESS;
  }
}
export function saveProgress(progress: Progress): void {
  try {
    localStorage.setItem(PROGRESS, JSON.stringify(progress));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}
