/** Lessons that were brought to this browser: kept in IndexedDB, each in the worker's library under a name of its own. */
import { get, set } from 'idb-keyval';
import { isObject } from '../../base/json.ts';
import type { LessonFolder } from '../../lessons/folders.ts';
import { cluster } from '../driver.ts';
import { setState } from '../state.ts';

const KEY = 'podarium/lessons';
export const MOST_BROUGHT = 50;
let brought: ReadonlyMap<string, LessonFolder> = new Map();

const isFolder = (value: unknown): value is LessonFolder =>
  isObject(value) && typeof value['name'] === 'string' && isObject(value['files']) && Object.values(value['files']).every(text => typeof text === 'string');

/** At the start: what was brought before. A lesson that can no longer be read waits where it is kept. */
export async function loadBrought(): Promise<void> {
  const kept: unknown = await get(KEY).catch(() => undefined);
  for (const folder of Array.isArray(kept) ? kept.filter(isFolder).slice(0, MOST_BROUGHT) : []) {
    const { card } = await cluster().addLesson(folder);
    brought = new Map(brought).set(card?.id ?? `unread/${folder.name}`, folder);
  }
}
export const showCards = async (): Promise<void> => setState({ lessonCards: await cluster().lessonCards() });

const keep = (): Promise<void> => set(KEY, [...brought.values()]).catch(() => undefined);
export const isFull = (): boolean => brought.size >= MOST_BROUGHT;

/** Takes a lesson in, in the place of one with the same id. */
export async function keepLesson(folder: LessonFolder): Promise<string | null> {
  const { card } = await cluster().addLesson(folder);
  if (card === null) return null;
  brought = new Map(brought).set(card.id, folder);
  await Promise.all([keep(), showCards()]);
  return card.id;
}
export async function forgetLesson(id: string): Promise<void> {
  brought = new Map([...brought].filter(([own]) => own !== id));
  await cluster().removeLesson(id);
  await Promise.all([keep(), showCards()]);
}
export const dismissBrought = (): void => setState({ brought: null });
