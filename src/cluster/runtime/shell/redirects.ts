/** Redirections: what was there is kept above descriptor 10 until they are taken back. */
import type { Errno } from '../../contract/kernel.ts';
import { addOpen, addRef, APPEND, bindFd, closeFd, openFile, READ, WRITE } from '../kernel/descriptors.ts';
import type { OpenMode } from '../kernel/descriptors.ts';
import { strerror } from '../kernel/errno.ts';
import { stat } from '../kernel/files.ts';
import type { Redirect } from './ast.ts';
import { expandText } from './expand.ts';
import { ShellError } from './memory.ts';
import type { SavedFd, Shell } from './memory.ts';

interface Target {
  readonly redirect: Redirect;
  readonly text: string;
}
/** The names and texts of redirections, expanded. */
export function expandRedirects(sh: Shell, redirects: readonly Redirect[]): readonly Target[] {
  return redirects.map((redirect) => ({ redirect, text: redirect.op === '<<' ? redirect.word.map((part) => (part.p === 'text' ? part.text : expandText(sh, [part], false))).join('') : expandText(sh, redirect.word) }));
}

/** What was there before is kept above what scripts use. */
const SAVED_FROM = 200;
/** Carries redirections out; gives what to put back. A failure is thrown with everything put back. */
export function redirect(sh: Shell, targets: readonly Target[], keep = true): readonly SavedFd[] {
  const saved: SavedFd[] = [];
  try {
    for (const target of targets) apply(sh, target, saved, keep);
  } catch (error) {
    restore(sh, saved);
    throw error;
  }
  return saved;
}
function save(sh: Shell, fd: number, saved: SavedFd[], keep: boolean): void {
  if (!keep || saved.some(([at]) => at === fd)) return;
  const open = sh.p.fds.get(fd);
  saved.push([fd, open === undefined ? null : bindFd(sh.k, sh.p, open, null, SAVED_FROM)]);
}
function apply(sh: Shell, target: Target, saved: SavedFd[], keep: boolean): void {
  const { redirect: { op, fd }, text } = target;
  if (op === '>&' || op === '<&') {
    if (text === '-') {
      save(sh, fd, saved, keep);
      closeFd(sh.k, sh.p, fd);
      return;
    }
    const from = sh.p.fds.get(Number(text));
    if (!/^\d+$/.test(text)) throw new ShellError('bad fd number');
    if (from === undefined || Number(text) >= SAVED_FROM) throw new ShellError(`${text}: ${strerror('EBADF')}`, 1);
    put(sh, from, fd, saved, keep);
    return;
  }
  const open = op === '<<' ? hereDocument(sh, text) : openTarget(sh, op, text);
  put(sh, open, fd, saved, keep);
  if (op === '&>') put(sh, open, 2, saved, keep);
}
function put(sh: Shell, open: number, fd: number, saved: SavedFd[], keep: boolean): void {
  addRef(sh.k, open, 1);
  save(sh, fd, saved, keep);
  bindFd(sh.k, sh.p, open, fd);
  addRef(sh.k, open, -1);
}
function hereDocument(sh: Shell, data: string): number {
  return addOpen(sh.k, { refs: 0, on: 'file', file: { kind: 'file', data, links: 1, mode: 0o600, uid: 0, gid: 0, mtime: 0, fs: '' }, path: 'pipe:', readable: true, writable: false, append: false, offset: 0, limit: null });
}
function openTarget(sh: Shell, op: Redirect['op'], path: string): number {
  const existing = op === '>' && sh.m.options.includes('C') ? stat(sh.k, sh.p, path) : null;
  if (existing !== null && typeof existing !== 'string' && existing.kind === 'file') throw new ShellError(`can't create ${path}: ${strerror('EEXIST')}`, 1);
  const how: OpenMode = op === '<' ? READ : op === '<>' ? { read: true, write: true, create: true } : op === '>>' ? APPEND : WRITE;
  const open = openFile(sh.k, sh.p, path, how);
  if (typeof open !== 'string') return open;
  throw new ShellError(how.write === true ? `can't create ${path}: ${reason(open, 'nonexistent directory')}` : `can't open ${path}: ${reason(open, 'no such file')}`, 1);
}
export const reason = (error: Errno, missing: string): string => (error === 'ENOENT' || error === 'ENOTDIR' ? missing : strerror(error));

export function restore(sh: Shell, saved: readonly SavedFd[]): void {
  for (const [fd, kept] of [...saved].reverse()) {
    const open = kept === null ? undefined : sh.p.fds.get(kept);
    if (sh.p.fds.has(fd)) closeFd(sh.k, sh.p, fd);
    if (kept === null || open === undefined) continue;
    bindFd(sh.k, sh.p, open, fd);
    closeFd(sh.k, sh.p, kept);
  }
}
/** Redirections of `exec`: they stay. */
export function dropSaved(sh: Shell, saved: readonly SavedFd[]): void {
  for (const [, kept] of saved) if (kept !== null) closeFd(sh.k, sh.p, kept);
}
