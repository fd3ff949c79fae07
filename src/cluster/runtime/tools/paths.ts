/** Tools on names of files: readlink, realpath, basename, dirname, mktemp, truncate, mkfifo, link, unlink. */
import type { Errno } from '../../contract/kernel.ts';
import { zeros } from '../kernel/bytes.ts';
import { closeFd, openPath } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { exists, link, mkdir, mkfifo, readlink, realpath, truncate, unlink } from '../kernel/files.ts';
import { base, each, joined, missing } from './files.ts';
import { getopt } from './options.ts';
import type { Io, Tool } from './tool.ts';

/** A last name that is not there is allowed behind a slash only. Follows libbb/xreadlink.c. */
function whole(io: Io, path: string): ReturnType<typeof realpath> {
  return path.includes('/') || exists(io.k, io.p, path) ? realpath(io.k, io.p, path) : 'ENOENT';
}
const readlinkTool: Tool = (io) => {
  const opt = getopt(io, 'fnvqs');
  if (opt === null || opt.rest.length === 0) return missing(io, 'readlink [-fnv] FILE');
  let code = 0;
  for (const path of opt.rest) {
    const found = opt.has('f') ? whole(io, path) : readlink(io.k, io.p, path);
    if (isErrno(found)) code = 1;
    else io.out(('path' in found ? found.path : found.target) + (opt.has('n') ? '' : '\n'));
  }
  return code;
};
const realpathTool: Tool = (io) => (io.args.length === 0 ? missing(io, 'realpath FILE...') : each(io, io.args, (path) => {
  const found = whole(io, path);
  if (isErrno(found)) return `${path}: ${strerror(found)}`;
  io.line(found.path);
  return null;
}));
const BYTES: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512, k: 1024, K: 1024, kD: 1000, M: 1 << 20, m: 1 << 20, MD: 1e6, G: 1 << 30, g: 1 << 30 };
export function byteCount(text: string): number | null {
  const match = /^(\d+)([a-zA-Z]*)$/.exec(text.trim());
  const unit = BYTES[match?.[2] ?? '?'];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}
const truncateTool: Tool = (io) => {
  const opt = getopt(io, 'cs:');
  if (opt === null || !opt.has('s') || opt.rest.length === 0) return missing(io, 'truncate [-c] -s SIZE FILE...');
  const size = byteCount(opt.value('s') ?? '');
  if (size === null) {
    io.error(`invalid number '${opt.value('s') ?? ''}'`);
    return 1;
  }
  return each(io, opt.rest, (path) => {
    if (!exists(io.k, io.p, path)) {
      if (opt.has('c')) return null;
      const fd = openPath(io.k, io.p, path, { write: true, create: true });
      if (isErrno(fd)) return `${path}: open: ${strerror(fd)}`;
      closeFd(io.k, io.p, fd);
    }
    const failed = truncate(io.k, io.p, path, (data) => {
      return size <= data.length ? data.slice(0, size) : data + zeros(size - data.length);
    });
    return failed === null ? null : `${path}: ${strerror(failed)}`;
  });
};
const mktemp: Tool = (io) => {
  const opt = getopt(io, 'dqtup:');
  if (opt === null) return 1;
  const folder = opt.value('p') ?? io.env('TMPDIR') ?? '/tmp';
  const template = opt.rest[0] ?? 'tmp.XXXXXX';
  const path = opt.rest[0] === undefined || opt.has('p') || opt.has('t') ? joined(folder, template) : template;
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const name = path.replace(/X{6,}$/, (xs) => [...xs].map(() => letters[Math.floor(io.k.plan.random() * letters.length)]).join(''));
  const failed = !/X{6}$/.test(path) ? 'EINVAL' : opt.has('d') ? mkdir(io.k, io.p, name, 0o700) : createFile(io, name);
  if (failed !== null) {
    if (!opt.has('q')) io.error(strerror(failed));
    return 1;
  }
  io.line(name);
  return 0;
};
function createFile(io: Io, path: string): Errno | null {
  const fd = openPath(io.k, io.p, path, { write: true, create: true, exclusive: true, mode: 0o600 });
  if (isErrno(fd)) return fd;
  closeFd(io.k, io.p, fd);
  return null;
}
const basename: Tool = (io) => {
  const opt = getopt(io, 'as:', { ordered: true });
  if (opt === null) return 1;
  const several = opt.has('a') || opt.has('s');
  if (several) {
    for (const each of opt.rest) io.line(withoutSuffix(base(each), opt.value('s')));
    return 0;
  }
  const [path, suffix] = opt.rest;
  if (path === undefined || opt.rest.length > 2) return missing(io, 'basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...');
  io.line(withoutSuffix(base(path), suffix));
  return 0;
};
const withoutSuffix = (name: string, suffix: string | undefined): string => (suffix !== undefined && suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name);
const dirname: Tool = (io) => {
  const [path] = io.args;
  if (path === undefined || io.args.length > 1) return missing(io, 'dirname FILENAME');
  const bare = path.replace(/(.)\/+$/, '$1');
  const at = bare.lastIndexOf('/');
  io.line(at < 0 ? '.' : bare.slice(0, at).replace(/\/+$/, '') || '/');
  return 0;
};
const mkfifoTool: Tool = (io) => each(io, io.args.filter((arg) => !arg.startsWith('-')), (path) => {
  const failed = mkfifo(io.k, io.p, path);
  return failed === null ? null : `${path}: ${strerror(failed)}`;
});
const mknod: Tool = (io) => {
  const opt = getopt(io, 'm:');
  const [path, type] = opt?.rest ?? [];
  if (opt === null || path === undefined || type === undefined) return missing(io, 'mknod [-m MODE] NAME TYPE [MAJOR MINOR]');
  const failed = type === 'p' ? mkfifo(io.k, io.p, path) : 'EPERM';
  if (failed === null) return 0;
  io.error(`${path}: ${strerror(failed)}`);
  return 1;
};
const linkTool: Tool = (io) => {
  const [from = '', to] = io.args;
  if (to === undefined) return missing(io, 'link FILE LINK');
  const failed = link(io.k, io.p, from, to);
  if (failed === null) return 0;
  io.error(`can't create link '${to}' to '${from}': ${strerror(failed)}`);
  return 1;
};
const unlinkTool: Tool = (io) => each(io, io.args, (path) => {
  const failed = unlink(io.k, io.p, path);
  return failed === null ? null : `can't remove file '${path}': ${strerror(failed)}`;
});
export const pathTools: Readonly<Record<string, Tool>> = {
  readlink: readlinkTool, realpath: realpathTool, truncate: truncateTool, mktemp, basename, dirname, mkfifo: mkfifoTool, mknod, link: linkTool, unlink: unlinkTool,
};
