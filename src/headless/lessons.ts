/** `npm run lessons [-- DIR …]`: reads lessons, proves each with three seeds, and prints every fault as one line. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createSimulation } from '../cluster/engine/index.ts';
import { clusterOf } from '../cluster/engine/presets.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { simTime } from '../model/time.ts';
import { formatIssue, indexLessons, parseLesson, prove, readingOf, type Lesson } from '../lessons/index.ts';

export const CONTENT = fileURLToPath(new URL('../lessons/content/', import.meta.url));

/** All files below a folder, by their path inside it, with `/` on every system. */
export function readFiles(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const visit = (path: string): void => {
    for (const name of readdirSync(path)) {
      const inner = join(path, name);
      if (statSync(inner).isDirectory()) visit(inner);
      else files[relative(folder, inner).replaceAll(sep, '/')] = readFileSync(inner, 'utf8');
    }
  };
  visit(folder);
  return files;
}

/** A cluster as a lesson wants it, its nodes ready. */
export function makeCluster(lesson: Lesson, seed: number): Simulation {
  const simulation = createSimulation(clusterOf(lesson.cluster, seed, lesson.nextPodIP, lesson.serviceDelay));
  simulation.advance(simTime(5_000));
  return simulation;
}

/** A folder of lessons, or the folder of one. */
function lessonsIn(folder: string): ReturnType<typeof indexLessons> {
  const files = readFiles(folder);
  if (!('lesson.md' in files)) return indexLessons(files, folder === CONTENT);
  const { lesson, issues } = parseLesson(resolve(folder).split(sep).slice(-2).join('/'), files);
  return { lessons: lesson === null ? [] : [lesson], issues };
}

function main(folders: readonly string[]): void {
  let [passed, failed] = [0, 0];
  for (const folder of folders) {
    const { lessons, issues } = lessonsIn(folder);
    for (const issue of issues) console.log(formatIssue(issue));
    if (lessons.length + issues.length === 0) {
      console.log(`there is no lesson in ${folder}`);
      failed++;
    }
    failed += new Set(issues.filter(({ severity }) => severity === 'error').map(({ file }) => file)).size;
    for (const lesson of lessons) {
      const { issues: faults } = prove(lesson, makeCluster);
      for (const fault of faults) console.log(formatIssue(fault));
      if (faults.length === 0) passed++;
      else failed++;
      const { words, age } = readingOf(lesson);
      console.log(`${faults.length === 0 ? 'proved' : 'FAULTY'}  ${lesson.number.padEnd(4)} ${lesson.title.padEnd(44)} ${String(words).padStart(4)} words${age === null ? '' : `, for readers from ${age}`}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.length > 2 ? process.argv.slice(2) : [CONTENT]);
