/** The built-in lessons: an index of cards, and a chunk of files for each lesson. Only a bundler understands it, so only the worker's entry imports it; vite.config.ts makes both. */
import type { LessonCard } from '../../lessons/index.ts';
import type { BuiltInLesson } from './library.ts';

const cards = import.meta.glob<LessonCard>('../../lessons/content/**/lesson.md', { query: '?card', import: 'default', eager: true });
const folders = import.meta.glob<Readonly<Record<string, string>>>('../../lessons/content/**/lesson.md', { query: '?folder', import: 'default' });

export const builtInLessons = (): readonly BuiltInLesson[] => Object.entries(cards).map(([path, card]) => ({
  folder: path.slice('../../lessons/content/'.length, -'/lesson.md'.length),
  card,
  files: async () => (await folders[path]?.()) ?? {},
}));
