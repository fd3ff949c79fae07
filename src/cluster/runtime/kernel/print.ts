/** Printing: what a process writes is queued behind what a slow reader has not taken yet. */
import type { Errno } from '../../contract/kernel.ts';
import type { Kernel, Proc } from './context.ts';
import { writeOpen } from './descriptors.ts';

/** Writes to a descriptor, now or as soon as there is room; an error is given back where it shows at once. */
export function print(k: Kernel, p: Proc, fd: number, data: string): Errno | null {
  const file = p.fds.get(fd);
  if (file === undefined) return 'EBADF';
  if (data === '') return null;
  if (p.unwritten.length > 0) {
    p.unwritten = [...p.unwritten, { file, data }];
    return null;
  }
  for (let rest = data; rest !== ''; ) {
    const taken = writeOpen(k, p, file, rest);
    if (taken === 'EAGAIN' || taken === 'EPIPE') {
      p.unwritten = [{ file, data: rest }];
      return null;
    }
    if (typeof taken === 'string') return taken;
    rest = rest.slice(taken);
  }
  return null;
}
