/** Lessons: their files, steps, goals and proof. Content lies in content/, a folder a lesson; the file map comes as an argument. */
export { checkSyntax, evaluate } from './checks.ts';
export { allMet, type GoalState, type GoalStates } from './goals.ts';
export { foldersOf, noLesson, type FoundFolders, type LessonFolder } from './folders.ts';
export { indexLessons, parseLesson, type LessonIndex, type ReadLesson } from './loader.ts';
export { actOut, atStart, prove, proving, tryLesson, type MakeCluster, type Proof, type ProofPart } from './proof.ts';
export { scriptOfDeeds, scriptOfLog, type Deed, type Recording } from './recording.ts';
export { suggestGoals, type Suggestion } from './suggest.ts';
export { writeLesson } from './write.ts';
export { readingOf, type Reading } from './reading.ts';
export { isName, pathFault, printable } from './names.ts';
export { currentStep, isLast, mayGoOn, revealerOf, type Reveal, type RunState } from './place.ts';
export { choose, goTo, nextCause, showHint, startRun, stopped, tick } from './run.ts';
export { stopAt, type Stop } from './stops.ts';
export { parseScript, runLine, runScript, simProgram, withAddresses, type LineResult, type ScriptHost, type ScriptLine } from './scripts.ts';
export { markOf, subjectOf, type CheckSubject, type Mark } from './subject.ts';
export { parseBlocks, parseInline, type Block, type Inline } from './text.ts';
export * from './types.ts';
