/** The page's session, as views use it. */
export * from './actions.ts';
export * from './lesson-actions.ts';
export { isAtEnd, type ClockState } from './clock.ts';
export { pauseStory, playStory, returnToNow, seekStory, stepBack, stepForward } from './driver.ts';
export { HELLO, textOf, type Tabs } from './files.ts';
export { frameSource, useBeats, useClusterView, useSession, useSessionShallow, useShownTrace, useStep, type Frame, type FrameSource } from './hooks.ts';
export { getState, type SessionState } from './state.ts';
export type { Beat } from './story/beats.ts';
export { sentenceText, type Part, type Sentence } from './story/sentences.ts';
export { fateShort, fateWords, keeperLabel } from './story/fate.ts';
export { NOTHING_TOUCHED, touchKey } from './asked.ts';
export { STAGES, type Stage } from './story/stages.ts';
export * from './node-actions.ts';
export * from './prediction.ts';
export { comparisonOf, comparisonText, type Comparison, type Side } from './story/comparison.ts';
export * from './types.ts';
export * from './lesson-play.ts';
export { yamlOf } from './yaml-text.ts';
