import { dirname } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { CONTENT, readFiles } from './src/headless/lessons.ts';
import { cardOf, formatIssue, parseLesson } from './src/lessons/index.ts';

/** `lesson.md?card` is what the list of lessons shows of it; `lesson.md?folder` are all files of its folder, in one chunk. */
const lessons = (): Plugin => ({
  name: 'lessons',
  enforce: 'pre',
  load(id) {
    const [path = '', query] = id.split('?');
    if (!path.endsWith('/lesson.md') || (query !== 'card' && query !== 'folder')) return undefined;
    const files = readFiles(dirname(path));
    for (const file of Object.keys(files)) this.addWatchFile(`${dirname(path)}/${file}`);
    if (query === 'folder') return { code: `export default ${JSON.stringify(files)}`, moduleType: 'js' };
    const { lesson, issues } = parseLesson(dirname(path).slice(CONTENT.length), files);
    if (lesson === null) throw new Error(issues.map(formatIssue).join('\n'));
    return { code: `export default ${JSON.stringify(cardOf(lesson))}`, moduleType: 'js' };
  },
});

export default defineConfig({
  // Plain files that work from any folder of any server.
  base: './',
  // While developing, the worker's files go through the page's plugins.
  plugins: [react(), lessons()],
  worker: { format: 'es', plugins: () => [lessons()] },
  build: {
    target: 'es2023', sourcemap: false, license: { fileName: 'licences.md' }, chunkSizeWarningLimit: 4000, assetsInlineLimit: 0, modulePreload: { polyfill: false },
    // What the first paint needs is one file: one request, and fewer bytes than the same in twenty.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', test: /\/src\/main\.tsx$/, includeDependenciesRecursively: true }] } } },
  },
  preview: { strictPort: true },
});
