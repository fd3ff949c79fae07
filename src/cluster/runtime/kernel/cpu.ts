/**
 * The CPU that a container's processes take: every turn costs something, and what computes on is charged for its whole slice.
 * A meter closes a window every 15 s, as metrics-server asks, while there is something to see; an idle container has no timer.
 */
import { after } from '../../../model/time.ts';
import type { ContainerId } from '../../contract/ids.ts';
import type { Process } from '../../contract/kernel.ts';
import { ENDLESS_SLICES, STRAINED_INSTANTS, STRAINED_WINDOW_MS } from './bounds.ts';
import type { Kernel, Proc } from './context.ts';
import { nodeSize } from './growth.ts';
import { membersOf } from './process-table.ts';
import type { Container, CpuMeter } from '../state.ts';

const WINDOW_MS = 15_000;
/** What a turn costs: waking up, a few system calls, and often a new process. */
const TURN_MS = 0.25;
/** Below this much in a window (a thousandth of a core) nobody is told: what is told must be taken back when the load has gone. */
const WORTH_TELLING_MS = 15;
/** The kernel hands out CPU time in periods of 100 ms. */
export const PERIOD_MS = 100;

/** How much longer work takes for a container with a limit: with 100m a tenth of the time is its own. */
export function stretch(k: Kernel, p: Process): number {
  const limit = k.s.containers.get(p.container)?.cpuLimitMilli ?? null;
  return limit === null || limit >= 1000 ? 1 : 1000 / Math.max(1, limit);
}

/** Charges a process, and its container, for CPU time; `throttledMs` is what it had to wait for its share. */
export function charge(k: Kernel, p: Proc, ms: number, throttledMs = 0): void {
  p.cpuMs += ms;
  if (p.container === '') return;
  const before = windowed(k.s.cpu.get(p.container), k.plan.now);
  const meter = { ...before, usedMs: before.usedMs + ms, totalMs: before.totalMs + ms, throttledMs: before.throttledMs + throttledMs };
  if (before.usedMs < STRAINED_WINDOW_MS && meter.usedMs >= STRAINED_WINDOW_MS) k.s.strain.set(p.container, STRAINED_INSTANTS + 1);
  const wakes = !before.wakes && meter.usedMs >= WORTH_TELLING_MS;
  if (wakes) k.plan.wakeAt(`cpu:${p.container}`, after(meter.since, WINDOW_MS));
  k.s.cpu.set(p.container, wakes ? { ...meter, wakes } : meter);
}
export const chargeTurn = (k: Kernel, p: Proc): void => charge(k, p, TURN_MS);

/** The meter at an instant: a window that is over tells the rate. */
function windowed(meter: CpuMeter | undefined, now: CpuMeter['since']): CpuMeter {
  if (meter === undefined) return { since: now, usedMs: 0, milli: 0, told: 0, totalMs: 0, throttledMs: 0, wakes: false };
  const length = now - meter.since;
  return length < WINDOW_MS ? meter : { ...meter, since: now, usedMs: 0, milli: Math.round((1000 * meter.usedMs) / length) };
}

/** The end of a window: told of where the rate is another by a tenth; the next one is watched while there is load. */
export function closeWindow(k: Kernel, id: ContainerId): void {
  const before = k.s.cpu.get(id);
  if (before === undefined) return;
  const meter = windowed(before, k.plan.now);
  const tells = Math.abs(meter.milli - meter.told) > Math.max(1, meter.told / 10);
  const wakes = meter.milli * WINDOW_MS >= 1000 * WORTH_TELLING_MS;
  k.s.cpu.set(id, { ...meter, told: tells ? meter.milli : meter.told, wakes });
  if (tells) k.s.changed.add(id);
  if (wakes) k.plan.wakeAt(`cpu:${id}`, after(k.plan.now, WINDOW_MS));
  else for (const table of [k.s.strain, k.s.paced]) table.delete(id);
}

/** Thousandths of a core that a container takes now, as far as its limit and its node let it. */
export function cpuOf(k: Kernel, container: Container): number {
  const members = membersOf(k, container.pidNamespace).filter((process) => process.container === container.id);
  const [first] = members;
  const most = first === undefined ? 1000 : nodeSize(k, first).cpus * 1000;
  const computing = members.filter((process) => process.busy > 1).length;
  const endless = members.some((process) => process.busy > ENDLESS_SLICES) || (k.s.strain.get(container.id) ?? 0) > STRAINED_INSTANTS;
  // A server at rest still has its timers.
  const resting = members.filter((process) => process.program !== 'sleep' && process.program !== 'sh' && process.program !== 'pause').length;
  const wanted = Math.max(1000 * Math.max(computing, endless ? 1 : 0), windowed(k.s.cpu.get(container.id), k.plan.now).milli, resting);
  return Math.min(wanted, most, container.cpuLimitMilli ?? most);
}
/** What /sys/fs/cgroup/cpu.stat tells, in milliseconds. */
export function cpuStat(k: Kernel, container: Container | undefined): { readonly totalMs: number; readonly throttledMs: number; readonly throttled: number } {
  const { totalMs, throttledMs } = windowed(container === undefined ? undefined : k.s.cpu.get(container.id), k.plan.now);
  const waits = Math.max(1, PERIOD_MS - (container?.cpuLimitMilli ?? 0) / 10);
  return { totalMs, throttledMs, throttled: Math.round(throttledMs / waits) };
}
