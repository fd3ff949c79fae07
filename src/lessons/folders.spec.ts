import { expect, test } from 'vitest';
import { foldersOf } from './folders.ts';

const front = '---\nformat: 1\n---\n';

test('lessons are found wherever a lesson.md lies, each with the files below it', () => {
  expect(foldersOf({ 'a/lesson.md': front, 'a/files/pod.yaml': 'x', 'a/.git/config': 'x', '__MACOSX/a/._lesson.md': 'x', 'b/c/lesson.md': front, 'readme.txt': 'x' })).toEqual({
    folders: [{ name: 'a', files: { 'files/pod.yaml': 'x', 'lesson.md': front } }, { name: 'b/c', files: { 'lesson.md': front } }],
    faults: [],
  });
});

test('a lesson may lie at the top, or be a single file with front matter', () => {
  expect(foldersOf({ 'lesson.md': front, 'files/a.yaml': 'x' }).folders).toEqual([{ name: 'lesson', files: { 'files/a.yaml': 'x', 'lesson.md': front } }]);
  expect(foldersOf({ 'my-pod.md': front, 'notes.md': '# no' }).folders).toEqual([{ name: 'my-pod', files: { 'lesson.md': front } }]);
});

test('a path that leads out of the folder is left out and told', () => {
  const { folders, faults } = foldersOf({ '../lesson.md': front, '/etc/passwd': 'x', 'a/../../b': 'x', 'a\\lesson.md': front });
  expect(folders).toEqual([]);
  expect(faults).toHaveLength(4);
});
