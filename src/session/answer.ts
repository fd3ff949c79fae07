/** A command's answer comes first: while it is on its way to the screen the picture may wait, and what else came of the command follows it. */

/** Nobody is kept waiting for longer: a command that watches or waits may answer much later. */
const MOST_MS = 100;
let awaitedUntil = 0;

/** A command has been sent. */
export function awaitAnswer(): void {
  awaitedUntil = performance.now() + MOST_MS;
}
export const isAnswerAwaited = (): boolean => performance.now() < awaitedUntil;

/** Does something once what has just been printed is painted: a terminal reads it at once and draws it in the next frame, or in the one after. */
export function afterAnswer(then: () => void): void {
  if (typeof requestAnimationFrame !== 'function') return then();
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    awaitedUntil = 0;
    then();
  })));
}
