/** What comes from the learner's own disk, dropped anywhere on the page or chosen: manifests become tabs, lessons go to the library. */
import { useEffect } from 'react';
import { files } from '../session/index.ts';
import type { BroughtFile } from '../session/lessons/bring.ts';
import { leadToEditor, showPanel } from './panels.ts';

export function openFiles(list: Iterable<File> | null): void {
  for (const file of list ?? []) {
    void file.text().then(text => {
      files.open(file.name, text);
      leadToEditor();
    });
  }
}
const isLesson = (name: string): boolean => /\.(zip|md)$/i.test(name);

/** Lessons go to the library, the panel of lessons says what came of them. */
async function openLessons(name: string, brought: readonly BroughtFile[]): Promise<void> {
  showPanel('lessons');
  const { bring } = await import('../session/lessons/bring.ts');
  await bring(name, brought);
}

const DEEPEST = 5;
const MOST_FILES = 400;
/** All files below a folder that was dropped. */
async function filesBelow(entry: FileSystemEntry, depth = 0): Promise<readonly BroughtFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) return [{ path, file: await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed)) }];
  if (depth >= DEEPEST) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: BroughtFile[] = [];
  for (;;) {
    // A folder is read in parts; an empty one is its end.
    const part = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (part.length === 0 || found.length > MOST_FILES) return found;
    for (const each of part) found.push(...(await filesBelow(each, depth + 1)));
  }
}

/** Entries and files are there only while the event lasts, so both are taken at once. */
function take(data: DataTransfer): void {
  const folders = [...data.items].map(item => item.webkitGetAsEntry()).filter(entry => entry?.isDirectory === true);
  const loose = [...data.files].filter(({ name }) => !folders.some(folder => folder?.name === name));
  const lessons = loose.filter(({ name }) => isLesson(name));
  openFiles(loose.filter(({ name }) => !isLesson(name)));
  if (lessons.length > 0) void openLessons(lessons[0]?.name ?? '', lessons.map(file => ({ path: file.name, file })));
  for (const folder of folders) if (folder !== null) void filesBelow(folder).then(found => openLessons(folder.name, found));
}

const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
export function useDrop(): void {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (bringsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!bringsFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      take(event.dataTransfer);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, []);
}
