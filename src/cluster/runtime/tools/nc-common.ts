/** What nc is told, and what both of its protocols do in the same way. */
import type { SimTime } from '../../../model/time.ts';
import type { Kernel, Proc, Turn } from '../kernel/context.ts';
import { closeFd } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { execve, lookPath } from '../kernel/processes.ts';

export interface NcMemory {
  readonly listens: boolean;
  readonly forever: boolean;
  readonly zero: boolean;
  readonly verbose: boolean;
  /** -vv: errors of the network are told, too. */
  readonly loud: boolean;
  readonly udp: boolean;
  readonly port: string;
  readonly host: string;
  readonly waitMs: number | null;
  readonly exec: readonly string[];
  readonly listener: number | null;
  readonly fd: number | null;
  readonly inputDone: boolean;
  readonly failing: { readonly message: string; readonly at: SimTime } | null;
  readonly deadline: SimTime | null;
  /** What is wrong with the command; empty where only something is missing. */
  readonly wrong: string | null;
}
export function fail(k: Kernel, p: Proc, message: string): Turn {
  if (message !== '') print(k, p, 2, `nc: ${message}\n`);
  return { turn: 'exit', code: 1 };
}
/** -e: the program gets the connection as its standard input, output and error. */
export function become(k: Kernel, p: Proc, fd: number): Turn {
  const memory = p.memory as NcMemory;
  const open = p.fds.get(fd) ?? 0;
  for (const each of [0, 1, 2]) {
    if (p.fds.has(each)) closeFd(k, p, each);
    p.fds = p.fds.with(each, open);
    const record = k.s.opens.get(open);
    if (record !== undefined) k.s.opens.set(open, { ...record, refs: record.refs + 1 });
  }
  closeFd(k, p, fd);
  const found = lookPath(k, p, memory.exec[0] ?? '', p.env.find((entry) => entry.startsWith('PATH='))?.slice(5) ?? '/bin');
  const failed = isErrno(found) ? found : execve(k, p, found.path, memory.exec, p.env);
  if (failed === null) return { turn: 'again' };
  return fail(k, p, `can't execute '${memory.exec[0] ?? ''}': ${strerror(failed)}`);
}
