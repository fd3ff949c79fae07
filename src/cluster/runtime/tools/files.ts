/** Tools that make, move and remove files. */
import type { Errno, Inode } from '../../contract/kernel.ts';
import { epochNow } from '../kernel/context.ts';
import { closeFd, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { chmod, chown, exists, isDir, link, mkdir, readdir, readlink, realpath, rename, rmdir, symlink, unlink, utime } from '../kernel/files.ts';
import { print } from '../kernel/print.ts';
import { changeMode } from './modes.ts';
import { getopt, usage } from './options.ts';
import { parseDate } from './time.ts';
import type { Io, Tool } from './tool.ts';

export const base = (path: string): string => path.replace(/(.)\/+$/, '$1').replace(/^.*\/(?=.)/, '');
export const joined = (folder: string, name: string): string => `${folder.replace(/\/$/, '')}/${name}`;
/** Runs a step for each operand; a failure is told of and makes the exit code 1. */
export function each(io: Io, paths: readonly string[], step: (path: string) => string | null): number {
  let code = 0;
  for (const path of paths) {
    const wrong = step(path);
    if (wrong === null) continue;
    io.error(wrong);
    code = 1;
  }
  return code;
}
export const missing = (io: Io, text: string): number => {
  usage(io, text);
  return 1;
};

const touch: Tool = (io) => {
  const opt = getopt(io, 'cahmd:t:r:');
  if (opt === null || opt.rest.length === 0) return missing(io, 'touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...');
  const text = opt.value('d') ?? opt.value('t');
  const model = opt.value('r') === undefined ? null : io.stat(opt.value('r') ?? '');
  if (model !== null && isErrno(model)) {
    io.error(`can't stat '${opt.value('r') ?? ''}': ${strerror(model)}`);
    return 1;
  }
  const now = epochNow(io.k);
  // A date without a time is that day at the time of now: touch does not begin the day anew, as date does.
  const clock = /^\d+-\d+-\d+$/.test(text ?? '') ? now % 86_400_000 : 0;
  const read = text === undefined ? (model?.mtime ?? now) : parseDate(text, now);
  const time = read === null ? null : read + clock;
  if (time === null) {
    io.error(`invalid date '${text ?? ''}'`);
    return 1;
  }
  return each(io, opt.rest, (path) => {
    if (!exists(io.k, io.p, path) && !(opt.has('h') && !isErrno(io.lstat(path)))) {
      if (opt.has('c') || opt.has('h')) return null;
      const fd = openPath(io.k, io.p, path, { write: true, create: true });
      if (isErrno(fd)) return `${path}: ${strerror(fd)}`;
      closeFd(io.k, io.p, fd);
    }
    const failed = utime(io.k, io.p, path, time, opt.has('h') ? 'nofollow' : 'follow');
    return failed === null ? null : `${path}: ${strerror(failed)}`;
  });
};

const mkdirTool: Tool = (io) => {
  const opt = getopt(io, 'pvm:', { long: { parents: 'p', mode: 'm', verbose: 'v' } });
  if (opt === null || opt.rest.length === 0) return missing(io, 'mkdir [-m MODE] [-p] DIRECTORY...');
  return each(io, opt.rest, (path) => {
    const failed = opt.has('p') ? (makeParents(io, path)?.error ?? null) : mkdir(io.k, io.p, path);
    if (failed !== null) return `can't create directory '${path}': ${strerror(failed)}`;
    if (opt.has('v')) io.line(`created directory: '${path}'`);
    const inode = io.stat(path);
    const mode = opt.value('m') === undefined || isErrno(inode) ? null : changeMode(opt.value('m') ?? '', inode, io.p.umask);
    if (mode !== null) chmod(io.k, io.p, path, mode);
    return null;
  });
};
function makeParents(io: Io, path: string): { readonly path: string; readonly error: Errno } | null {
  const parts = path.split('/').filter((part) => part !== '');
  let at = path.startsWith('/') ? '' : '.';
  for (const part of parts) {
    at = at === '.' ? part : `${at}/${part}`;
    if (isDir(io.k, io.p, at)) continue;
    const error = mkdir(io.k, io.p, at);
    if (error !== null) return { path, error: error === 'EEXIST' ? 'ENOTDIR' : error };
  }
  return null;
}
const rmdirTool: Tool = (io) => {
  const opt = getopt(io, 'pv', { long: { parents: 'p', 'ignore-fail-on-non-empty': 'v' } });
  if (opt === null || opt.rest.length === 0) return missing(io, 'rmdir [-p] DIRECTORY...');
  return each(io, opt.rest, (path) => {
    if (/(^|\/)\.$/.test(path)) return `'${path}': ${strerror('EINVAL')}`;
    for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const failed = rmdir(io.k, io.p, at);
      if (failed !== null) return `'${at}': ${strerror(failed)}`;
      if (!opt.has('p') || !at.includes('/')) return null;
    }
  });
};

