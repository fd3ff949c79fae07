/** find: a walk over folders, and an expression that says what is to be done with each file. */
import { byText } from '../../../base/order.ts';
import type { Errno, Inode } from '../../contract/kernel.ts';
import { epochNow } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { readdir, rmdir, unlink } from '../kernel/files.ts';
import { matches } from '../shell/pattern.ts';
import { inodeNumber, linksOf, sizeOf, subfolders } from './ls.ts';
import { changeMode } from './modes.ts';
import { compile } from './regex.ts';
import type { Io, Tool } from './tool.ts';
import { groupId, userId } from './users.ts';

interface Place {
  readonly path: string;
  readonly inode: Inode;
  readonly depth: number;
}
/** What an expression of find says of a file; `prune` stops the descent. */
type Test = (place: Place) => boolean;
class Wrong extends Error {}
const KINDS: Readonly<Record<string, string>> = { f: 'file', d: 'dir', l: 'link', p: 'fifo', c: 'device', b: 'block', s: 'socket' };
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
  private count(name: string): number {
    const value = this.value(name);
    if (!/^\d+$/.test(value)) throw new Wrong(`invalid number '${value}'`);
    return Number(value);
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
      case '-type': { const type = this.value(name); const kind = KINDS[type];
        if (kind === undefined) throw new Wrong(`invalid argument '${type}' to '-type'`);
        return (place) => place.inode.kind === kind; }
      case '-size': {
        const text = this.value(name);
        const unit = ({ c: 1, k: 1024, b: 512, w: 2, M: 1 << 20, G: 1 << 30 } as Record<string, number>)[text.slice(-1)] ?? 512;
        return this.compared(text, (place) => sizeOf(place.inode), unit);
      }
      case '-empty': return (place) => (place.inode.kind === 'file' ? place.inode.data === '' : place.inode.kind === 'dir' && place.inode.entries.size === 0);
      case '-perm': { const text = this.value(name); const plain = text.replace(/^[-/+]/, ''); const bits = changeMode(plain, { kind: 'file', mode: 0 } as Inode, 0);
        if (bits === null) throw new Wrong(`invalid mode '${plain}'`); return (place) => (text.startsWith('-')
          ? (place.inode.mode & bits) === bits
          : text.startsWith('/') || text.startsWith('+') ? (place.inode.mode & bits) !== 0 : place.inode.mode === bits); }
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
      case '-executable': return (place) => (place.inode.mode & 0o111) !== 0;
      case '-prune': return () => (this.pruned = true);
      case '-maxdepth': this.maxDepth = this.count(name); return () => true;
      case '-mindepth': this.minDepth = this.count(name); return () => true;
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
/** How far a walk has come: its commands may take away what they are shown, so no folder is read twice and no file is looked at again. */
interface Walked {
  readonly done: readonly string[];
  readonly folders: readonly (readonly [path: string, names: readonly string[]])[];
  readonly batches: readonly (readonly string[])[];
  readonly code: number;
  /** What a command is run for: it may be gone by then. */
  readonly at: Place;
}
class Walk {
  code: number;
  private readonly done: Set<string>;
  private readonly folders: Map<string, readonly string[]>;
  private readonly at: Place | undefined;
  constructor(private readonly io: Io, private readonly expression: Expression, private readonly test: Test) {
    const { done = [], folders = [], batches = [], code = 0, at } = (io.reached ?? {}) as Partial<Walked>;
    this.done = new Set(done);
    this.folders = new Map(folders);
    this.code = code;
    this.at = at;
    expression.batches.forEach((batch, i) => batch.paths.push(...(batches[i] ?? [])));
  }
  visit(path: string, depth: number): void {
    const { expression } = this;
    if (!this.done.has(path) && !this.folders.has(path)) {
      const inode = this.stat(path);
      if (isErrno(inode)) return this.failed(path, inode);
      expression.pruned = false;
      if (!expression.depthFirst) this.look({ path, inode, depth });
      if (inode.kind === 'dir' && depth < expression.maxDepth && !expression.pruned) this.list(path);
    }
    for (const name of this.folders.get(path) ?? []) this.visit(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
    if (!expression.depthFirst || this.done.has(path)) return;
    const inode = this.stat(path);
    if (!isErrno(inode)) this.look({ path, inode, depth });
  }
  private stat(path: string): Inode | Errno {
    return this.at?.path === path ? this.at.inode : this.io.lstat(path);
  }
  private list(path: string): void {
    const names = readdir(this.io.k, this.io.p, path);
    if (isErrno(names)) this.failed(path, names);
    else this.folders.set(path, [...names].sort(byText));
  }
  private failed(path: string, why: Errno): void {
    this.io.error(`${path}: ${strerror(why)}`);
    this.done.add(path);
    this.code = 1;
  }
  private look(place: Place): void {
    const { io, expression } = this;
    const sizes = expression.batches.map(({ paths }) => paths.length);
    io.checkpoint((): Walked => ({ done: [...this.done], folders: [...this.folders], batches: expression.batches.map(({ paths }, i) => paths.slice(0, sizes[i])), code: this.code, at: place }));
    if (place.depth >= expression.minDepth && this.test(place) && !expression.acts) io.line(place.path);
    this.done.add(place.path);
  }
}
export const find: Tool = (io) => {
  const args = io.args.filter((arg, i) => !(i < 2 && /^-[HL]$/.test(arg)));
  const first = args.findIndex((arg) => /^[-(!]/.test(arg) && arg !== '-');
  const roots = first < 0 ? args : args.slice(0, first);
  const expression = new Expression(io, first < 0 ? [] : args.slice(first));
  let code = 0;
  try {
    const test = expression.parse();
    const walk = new Walk(io, expression, test);
    for (const root of roots.length === 0 ? ['.'] : roots) walk.visit(root, 0);
    code = walk.code;
    for (const { command, paths } of expression.batches) if (paths.length > 0 && io.run([...command, ...paths]).code !== 0) code = 1;
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    if (error.message === '') return code;
    io.error(error.message);
    return 1;
  }
  return code;
};
