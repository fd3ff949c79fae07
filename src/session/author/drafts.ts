/** Lessons that are being written, as they are kept in this browser: each change is saved soon after it is made. */
import { get, update } from 'idb-keyval';
import { isObject } from '../../base/json.ts';
import type { Lesson } from '../../lessons/types.ts';

const KEY = 'podarium/drafts';
const MOST_DRAFTS = 20;

export interface KeptDraft {
  /** When it was begun, in milliseconds since 1970; a draft is known by it. */
  readonly key: number;
  readonly draft: Lesson;
}
const isDraft = (value: unknown): value is KeptDraft =>
  isObject(value) && typeof value['key'] === 'number' && isObject(value['draft']) && typeof value['draft']['title'] === 'string' && Array.isArray(value['draft']['steps']) && isObject(value['draft']['files']);
const listOf = (kept: unknown): readonly KeptDraft[] => (Array.isArray(kept) ? kept.filter(isDraft) : []);

/** The latest first. */
export const loadDrafts = async (): Promise<readonly KeptDraft[]> => listOf(await get(KEY).catch(() => undefined));

export async function keepDraft(own: KeptDraft): Promise<boolean> {
  try {
    await update(KEY, kept => [own, ...listOf(kept).filter(({ key }) => key !== own.key)].slice(0, MOST_DRAFTS));
    return true;
  } catch {
    return false;
  }
}
export const forgetDraft = (key: number): Promise<void> => update(KEY, kept => listOf(kept).filter(own => own.key !== key)).catch(() => undefined);
