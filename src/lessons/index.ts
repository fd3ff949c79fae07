/** Lessons: their files, steps, goals and proof. Content lies in content/, a folder a lesson; the file map comes as an argument. */
export { checkSyntax, evaluate } from './checks.ts';
export { allMet, type GoalState, type GoalStates } from './goals.ts';
export { indexLessons, parseLesson, type LessonIndex } from './loader.ts';
export { prove, type MakeCluster, type Proof } from './proof.ts';
export { currentStep, isLast, mayGoOn, revealerOf, type Reveal, type RunState } from './place.ts';
export { choose, goTo, showHint, startRun, tick } from './run.ts';
export { parseScript, runLine, withAddresses, type LineResult, type ScriptHost, type ScriptLine } from './scripts.ts';
export { markOf, subjectOf, type CheckSubject, type Mark } from './subject.ts';
export { parseBlocks, parseInline, type Block, type Inline } from './text.ts';
export * from './types.ts';
