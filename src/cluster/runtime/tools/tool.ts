/**
 * Tools that do not wait in the middle. A tool is a function of its arguments, files, whole input and the results of the commands
 * that it ran: where one of these is not known yet it stops, the kernel gets it, and the tool is run again from its start.
 * So what is kept of it is plain data. What it printed before is not printed twice.
 */
import type { Errno, Inode } from '../../contract/kernel.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { addOpen, bindFd, closeFd, makePipe, readFd, waitFor } from '../kernel/descriptors.ts';
import { strerror } from '../kernel/errno.ts';
import { lstat, readFile, stat } from '../kernel/files.ts';
import type { Links } from '../kernel/paths.ts';
import { print } from '../kernel/print.ts';
import { processOf } from '../kernel/process-table.ts';
import { execve, fork, lookPath, waitChild } from '../kernel/processes.ts';

interface Ran {
  readonly code: number;
  readonly signal: string;
  readonly output: string;
}
interface ToolMemory {
  readonly input: string | null;
  readonly results: readonly Ran[];
  /** How many characters of output are out already. */
  readonly printed: number;
  /** Whether standard input has ended: a tool that works line by line is run on what is there so far. */
  readonly partial: boolean;
  /** How far the tool had come at its last checkpoint. */
  readonly reached: unknown;
  readonly waits: null | { readonly for: 'input' | 'more'; readonly so: string } | { readonly for: 'child'; readonly child: number; readonly pipe: number | null; readonly so: string };
}
interface RunOptions {
  /** Takes what the command prints instead of letting it out. */
  readonly capture?: boolean;
  /** Its standard input; that of the tool where it is left out. */
  readonly input?: string;
}
class Needs extends Error {}
class NeedsInput extends Needs {}
class NeedsMore extends Needs {}
class NeedsChild extends Needs {
  constructor(readonly argv: readonly string[], readonly options: RunOptions) {
    super();
  }
}

