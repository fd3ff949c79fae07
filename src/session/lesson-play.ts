/** What a lesson's page does with the session: its scripts, and the words of the lessons' library that views read. */
import { machineAmounts } from '../model/machine.ts';
import { act, runCommand, typeLine } from './actions.ts';
import { getState } from './state.ts';

export { currentStep, isLast, mayGoOn, revealerOf, type Reveal, type RunState } from '../lessons/place.ts';
export { finishedCount, isFinished, lessonOf, progressText, type Progress } from '../lessons/progress.ts';
export { optionAt, secondsOf } from '../lessons/seconds.ts';
export { isMeant, isMomentOf, type Pointer } from '../lessons/pointing.ts';
export { parseBlocks, parseInline, type Block, type Inline } from '../lessons/text.ts';
export { simTime } from '../model/time.ts';
export type { ContentIssue, Goal, Lesson, LessonCard, LessonKind, Option, Step } from '../lessons/types.ts';

/** `@POD_IP:shop@` is that Pod's address now. */
export function withPodAddresses(line: string): string {
  const { replica } = getState();
  const pods = replica.view(replica.revision).list('pods');
  return line.replace(/@POD_IP:([\w./-]+)@/g, (whole, name: string) => {
    const [namespace, short] = name.includes('/') ? name.split('/') : ['default', name];
    return pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === short)?.status.podIP ?? whole;
  });
}

/** Runs a command line without a terminal; gives what it printed. */
export const runQuietly = (line: string): Promise<{ readonly text: string; readonly exitCode: number }> =>
  new Promise(resolve => {
    let text = '';
    runCommand(line, { print: (_, more) => (text += more), input: () => undefined, edit: () => undefined, done: exitCode => resolve({ text, exitCode }) }, false);
  });

/** The lines of a script, in order: a single one in the terminal, where everybody sees it; several, or on a wall, without it. */
export async function playScript(script: string): Promise<void> {
  const lines = script.split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#')).map(withPodAddresses);
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && !only.startsWith('sim ') && !getState().presenting) return typeLine(only, true);
  for (const line of lines) {
    const [tool, verb = '', node = '', ...words] = line.split(/\s+/);
    if (tool !== 'sim') await runQuietly(line);
    else if (verb === 'stop' || verb === 'start') await act({ do: verb === 'stop' ? 'stopNode' : 'startNode', node });
    else if (verb === 'resize') {
      const amounts = machineAmounts(words);
      if (typeof amounts !== 'string') await act({ do: 'resizeNode', node, amounts });
    }
  }
}
