/** What a shell process keeps: variables, functions, options, and the stack of what it is in the middle of. */
import type { SimTime } from '../../../model/time.ts';
import type { Kernel, Proc } from '../kernel/context.ts';
import type { Node } from './ast.ts';

export interface Var {
  /** null: not set, though exported or readonly. */
  readonly value: string | null;
  readonly exported: boolean;
  readonly readOnly: boolean;
}
export interface JobProcess {
  readonly id: number;
  readonly pid: number;
  readonly status: number | null;
  readonly signal: string;
}
export interface Job {
  readonly number: number;
  readonly processes: readonly JobProcess[];
  readonly command: string;
  readonly waited: boolean;
  /** Its end was noticed while something else was waited for: nothing is said of it any more. */
  readonly noticed: boolean;
}
export type SavedFd = readonly [fd: number, saved: number | null];

/** One thing that the shell is in the middle of. `tested`: its failure is looked at, so that -e does not end the shell. */
export type Frame = { tested: boolean } & (
  | { f: 'script'; text: string; at: number; line: number; kind: 'main' | 'eval' | 'dot' | 'string'; name: string | null; asked?: boolean; from?: number; over?: boolean }
  | { f: 'list'; items: readonly Node[]; at: number; last: boolean }
  | { f: 'node'; node: Node; last: boolean; stage: number; subst: readonly string[]; words: readonly string[]; at: number }
  | { f: 'redirected'; saved: readonly SavedFd[] }
  | { f: 'wait'; job: number }
  | { f: 'subst'; fd: number; child: number; data: string }
  | { f: 'function'; name: string; params: readonly string[]; locals: readonly (readonly [string, Var | null])[]; optind: number; optoff: number }
  | { f: 'restore'; vars: readonly (readonly [string, Var | null])[]; commandName: string | null }
  | { f: 'dot'; params: readonly string[] | null }
  | { f: 'trap'; status: number }
  | { f: 'sleep'; until: SimTime | null }
  | { f: 'waitfor'; jobs: readonly number[] | null; status: number; any?: boolean }
  | { f: 'read'; options: ReadOptions; data: string; until: SimTime | null }
);
export type FrameOf<K extends Frame['f']> = Extract<Frame, { f: K }>;
interface ReadOptions {
  readonly names: readonly string[];
  readonly raw: boolean;
  readonly count: number | null;
  readonly delimiter: string;
  readonly fd: number;
  readonly timeoutMs: number | null;
  readonly prompt: string;
}

export interface ShellMemory {
  frames: Frame[];
  vars: Map<string, Var>;
  functions: Map<string, Node>;
  aliases: Map<string, string>;
  traps: Map<string, string>;
  /** Signals that were ignored when this shell began: no trap changes that. */
  deaf: readonly string[];
  params: readonly string[];
  arg0: string;
  /** Named in messages before the line: a builtin, or a script's file. */
  commandName: string | null;
  options: string;
  pipefail: boolean;
  status: number;
  lastPid: number;
  rootPid: number;
  parentPid: number;
  jobs: readonly Job[];
  optind: number;
  optoff: number;
  line: number;
  substStatus: number | null;
  subshell: boolean;
  /** Whether this subshell was started within a loop, which `break` then ends. */
  looping: boolean;
  /** Paths of the commands that were found along PATH, for `hash`. */
  hashed: readonly string[];
  ending: number | null;
  /** Where the descriptor of a script that is read from standard input stands; '' where it is not. */
  stdin: string | null;
}

/** A copy that may be written to, as the record in the table must not be. */
export function thaw(memory: ShellMemory): ShellMemory {
  return {
    ...memory, frames: memory.frames.map((frame) => ({ ...frame })), vars: new Map(memory.vars), functions: new Map(memory.functions), aliases: new Map(memory.aliases), traps: new Map(memory.traps),
  };
}

/** A command of the shell's own. Gives its exit status, or null where it put frames on the stack that set it later. */
export type Builtin = (sh: Shell, argv: readonly string[], tested: boolean) => number | null;

/** A shell at work. */
export interface Shell {
  readonly k: Kernel;
  readonly p: Proc;
  readonly m: ShellMemory;
  readonly builtins: ReadonlyMap<string, Builtin>;
  /** How many substitutions of the current command have been used. */
  used: number;
  /** Set where the process runs another program from now on. */
  replaced: boolean;
}

/** An error that ends what the shell is doing: the command, or the shell itself. */
export class ShellError extends Error {
  readonly status: number;
  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}
/** A command substitution whose output is not known yet. */
export class NeedsOutput extends Error {
  readonly body: Node | null;
  constructor(body: Node | null) {
    super();
    this.body = body;
  }
}

export const getVar = (sh: Shell, name: string): string | null => (name === 'FUNCNAME'
  ? functionName(sh)
  : name === 'LINENO'
    ? String(sh.m.line)
    : name === 'RANDOM' && !sh.m.vars.has('RANDOM')
      ? String(Math.floor(sh.k.plan.random() * 32_768))
      : name === 'EPOCHSECONDS' ? String(Math.floor((sh.k.s.settings.epoch + sh.k.plan.now) / 1000)) : (sh.m.vars.get(name)?.value ?? null));
const functionName = (sh: Shell): string => {
  const frame = sh.m.frames.findLast((each) => each.f === 'function');
  return frame?.f === 'function' ? frame.name : '';
};
export function setVar(sh: Shell, name: string, value: string | null, flags: { exported?: boolean; readOnly?: boolean } = {}): void {
  const before = sh.m.vars.get(name);
  if (before?.readOnly === true && value !== null) throw new ShellError(`${name}: is read only`);
  sh.m.vars.set(name, {
    value: value ?? before?.value ?? null, exported: flags.exported ?? before?.exported ?? sh.m.options.includes('a'), readOnly: flags.readOnly ?? before?.readOnly ?? false,
  });
  if (name === 'PATH') sh.m.hashed = [];
  if (name === 'OPTIND') {
    sh.m.optind = Math.max(1, Number(value) || 1);
    sh.m.optoff = -1;
  }
}
export function unsetVar(sh: Shell, name: string): void {
  if (sh.m.vars.get(name)?.readOnly === true) throw new ShellError(`${name}: is read only`);
  sh.m.vars.delete(name);
}
/** Notes where a command was found. */
export function remember(sh: Shell, name: string, path: string): void {
  if (!name.includes('/') && !sh.m.hashed.includes(path)) sh.m.hashed = [...sh.m.hashed, path];
}
/** What commands get as their environment. */
export function environ(sh: Shell): readonly string[] {
  const out: string[] = [];
  for (const [name, { value, exported }] of sh.m.vars) if (exported && value !== null) out.push(`${name}=${value}`);
  return out;
}
export const ifsOf = (sh: Shell): string => getVar(sh, 'IFS') ?? ' \t\n';
