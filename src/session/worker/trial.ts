/** Lessons put to the test in a worker of their own: a first look at one from elsewhere, and the whole proof, part by part. */
import { createSimulation } from '../../cluster/engine/index.ts';
import { clusterOf } from '../../cluster/engine/presets.ts';
import { parseLesson, proving, readingOf, tryLesson, type ContentIssue, type LessonFolder, type MakeCluster, type ProofPart, type Reading } from '../../lessons/index.ts';
import { simTime } from '../../model/time.ts';

const NODES_READY_MS = 5_000;
/** A cluster as a lesson wants it, its nodes ready. */
export const makeCluster: MakeCluster = (lesson, seed) => {
  const simulation = createSimulation(clusterOf(lesson.cluster, seed, lesson.nextPodIP, lesson.serviceDelay));
  simulation.advance(simTime(NODES_READY_MS));
  return simulation;
};

/** What is wrong with a lesson, as far as its files and its start tell. */
export function tryFolder({ name, files }: LessonFolder): readonly ContentIssue[] {
  const { lesson, issues } = parseLesson(name, files);
  return lesson === null ? issues : [...issues, ...tryLesson(lesson, makeCluster)];
}

export interface ProofReport {
  readonly issues: readonly ContentIssue[];
  readonly reading: Reading | null;
}
/** The same proof as in the tests. `tell` hears of each part before it begins. */
export async function proveFolder({ name, files }: LessonFolder, tell: (part: ProofPart) => unknown): Promise<ProofReport> {
  const { lesson, draft, issues } = parseLesson(name, files);
  if (lesson === null) return { issues, reading: draft === null ? null : readingOf(draft) };
  const work = proving(lesson, makeCluster);
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return { issues: [...issues, ...step.value.issues], reading: readingOf(lesson) };
    await tell(step.value);
  }
}
