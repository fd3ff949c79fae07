/** Bringing lessons: files from a disk, an archive, or an address of this origin -> lessons, each tried where it can do no harm. */
import { foldersOf, noLesson, type LessonFolder } from '../../lessons/folders.ts';
import { printable } from '../../lessons/names.ts';
import type { BroughtLesson } from '../types.ts';
import { isFull, keepLesson, MOST_BROUGHT } from './brought.ts';
import { inSpareWorker } from '../connect.ts';
import { setState } from '../state.ts';
import { unzip } from './zip.ts';

/** A file with its path in what was dropped. */
export interface BroughtFile {
  readonly path: string;
  readonly file: Blob;
}

const KIB = 1024;
const LIMITS = { entries: 200, bytes: 2 * KIB * KIB };
const LONGEST_ARCHIVE = 2 * KIB * KIB;
const LONGEST_FILE = 256 * KIB;
const TRIAL_MS = 15_000;

const fault = (name: string, text: string): BroughtLesson => ({ name, id: null, title: '', issues: [], faults: [text], folder: null });
const isArchive = (path: string): boolean => /\.zip$/i.test(path);

/** Brings what was dropped or chosen, and says in the session's state what came of it. Gives the ids of the lessons that are in. */
export async function bring(name: string, files: readonly BroughtFile[]): Promise<readonly string[]> {
  setState({ brought: { busy: true, lessons: [] } });
  const lessons = await bringAll(name, files).catch((error: unknown) => [fault(name, `${printable(name)} cannot be read: ${error instanceof Error ? error.message : String(error)}`)]);
  setState({ brought: { busy: false, lessons } });
  return lessons.flatMap(({ id }) => id ?? []);
}
const refuse = (name: string, text: string): void => setState({ brought: { busy: false, lessons: [fault(name, text)] } });

async function bringAll(name: string, files: readonly BroughtFile[]): Promise<readonly BroughtLesson[]> {
  const faults: string[] = [];
  const texts: Record<string, string> = {};
  for (const { path, file } of files.slice(0, LIMITS.entries)) {
    const read = isArchive(path) ? await readArchive(path, file) : await readText(path, file);
    if (typeof read === 'string') faults.push(read);
    else for (const [inner, text] of read) texts[inner] = text;
  }
  if (files.length > LIMITS.entries) faults.push(`${files.length} files are too many; ${LIMITS.entries} is the most`);
  const found = foldersOf(texts);
  const all = [...faults, ...found.faults];
  if (found.folders.length === 0) return [{ ...fault(name, noLesson(name)), faults: all.length > 0 ? all : [noLesson(name)] }];
  const lessons: BroughtLesson[] = [];
  for (const folder of found.folders) lessons.push(await tryOne(folder, lessons.length === 0 ? all : []));
  return lessons;
}

async function readText(path: string, file: Blob): Promise<readonly (readonly [string, string])[] | string> {
  if (file.size > LONGEST_FILE) return `${printable(path)} has ${Math.round(file.size / KIB)} KiB; a lesson has at most ${LONGEST_FILE / KIB}`;
  const text = decode(new Uint8Array(await file.arrayBuffer()));
  return text === null ? `${printable(path)} is no text` : [[path, text]];
}
async function readArchive(path: string, file: Blob): Promise<readonly (readonly [string, string])[] | string> {
  if (file.size > LONGEST_ARCHIVE) return `${printable(path)} has ${Math.round(file.size / KIB)} KiB; an archive has at most ${LONGEST_ARCHIVE / KIB}`;
  const entries = await unzip(new Uint8Array(await file.arrayBuffer()), LIMITS);
  if (!entries.ok) return `${printable(path)}: ${printable(entries.error)}`;
  // What is no text is clutter beside a lesson, and is missed only where the lesson names it.
  return [...entries.value].flatMap(([inner, bytes]) => {
    const text = decode(bytes);
    return text === null ? [] : [[inner, text] as const];
  });
}
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n/g, '\n');
  } catch {
    return null;
  }
}

/** Reads a lesson and runs its start in a worker that can be ended; only then does it come near the learner's cluster. */
async function tryOne(folder: LessonFolder, faults: readonly string[]): Promise<BroughtLesson> {
  const title = /^title: *(.+)$/m.exec(folder.files['lesson.md'] ?? '')?.[1]?.slice(0, 120) ?? folder.name;
  const closed = { name: folder.name, id: null, title, folder };
  const issues = await inSpareWorker(remote => remote.tryFolder(folder), TRIAL_MS);
  if (issues === null) return { ...closed, issues: [], faults: [...faults, `"${printable(title)}" takes too long to start, and stays closed`] };
  if (issues.some(({ severity }) => severity === 'error')) return { ...closed, issues, faults };
  if (isFull()) return { ...closed, issues, faults: [...faults, `this browser keeps ${MOST_BROUGHT} lessons of yours; remove one first`] };
  return { ...closed, id: await keepLesson(folder), issues, faults };
}

/** The file's name in an address; as it is written where its percent signs spell nothing. */
function lastPart(url: URL): string {
  const written = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
/** Lessons of this origin, by their address: `#lesson=lessons/mine.zip`. */
export async function bringFrom(address: string): Promise<readonly string[]> {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  if (url === null) return told(address, `"${printable(address)}" is no address`);
  if (url.origin !== location.origin) return told(address, `"${printable(address)}" is at another address than this page; a link opens lessons of ${location.host} only. Download it there, and drop it here.`);
  const name = lastPart(url) || 'lesson.md';
  if (!/\.(zip|md)$/i.test(name)) return told(address, `"${printable(name)}" is neither a .zip nor a .md file`);
  setState({ brought: { busy: true, lessons: [] } });
  try {
    const response = await fetch(url, { redirect: 'error', credentials: 'omit' });
    if (!response.ok || response.body === null) return told(address, `"${printable(name)}" is not there: the server answered ${response.status}`);
    const file = await readBounded(response.body, LONGEST_ARCHIVE);
    return file === null ? told(address, `"${printable(name)}" is larger than ${LONGEST_ARCHIVE / KIB} KiB`) : await bring(name, [{ path: name, file }]);
  } catch {
    return told(address, `"${printable(name)}" could not be fetched`);
  }
}
function told(name: string, text: string): readonly string[] {
  refuse(name, text);
  return [];
}
async function readBounded(body: ReadableStream<Uint8Array<ArrayBuffer>>, most: number): Promise<Blob | null> {
  const reader = body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    size += value.length;
    parts.push(value);
    if (size <= most) continue;
    await reader.cancel();
    return null;
  }
}
