/** What survives a reload and a crash: texts and the command log in IndexedDB, settings in localStorage. Damaged state is set aside, never dropped. */
import { del, get, set } from 'idb-keyval';
import { isObject } from '../base/json.ts';
import type { SavedSession } from '../cluster/contract/simulation.ts';
import type { Tabs } from './files.ts';
import type { Settings } from './types.ts';

export interface SavedWork {
  readonly session: SavedSession;
  readonly tabs: Tabs;
}
const WORK = 'podarium/work';
const ASIDE = 'podarium/aside';
const BEFORE = 'podarium/before';
const SETTINGS = 'podarium/settings';

export const DEFAULT_SETTINGS: Settings = { theme: 'system', motion: 'system', speed: 1, sayOpen: {}, sizes: {} };

export function isWork(value: unknown): value is SavedWork {
  if (!isObject(value) || !isObject(value['session']) || !isObject(value['tabs'])) return false;
  const { session, tabs } = value;
  return session['version'] === 1 && isObject(session['settings']) && Array.isArray(session['log']) && typeof session['now'] === 'number' && Array.isArray(tabs['files']);
}

/** Saved work, or null; what cannot be read is set aside. */
export async function loadWork(): Promise<{ readonly work: SavedWork | null; readonly damaged: boolean }> {
  let value: unknown;
  try {
    value = await get(WORK);
  } catch {
    return { work: null, damaged: false };
  }
  if (value === undefined) return { work: null, damaged: false };
  if (isWork(value)) return { work: value, damaged: false };
  await setAside(value);
  return { work: null, damaged: true };
}
/** Puts work that cannot be restored where it can be downloaded from, and out of the way of the next start. */
export async function setAside(value: unknown): Promise<void> {
  try {
    await set(ASIDE, value);
    await del(WORK);
  } catch {
    // A browser without storage has nothing to lose here.
  }
}
export const readAside = async (): Promise<string> => JSON.stringify((await get(ASIDE).catch(() => null)) ?? null, null, 2);

export async function saveWork(work: SavedWork): Promise<boolean> {
  try {
    await set(WORK, work);
    return true;
  } catch {
    return false;
  }
}

/** The work that another one has taken the place of, so that it comes back even after a reload; null forgets it. */
export async function saveBefore(work: SavedWork | null): Promise<void> {
  await (work === null ? del(BEFORE) : set(BEFORE, work)).catch(() => undefined);
}
export async function loadBefore(): Promise<SavedWork | null> {
  const value: unknown = await get(BEFORE).catch(() => null);
  return isWork(value) ? value : null;
}

/** The entries of a kept record that have the right type. */
const entriesOf = (value: unknown, type: 'boolean' | 'number'): Record<string, never> => Object.fromEntries(Object.entries(isObject(value) ? value : {}).filter(([, own]) => typeof own === type)) as Record<string, never>;

export function loadSettings(): Settings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SETTINGS) ?? '{}');
    if (!isObject(kept)) return DEFAULT_SETTINGS;
    const theme = kept['theme'] === 'light' || kept['theme'] === 'dark' ? kept['theme'] : 'system';
    const speed = typeof kept['speed'] === 'number' && kept['speed'] > 0 && kept['speed'] <= 16 ? kept['speed'] : 1;
    return { theme, motion: kept['motion'] === 'reduce' ? 'reduce' : 'system', speed, sayOpen: entriesOf(kept['sayOpen'], 'boolean'), sizes: entriesOf(kept['sizes'], 'number') };
  } catch {
    return DEFAULT_SETTINGS;
  }
}
export function saveSettings(settings: Settings): void {
  try {
    localStorage.setItem(SETTINGS, JSON.stringify(settings));
  } catch {
    // Private windows may refuse: the settings then last as long as the page.
  }
}