/** What a tool may use. */
export class Io {
  readonly pieces: { fd: number; data: string }[] = [];
  private ran = 0;
  /** Set where the tool looked at input that may go on, and where it needs no more of it. */
  streamed = false;
  quit = false;
  private mark: { readonly reached: () => unknown; readonly pieces: number; readonly ran: number } | null = null;
  readonly k: Kernel;
  readonly p: Proc;
  readonly name: string;
  readonly args: readonly string[];
  private readonly memory: ToolMemory;
  constructor(k: Kernel, p: Proc, name: string, args: readonly string[], memory: ToolMemory) {
    this.k = k;
    this.p = p;
    this.name = name;
    this.args = args;
    this.memory = memory;
  }
  out(data: string): void {
    if (data !== '') this.pieces.push({ fd: 1, data });
  }
  line(data: string): void {
    this.out(`${data}\n`);
  }
  /** A message with the tool's name. */
  error(message: string): void {
    this.pieces.push({ fd: 2, data: `${this.name}: ${message}\n` });
  }
  rawError(text: string): void {
    this.pieces.push({ fd: 2, data: text });
  }
  /** Whole lines of standard input that are there so far; the tool is run again with more. What it prints for them must not change. */
  lines(): { readonly data: string; readonly ended: boolean } {
    const { input, partial } = this.memory;
    this.streamed = true;
    if (input === null) throw new NeedsMore();
    if (!partial) return { data: input, ended: true };
    return { data: input.slice(0, input.lastIndexOf('\n') + 1), ended: false };
  }
  /** All of standard input. */
  stdin(): string {
    if (this.memory.input !== null && !this.memory.partial) return this.memory.input;
    if (!this.p.fds.has(0)) return '';
    throw new NeedsInput();
  }
  /** A command's end; by default it prints where the tool does. */
  run(argv: readonly string[], options: RunOptions = {}): Ran {
    const known = this.memory.results[this.ran];
    if (known === undefined) throw new NeedsChild(argv, options);
    this.ran += 1;
    return known;
  }
  /**
   * What was done until here is done for good: the next start finds it in `reached`, and runs no command before it again.
   * For tools whose commands change what they look at.
   */
  checkpoint(reached: () => unknown): void {
    this.mark = { reached, pieces: this.pieces.length, ran: this.ran };
  }
  get reached(): unknown {
    return this.memory.reached;
  }
  /** What is kept of the tool while its command runs, from its last checkpoint on. */
  kept(memory: ToolMemory): ToolMemory {
    if (this.mark === null) return memory;
    const { reached, pieces, ran } = this.mark;
    const out = this.pieces.slice(0, pieces).reduce((sum, { data }) => sum + data.length, 0);
    return { ...memory, reached: reached(), results: memory.results.slice(ran), printed: memory.printed - out };
  }
  /** Whether what comes now was done already before the tool was started again: for what must not happen twice. */
  get replaying(): boolean {
    return this.ran < this.memory.results.length;
  }
  /** A file's whole contents, `-` being standard input; where it cannot be had, the message that most tools give, and null. */
  input(path: string, message: (path: string, reason: string) => string = (file, reason) => `${file}: ${reason}`): string | null {
    if (path === '-') return this.stdin();
    const file = this.read(path);
    if (typeof file !== 'string') return file.data;
    this.error(message(path, strerror(file)));
    return null;
  }
  read(path: string): { readonly data: string } | Errno {
    const inode = stat(this.k, this.p, path);
    if (typeof inode !== 'string' && inode.kind === 'device' && (inode.device === 'zero' || inode.device === 'random')) return 'EFBIG';
    return /^\/(dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/.test(path) ? { data: this.stdin() } : /^\/dev\/fd\/\d+$/.test(path) ? this.descriptor(Number(path.slice(8))) : readFile(this.k, this.p, path);
  }
  private descriptor(fd: number): { readonly data: string } | Errno {
    let data = '';
    for (;;) {
      const part = readFd(this.k, this.p, fd, 1 << 20);
      if (typeof part === 'string') return part;
      if (part.data === '') return { data };
      data += part.data;
    }
  }
  stat(path: string, links: Links = 'follow'): Inode | Errno {
    return stat(this.k, this.p, path, links);
  }
  lstat(path: string): Inode | Errno {
    return lstat(this.k, this.p, path);
  }
  env(name: string): string | undefined {
    return this.p.env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  }
  /** The same tool with some of its arguments left out. */
  without(pattern: RegExp): Io {
    return this.with(this.args.filter((arg) => !pattern.test(arg)));
  }
  /** The same tool with other arguments. */
  with(args: readonly string[]): Io {
    const other = Object.create(this) as Io;
    Object.defineProperty(other, 'args', { value: args });
    return other;
  }
  /** The path in full. */
  absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.p.cwd === '/' ? '' : this.p.cwd}/${path}`;
  }
}
export type Tool = (io: Io) => number;

const MEMORY = 500_000;
/** What a child process says where its command cannot be run. */
type SpawnError = (command: string, reason: string) => string;

export function toolProgram(name: string, tool: Tool, spawnError: SpawnError = (command, reason) => `${name}: can't execute '${command}': ${reason}\n`): Program {
  return {
    name, memoryBytes: MEMORY,
    start: (): ToolMemory => ({ input: null, results: [], printed: 0, partial: true, reached: null, waits: null }),
    run: (k, p) => runTool(k, p, name, tool, spawnError),
  };
}
function runTool(k: Kernel, p: Proc, name: string, tool: Tool, spawnError: SpawnError): Turn {
  for (;;) {
    const blocked = settleWait(k, p);
    if (blocked !== null) return { turn: 'wait', on: blocked };
    const memory = p.memory as ToolMemory;
    const io = new Io(k, p, name, p.argv.slice(1), memory);
    try {
      const code = tool(io);
      if (io.streamed && !io.quit && memory.partial) {
        emit(k, p, io, name);
        p.memory = { ...(p.memory as ToolMemory), waits: { for: 'more', so: memory.input ?? '' } } satisfies ToolMemory;
        if (p.unwritten.length > 0) return { turn: 'again' };
        continue;
      }
      return { turn: 'exit', code: emit(k, p, io, name) ? code : 1 };
    } catch (needs) {
      if (needs instanceof NeedsInput || needs instanceof NeedsMore) p.memory = { ...memory, waits: { for: needs instanceof NeedsMore ? 'more' : 'input', so: memory.input ?? '' } } satisfies ToolMemory;
      else if (needs instanceof NeedsChild) {
        emit(k, p, io, name);
        p.memory = io.kept(p.memory as ToolMemory);
        startChild(k, p, needs, spawnError);
      } else throw needs;
    }
    if (p.unwritten.length > 0) return { turn: 'again' };
  }
}

/** Lets out what was not printed before; false where it could not be written. */
function emit(k: Kernel, p: Proc, io: Io, name: string): boolean {
  const memory = p.memory as ToolMemory;
  let fine = true;
  let skip = memory.printed;
  let printed = memory.printed;
  for (let at = 0; at < io.pieces.length; ) {
    const fd = io.pieces[at]?.fd ?? 1;
    let data = '';
    while (at < io.pieces.length && io.pieces[at]?.fd === fd) data += io.pieces[at++]?.data ?? '';
    const before = Math.min(skip, data.length);
    skip -= before;
    data = data.slice(before);
    printed += data.length;
    const error = print(k, p, fd, data);
    if (error !== null && fd === 1) {
      print(k, p, 2, `${name}: write error: ${strerror(error)}\n`);
      fine = false;
    }
  }
  p.memory = { ...memory, printed } satisfies ToolMemory;
  return fine;
}

