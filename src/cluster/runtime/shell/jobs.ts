/** Children of the shell: jobs, what became of them, and the words about it. */
import type { Descriptors, Process } from '../../contract/kernel.ts';
import { addRef, makePipe } from '../kernel/descriptors.ts';
import { strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { processOf } from '../kernel/process-table.ts';
import { fork, waitChild } from '../kernel/processes.ts';
import { strsignal } from '../kernel/signals.ts';
import type { Node, NodeOf } from './ast.ts';
import { ShellError } from './memory.ts';
import type { Frame, Job, JobProcess, Shell, ShellMemory } from './memory.ts';

/** A subshell that runs a node. Traps are not inherited, but for signals that are ignored. */
export function forkShell(sh: Shell, command: Node | null, tested: boolean, fds?: Descriptors, options = sh.m.options, deaf: readonly string[] = []): number {
  const { m } = sh;
  const node = command?.n === 'subshell' ? bodyOf(command) : command;
  const frames: Frame[] = node === null ? [] : [{ f: 'node', node, tested, last: true, stage: 0, subst: [], words: [], at: 0 }];
  const memory: ShellMemory = {
    ...m, options, frames, vars: new Map(m.vars), functions: new Map(m.functions), aliases: new Map(m.aliases), traps: new Map([...m.traps].filter(([, action]) => action === '')),
    jobs: asksForJobs(node) ? m.jobs : [],
    deaf: deaf.length === 0 ? m.deaf : [...m.deaf, ...deaf],
    subshell: true,
    looping: m.looping || m.frames.some((frame) => frame.f === 'node' && (frame.node.n === 'for' || frame.node.n === 'while') && frame.stage > 0),
    ending: null,
    status: m.status,
    stdin: null,
    commandName: m.commandName,
  };
  const { caught, ignored } = sh.p;
  sh.p.caught = [];
  if (deaf.length > 0) sh.p.ignored = [...ignored, ...deaf];
  const child = fork(sh.k, sh.p, { memory, ...(fds === undefined ? {} : { fds }) });
  sh.p.caught = caught;
  sh.p.ignored = ignored;
  if (typeof child === 'string') throw new ShellError(`can't fork: ${strerror(child)}`);
  return child;
}
/** What a subshell runs, where it is a process of its own already. */
const bodyOf = (node: NodeOf<'subshell'>): Node => (node.redirects.length === 0 ? node.body : { ...node, n: 'redirected', subshell: true });
/** `jobs | …` and $(jobs) tell of the jobs of the shell that they stand in. */
const asksForJobs = (node: Node | null): boolean => node?.n === 'command' && node.words[0]?.[0]?.p === 'text' && node.words[0][0].text === 'jobs';
export const pidOf = (sh: Shell, id: number): number => processOf(sh.k, id)?.pid ?? 0;

/** Registers processes as a job; gives its number. */
export function addJob(sh: Shell, ids: readonly number[], command: string): number {
  sh.m.jobs = sh.m.jobs.filter((job) => !(job.waited && isDone(job)));
  let number = 1;
  while (sh.m.jobs.some((job) => job.number === number)) number += 1;
  const processes = ids.map((id): JobProcess => ({ id, pid: pidOf(sh, id), status: null, signal: '' }));
  sh.m.jobs = [...sh.m.jobs, { number, processes, command, waited: false, noticed: false }];
  return number;
}
export const isDone = (job: Job): boolean => job.processes.every((process) => process.status !== null);
export const jobStatus = (sh: Shell, job: Job): number => {
  const statuses = job.processes.map((process) => process.status ?? 0);
  return sh.m.pipefail ? (statuses.findLast((status) => status !== 0) ?? 0) : (statuses[statuses.length - 1] ?? 0);
};
export const dropJob = (sh: Shell, number: number): void => {
  sh.m.jobs = sh.m.jobs.filter((job) => job.number !== number);
};
/** Notes all children that have ended; `waiting` for the jobs themselves, or for something else. */
export function collect(sh: Shell, waiting = false): void {
  for (let child = waitChild(sh.k, sh.p, null); child !== null; child = waitChild(sh.k, sh.p, null)) note(sh, child, waiting);
}
function note(sh: Shell, child: Process, waiting: boolean): void {
  sh.m.jobs = sh.m.jobs.map((job) => ({
    ...job, noticed: job.noticed || (!waiting && job.processes.some(({ id }) => id === child.id)), processes: job.processes.map((process) => (process.id === child.id ? { ...process, status: child.exit?.code ?? 0, signal: child.exit?.signal ?? '' } : process)),
  }));
}
/** `Terminated`, `Killed`: said of a job that a signal ended, unless that was an interrupt or a broken pipe. */
export function sayEnd(sh: Shell, job: Job): void {
  const signal = job.processes[job.processes.length - 1]?.signal ?? '';
  if (signal !== '' && signal !== 'INT' && signal !== 'PIPE') print(sh.k, sh.p, 2, `${strsignal(signal)}\n`);
}

/** Starts a pipeline: each command in a subshell of its own, joined by pipes. */
export function startPipeline(sh: Shell, commands: readonly Node[], tested: boolean, input: number | null, deaf: readonly string[] = []): readonly number[] {
  const ids: number[] = [];
  let before: number | null = input;
  commands.forEach((node, i) => {
    const last = i === commands.length - 1;
    const pipe = last ? null : makePipe(sh.k);
    let { fds } = sh.p;
    if (before !== null) fds = fds.with(0, before);
    if (pipe !== null) fds = fds.with(1, pipe.write);
    for (const open of [before, pipe?.write]) if (open !== null && open !== undefined) addRef(sh.k, open, 0);
    ids.push(forkShell(sh, node, tested, fds, sh.m.options, deaf));
    before = pipe?.read ?? null;
  });
  return ids;
}
