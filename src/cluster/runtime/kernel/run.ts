/** Runs processes until all of them wait: in order of becoming ready, each for a bounded number of instructions. */
import { after } from '../../../model/time.ts';
import { bounded, ENDLESS_REST_MS, ENDLESS_SLICES, ENDLESS_STEPS, INSTANT_REST_MS, INSTANT_STEPS, PACED_MS, PACED_STEPS, SLICE_REST_MS, SLICE_STEPS, STRAINED_INSTANTS, TURN_STEPS } from './bounds.ts';
import { forgetWait, markChanged } from './context.ts';
import type { Kernel, Proc, Turn } from './context.ts';
import { charge, chargeTurn, stretch } from './cpu.ts';
import { eventOf, writeOpen } from './descriptors.ts';
import { chargeMemory } from './oom.ts';
import { deliver, end } from './signals.ts';

export function runQueue(k: Kernel): void {
  if (k.s.instant !== k.plan.now) {
    k.s.instant = k.plan.now;
    k.s.spent.clear();
  }
  for (const id of k.s.queue) {
    k.s.queue.delete(id);
    runProcess(k, id);
  }
}

function runProcess(k: Kernel, id: number): void {
  const record = k.s.processes.get(id);
  if (record === undefined || record.state === 'zombie') return;
  const program = k.programs.get(record.program);
  if (program === undefined) throw new Error(`no program ${record.program}`);
  const p: Proc = { ...record, state: 'running' };
  k.running = p;
  let turn: Turn = { turn: 'again' };
  const steps = budget(k, p);
  let left = steps;
  while (turn.turn === 'again' && left > 0 && p.exit === null) {
    const blocked = flush(k, p);
    if (blocked !== null) turn = { turn: 'wait', on: [blocked] };
    else {
      const now: string = p.program;
      turn = (k.programs.get(now) ?? program).run(k, p, left);
      left = p.program === now && turn.turn === 'again' ? 0 : left - 1;
    }
  }
  chargeTurn(k, p);
  settle(k, p, turn, steps);
}

/** What a process may run now: less once it has been busy for long, nothing where its container used up this instant. */
function budget(k: Kernel, p: Proc): number {
  if (p.container === '') return SLICE_STEPS;
  if (p.busy > ENDLESS_SLICES) return ENDLESS_STEPS;
  const spent = spend(k, p, TURN_STEPS);
  return Math.max(0, Math.min(SLICE_STEPS, strained(k, p) ? PACED_STEPS - pace(k, p, TURN_STEPS) : INSTANT_STEPS - spent));
}
/** Counts instructions of this instant; a container that uses all of them up is under strain. */
function spend(k: Kernel, p: Proc, steps: number): number {
  const before = k.s.spent.get(p.container) ?? 0;
  const spent = before + steps;
  k.s.spent.set(p.container, spent);
  if (before <= INSTANT_STEPS && spent > INSTANT_STEPS) k.s.strain.set(p.container, (k.s.strain.get(p.container) ?? 0) + 1);
  return spent;
}
/** Instructions in the second that is on, of a container that never comes to rest. */
function pace(k: Kernel, p: Proc, steps: number): number {
  const before = k.s.paced.get(p.container);
  const now = before === undefined || k.plan.now - before.since >= PACED_MS ? { since: k.plan.now, steps } : { ...before, steps: before.steps + steps };
  k.s.paced.set(p.container, now);
  return now.steps;
}
const strained = (k: Kernel, p: Proc): boolean => (k.s.strain.get(p.container) ?? 0) > STRAINED_INSTANTS;

/** Puts the process back into the table, as its turn left it. */
function settle(k: Kernel, p: Proc, turn: Turn, steps: number): void {
  if (turn.turn === 'exit' && p.exit === null) {
    const blocked = flush(k, p);
    if (blocked !== null) {
      p.exit = null;
      p.memory = { leaving: turn.code };
      p.program = 'exit';
      turn = { turn: 'wait', on: [blocked] };
    }
  }
  k.running = null;
  k.s.processes.set(p.id, p);
  if (p.exit !== null) end(k, p, p.exit.code, p.exit.signal);
  else if (turn.turn === 'exit') end(k, p, turn.code, '');
  else if (turn.turn === 'wait') park(k, p, flush(k, p), turn);
  else rest(k, p, steps);
  if (p.container !== '') chargeMemory(k, p);
}

function park(k: Kernel, p: Proc, blocked: string | null, turn: Turn & { readonly turn: 'wait' }): void {
  const on = blocked === null ? turn.on : [...turn.on, blocked];
  forgetWait(k, p);
  const until = turn.until ?? null;
  for (const event of on) {
    const waiting = k.s.waiters.get(event) ?? [];
    if (!waiting.includes(p.id)) k.s.waiters.set(event, [...waiting, p.id]);
  }
  if (until !== null) k.plan.wakeAt(`p${p.id}`, until);
  else if (p.wait !== null && p.wait.until !== null) k.plan.cancel(`p${p.id}`);
  p.wait = { on, until };
  if (p.busy > 1) markChanged(k, p);
  p.busy = 0;
  p.state = 'sleeping';
}

/** A process that would go on computing has to wait for its next slice; one that never waits is taken for an endless loop. */
function rest(k: Kernel, p: Proc, steps: number): void {
  if (p.container !== '') spend(k, p, steps);
  if (strained(k, p)) pace(k, p, steps);
  p.busy += 1;
  if (p.busy === ENDLESS_SLICES) bounded(k, p.container, 'loop', `${p.argv[0] ?? p.program} computes without end: it goes on in slow motion, its CPU use is counted in full`);
  if (strained(k, p)) bounded(k, p.container, 'strain', 'its processes never come to rest: they go on in slow motion');
  // A slice is that much work; with a limit it takes longer. One without end fills its time.
  const endless = p.busy > ENDLESS_SLICES;
  const share = stretch(k, p);
  const pause = endless
    ? ENDLESS_REST_MS
    : strained(k, p) && steps === 0 ? Math.max(1, PACED_MS - (k.plan.now - (k.s.paced.get(p.container)?.since ?? k.plan.now))) : Math.round((steps === 0 ? INSTANT_REST_MS : SLICE_REST_MS) * share);
  const used = endless ? pause / share : steps === 0 ? 0 : SLICE_REST_MS;
  charge(k, p, used, pause - used);
  if (p.busy === 2 || p.busy === ENDLESS_SLICES) markChanged(k, p);
  forgetWait(k, p);
  k.plan.wakeAt(`p${p.id}`, after(k.plan.now, pause));
  p.wait = { on: [], until: after(k.plan.now, pause) };
}

/** Writes what the process printed; gives the event to wait for where a reader is slow. */
function flush(k: Kernel, p: Proc): string | null {
  while (p.unwritten.length > 0 && p.exit === null) {
    const [first, ...rest] = p.unwritten;
    if (first === undefined) return null;
    const taken = writeOpen(k, p, first.file, first.data);
    if (taken === 'EAGAIN') return eventOf(k.s.opens.get(first.file));
    if (taken === 'EPIPE') deliver(k, p.id, 'PIPE', 'inside');
    if (typeof taken === 'string' || taken >= first.data.length) p.unwritten = rest;
    else p.unwritten = [{ ...first, data: first.data.slice(taken) }, ...rest];
  }
  return null;
}
