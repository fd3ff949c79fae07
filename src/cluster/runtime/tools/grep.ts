/** grep, egrep, fgrep. */
import { isErrno, strerror } from '../kernel/errno.ts';
import { readdir } from '../kernel/files.ts';
import { getopt, linesOf, usage } from './options.ts';
import { compile } from './regex.ts';
import { isWord } from './back-references.ts';
import type { Regex } from './back-references.ts';
import type { Io, Tool } from './tool.ts';

export const grep: Tool = (io) => {
  const opt = getopt(io, 'HhnlLoqvsrRiwxFEm:A:B:C:e:f:cX', { long: { color: 'X' } });
  if (opt === null) return 2;
  const rest = [...opt.rest];
  const patterns = [...opt.values('e')];
  for (const file of opt.values('f')) {
    const data = io.input(file);
    if (data === null) return 2;
    patterns.push(...linesOf(data));
  }
  if (patterns.length === 0 && !opt.has('f')) {
    const first = rest.shift();
    if (first === undefined) {
      usage(io, 'grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...');
      return 2;
    }
    patterns.push(...first.split('\n'));
  }
  const regexes: Regex[] = [];
  for (const pattern of patterns) {
    const fixed = opt.has('F') || io.name === 'fgrep';
    const made = compile(fixed ? pattern.replace(/[.[\]{}()*+?^$|\\]/g, '\\$&') : pattern, { extended: fixed || opt.has('E') || io.name === 'egrep', ignoreCase: opt.has('i') });
    if (!made.ok) {
      io.error(`bad regex '${pattern}': ${made.error}`);
      return 2;
    }
    regexes.push(made.regex);
  }
  return search(io, regexes, rest, { has: (flag) => opt.has(flag), number: (flag) => (opt.value(flag) === undefined ? null : Number(opt.value(flag))) });
};
interface Flags {
  has(flag: string): boolean;
  number(flag: string): number | null;
}
interface Found {
  readonly start: number;
  readonly end: number;
}
function matchIn(regexes: readonly Regex[], line: string, from: number, flags: Flags): Found | null {
  let best: Found | null = null;
  for (const regex of regexes) {
    for (let at = from; at <= line.length; ) {
      const found = regex.exec(line, at);
      if (found === null) break;
      const whole = !flags.has('x') || (found.start === 0 && found.end === line.length);
      const word = !flags.has('w') || (!isWord(line[found.start - 1]) && !isWord(line[found.end]));
      if (whole && word) {
        if (best === null || found.start < best.start || (found.start === best.start && found.end > best.end)) best = found;
        break;
      }
      at = found.start + 1;
    }
  }
  return best;
}

function search(io: Io, regexes: readonly Regex[], operands: readonly string[], flags: Flags): number {
  const recursive = flags.has('r') || flags.has('R');
  const names = recursive ? (operands.length === 0 ? ['.'] : operands).flatMap((path) => walk(io, path, operands.length === 0)) : operands.length === 0 ? ['-'] : operands;
  const titled = flags.has('H') || (!flags.has('h') && (names.length > 1 || (recursive && operands.length > 0 && names[0] !== operands[0])));
  let matched = false;
  let listed = false;
  let failed = false;
  for (const path of names) {
    const file = path === '-' ? io.lines() : io.read(path);
    if (isErrno(file)) {
      if (file === 'EISDIR') continue;
      if (!flags.has('s')) io.error(`${path}: ${strerror(file)}`);
      failed = true;
      continue;
    }
    const hit = inFile(io, regexes, path, file.data, flags, titled, path !== '-' || !('ended' in file) || file.ended === true);
    if (hit) matched = true;
    else listed = true;
    if (hit && flags.has('q')) {
      io.quit = true;
      return 0;
    }
  }
  return failed ? 2 : (flags.has('L') ? listed : matched) ? 0 : 1;
}
function walk(io: Io, path: string, bare: boolean): readonly string[] {
  const inode = io.lstat(path);
  if (isErrno(inode) || inode.kind !== 'dir') return [path];
  const names = readdir(io.k, io.p, path);
  return isErrno(names) ? [path] : names.flatMap((name) => walk(io, bare ? name : `${path.replace(/\/$/, '')}/${name}`, false));
}

function inFile(io: Io, regexes: readonly Regex[], path: string, data: string, flags: Flags, titled: boolean, ended: boolean): boolean {
  const name = path === '-' ? '(standard input)' : path;
  const lines = linesOf(data);
  const before = flags.number('B') ?? flags.number('C') ?? 0;
  const after = flags.number('A') ?? flags.number('C') ?? 0;
  const most = flags.number('m') ?? Infinity;
  let complete = ended;
  let count = 0;
  let shown = -1;
  let trailing = 0;
  const print = (index: number, mark: string, text: string): void => {
    io.line(`${titled ? `${name}${mark}` : ''}${flags.has('n') ? `${index + 1}${mark}` : ''}${text}`);
    shown = index;
  };
  const quiet = flags.has('q') || flags.has('c') || flags.has('l') || flags.has('L');
  for (const [i, line] of lines.entries()) {
    const found = matchIn(regexes, line, 0, flags);
    if ((found !== null) === flags.has('v')) {
      if (trailing > 0 && !quiet && !flags.has('o')) {
        print(i, '-', line);
        trailing -= 1;
      }
      continue;
    }
    count += 1;
    if (!quiet) {
      if (flags.has('o') && found !== null) {
        for (let at: Found | null = found; at !== null; at = matchIn(regexes, line, Math.max(at.end, at.start + 1), flags)) if (at.end > at.start) print(i, ':', line.slice(at.start, at.end));
      } else {
        const from = Math.max(shown + 1, i - before);
        if ((before > 0 || after > 0) && shown >= 0 && from > shown + 1) io.line('--');
        for (let j = from; j < i; j++) print(j, '-', lines[j] ?? '');
        print(i, ':', line);
        trailing = after;
      }
    }
    if (count >= most || flags.has('q')) {
      io.quit = path === '-' && trailing === 0;
      complete = true;
      break;
    }
  }
  if (complete && flags.has('c')) io.line(`${titled ? `${name}:` : ''}${count}`);
  if (flags.has('l') && count > 0) io.line(name);
  if (complete && flags.has('L') && count === 0) io.line(name);
  return count > 0;
}
