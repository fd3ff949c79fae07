/** A sandbox in a link: manifests, everything that was done, and the moment that is shown. Nothing is uploaded; all of it stands after the `#`. */
import { isObject } from '../base/json.ts';
import { takeUp, workNow } from './actions.ts';
import { seekStory } from './driver.ts';
import { leaveLesson } from './lessons/actions.ts';
import { inflate } from './lessons/zip.ts';
import { isWork, type SavedWork } from './saving.ts';
import { getState, setState } from './state.ts';
import type { Depth } from './types.ts';

/** What beside the work tells what is seen. */
interface Moment {
  readonly step: number;
  readonly depth: Depth;
  readonly openPod: string;
}
export interface SharedWork extends SavedWork {
  readonly moment: Moment;
}

/** A link that is longer is cut by many programs on its way. */
export const LONGEST_LINK = 60_000;
const MOST_BYTES = 4_000_000;
const MOST_COMMANDS = 5_000;
const LONGEST_RUN_MS = 86_400_000;
const MOST_NODES = 100;
const MOST_FILES = 400;
const DEPTHS: readonly unknown[] = ['cluster', 'pod', 'network', 'scheduler'] satisfies readonly Depth[];

export async function packWork(work: SharedWork): Promise<string> {
  const { aside: _, ...tabs } = work.tabs;
  const stream = new Blob([JSON.stringify({ ...work, tabs })]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** What a link carries; null where it is damaged, or asks for more than a page can bear. */
export async function unpackWork(packed: string): Promise<SharedWork | null> {
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
    const unpacked = await inflate(bytes, MOST_BYTES);
    const value: unknown = unpacked === null ? null : JSON.parse(new TextDecoder().decode(unpacked));
    return isShared(value) ? value : null;
  } catch {
    return null;
  }
}
function isShared(value: unknown): value is SharedWork {
  if (!isWork(value) || !isObject((value as Partial<SharedWork>).moment)) return false;
  const { session: { log, now, settings }, tabs, moment } = value as SharedWork;
  const texts = tabs.files.every(file => isObject(file) && typeof file.name === 'string' && typeof file.text === 'string');
  return texts
    && tabs.files.length > 0
    && tabs.files.length <= MOST_FILES
    && tabs.files.some(({ name }) => name === tabs.active)
    && log.length <= MOST_COMMANDS
    && now <= LONGEST_RUN_MS
    && settings.nodes.length <= MOST_NODES
    && log.every(({ at }) => at <= now) &&
    Number.isInteger(moment.step) && DEPTHS.includes(moment.depth) && typeof moment.openPod === 'string';
}

/** The link to what is seen now; null where it would be too long. */
export async function shareLink(): Promise<string | null> {
  const { clock, depth, openPod } = getState();
  const packed = await packWork({ ...(await workNow()), moment: { step: clock.index, depth, openPod } });
  return packed.length > LONGEST_LINK ? null : `${location.origin}${location.pathname}#share=${packed}`;
}

/** Takes up what a link carries. False where it cannot be read: then nothing has changed. */
export async function openShared(packed: string): Promise<boolean> {
  const work = await unpackWork(packed);
  if (work === null) return false;
  if (getState().lesson !== null) await leaveLesson();
  try {
    await takeUp(work);
  } catch {
    return false;
  }
  const { step, depth, openPod } = work.moment;
  setState({ depth, openPod });
  if (step >= 0 && step < getState().clock.beats.length - 1) seekStory(step);
  return true;
}
