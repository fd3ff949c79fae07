/** The life of a process: fork, exec, exit, and being waited for. */
import type { Descriptors, Errno, Process } from '../../contract/kernel.ts';
import { programOf } from './bytes.ts';
import { bounded, MAX_PROCESSES } from './bounds.ts';
import { forgetWait, makeReady, markChanged, nextSerial, notify } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { addRef, closeFd, dropOpen } from './descriptors.ts';
import { FdTable } from './fd-table.ts';
import { find, may } from './paths.ts';
import { membersOf, processOf, update } from './process-table.ts';

/** Go's threads of runc take the five numbers after a container's or an exec's first process. */
const RUNC_THREADS = 5;

export function nextPid(k: Kernel, namespace: string, id: number, by: 'fork' | 'runc'): number {
  const before = k.s.pidNamespaces.get(namespace) ?? { next: 1, members: [] };
  k.s.pidNamespaces.set(namespace, { next: before.next + 1 + (by === 'runc' ? RUNC_THREADS : 0), members: before.members.concat(id) });
  return before.next;
}

interface Birth {
  readonly argv?: readonly string[];
  readonly program?: string;
  readonly memory: unknown;
  readonly fds?: Descriptors;
}
/** A child with the parent's files; gives its number. EAGAIN where the container has too many already. */
export function fork(k: Kernel, p: Proc, birth: Birth): number | Errno {
  const container = k.s.containers.get(p.container);
  if (container !== undefined && container.processes >= MAX_PROCESSES) {
    bounded(k, p.container, 'processes', `more than ${MAX_PROCESSES} processes in one container: no further ones are started`);
    return 'EAGAIN';
  }
  const id = nextSerial(k);
  const fds = birth.fds ?? p.fds;
  for (const open of fds.values()) addRef(k, open, 1);
  k.s.processes.set(id, {
    ...p, id, pid: nextPid(k, p.pidNamespace, id, 'fork'), parent: p.id, fds, program: birth.program ?? p.program, argv: birth.argv ?? p.argv,
    memory: birth.memory, unwritten: [], wait: null, state: 'running', pending: [], startedAt: k.plan.now, exit: null, busy: 0, cpuMs: 0, leads: null,
  });
  count(k, p, 1);
  makeReady(k, id);
  return id;
}
function count(k: Kernel, p: Process, by: number): void {
  const container = k.s.containers.get(p.container);
  if (container !== undefined) k.s.containers.set(container.id, { ...container, processes: container.processes + by });
  markChanged(k, p);
}
/** Counts a process that was put into the table from outside: a container's or an exec's first one. */
export const countBorn = (k: Kernel, p: Process): void => count(k, p, 1);

/** Where a command is found: as a path, or along PATH. */
export function lookPath(k: Kernel, p: Proc, command: string, path: string): { readonly path: string } | Errno {
  if (command.includes('/')) return { path: command };
  let error: Errno = 'ENOENT';
  for (const folder of path.split(':')) {
    const at = `${folder === '' ? '.' : folder}/${command}`;
    const spot = find(k, p, at);
    if (typeof spot === 'string') {
      if (spot !== 'ENOENT' && spot !== 'ENOTDIR') error = spot;
    } else if (spot.inode.kind === 'file') {
      if (may(p, spot.inode, 1)) return { path: at };
      error = 'EACCES';
    }
  }
  return error;
}

const MAX_INTERPRETERS = 4;
/** Runs a file in place of what the process runs: a program of an image, or a script by its first line. */
export function execve(k: Kernel, p: Proc, path: string, argv: readonly string[], env: readonly string[], depth = 0): Errno | null {
  const spot = find(k, p, path);
  if (typeof spot === 'string') return spot;
  if (spot.inode.kind !== 'file' || !may(p, spot.inode, 1)) return 'EACCES';
  const program = programOf(spot.inode.data);
  if (program !== null) return become(k, p, program, argv, env);
  const line = /^#![ \t]*([^ \t\n]+)(?:[ \t]+([^\n]*?))?[ \t]*(?:\n|$)/.exec(spot.inode.data.slice(0, 256));
  if (line === null || depth > MAX_INTERPRETERS) return 'ENOEXEC';
  const [, interpreter = '', argument] = line;
  return execve(k, p, interpreter, [interpreter, ...(argument === undefined || argument === '' ? [] : [argument]), path, ...argv.slice(1)], env, depth + 1);
}
function become(k: Kernel, p: Proc, file: string, argv: readonly string[], env: readonly string[]): Errno | null {
  const name = file === 'busybox' ? applet(k, argv) : file;
  const program = k.programs.get(name);
  if (program === undefined) return 'ENOEXEC';
  for (const fd of p.fds.keys()) if (fd >= 10) closeFd(k, p, fd);
  Object.assign(p, { program: name, argv, env, caught: program.catches ?? [], pending: [], memoryBytes: program.memoryBytes });
  p.memory = program.start(k, p);
  markChanged(k, p);
  return null;
}

/** busybox is all of its tools: the name that it is called by decides, or its first argument. */
function applet(k: Kernel, argv: readonly string[]): string {
  const name = (argv[0] ?? '').replace(/^.*\//, '').replace(/^-/, '');
  return k.programs.has(name) && name !== 'nginx' ? name : 'busybox';
}

/** The end of a process: its files are closed, its children go to process 1, its parent is told. */
export function finish(k: Kernel, p: Proc, code: number, signal: string): void {
  p.exit = { code, signal };
  p.state = 'zombie';
  forgetWait(k, p);
  p.wait = null;
  p.unwritten = [];
  const fds = p.fds;
  p.fds = FdTable.none;
  for (const open of fds.values()) dropOpen(k, open);
  k.plan.cancel(`p${p.id}`);
  notify(k, `ended:${p.id}`);
  count(k, p, -1);
  for (const child of membersOf(k, p.pidNamespace)) {
    if (child.parent !== p.id) continue;
    if (child.state === 'zombie') reap(k, child);
    else update(k, child.id, { parent: 0 });
  }
  const parent = p.parent === 0 ? undefined : processOf(k, p.parent);
  if (parent === undefined || parent.state === 'zombie' || p.leads !== null) reap(k, p);
  else notify(k, `child:${p.parent}`);
}

/** Takes an ended process out of the table. */
function reap(k: Kernel, process: Process): void {
  k.s.processes.delete(process.id);
  const namespace = k.s.pidNamespaces.get(process.pidNamespace);
  const members = namespace?.members.filter((id) => id !== process.id) ?? [];
  // A call from a node has a namespace of its own, which ends with it.
  if (members.length === 0 && process.pidNamespace.startsWith('caller:')) k.s.pidNamespaces.delete(process.pidNamespace);
  else if (namespace !== undefined) k.s.pidNamespaces.set(process.pidNamespace, { ...namespace, members });
}

/** A child that has ended: the named one, or any (null). */
export function waitChild(k: Kernel, p: Proc, child: number | null): Process | null {
  for (const process of membersOf(k, p.pidNamespace)) {
    if (process.parent !== p.id || process.state !== 'zombie' || (child !== null && process.id !== child)) continue;
    reap(k, process);
    return process;
  }
  return null;
}
