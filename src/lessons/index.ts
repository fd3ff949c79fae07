/** Lessons: their files, steps, goals and proof. Content lies in content/, a folder a lesson; the file map comes as an argument. */
export { checkSyntax, evaluate } from './checks.ts';
export { allMet, type GoalState, type GoalStates } from './goals.ts';
export { indexLessons, parseLesson, type LessonIndex } from './loader.ts';
export { prove, type MakeCluster, type Proof } from './proof.ts';
export { choose, currentStep, goTo, isLast, mayGoOn, revealerOf, showHint, startRun, tick, type Reveal, type RunState } from './run.ts';
export { parseScript, runLine, withAddresses, type LineResult, type ScriptHost, type ScriptLine } from './scripts.ts';
export { markOf, subjectOf, type CheckSubject, type Mark } from './subject.ts';
export { parseBlocks, parseInline, type Block, type Inline } from './text.ts';
export * from './types.ts';
