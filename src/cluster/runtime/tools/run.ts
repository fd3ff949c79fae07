/** Tools that run other commands: xargs, env, timeout, nice, time. */
import { after } from '../../../model/time.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { FdTable } from '../kernel/fd-table.ts';
import { print } from '../kernel/print.ts';
import { processOf } from '../kernel/process-table.ts';
import { execve, fork, lookPath } from '../kernel/processes.ts';
import { deliver, signalName, signalNumber } from '../kernel/signals.ts';
import { find } from './find.ts';
import { APPLETS } from './names.ts';
import { BANNER, cantOpen, getopt, usage } from './options.ts';
import { parseSpan } from './sleep.ts';
import type { Tool } from './tool.ts';

const MAX_ARGS = 1000;
const xargs: Tool = (io) => {
  const opt = getopt(io, 'prtxo0n:s:e:E:I:P:i:a:', { ordered: true });
  if (opt === null) return 1;
  const input = opt.value('a') === undefined ? io.stdin() : io.input(opt.value('a') ?? '', cantOpen);
  if (input === null) return 1;
  const words = opt.has('0') ? input.split('\0').filter((word) => word !== '') : opt.has('I') ? input.split('\n').map((line) => line.trim()).filter((line) => line !== '') : splitWords(input);
  if (typeof words === 'string') {
    io.error(words);
    return 1;
  }
  const stop = opt.value('E') ?? opt.value('e');
  const items = stop === undefined || !words.includes(stop) ? words : words.slice(0, words.indexOf(stop));
  const command = opt.rest.length === 0 ? ['echo'] : opt.rest;
  const mark = opt.value('I');
  const size = Math.max(1, Number(opt.value('n') ?? MAX_ARGS));
  const groups: (readonly string[])[] = [];
  if (mark !== undefined) groups.push(...items.map((item) => command.map((arg) => arg.replaceAll(mark, item))));
  else for (let i = 0; i < items.length; i += size) groups.push([...command, ...items.slice(i, i + size)]);
  if (items.length === 0 && !opt.has('r') && mark === undefined) groups.push(command);
  let code = 0;
  for (const argv of groups) {
    if (opt.has('t')) io.rawError(`${argv.join(' ')}\n`);
    const ran = io.run(argv, { input: '' });
    if (ran.signal !== '') {
      io.error(`'${argv[0]}' terminated by signal ${ran.code - 128}`);
      return 125;
    }
    if (ran.code === 255) {
      io.error(`${argv[0]}: exited with status 255; aborting`);
      return 124;
    }
    if (ran.code === 127 || ran.code === 126) return ran.code;
    if (ran.code !== 0) code = 123;
  }
  return code;
};
/** Words with quotes and backslashes; a text where a quote is open. */
function splitWords(input: string): string[] | string {
  const words: string[] = [];
  let now: string | null = null;
  for (let i = 0; i < input.length; i++) {
    const ch = input[i] ?? '';
    if (ch === "'" || ch === '"') {
      const end = input.indexOf(ch, i + 1);
      const newline = input.indexOf('\n', i + 1);
      if (end < 0 || (newline >= 0 && newline < end)) return `unmatched ${ch === "'" ? 'single' : 'double'} quote`;
      now = (now ?? '') + input.slice(i + 1, end);
      i = end;
    } else if (ch === '\\') now = (now ?? '') + (input[++i] ?? '');
    else if (/\s/.test(ch)) {
      if (now !== null) words.push(now);
      now = null;
    } else now = (now ?? '') + ch;
  }
  if (now !== null) words.push(now);
  return words;
}

