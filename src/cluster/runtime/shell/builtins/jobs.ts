/** Builtins on processes: wait, kill, jobs, fg, bg. */
import { strerror } from '../../kernel/errno.ts';
import { print } from '../../kernel/print.ts';
import { byPid, membersOf } from '../../kernel/processes.ts';
import { kill, SIGNAL_NAMES, signalName } from '../../kernel/signals.ts';
import type { Kernel, Proc } from '../../kernel/context.ts';
import { collect, isDone } from '../jobs.ts';
import { push } from '../machine.ts';
import { ShellError } from '../memory.ts';
import type { Job, Shell } from '../memory.ts';
import type { Builtin } from './builtin.ts';

function findJob(sh: Shell, text: string): Job {
  const { jobs } = sh.m;
  const wanted = text.slice(1);
  const found = !text.startsWith('%') ? jobs.find((job) => job.processes.some((process) => String(process.pid) === text))
    : wanted === '' || wanted === '%' || wanted === '+' ? jobs[jobs.length - 1] : wanted === '-' ? (jobs[jobs.length - 2] ?? jobs[jobs.length - 1]) : jobs.find((job) => String(job.number) === wanted);
  if (found === undefined) throw new ShellError(`${text}: no such job`);
  return found;
}
const wait: Builtin = (sh, argv) => {
  collect(sh);
  const args = argv.slice(1);
  if (args.length === 0) {
    push(sh, { f: 'waitfor', tested: false, jobs: null, status: 0 });
    return null;
  }
  const jobs: number[] = [];
  let status = 0;
  for (const arg of args) {
    if (!arg.startsWith('%') && !/^\d+$/.test(arg)) throw new ShellError(`Illegal number: ${arg}`);
    const job = arg.startsWith('%') ? findJob(sh, arg) : sh.m.jobs.find((each) => each.processes.some((process) => String(process.pid) === arg));
    if (job !== undefined) jobs.push(job.number);
    status = job === undefined ? 127 : 0;
  }
  push(sh, { f: 'waitfor', tested: false, jobs, status });
  return null;
};

export interface KillResult {
  readonly out: string;
  readonly errors: readonly string[];
  readonly code: number;
}
/** kill with its arguments; process numbers only. Messages carry no name of a tool. */
export function killAll(k: Kernel, p: Proc, args: readonly string[]): KillResult {
  const [first = '', ...rest] = args;
  if (first === '-l') {
    if (rest.length === 0) return { out: SIGNAL_NAMES.slice(1).map((name, i) => `${String(i + 1).padStart(2)}) ${name}\n`).join(''), errors: [], code: 0 };
    const shown = rest.map((arg) => (/^\d+$/.test(arg) ? (signalName(String(Number(arg) > 128 ? Number(arg) - 128 : Number(arg))) ?? arg) : String(SIGNAL_NAMES.indexOf(signalName(arg) ?? ''))));
    return { out: shown.map((each) => `${each}\n`).join(''), errors: [], code: 0 };
  }
  let signal: string | null = 'TERM';
  let targets = args;
  if (first === '-s' || first === '-n') {
    signal = signalName(rest[0] ?? '');
    targets = rest.slice(1);
  } else if (/^-./.test(first) && first !== '--') {
    signal = signalName(first.slice(1));
    targets = rest;
  }
  if (signal === null) return { out: '', errors: [`bad signal name '${first === '-s' ? (rest[0] ?? '') : first.slice(1)}'`], code: 1 };
  if (targets[0] === '--') targets = targets.slice(1);
  if (targets.length === 0) return { out: '', errors: ['you need to specify whom to kill'], code: 1 };
  const errors: string[] = [];
  for (const target of targets) {
    if (!/^-?\d+$/.test(target)) {
      errors.push(`invalid number '${target}'`);
      continue;
    }
    const all = target === '-1' ? membersOf(k, p.pidNamespace).filter((each) => each.pid !== 1 && each.id !== p.id) : [byPid(k, p.pidNamespace, target === '0' ? p.pid : Math.abs(Number(target)))];
    for (const process of all) {
      const failed = process === undefined ? 'ESRCH' : kill(k, p, process, signal);
      if (failed !== null) errors.push(`can't kill pid ${target}: ${strerror(failed)}`);
    }
  }
  return { out: '', errors, code: errors.length > 0 ? 1 : 0 };
}
const killBuiltin: Builtin = (sh, argv) => {
  const args = argv.slice(1).flatMap((arg) => (arg.startsWith('%') ? findJob(sh, arg).processes.filter((process) => process.status === null).map((process) => String(process.pid)) : [arg]));
  const { out, errors, code } = killAll(sh.k, sh.p, args);
  print(sh.k, sh.p, 1, out);
  for (const error of errors) print(sh.k, sh.p, 2, `${sh.m.arg0}: ${error}\n`);
  return code;
};
const jobs: Builtin = (sh, argv) => {
  collect(sh);
  const shown = sh.m.jobs;
  shown.forEach((job, i) => {
    const mark = i === shown.length - 1 ? '+' : i === shown.length - 2 ? '-' : ' ';
    const state = isDone(job) ? (job.processes.some((process) => process.status !== 0) ? `Done(${job.processes[job.processes.length - 1]?.status ?? 0})` : 'Done') : 'Running';
    print(sh.k, sh.p, 1, argv[1] === '-p' ? `${job.processes[0]?.pid ?? 0}\n` : `[${job.number}]${mark}  ${state.padEnd(27)}\n`);
  });
  sh.m.jobs = sh.m.jobs.filter((job) => !isDone(job));
  return 0;
};
const foreground: Builtin = (sh) => {
  if (sh.m.jobs.length === 0) throw new ShellError('No current job');
  throw new ShellError('job (null) not created under job control');
};
export const jobBuiltins: Readonly<Record<string, Builtin>> = { wait, kill: killBuiltin, jobs, fg: foreground, bg: foreground };
