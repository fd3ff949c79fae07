/** Where an exec's output goes: to the client's stream, and to whoever asks for it when it is done (probes, hooks). */
import { fromBytes } from './bytes.ts';
import type { Kernel } from './context.ts';

const KEPT_BYTES = 10_240;

export function execOutput(k: Kernel, id: number, channel: 'stdout' | 'stderr', data: string): number {
  const exec = k.s.execs.get(id);
  if (exec === undefined) return data.length;
  if (exec.stream !== null) k.plan.stream(exec.stream, { channel, data: fromBytes(data) });
  else if (exec.output.length < KEPT_BYTES) k.s.execs.set(id, { ...exec, output: (exec.output + data).slice(0, KEPT_BYTES) });
  return data.length;
}