/** Tools that become the command that they are given. */
const becomes = (name: string, prepare: (k: Kernel, p: Proc) => { readonly argv: readonly string[]; readonly env: readonly string[] } | number): Program => ({
  name, memoryBytes: 500_000, start: () => null,
  run: (k, p): Turn => {
    const made = prepare(k, p);
    if (typeof made === 'number') return { turn: 'exit', code: made };
    const path = made.env.find((entry) => entry.startsWith('PATH='))?.slice(5) ?? '/sbin:/usr/sbin:/bin:/usr/bin';
    const found = lookPath(k, p, made.argv[0] ?? '', path);
    let failed = isErrno(found) ? found : execve(k, p, found.path, made.argv, made.env);
    if (failed === 'ENOEXEC' && !isErrno(found)) failed = execve(k, p, '/bin/sh', ['sh', found.path, ...made.argv.slice(1)], made.env);
    if (failed === null) return { turn: 'again' };
    print(k, p, 2, `${name}: can't execute '${made.argv[0] ?? ''}': ${strerror(failed)}\n`);
    return { turn: 'exit', code: failed === 'ENOENT' ? 127 : 126 };
  },
});
const env = becomes('env', (k, p) => {
  let vars = [...p.env];
  const args = p.argv.slice(1);
  let at = 0;
  const drop = (name: string): void => { vars = vars.filter((entry) => !entry.startsWith(`${name}=`)); };
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-i' || arg === '-') vars = [];
    else if (arg === '-u') drop(args[++at] ?? '');
    else if (arg === '--') continue;
    else if (/^-[^iu0-]/.test(arg)) {
      print(k, p, 2, `env: invalid option -- '${arg[1] ?? ''}'\n${BANNER}Usage: env [-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]\n`);
      return 1;
    } else if (/^[^=]+=/.test(arg)) {
      drop(arg.slice(0, arg.indexOf('=')));
      vars.push(arg);
    } else break;
  }
  const argv = args.slice(at);
  if (argv.length > 0) return { argv, env: vars };
  print(k, p, 1, vars.map((entry) => `${entry}\n`).join(''));
  return 0;
});
const TIMEOUT_USAGE = 'Usage: timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS\n';
/** The command takes the place of timeout; a child of it keeps the time. */
const timeout = becomes('timeout', (k, p) => {
  const args = p.argv.slice(1);
  let signal = 'TERM';
  let killAfter: number | null = null;
  let at = 0;
  for (; /^-./.test(args[at] ?? ''); at++) {
    const arg = args[at] ?? '';
    if (arg.startsWith('-s')) signal = signalName(arg.slice(2) || (args[++at] ?? '')) ?? '';
    else if (arg.startsWith('-k')) killAfter = parseSpan(arg.slice(2) || (args[++at] ?? ''));
    else {
      print(k, p, 2, `timeout: invalid option -- '${arg[1] ?? ''}'\n${BANNER}${TIMEOUT_USAGE}`);
      return 1;
    }
  }
  const span = parseSpan(args[at] ?? '');
  const argv = args.slice(at + 1);
  if (signal === '' || span === null || argv.length === 0) {
    print(
      k, p, 2,
      signal === ''
        ? 'timeout: unknown signal\n'
        : span === null && args[at] !== undefined
          ? `timeout: invalid number '${args[at] ?? ''}'\n`
          : BANNER + TIMEOUT_USAGE,
    );
    return 1;
  }
  fork(k, p, { program: 'timekeeper', memory: { target: p.id, at: after(k.plan.now, Math.round(span)), signal, killAfter }, fds: FdTable.none });
  return { argv, env: p.env };
});
interface Timekeeper {
  readonly target: number;
  readonly at: ReturnType<typeof after>;
  readonly signal: string;
  readonly killAfter: number | null;
}
const timekeeper: Program = {
  name: 'timekeeper', memoryBytes: 100_000, start: () => null,
  run: (k, p) => {
    const memory = p.memory as Timekeeper;
    const target = processOf(k, memory.target);
    if (target === undefined || target.state === 'zombie') return { turn: 'exit', code: 0 };
    if (k.plan.now < memory.at) return { turn: 'wait', on: [`ended:${memory.target}`], until: memory.at };
    deliver(k, memory.target, memory.signal, 'inside');
    if (memory.killAfter === null || memory.signal === 'KILL') return { turn: 'exit', code: 0 };
    p.memory = { ...memory, signal: 'KILL', at: after(k.plan.now, Math.round(memory.killAfter)) } satisfies Timekeeper;
    return { turn: 'again' };
  },
};
const skipping = (name: string, options: RegExp): Program => becomes(name, (k, p) => {
  let at = 1;
  while (options.test(p.argv[at] ?? '')) at += /^-[nscpu]$/.test(p.argv[at] ?? '') ? 2 : 1;
  if (p.argv.length > at) return { argv: p.argv.slice(at), env: p.env };
  if (name === 'nice') print(k, p, 1, '0\n');
  return 0;
});
const time: Tool = (io) => {
  const argv = io.args.filter((arg, i) => !(i === 0 && arg === '-p'));
  if (argv.length === 0) {
    usage(io, 'time [-vpa] [-o FILE] PROG ARGS');
    return 1;
  }
  const ran = io.run(argv);
  if (ran.signal !== '') io.rawError(`Command terminated by signal ${signalNumber(ran.signal)}\n`);
  else if (ran.code !== 0) io.rawError(`Command exited with non-zero status ${ran.code}\n`);
  io.rawError('real\t0m 0.00s\nuser\t0m 0.00s\nsys\t0m 0.00s\n');
  return ran.code;
};
/** `busybox TOOL`; a tool that Podarium has not got says so. */
const busybox = becomes('busybox', (k, p) => {
  const name = (p.argv[0] ?? '').replace(/^.*\//, '');
  const [, tool] = p.argv;
  if (name !== 'busybox') {
    print(k, p, 2, `${name}: this tool is not simulated\n`);
    return 1;
  }
  if (tool === undefined || tool === '--help') print(k, p, 1, BANNER.trimEnd() + '\n');
  else if (tool === '--list') print(k, p, 1, APPLETS.map((each) => `${each}\n`).join(''));
  else if (APPLETS.includes(tool)) return { argv: p.argv.slice(1), env: p.env };
  else {
    print(k, p, 2, `${tool}: applet not found\n`);
    return 127;
  }
  return 0;
});
export const runTools: Readonly<Record<string, Tool>> = { xargs, find, time };
export const runPrograms: readonly Program[] = [env, timeout, timekeeper, skipping('nice', /^-/), skipping('nohup', /^$/), skipping('setsid', /^-/), skipping('ionice', /^-/), skipping('chroot', /^$/), busybox];
