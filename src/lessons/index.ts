/** Lessons: their files, steps, goals and proof. Content lies in content/, a folder a lesson; the file map comes as an argument. */
export { evaluate } from './checks.ts';
export { type LessonFolder } from './folders.ts';
export { indexLessons, parseLesson } from './loader.ts';
export { actOut, atStart, prove, proving, tryLesson, type MakeCluster, type ProofPart } from './proof.ts';
export { scriptOfDeeds, scriptOfLog, type Deed, type Recording } from './recording.ts';
export { suggestGoals, type Suggestion } from './suggest.ts';
export { writeLesson } from './write.ts';
export { readingOf, type Reading } from './reading.ts';
export { type RunState } from './place.ts';
export { choose, goTo, nextCause, showHint, startRun, stopped, tick } from './run.ts';
export { stopAt, type Stop } from './stops.ts';
export { runScript, simProgram, type LineResult } from './scripts.ts';
export { markOf, subjectOf } from './subject.ts';
export * from './types.ts';
