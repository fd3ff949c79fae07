/** What a lesson's page does with the session: its scripts, and the words of the lessons' library that views read. */
import { podOf } from '../../cluster/contract/trace.ts';
import { runCommand, runLine } from '../actions.ts';
import { getState } from '../state.ts';

export { currentStep, isLast, mayGoOn, revealerOf, type Reveal, type RunState } from '../../lessons/place.ts';
export { finishedCount, isFinished, lessonOf, progressText, type Progress } from '../../lessons/progress.ts';
export { optionAt, secondsOf } from '../../lessons/seconds.ts';
export { isMeant, isMomentOf, type Pointer } from '../../lessons/pointing.ts';
export { parseBlocks, parseInline, type Block, type Inline } from '../../lessons/text.ts';
export { simTime } from '../../model/time.ts';
export type { LessonFolder } from '../../lessons/folders.ts';
export type { ContentIssue, Goal, Lesson, LessonCard, LessonKind, Option, Step } from '../../lessons/types.ts';

/** `@POD_IP:shop@` is that Pod's address now. */
export function withPodAddresses(line: string): string {
  const { replica } = getState();
  const view = replica.view(replica.revision);
  return line.replace(/@POD_IP:([\w./-]+)@/g, (whole, name: string) => {
    const pod = podOf(name);
    return view.get('pods', pod.namespace, pod.name)?.status.podIP ?? whole;
  });
}

/** Runs a command line without a terminal; gives what it printed. */
export const runQuietly = (line: string): Promise<{ readonly text: string; readonly exitCode: number }> =>
  new Promise(resolve => {
    let text = '';
    runCommand(line, { print: (_, more) => (text += more), input: () => undefined, edit: () => undefined, done: exitCode => resolve({ text, exitCode }) }, false);
  });

/** What the learner could have typed: files of the lesson that are not in the editor are not theirs. */
const isTypeable = (line: string): boolean => !line.startsWith('sim ') && !/(?:^|[\s=])(?!files\/)[\w-]+\/[\w./-]+\.(?:ya?ml|json)/.test(line);

/** The lines of a script, in order: a single one in the terminal, where everybody sees it; several, or on a wall, without it. Waiting goes by with the story. */
export async function playScript(script: string): Promise<void> {
  const lines = script.split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#'));
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && isTypeable(only) && !getState().presenting) return runLine(withPodAddresses(only));
  // A Pod that an earlier line has made has its address only then.
  for (const line of lines) await runQuietly(withPodAddresses(line));
}
