/** Tools that run other commands: xargs, find, env, timeout, nice, time. */
import { byText } from '../../../base/order.ts';
import type { Inode } from '../../contract/kernel.ts';
import { after } from '../../../model/time.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { readdir, rmdir, unlink } from '../kernel/files.ts';
import { print } from '../kernel/print.ts';
import { processOf } from '../kernel/process-table.ts';
import { execve, fork, lookPath } from '../kernel/processes.ts';
import { deliver, signalName } from '../kernel/signals.ts';
import { matches } from '../shell/pattern.ts';
import { changeMode, modeText } from './modes.ts';
import { getopt, usage } from './options.ts';
import { compile } from './regex.ts';
import { parseSpan } from './sleep.ts';
import { inodeNumber, linksOf, sizeOf, subfolders } from './ls.ts';
import type { Io, Tool } from './tool.ts';
import { groupId, userId } from './users.ts';

const MAX_ARGS = 1000;
const xargs: Tool = (io) => {
  const opt = getopt(io, 'prtx0n:s:e:E:I:P:L:i:', { ordered: true });
  if (opt === null) return 1;
  const input = io.stdin();
  const words = opt.has('0') ? input.split('\0').filter((word) => word !== '') : opt.has('I') ? input.split('\n').map((line) => line.trim()).filter((line) => line !== '') : splitWords(input);
  if (typeof words === 'string') {
    io.error(words);
    return 1;
  }
  const stop = opt.value('E') ?? opt.value('e');
  const items = stop === undefined || !words.includes(stop) ? words : words.slice(0, words.indexOf(stop));
  const command = opt.rest.length === 0 ? ['echo'] : opt.rest;
  const mark = opt.value('I');
  const size = Math.max(1, Number(opt.value('n') ?? opt.value('L') ?? MAX_ARGS));
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

interface Place {
  readonly path: string;
  readonly inode: Inode;
  readonly depth: number;
}
/** What an expression of find says of a file; `prune` stops the descent. */
type Test = (place: Place) => boolean;
class Wrong extends Error {}
class Expression {
  acts = false;
  pruned = false;
  minDepth = 0;
  maxDepth = Infinity;
  depthFirst = false;
  readonly batches: { readonly command: readonly string[]; readonly paths: string[] }[] = [];
  private at = 0;
  private readonly io: Io;
  private readonly args: readonly string[];
  constructor(io: Io, args: readonly string[]) {
    this.io = io;
    this.args = args;
  }
  parse(): Test {
    if (this.args.length === 0) return () => true;
    const test = this.or();
    if (this.at < this.args.length) throw new Wrong(`unrecognized: ${this.args[this.at]}`);
    return test;
  }
  private or(): Test {
    let left = this.and();
    while (this.args[this.at] === '-o' || this.args[this.at] === '-or') {
      this.at += 1;
      const before = left;
      const right = this.and();
      left = (place) => before(place) || right(place);
    }
    return left;
  }
  private and(): Test {
    let left = this.not();
    for (;;) {
      const next = this.args[this.at];
      if (next === undefined || next === '-o' || next === '-or' || next === ')') return left;
      if (next === '-a' || next === '-and') this.at += 1;
      const before = left;
      const right = this.not();
      left = (place) => before(place) && right(place);
    }
  }
  private not(): Test {
    const next = this.args[this.at];
    if (next === '!' || next === '-not') {
      this.at += 1;
      const test = this.not();
      return (place) => !test(place);
    }
    if (next === '(') {
      this.at += 1;
      const test = this.or();
      if (this.args[this.at] !== ')') throw new Wrong("unmatched '('");
      this.at += 1;
      return test;
    }
    return this.primary();
  }
  private value(name: string): string {
    const value = this.args[this.at++];
    if (value === undefined) throw new Wrong(`${name} requires an argument`);
    return value;
  }
  /** `+5`, `-5`, `5`. */
  private compared(text: string, of: (place: Place) => number, unit = 1): Test {
    const wanted = Number(/\d+/.exec(text)?.[0] ?? 0) * unit;
    return (place) => (text.startsWith('+') ? of(place) > wanted : text.startsWith('-') ? of(place) < wanted : of(place) === wanted);
  }
  private primary(): Test {
    const name = this.args[this.at++] ?? '';
    const io = this.io;
    const now = epochNow(io.k);
    const base = (place: Place): string => place.path.replace(/(.)\/+$/, '$1').replace(/^.*\/(?=.)/, '');
    switch (name) {
      case '-name': { const glob = this.value(name); return (place) => matches(glob, base(place)); }
      case '-iname': { const glob = this.value(name).toLowerCase(); return (place) => matches(glob, base(place).toLowerCase()); }
      case '-path': case '-wholename': { const glob = this.value(name); return (place) => matches(glob, place.path); }
      case '-regex': { const made = compile(`^(${this.value(name)})$`, { extended: true }); return (place) => made.ok && made.regex.test(place.path); }
      case '-type': { const kind = ({ f: 'file', d: 'dir', l: 'link', p: 'fifo', c: 'device' } as Record<string, string>)[this.value(name)]; return (place) => place.inode.kind === kind; }
      case '-size': { const text = this.value(name); const unit = ({ c: 1, k: 1024, b: 512, w: 2, M: 1 << 20, G: 1 << 30 } as Record<string, number>)[text.slice(-1)] ?? 512; return this.compared(text, (place) => sizeOf(place.inode), unit); }
      case '-empty': return (place) => (place.inode.kind === 'file' ? place.inode.data === '' : place.inode.kind === 'dir' && place.inode.entries.size === 0);
      case '-perm': { const text = this.value(name); const plain = text.replace(/^[-/+]/, ''); const bits = changeMode(plain, { kind: 'file', mode: 0 } as Inode, 0);
        if (bits === null) throw new Wrong(`invalid mode '${plain}'`); return (place) => (text.startsWith('-') ? (place.inode.mode & bits) === bits : text.startsWith('/') || text.startsWith('+') ? (place.inode.mode & bits) !== 0 : place.inode.mode === bits); }
      case '-user': { const user = this.value(name); const uid = userId(io, user);
        if (uid === null) throw new Wrong(`unknown user ${user}`);
        return (place) => place.inode.uid === uid; }
      case '-group': { const group = this.value(name); const gid = groupId(io, group);
        if (gid === null) throw new Wrong(`unknown group ${group}`);
        return (place) => place.inode.gid === gid; }
      case '-mtime': return this.compared(this.value(name), (place) => Math.floor((now - place.inode.mtime) / 86_400_000));
      case '-mmin': return this.compared(this.value(name), (place) => Math.floor((now - place.inode.mtime) / 60_000));
      case '-newer': { const other = io.stat(this.value(name)); return (place) => !isErrno(other) && place.inode.mtime > other.mtime; }
      case '-links': return this.compared(this.value(name), (place) => linksOf(place.inode, subfolders(io, place.inode)));
      case '-inum': return this.compared(this.value(name), (place) => inodeNumber(io, place.path));
      case '-true': return () => true;
      case '-false': return () => false;
      case '-prune': return () => (this.pruned = true);
      case '-maxdepth': this.maxDepth = Number(this.value(name)); return () => true;
      case '-mindepth': this.minDepth = Number(this.value(name)); return () => true;
      case '-depth': this.depthFirst = true; return () => true;
      case '-xdev': case '-follow': return () => true;
      default: return this.action(name);
    }
  }
  private action(name: string): Test {
    const io = this.io;
    this.acts = true;
    if (name === '-print' || name === '-print0') return (place) => {
      io.out(place.path + (name === '-print' ? '\n' : '\0'));
      return true;
    };
    if (name === '-ls') return (place) => (io.line(`${modeText(place.inode)} ${place.path}`), true);
    if (name === '-quit') return () => { throw new Wrong(''); };
    if (name === '-delete') {
      this.depthFirst = true;
      return (place) => {
        if (io.replaying) return true;
        const failed = place.inode.kind === 'dir' ? rmdir(io.k, io.p, place.path) : unlink(io.k, io.p, place.path);
        if (failed !== null) io.error(`${place.path}: ${strerror(failed)}`);
        return failed === null;
      };
    }
    if (name !== '-exec') throw new Wrong(`unrecognized: ${name}`);
    const end = this.args.findIndex((arg, i) => i >= this.at && (arg === ';' || (arg === '+' && this.args[i - 1] === '{}')));
    if (end < 0) throw new Wrong('-exec requires an argument');
    const command = this.args.slice(this.at, end);
    this.at = end + 1;
    if (this.args[end] === '+') {
      const batch = { command: command.slice(0, -1), paths: [] as string[] };
      this.batches.push(batch);
      return (place) => (batch.paths.push(place.path), true);
    }
    return (place) => io.run(command.map((arg) => arg.replaceAll('{}', place.path))).code === 0;
  }
}
const find: Tool = (io) => {
  const args = io.args.filter((arg, i) => !(i < 2 && /^-[HL]$/.test(arg)));
  const first = args.findIndex((arg) => /^[-(!]/.test(arg) && arg !== '-');
  const roots = first < 0 ? args : args.slice(0, first);
  const expression = new Expression(io, first < 0 ? [] : args.slice(first));
  let code = 0;
  try {
    const test = expression.parse();
    const visit = (path: string, depth: number): void => {
      const inode = io.stat(path, false);
      if (isErrno(inode)) {
        io.error(`${path}: ${strerror(inode)}`);
        code = 1;
        return;
      }
      const look = (): void => {
        if (depth < expression.minDepth) return;
        if (test({ path, inode, depth }) && !expression.acts) io.line(path);
      };
      expression.pruned = false;
      if (!expression.depthFirst) look();
      const pruned = expression.pruned;
      if (inode.kind === 'dir' && depth < expression.maxDepth && !pruned) {
        const names = readdir(io.k, io.p, path);
        if (isErrno(names)) {
          io.error(`${path}: ${strerror(names)}`);
          code = 1;
        } else for (const name of [...names].sort(byText)) visit(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
      }
      if (expression.depthFirst) look();
    };
    for (const root of roots.length === 0 ? ['.'] : roots) visit(root, 0);
    for (const { command, paths } of expression.batches) if (paths.length > 0 && io.run([...command, ...paths]).code !== 0) code = 1;
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    if (error.message === '') return code;
    io.error(error.message);
    return 1;
  }
  return code;
};

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
    else if (/^[^=]+=/.test(arg)) {
      drop(arg.slice(0, arg.indexOf('=')));
      vars.push(arg);
    } else break;
  }
  const argv = args.slice(at);
  if (argv.length > 0) return { argv, env: vars };
  print(k, p, 1, vars.map((entry) => `${entry}\n`).join(''));
  return 0;
});
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
    else break;
  }
  const span = parseSpan(args[at] ?? '');
  const argv = args.slice(at + 1);
  if (signal === '' || span === null || argv.length === 0) {
    print(k, p, 2, signal === '' ? 'timeout: unknown signal\n' : span === null && args[at] !== undefined ? `timeout: invalid number '${args[at] ?? ''}'\n` : 'BusyBox v1.36.1 (2024-05-18 00:00:00 UTC) multi-call binary.\n\nUsage: timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS\n');
    return 1;
  }
  fork(k, p, { program: 'timekeeper', memory: { target: p.id, at: after(k.plan.now, Math.round(span)), signal, killAfter }, fds: new Map() });
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
    deliver(k, memory.target, memory.signal, false);
    if (memory.killAfter === null || memory.signal === 'KILL') return { turn: 'exit', code: 0 };
    p.memory = { ...memory, signal: 'KILL', at: after(k.plan.now, Math.round(memory.killAfter)) } satisfies Timekeeper;
    return { turn: 'again' };
  },
};
const skipping = (name: string, options: RegExp): Program => becomes(name, (_, p) => {
  let at = 1;
  while (options.test(p.argv[at] ?? '')) at += /^-[nscpu]$/.test(p.argv[at] ?? '') ? 2 : 1;
  return p.argv.length > at ? { argv: p.argv.slice(at), env: p.env } : 0;
});
const time: Tool = (io) => {
  const argv = io.args.filter((arg, i) => !(i === 0 && arg === '-p'));
  if (argv.length === 0) {
    usage(io, 'time [-vpa] [-o FILE] PROG ARGS');
    return 1;
  }
  const ran = io.run(argv);
  io.rawError('real\t0m 0.00s\nuser\t0m 0.00s\nsys\t0m 0.00s\n');
  return ran.code;
};
/** `busybox TOOL`; a tool that Podarium has not got says so. */
const busybox = becomes('busybox', (k, p) => {
  const name = (p.argv[0] ?? '').replace(/^.*\//, '');
  if (name === 'busybox' && p.argv.length > 1) return { argv: p.argv.slice(1), env: p.env };
  print(k, p, name === 'busybox' ? 1 : 2, name === 'busybox' ? 'BusyBox v1.36.1 (2024-05-18 00:00:00 UTC) multi-call binary.\n' : `${name}: this tool is not simulated\n`);
  return name === 'busybox' ? 0 : 1;
});
export const runTools: Readonly<Record<string, Tool>> = { xargs, find, time };
export const runPrograms: readonly Program[] = [env, timeout, timekeeper, skipping('nice', /^-/), skipping('nohup', /^$/), skipping('setsid', /^-/), skipping('ionice', /^-/), skipping('chroot', /^$/), busybox];
