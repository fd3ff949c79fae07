/** $(...): a subshell whose output is gathered before the words that it stands in are expanded again. */
import type { Turn } from '../kernel/context.ts';
import { bindFd, closeFd, makePipe, readFd, waitFor } from '../kernel/descriptors.ts';
import { processOf } from '../kernel/process-table.ts';
import { waitChild } from '../kernel/processes.ts';
import type { Node } from './ast.ts';
import { forkShell } from './jobs.ts';
import type { FrameOf, Shell } from './memory.ts';

export function startSubstitution(sh: Shell, body: Node | null): void {
  const pipe = makePipe(sh.k);
  const fds = sh.p.fds.with(1, pipe.write);
  const fd = bindFd(sh.k, sh.p, pipe.read, null, 10);
  const child = forkShell(sh, body, false, fds, sh.m.options.replace('e', ''));
  sh.m.frames.push({ f: 'subst', tested: false, fd, child, data: '' });
}
const MAX_OUTPUT = 16 << 20;

export function collectOutput(sh: Shell, frame: FrameOf<'subst'>): Turn | null {
  const { k, p, m } = sh;
  for (;;) {
    const part = readFd(k, p, frame.fd, 1 << 20);
    if (part === 'EAGAIN') return { turn: 'wait', on: [waitFor(k, p, frame.fd)] };
    if (typeof part === 'string' || part.data === '' || frame.data.length > MAX_OUTPUT) break;
    frame.data += part.data;
  }
  const child = waitChild(k, p, frame.child);
  if (child === null && processOf(k, frame.child) !== undefined) return { turn: 'wait', on: [`child:${p.id}`] };
  closeFd(k, p, frame.fd);
  m.frames.pop();
  m.substStatus = child?.exit?.code ?? m.substStatus ?? 0;
  const below = m.frames[m.frames.length - 1];
  if (below?.f === 'node') below.subst = [...below.subst, frame.data];
  return null;
}
