/** Loose files, as they come from a disk, an archive or an address -> folders of lessons. */
import { byText } from '../base/order.ts';
import { pathFault, printable } from './names.ts';

export interface LessonFolder {
  readonly name: string;
  /** By path inside the folder; `lesson.md` is one of them. */
  readonly files: Readonly<Record<string, string>>;
}
interface FoundFolders {
  readonly folders: readonly LessonFolder[];
  /** What was left out, each in one sentence. */
  readonly faults: readonly string[];
}

/** Made by file managers and version control; no part of a lesson. */
const CLUTTER = /(^|\/)(\.[^/.][^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/;
const LESSON = /(^|\/)lesson\.md$/;
/** A lesson in a single file: Markdown that begins with front matter. */
const SINGLE = /^[^/]+\.md$/;

export function foldersOf(files: Readonly<Record<string, string>>): FoundFolders {
  const paths = Object.keys(files).filter(path => !CLUTTER.test(path)).sort(byText);
  const faults = paths.flatMap(path => pathFault(path) ?? []);
  const sound = paths.filter(path => pathFault(path) === null);
  const roots = sound.filter(path => LESSON.test(path)).map(path => path.slice(0, -'lesson.md'.length));
  const folders = roots.map((root): LessonFolder => {
    const inner = roots.filter(other => other !== root && other.startsWith(root));
    const own = sound.filter(path => path.startsWith(root) && !inner.some(other => path.startsWith(other)));
    return { name: root === '' ? 'lesson' : root.slice(0, -1), files: Object.fromEntries(own.map(path => [path.slice(root.length), files[path] ?? ''])) };
  });
  const singles = sound.filter(path => SINGLE.test(path) && !LESSON.test(path) && /^---\r?\n/.test(files[path] ?? '') && roots.length === 0);
  return { folders: [...folders, ...singles.map(path => ({ name: path.slice(0, -'.md'.length), files: { 'lesson.md': files[path] ?? '' } }))], faults };
}

/** Why there is no lesson in what was brought. */
export const noLesson = (name: string): string => `${printable(name)}: there is no lesson in it. A lesson is a folder with a file lesson.md, or a single .md file that begins with a line of ---`;