const fail = (io: Io, text: string): false => {
  io.error(text);
  return false;
};

const rm: Tool = (io) => {
  const opt = getopt(io, 'firRv', { long: { force: 'f', recursive: 'r' } });
  if (opt === null) return 1;
  if (opt.rest.length === 0) return opt.has('f') ? 0 : missing(io, 'rm [-irf] FILE...');
  const options = { recursive: opt.has('r') || opt.has('R'), force: opt.has('f'), asks: opt.has('i') && !opt.has('f'), verbose: opt.has('v') };
  let code = 0;
  for (const path of opt.rest) {
    const fine = /(^|\/)\.\.?\/*$/.test(path) ? fail(io, `can't remove '.' or '..'`) : remove(io, path, options);
    if (!fine) code = 1;
  }
  return code;
};
interface RemoveOptions {
  readonly recursive: boolean;
  readonly force: boolean;
  readonly asks: boolean;
  readonly verbose: boolean;
}
/** Whether nothing went wrong; what did is said. */
function remove(io: Io, path: string, options: RemoveOptions): boolean {
  const inode = io.lstat(path);
  if (isErrno(inode)) return (inode === 'ENOENT' && options.force) || fail(io, `can't remove '${path}': ${strerror(inode)}`);
  if (inode.kind === 'dir') return options.recursive ? removeFolder(io, path, options) : fail(io, `'${path}' is a directory`);
  if (options.asks && !asked(io, `remove '${path}'? `)) return true;
  const failed = unlink(io.k, io.p, path);
  if (failed !== null) return fail(io, `can't remove '${path}': ${strerror(failed)}`);
  if (options.verbose) io.line(`removed '${path}'`);
  return true;
}
function removeFolder(io: Io, path: string, options: RemoveOptions): boolean {
  const names = readdir(io.k, io.p, path);
  let fine = true;
  if (!isErrno(names)) for (const name of names) if (!remove(io, joined(path, name), options)) fine = false;
  const failed = rmdir(io.k, io.p, path);
  return failed === null ? fine : fail(io, `can't remove '${path}': ${strerror(failed)}`);
}

interface CopyOptions {
  readonly recursive: boolean;
  readonly preserve: boolean;
  readonly force: boolean;
  readonly keepLinks: boolean;
  readonly noClobber: boolean;
  readonly verbose: boolean;
  /** Folders that this command has made: what was copied is not copied again. */
  readonly made: Set<string>;
}
/** Whether nothing went wrong; what did is said. */
function copy(io: Io, from: string, to: string, options: CopyOptions): boolean {
  const inode = io.stat(from, options.keepLinks ? 'nofollow' : 'follow');
  if (isErrno(inode)) return fail(io, `can't stat '${from}': ${strerror(inode)}`);
  if (inode.kind !== 'dir' && options.noClobber && exists(io.k, io.p, to)) return true;
  const fine = inode.kind === 'dir' ? copyFolder(io, inode, from, to, options) : inode.kind === 'link' ? copyLink(io, inode.target, to) : copyFile(io, inode, from, to, options);
  if (fine && options.verbose) io.line(`'${from}' -> '${to}'`);
  return fine;
}
function copyFolder(io: Io, inode: Inode, from: string, to: string, options: CopyOptions): boolean {
  const { k, p } = io;
  if (!options.recursive) return fail(io, `omitting directory '${from}'`);
  const source = realpath(k, p, from);
  if (!isErrno(source) && options.made.has(source.path)) return fail(io, `recursion detected, omitting directory '${from}'`);
  if (!isDir(k, p, to)) {
    const failed = mkdir(k, p, to, inode.mode & 0o777);
    if (failed !== null) return fail(io, `can't create directory '${to}': ${strerror(failed)}`);
  }
  const target = realpath(k, p, to);
  if (!isErrno(target)) options.made.add(target.path);
  const names = readdir(k, p, from);
  if (isErrno(names)) return fail(io, `can't open '${from}': ${strerror(names)}`);
  let fine = true;
  for (const name of names) if (!copy(io, joined(from, name), joined(to, name), options)) fine = false;
  if (options.preserve) keepMarks(io, to, inode);
  return fine;
}
function copyLink(io: Io, target: string, to: string): boolean {
  unlink(io.k, io.p, to);
  const failed = symlink(io.k, io.p, target, to);
  return failed === null || fail(io, `can't create symlink '${to}': ${strerror(failed)}`);
}
function copyFile(io: Io, inode: Inode, from: string, to: string, options: CopyOptions): boolean {
  const { k, p } = io;
  const source = realpath(k, p, from);
  const target = realpath(k, p, to);
  if (!isErrno(source) && !isErrno(target) && source.path === target.path) return fail(io, `'${from}' and '${to}' are the same file`);
  const data = io.read(from);
  if (isErrno(data)) return fail(io, `can't open '${from}': ${strerror(data)}`);
  const fd = openPath(k, p, to, { ...WRITE, mode: inode.mode & 0o777 });
  if (isErrno(fd)) return fail(io, `can't create '${to}': ${strerror(fd === 'ENOENT' && to.endsWith('/') ? 'EISDIR' : fd)}`);
  const failed = print(k, p, fd, data.data);
  closeFd(k, p, fd);
  if (options.preserve) keepMarks(io, to, inode);
  return failed === null || fail(io, `write error: ${strerror(failed)}`);
}
function keepMarks(io: Io, path: string, inode: { readonly mode: number; readonly uid: number; readonly gid: number; readonly mtime: number }): void {
  chown(io.k, io.p, path, inode.uid, inode.gid);
  chmod(io.k, io.p, path, inode.mode);
  utime(io.k, io.p, path, inode.mtime);
}
/** Asks on standard error; the first letter of the answer counts. */
function asked(io: Io, question: string): boolean {
  io.rawError(`${io.name}: ${question}`);
  return /^y/i.test(io.stdin());
}
function newer(io: Io, from: string, to: string): boolean {
  const [one, other] = [io.stat(from), io.stat(to)];
  return isErrno(one) || isErrno(other) || one.mtime > other.mtime;
}
interface Target {
  readonly sources: readonly string[];
  /** Where a source goes. */
  readonly of: (from: string) => string;
}
/** What cp and mv are to take, and where to: -t names the folder, -T refuses one. Null where that has been refused. */
function targetOf(io: Io, opt: NonNullable<ReturnType<typeof getopt>>): Target | null {
  const folder = opt.value('t');
  const sources = folder === undefined ? opt.rest.slice(0, -1) : opt.rest;
  const last = folder ?? opt.rest[opt.rest.length - 1] ?? '';
  const isFolder = isDir(io.k, io.p, last);
  if (opt.has('T') && isFolder) {
    io.error(`'${last}' is a directory`);
    return null;
  }
  const into = isFolder || sources.length > 1;
  return { sources, of: (from) => (into ? joined(last, base(from)) : last) };
}
const cp: Tool = (io) => {
  const opt = getopt(io, 'adfilnprRsuvLHPTt:', { long: { archive: 'a', force: 'f', recursive: 'r' } });
  if (opt === null || opt.rest.length < (opt.has('t') ? 1 : 2)) return missing(io, 'cp [-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }');
  const recursive = opt.has('r') || opt.has('R') || opt.has('a');
  const options: CopyOptions = {
    recursive, preserve: opt.has('p') || opt.has('a'), force: opt.has('f'), keepLinks: opt.has('d') || opt.has('P') || (recursive && !opt.has('L')),
    noClobber: opt.has('n'), verbose: opt.has('v'), made: new Set(),
  };
  const target = targetOf(io, opt);
  if (target === null) return 1;
  let code = 0;
  for (const from of target.sources) {
    const to = target.of(from);
    if (opt.has('s') || opt.has('l')) {
      const failed = opt.has('s') ? symlink(io.k, io.p, from, to) : link(io.k, io.p, from, to);
      if (failed === null) continue;
      io.error(`can't create ${opt.has('s') ? 'symlink' : 'link'} '${to}': ${strerror(failed)}`);
      code = 1;
      continue;
    }
    if (opt.has('u') && !newer(io, from, to)) continue;
    if (opt.has('i') && exists(io.k, io.p, to) && !asked(io, `overwrite '${to}'? `)) continue;
    if (!copy(io, from, to, options)) code = 1;
  }
  return code;
};
const mv: Tool = (io) => {
  const opt = getopt(io, 'finvTt:');
  if (opt === null || opt.rest.length < (opt.has('t') ? 1 : 2)) return missing(io, 'mv [-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }');
  const target = targetOf(io, opt);
  if (target === null) return 1;
  return each(io, target.sources, (from) => {
    const to = target.of(from);
    if (opt.has('n') && exists(io.k, io.p, to)) return null;
    if (opt.has('i') && !opt.has('f') && exists(io.k, io.p, to) && !asked(io, `overwrite '${to}'? `)) return null;
    const failed = rename(io.k, io.p, from, to);
    if (failed === null && opt.has('v')) io.line(`'${from}' -> '${to}'`);
    if (failed === null) return null;
    if (failed !== 'EXDEV') return `can't rename '${from}': ${strerror(failed)}`;
    if (!copy(io, from, to, { recursive: true, preserve: true, force: true, keepLinks: true, noClobber: false, verbose: false, made: new Set() })) return `can't rename '${from}': ${strerror('EXDEV')}`;
    removeTree(io, from);
    return null;
  });
};
function removeTree(io: Io, path: string): void {
  const inode = io.lstat(path);
  if (isErrno(inode)) return;
  if (inode.kind !== 'dir') {
    unlink(io.k, io.p, path);
    return;
  }
  const names = readdir(io.k, io.p, path);
  if (!isErrno(names)) for (const name of names) removeTree(io, joined(path, name));
  rmdir(io.k, io.p, path);
}
const ln: Tool = (io) => {
  const opt = getopt(io, 'sfnvbTS:', { long: { symbolic: 's', force: 'f' } });
  if (opt === null || opt.rest.length === 0) return missing(io, 'ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR');
  const targets = opt.rest.length === 1 ? opt.rest : opt.rest.slice(0, -1);
  const last = opt.rest.length === 1 ? '.' : (opt.rest[opt.rest.length - 1] ?? '');
  const asLink = opt.has('n') && !isErrno(readlink(io.k, io.p, last));
  const into = isDir(io.k, io.p, last) && !opt.has('T') && !asLink;
  return each(io, targets, (target) => {
    const at = opt.rest.length === 1 ? base(target) : into ? joined(last, base(target)) : last;
    if (opt.has('T') && isDir(io.k, io.p, at)) return `'${at}' is a directory`;
    if (opt.has('f')) unlink(io.k, io.p, at);
    if (!opt.has('s') && !exists(io.k, io.p, target)) return `${target}: ${strerror('ENOENT')}`;
    if (opt.has('v')) io.line(`'${at}' -> '${target}'`);
    const failed = opt.has('s') ? symlink(io.k, io.p, target, at) : link(io.k, io.p, target, at);
    return failed === null ? null : `${at}: ${strerror(failed)}`;
  });
};

const install: Tool = (io) => {
  const opt = getopt(io, 'cdDm:o:g:sp');
  if (opt === null) return 1;
  if (opt.has('d')) return each(io, opt.rest, (path) => (makeParents(io, path) === null ? null : `can't create directory '${path}'`));
  const [from = '', to = ''] = opt.rest;
  const at = isDir(io.k, io.p, to) ? joined(to, base(from)) : to;
  if (!copy(io, from, at, { recursive: false, preserve: false, force: true, keepLinks: false, noClobber: false, verbose: false, made: new Set() })) return 1;
  chmod(io.k, io.p, at, parseInt(opt.value('m') ?? '755', 8));
  return 0;
};
export const fileTools: Readonly<Record<string, Tool>> = {
  touch, mkdir: mkdirTool, rmdir: rmdirTool, rm, cp, mv, ln, install,
};