const MAX_INPUT = 64 << 20;
/** Goes on with what the tool waits for; gives the events that are still missing. */
function settleWait(k: Kernel, p: Proc): readonly string[] | null {
  const memory = p.memory as ToolMemory;
  const waits = memory.waits;
  if (waits === null) return null;
  if (waits.for === 'more') {
    const part = p.fds.has(0) ? readFd(k, p, 0, 1 << 20) : { data: '' };
    if (part === 'EAGAIN') return [waitFor(k, p, 0)];
    const ended = typeof part === 'string' || part.data === '' || waits.so.length > MAX_INPUT;
    p.memory = { ...memory, input: waits.so + (typeof part === 'string' ? '' : part.data), partial: !ended, waits: null };
    return null;
  }
  if (waits.for !== 'child') {
    const all = drain(k, p, 0, waits.so);
    p.memory = all.ended ? { ...memory, input: all.data, partial: false, waits: null } : { ...memory, waits: { for: 'input' as const, so: all.data } };
    return all.ended ? null : [waitFor(k, p, 0)];
  }
  let so = waits.so;
  if (waits.pipe !== null) {
    const all = drain(k, p, waits.pipe, so);
    so = all.data;
    if (!all.ended) {
      p.memory = { ...memory, waits: { ...waits, so } };
      return [waitFor(k, p, waits.pipe)];
    }
  }
  const child = waitChild(k, p, waits.child);
  if (child === null && processOf(k, waits.child) !== undefined) {
    p.memory = { ...memory, waits: { ...waits, so } };
    return [`child:${p.id}`];
  }
  if (waits.pipe !== null) closeFd(k, p, waits.pipe);
  p.memory = { ...memory, waits: null, results: [...memory.results, { code: child?.exit?.code ?? 127, signal: child?.exit?.signal ?? '', output: so }] };
  return null;
}
function drain(k: Kernel, p: Proc, fd: number, before: string): { readonly data: string; readonly ended: boolean } {
  let data = before;
  while (data.length < MAX_INPUT) {
    const part = readFd(k, p, fd, 1 << 20);
    if (part === 'EAGAIN') return { data, ended: false };
    if (typeof part === 'string' || part.data === '') return { data, ended: true };
    data += part.data;
  }
  return { data, ended: true };
}

function startChild(k: Kernel, p: Proc, needs: NeedsChild, spawnError: SpawnError): void {
  const memory = p.memory as ToolMemory;
  let { fds } = p;
  let pipe: number | null = null;
  if (needs.options.capture === true) {
    const made = makePipe(k);
    pipe = bindFd(k, p, made.read, null, 10);
    fds = fds.with(1, made.write);
  }
  if (needs.options.input !== undefined) fds = fds.with(0, addOpen(k, { refs: 0, on: 'file', file: { kind: 'file', data: needs.options.input, links: 1, mode: 0, uid: 0, gid: 0, mtime: 0, fs: '' }, path: '/dev/stdin', readable: true, writable: false, append: false, offset: 0, limit: null }));
  const child = fork(k, p, { program: 'exec', memory: { argv: needs.argv, error: spawnError(needs.argv[0] ?? '', '%') }, fds });
  p.memory = typeof child === 'string'
    ? { ...memory, results: [...memory.results, { code: 127, signal: '', output: '' }] } satisfies ToolMemory
    : { ...memory, waits: { for: 'child', child, pipe, so: '' } } satisfies ToolMemory;
}

/** A process that is about to run a command found along PATH, or to say why it cannot. */
export const execProgram: Program = {
  name: 'exec', memoryBytes: MEMORY, start: () => null,
  run: (k, p) => {
    const { argv, error } = p.memory as { readonly argv: readonly string[]; readonly error: string };
    const path = p.env.find((entry) => entry.startsWith('PATH='))?.slice(5) ?? '/sbin:/usr/sbin:/bin:/usr/bin';
    const found = lookPath(k, p, argv[0] ?? '', path);
    const failed = typeof found === 'string' ? found : execve(k, p, found.path, argv, p.env);
    if (failed === null) return { turn: 'again' };
    print(k, p, 2, error.replace('%', strerror(failed)));
    return { turn: 'exit', code: failed === 'ENOENT' ? 127 : 126 };
  },
};
/** A process that has ended but for what it still has to write. */
export const exitProgram: Program = {
  name: 'exit', memoryBytes: MEMORY, start: () => null,
  run: (_, p) => ({ turn: 'exit', code: (p.memory as { readonly leaving: number }).leaving }),
};
