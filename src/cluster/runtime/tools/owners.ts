/** chmod, chown, chgrp. */
import { isErrno, strerror } from '../kernel/errno.ts';
import { chmod, chown, readdir } from '../kernel/files.ts';
import { joined, missing } from './files.ts';
import { changeMode, modeText } from './modes.ts';
import { getopt } from './options.ts';
import type { Io, Tool } from './tool.ts';
import { groupId, mainGroup, userId, userName } from './users.ts';

/** chmod and chown on whole trees with -R. */
function walk(io: Io, path: string, recursive: boolean, step: (path: string) => string | null): number {
  const wrong = step(path);
  if (wrong !== null) io.error(wrong);
  let code = wrong === null ? 0 : 1;
  const inode = io.lstat(path);
  if (recursive && !isErrno(inode) && inode.kind === 'dir') {
    const names = readdir(io.k, io.p, path);
    if (!isErrno(names)) for (const name of names) code = Math.max(code, walk(io, joined(path, name), true, step));
  }
  return code;
}
const chmodTool: Tool = (io) => {
  const recursive = /^-[Rcvf]*R/.test(io.args[0] ?? '');
  const flags = /^-[Rcvf]+$/.test(io.args[0] ?? '') ? (io.args[0] ?? '') : '';
  const args = flags !== '' ? io.args.slice(1) : io.args;
  const [mode, ...paths] = args;
  if (mode === undefined || paths.length === 0) return missing(io, 'chmod [-R] MODE[,MODE]... FILE...');
  return Math.max(...paths.map((path) => walk(io, path, recursive, (at) => {
    const inode = io.stat(at);
    if (isErrno(inode)) return `${at}: ${strerror(inode)}`;
    const next = changeMode(mode, inode, io.p.umask);
    if (next === null) return `invalid mode '${mode}'`;
    const failed = chmod(io.k, io.p, at, next);
    if (failed === null && (flags.includes('v') || (flags.includes('c') && next !== inode.mode))) io.line(`mode of '${at}' changed to ${next.toString(8).padStart(4, '0')} (${modeText({ ...inode, mode: next }).slice(1)})`);
    return failed === null ? null : `${at}: ${strerror(failed)}`;
  })));
};
const owner = (groupOnly: boolean): Tool => (io) => {
  const opt = getopt(io, 'RhLHPcvf');
  const [who, ...paths] = opt?.rest ?? [];
  if (opt === null || who === undefined || paths.length === 0) return missing(io, groupOnly ? 'chgrp [-RhLHP]... GROUP FILE...' : 'chown [-RhLHP]... USER[:[GRP]] FILE...');
  const [user = '', group] = groupOnly ? ['', who] : who.split(/[:.]/);
  const uid = user === '' ? null : userId(io, user);
  // `user:` alone stands for the user's own group.
  const gid = group === undefined ? null : group === '' ? (uid === null ? null : mainGroup(io, userName(io, uid) ?? '')) : groupId(io, group);
  if (user !== '' && uid === null) {
    io.error(`unknown user ${user}`);
    return 1;
  }
  if (group !== undefined && group !== '' && gid === null) {
    io.error(groupOnly ? `unknown group ${group}` : `unknown user/group ${who}`);
    return 1;
  }
  return Math.max(...paths.map((path) => walk(io, path, opt.has('R'), (at) => {
    const failed = chown(io.k, io.p, at, uid, gid, opt.has('h') ? 'nofollow' : 'follow');
    const inode = io.stat(at);
    if (failed === null && opt.has('v') && !isErrno(inode)) io.line(`changed ownership of '${at}' to ${inode.uid}:${inode.gid}`);
    return failed === null ? null : `${at}: ${strerror(failed)}`;
  })));
};

export const ownerTools: Readonly<Record<string, Tool>> = { chmod: chmodTool, chown: owner(false), chgrp: owner(true) };
