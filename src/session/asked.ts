/** What the page keeps of the requests that command lines made. */
import type { SimTime } from '../model/time.ts';
import type { CommandRun, JobOutput, Touched } from './types.ts';

/** Commands that are remembered with their requests, and requests of one of them: a watch script could ask without end. */
const MOST_COMMANDS = 40;
const MOST_REQUESTS = 200;
/** Of what a command prints, as much as is shown outside the terminal. */
const MOST_SAID = 6_000;

/** What stands for an object in `touched`: `pods/default/web`, `nodes/node-1`. */
export const touchKey = (resource: string, namespace: string, name: string): string => [resource, ...(namespace === '' ? [] : [namespace]), name].join('/');

export interface Asked {
  readonly commands: readonly CommandRun[];
  readonly touched: Touched;
}
export const NOTHING_TOUCHED: Touched = { read: new Set(), written: new Set(), serial: 0 };

export const beginCommand = ({ commands, touched }: Asked, job: number, line: string, at: SimTime): Asked => ({
  commands: [...commands, { id: (commands.at(-1)?.id ?? 0) + 1, job, line, at, said: '', requests: [], more: 0, exitCode: null }].slice(-MOST_COMMANDS),
  touched: { ...NOTHING_TOUCHED, serial: touched.serial + 1 },
});

/** What a job's output says about its command. */
export function hearOfCommand(asked: Asked, output: JobOutput): Asked {
  const at = asked.commands.findLastIndex(({ job, exitCode }) => job === output.job && exitCode === null);
  const command = asked.commands[at];
  if (command === undefined) return asked;
  const put = (changed: CommandRun): readonly CommandRun[] => asked.commands.with(at, changed);
  if (output.kind === 'stdout' || output.kind === 'stderr') return command.said.length >= MOST_SAID ? asked : { ...asked, commands: put({ ...command, said: (command.said + output.text).slice(0, MOST_SAID) }) };
  if (output.kind === 'done') return { ...asked, commands: put({ ...command, exitCode: output.exitCode }) };
  if (output.kind !== 'request') return asked;
  const { request } = output;
  const commands = command.requests.length < MOST_REQUESTS ? put({ ...command, requests: [...command.requests, request] }) : put({ ...command, more: command.more + 1 });
  if (at < asked.commands.length - 1) return { ...asked, commands };
  const written = request.written.length === 0 ? asked.touched.written : new Set([...asked.touched.written, ...request.written]);
  const read = request.read.length === 0 ? asked.touched.read : new Set([...asked.touched.read, ...request.read]);
  return { commands, touched: { read, written, serial: asked.touched.serial } };
}
