/** test, [ and [[: the grammar of busybox' coreutils/test.c. */
import { matches } from '../shell/pattern.ts';
import { compile } from './regex.ts';
import type { Inode } from '../../contract/kernel.ts';
import type { Links } from '../kernel/paths.ts';

interface TestFiles {
  stat(path: string, links: Links): Inode | null;
  /** 4 read, 2 write, 1 execute. */
  may(inode: Inode, want: number): boolean;
  isTerminal(fd: number): boolean;
  readonly uid: number;
  readonly gid: number;
}
class TestError extends Error {}
const UNARY = new Set(['-e', '-f', '-d', '-r', '-w', '-x', '-s', '-L', '-h', '-p', '-S', '-b', '-c', '-u', '-g', '-k', '-O', '-G', '-t', '-z', '-n']);
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** Gives the exit code and, for 2, the message. */
export function test(name: string, argv: readonly string[], files: TestFiles): { readonly code: number; readonly message: string } {
  let args = [...argv];
  if (name === '[' || name === '[[') {
    const close = name === '[' ? ']' : ']]';
    if (args[args.length - 1] !== close) return { code: 2, message: `missing ${close}` };
    args = args.slice(0, -1);
  }
  try {
    return { code: evaluate(args, files, name === '[[') ? 0 : 1, message: '' };
  } catch (error) {
    if (error instanceof TestError) return { code: 2, message: error.message };
    throw error;
  }
}
function evaluate(args: readonly string[], files: TestFiles, patterns: boolean): boolean {
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  if (args.length <= 4 && args[0] === '!' && !(args.length === 3 && BINARY.has(args[1] ?? ''))) return !evaluate(args.slice(1), files, patterns);
  const parser = new Parser(args, files, patterns);
  const value = parser.or();
  if (!parser.ended) throw new TestError(`${parser.next}: unknown operand`);
  return value;
}

class Parser {
  private at = 0;
  private readonly args: readonly string[];
  private readonly files: TestFiles;
  private readonly patterns: boolean;
  constructor(args: readonly string[], files: TestFiles, patterns: boolean) {
    this.args = args;
    this.files = files;
    this.patterns = patterns;
  }
  get ended(): boolean {
    return this.at >= this.args.length;
  }
  get next(): string {
    return this.args[this.at] ?? '';
  }
  or(): boolean {
    const left = this.and();
    if (this.next !== '-o' && this.next !== '||') return left;
    this.at += 1;
    const right = this.or();
    return left || right;
  }
  private and(): boolean {
    const left = this.not();
    if (this.next !== '-a' && this.next !== '&&') return left;
    this.at += 1;
    const right = this.and();
    return left && right;
  }
  private not(): boolean {
    if (this.next !== '!' || BINARY.has(this.args[this.at + 1] ?? '')) return this.primary();
    this.at += 1;
    return this.ended || !this.not();
  }
  private primary(): boolean {
    if (this.ended) throw new TestError('argument expected');
    const first = this.next;
    const second = this.args[this.at + 1];
    const compares = second !== undefined && (BINARY.has(second) || (this.patterns && second === '=~'));
    const binary = compares && this.args[this.at + 2] !== undefined;
    if (first === '(' && !binary) {
      this.at += 1;
      const value = this.or();
      if (this.next !== ')') throw new TestError('closing paren expected');
      this.at += 1;
      return value;
    }
    if (binary) {
      this.at += 3;
      return this.binary(first, second, this.args[this.at - 1] ?? '');
    }
    if (compares) throw new TestError(`${second}: argument expected`);
    if (UNARY.has(first) && second !== undefined) {
      this.at += 2;
      return this.unary(first, second);
    }
    this.at += 1;
    return first !== '';
  }
  private unary(op: string, arg: string): boolean {
    if (op === '-z') return arg === '';
    if (op === '-n') return arg !== '';
    if (op === '-t') return this.files.isTerminal(Number(integer(arg)));
    const inode = this.files.stat(arg, op === '-L' || op === '-h' ? 'nofollow' : 'follow');
    if (inode === null) return false;
    switch (op) {
      case '-f': return inode.kind === 'file';
      case '-d': return inode.kind === 'dir';
      case '-r': return this.files.may(inode, 4);
      case '-w': return this.files.may(inode, 2);
      case '-x': return this.files.may(inode, 1);
      case '-s': return inode.kind === 'file' ? inode.data.length > 0 : inode.kind === 'dir';
      case '-L': case '-h': return inode.kind === 'link';
      case '-p': return inode.kind === 'fifo';
      case '-c': return inode.kind === 'device';
      case '-u': return (inode.mode & 0o4000) !== 0;
      case '-g': return (inode.mode & 0o2000) !== 0;
      case '-k': return (inode.mode & 0o1000) !== 0;
      case '-O': return inode.uid === this.files.uid;
      case '-G': return inode.gid === this.files.gid;
      default: return op === '-e';
    }
  }
  private binary(left: string, op: string, right: string): boolean {
    switch (op) {
      case '=': case '==': return this.patterns ? matches(right, left) : left === right;
      case '!=': return this.patterns ? !matches(right, left) : left !== right;
      case '<': return left < right;
      case '>': return left > right;
      case '=~': return matchesRegex(left, right);
      case '-nt': case '-ot': case '-ef': return this.compareFiles(left, op, right);
      default: break;
    }
    const a = integer(left);
    const b = integer(right);
    switch (op) {
      case '-eq': return a === b;
      case '-ne': return a !== b;
      case '-lt': return a < b;
      case '-le': return a <= b;
      case '-gt': return a > b;
      default: return a >= b;
    }
  }
  private compareFiles(left: string, op: string, right: string): boolean {
    const a = this.files.stat(left, 'follow');
    const b = this.files.stat(right, 'follow');
    if (op === '-ef') return a !== null && a === b;
    if (a === null || b === null) return false;
    return op === '-nt' ? a.mtime > b.mtime : a.mtime < b.mtime;
  }
}
function matchesRegex(text: string, pattern: string): boolean {
  const compiled = compile(pattern, { extended: true });
  return compiled.ok && compiled.regex.test(text);
}
function integer(text: string): bigint {
  if (/^\s*[-+]?\d+\s*$/.test(text)) {
    const value = BigInt(text.trim().replace(/^\+/, ''));
    if (BigInt.asIntN(64, value) !== value) throw new TestError(`${text}: out of range`);
    return value;
  }
  throw new TestError(text === '' ? 'bad number' : `${text}: bad number`);
}
