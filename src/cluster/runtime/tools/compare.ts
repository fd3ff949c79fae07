/** diff and tree. */
import { byText } from '../../../base/order.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { readdir } from '../kernel/files.ts';
import { getopt, linesOf, usage } from './options.ts';
import type { Io, Tool } from './tool.ts';

type Edit = { readonly op: ' ' | '-' | '+'; readonly line: string };
const MOST_LINES = 3_000;
/** The shortest way from one list of lines to another, by their longest common part. */
function edits(a: readonly string[], b: readonly string[], plain: (line: string) => string): Edit[] {
  const same = (one = '', other = ''): boolean => one === other || plain(one) === plain(other);
  let start = 0;
  while (start < a.length && start < b.length && same(a[start], b[start])) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && same(a[a.length - 1 - end], b[b.length - 1 - end])) end += 1;
  const [left, right] = [a.slice(start, a.length - end).slice(0, MOST_LINES), b.slice(start, b.length - end).slice(0, MOST_LINES)];
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) for (let j = right.length - 1; j >= 0; j--) {
    const row = table[i];
    if (row !== undefined) row[j] = same(left[i], right[j]) ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
  }
  const out: Edit[] = a.slice(0, start).map((line) => ({ op: ' ', line }));
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    if (i < left.length && j < right.length && same(left[i], right[j])) {
      out.push({ op: ' ', line: left[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= right.length || (i < left.length && (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) out.push({ op: '-', line: left[i++] ?? '' });
    else out.push({ op: '+', line: right[j++] ?? '' });
  }
  return [...out, ...a.slice(a.length - end).map((line): Edit => ({ op: ' ', line }))];
}
const CONTEXT = 3;
/** Unified hunks, as busybox prints them. */
function hunks(all: readonly Edit[], context: number): string[] {
  const out: string[] = [];
  const changed = all.flatMap((edit, i) => (edit.op === ' ' ? [] : [i]));
  for (let n = 0; n < changed.length; ) {
    const first = Math.max(0, (changed[n] ?? 0) - context);
    let last = changed[n] ?? 0;
    while (n < changed.length && (changed[n] ?? 0) <= last + 2 * context + 1) last = changed[n++] ?? 0;
    const end = Math.min(all.length, last + context + 1);
    const before = all.slice(0, first);
    const part = all.slice(first, end);
    const span = (skip: '-' | '+'): string => {
      const from = before.filter((edit) => edit.op !== skip).length + 1;
      const size = part.filter((edit) => edit.op !== skip).length;
      return size === 1 ? String(from) : `${size === 0 ? from - 1 : from},${size}`;
    };
    out.push(`@@ -${span('+')} +${span('-')} @@\n`, ...part.map((edit) => `${edit.op}${edit.line}\n`));
  }
  return out;
}
const diff: Tool = (io) => {
  const opt = getopt(io, 'abBdiNqrTstwuU:L:S:', { long: { recursive: 'r', brief: 'q' } });
  if (opt === null) return 1;
  const [first, second] = opt.rest;
  if (first === undefined || second === undefined) {
    usage(io, 'diff [-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2');
    return 1;
  }
  const compare = (one: string, other: string): number => {
    const read = (path: string): string | null => {
      if (path === '-') return io.stdin();
      const file = io.read(path);
      if (isErrno(file)) {
        if (file === 'ENOENT' && opt.has('N')) return '';
        io.error(`can't stat '${path}': ${strerror(file)}`);
        return null;
      }
      return file.data;
    };
    const [a, b] = [read(one), read(other)];
    if (a === null || b === null) return 2;
    const plain = (line: string): string => (opt.has('w') ? line.replace(/\s+/g, '') : opt.has('b') ? line.replace(/\s+/g, ' ').trimEnd() : opt.has('i') ? line.toLowerCase() : line);
    if (a === b || linesOf(a).map(plain).join('\n') === linesOf(b).map(plain).join('\n')) {
      if (opt.has('s')) io.line(`Files ${one} and ${other} are identical`);
      return 0;
    }
    if (opt.has('q')) io.line(`Files ${one} and ${other} differ`);
    else {
      const names = opt.values('L');
      io.out(`--- ${names[0] ?? one}\n+++ ${names[1] ?? other}\n${hunks(edits(linesOf(a), linesOf(b), plain), Number(opt.value('U') ?? CONTEXT)).join('')}`);
    }
    return 1;
  };
  return folders(io, first, second, opt.has('r'), compare);
};
function folders(io: Io, one: string, other: string, deep: boolean, compare: (a: string, b: string) => number): number {
  const [a, b] = [io.stat(one), io.stat(other)];
  if (isErrno(a) || isErrno(b) || a.kind !== 'dir' || b.kind !== 'dir') {
    const name = one.replace(/^.*\//, '');
    if (!isErrno(a) && !isErrno(b) && b.kind === 'dir' && a.kind !== 'dir') return compare(one, `${other}/${name}`);
    return compare(one, other);
  }
  const [left, right] = [readdir(io.k, io.p, one), readdir(io.k, io.p, other)];
  if (isErrno(left) || isErrno(right)) return 2;
  let code = 0;
  for (const name of [...new Set([...left, ...right])].sort(byText)) {
    if (!right.includes(name)) io.line(`Only in ${one}: ${name}`);
    else if (!left.includes(name)) io.line(`Only in ${other}: ${name}`);
    else {
      const inode = io.stat(`${one}/${name}`);
      if (!isErrno(inode) && inode.kind === 'dir' && !deep) {
        io.line(`Common subdirectories: ${one}/${name} and ${other}/${name}`);
        continue;
      }
      code = Math.max(code, folders(io, `${one}/${name}`, `${other}/${name}`, deep, compare));
      continue;
    }
    code = Math.max(code, 1);
  }
  return code;
}

const tree: Tool = (io) => {
  let dirs = 0;
  let files = 0;
  const walk = (path: string, prefix: string): void => {
    const names = readdir(io.k, io.p, path);
    if (isErrno(names)) return;
    const shown = [...names].filter((name) => !name.startsWith('.')).sort(byText);
    shown.forEach((name, i) => {
      const last = i === shown.length - 1;
      const inode = io.lstat(`${path}/${name}`);
      if (isErrno(inode)) return;
      io.line(`${prefix}${last ? '└── ' : '├── '}${name}${inode.kind === 'link' ? ` -> ${inode.target}` : ''}`.replace(/[└├│─]/g, (ch) => ({ '└': '\xe2\x94\x94', '├': '\xe2\x94\x9c', '─': '\xe2\x94\x80' })[ch] ?? ch));
      if (inode.kind === 'dir') {
        dirs += 1;
        walk(`${path}/${name}`, `${prefix}${last ? '    ' : '\xe2\x94\x82\xc2\xa0\xc2\xa0 '}`);
      } else files += 1;
    });
  };
  for (const path of io.args.length === 0 ? ['.'] : io.args) {
    io.line(path);
    walk(path, '');
  }
  io.line(`\n${dirs} directories, ${files} files`);
  return 0;
};
export const compareTools: Readonly<Record<string, Tool>> = { diff, tree };
