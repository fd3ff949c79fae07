/** Builtins on processes: wait, kill, jobs, fg, bg. */
import { strerror } from '../../kernel/errno.ts';
import { print } from '../../kernel/print.ts';
import { byPid, membersOf } from '../../kernel/process-table.ts';
import { kill, SIGNAL_NAMES, signalName, strsignal } from '../../kernel/signals.ts';
import type { Kernel, Proc } from '../../kernel/context.ts';
import { collect, isDone } from '../jobs.ts';
import { push } from '../frames.ts';
import { ShellError } from '../memory.ts';
import type { Builtin, Job, Shell } from '../memory.ts';

function findJob(sh: Shell, text: string): Job {
  const { jobs } = sh.m;
  const wanted = text.slice(1);
  const found = !text.startsWith('%') ? jobs.find((job) => job.processes.some((process) => String(process.pid) === text))
    : wanted === '' || wanted === '%' || wanted === '+' ? jobs[jobs.length - 1] : wanted === '-' ? (jobs[jobs.length - 2] ?? jobs[jobs.length - 1]) : jobs.find((job) => String(job.number) === wanted);
  if (found === undefined) throw new ShellError(`${text}: no such job`);
  return found;
}
const wait: Builtin = (sh, argv) => {
  collect(sh, true);
  const args = argv.slice(1);
  if (args.length === 0) {
    push(sh, { f: 'waitfor', tested: false, jobs: null, status: 0 });
    return null;
  }
  const jobs: number[] = [];
  let status = 0;
  if (args[0] === '-n' && args.length === 1) {
    const running = sh.m.jobs.filter((job) => !isDone(job)).map((job) => job.number);
    if (running.length === 0) return sh.m.jobs.length === 0 ? 127 : 0;
    push(sh, { f: 'waitfor', tested: false, jobs: running, status: 0, any: true });
    return null;
  }
  for (const arg of args.slice(args[0] === '-n' ? 1 : 0)) {
    if (!arg.startsWith('%') && !/^\d+$/.test(arg)) throw new ShellError(`Illegal number: ${arg}`);
    const job = arg.startsWith('%') ? findJob(sh, arg) : sh.m.jobs.find((each) => each.processes.some((process) => String(process.pid) === arg));
    if (job !== undefined) jobs.push(job.number);
    status = job === undefined ? 127 : 0;
  }
  push(sh, { f: 'waitfor', tested: false, jobs, status });
  return null;
};

interface KillResult {
  readonly out: string;
  readonly errors: readonly string[];
  readonly code: number;
}
/** kill with its arguments; process numbers only. Messages carry no name of a tool. */
export function killAll(k: Kernel, p: Proc, args: readonly string[]): KillResult {
  const [first = '', ...rest] = args;
  if (first === '-l') {
    if (rest.length === 0) return { out: SIGNAL_NAMES.slice(1).map((name, i) => `${String(i + 1).padStart(2)}) ${name}\n`).join(''), errors: [], code: 0 };
    const shown = rest.map((arg) => (arg === '0'
      ? 'EXIT'
      : /^\d+$/.test(arg) ? (signalName(String(Number(arg) > 128 ? Number(arg) - 128 : Number(arg))) ?? arg) : signalName(arg) === null ? null : String(SIGNAL_NAMES.indexOf(signalName(arg) ?? ''))));
    const unknown = shown.indexOf(null);
    return { out: (unknown < 0 ? shown : shown.slice(0, unknown)).map((each) => `${each}\n`).join(''), errors: unknown < 0 ? [] : [`unknown signal '${rest[unknown] ?? ''}'`], code: unknown < 0 ? 0 : 1 };
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
  if (signal === null) return { out: '', errors: [`bad signal name '${first === '-s' ? (rest[0] ?? 's') : first.slice(1)}'`], code: 1 };
  if (targets[0] === '--') targets = targets.slice(1);
  if (targets.length === 0) return { out: '', errors: ['you need to specify whom to kill'], code: 1 };
  const errors: string[] = [];
  for (const target of targets) {
    if (target === '') continue;
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
const COLUMN = 33;
function stateOf(job: Job): string {
  if (!isDone(job)) return 'Running';
  const last = job.processes[job.processes.length - 1];
  if (last !== undefined && last.signal !== '') return strsignal(last.signal);
  return last?.status === 0 ? 'Done' : `Done(${last?.status ?? 0})`;
}
/** One job, a part of a pipeline a line where process numbers are asked for. */
function showJob(job: Job, mark: string, numbers: boolean): string {
  const head = `[${job.number}]${mark}  `;
  if (!numbers) return `${(head + stateOf(job)).padEnd(COLUMN)}${' | '.repeat(job.processes.length - 1)}\n`;
  return job.processes.map(({ pid }, i) => (i === 0 ? `${`${head}${pid} ${stateOf(job)}`.padEnd(COLUMN)}\n` : `${`${' '.repeat(head.length)}${pid} `.padEnd(COLUMN - 1)} | \n`)).join('');
}
/** The newest first; one that has ended is told of once. */
const jobs: Builtin = (sh, argv) => {
  collect(sh);
  const flags = argv.slice(1).filter((arg) => arg.startsWith('-')).join('').replaceAll('-', '');
  const wrong = /[^lp]/.exec(flags)?.[0];
  if (wrong !== undefined) throw new ShellError(`illegal option -${wrong}`);
  const named = argv.slice(1).filter((arg) => !arg.startsWith('-'));
  for (const job of named.length > 0 ? named.map((text) => findJob(sh, text)) : [...sh.m.jobs].reverse()) {
    const from = sh.m.jobs.length - 1 - sh.m.jobs.indexOf(job);
    print(sh.k, sh.p, 1, flags.includes('p') ? `${job.processes[0]?.pid ?? 0}\n` : showJob(job, from === 0 ? '+' : from === 1 ? '-' : ' ', flags.includes('l')));
    if (isDone(job)) sh.m.jobs = sh.m.jobs.filter((each) => each !== job);
  }
  return 0;
};
const foreground: Builtin = (sh, argv) => {
  if (argv[1] !== undefined) findJob(sh, argv[1]);
  else if (sh.m.jobs.length === 0) throw new ShellError('No current job');
  throw new ShellError(`job ${argv[1] ?? '(null)'} not created under job control`);
};
export const jobBuiltins: Readonly<Record<string, Builtin>> = { wait, kill: killBuiltin, jobs, fg: foreground, bg: foreground };
