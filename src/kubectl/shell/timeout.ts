/** `timeout SECONDS COMMAND`: ends a command that would go on, such as a watch. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientCall, ClientProgram, ClientReply } from '../../cluster/contract/client.ts';

const TIMED_OUT = 124;
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
/** Comes out of the command where it waits. */
class TimeUp extends Error {}

/** Milliseconds; null for what is no span. */
export function spanOf(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  return found ? Number(found[1]) * (UNITS[found[2] ?? ''] ?? 1) * 1000 : null;
}

/** Runs a program for so long at most. */
export function* within(program: ClientProgram, span: number): Client<number> {
  const now = function* (): Client<number> {
    return (yield* call({ call: 'clock' })).now;
  };
  const until = (yield* now()) + span;
  let step = program.next(null);
  while (!step.done) {
    const made: ClientCall = step.value;
    const left = until - (yield* now());
    if (left <= 0 && (made.call === 'read' || made.call === 'sleep')) return yield* ended(program);
    let reply: ClientReply;
    try {
      if (made.call === 'read') reply = yield { ...made, timeoutMs: Math.min(made.timeoutMs ?? left, left) };
      else if (made.call === 'sleep') reply = yield { ...made, ms: Math.min(made.ms, left) };
      else reply = yield made;
    } catch (error) {
      // Ctrl-C goes on into the command.
      step = program.throw(error);
      continue;
    }
    const isOver = made.call === 'sleep' ? made.ms > left : made.call === 'read' && Array.isArray(reply) && reply.length === 0 && (yield* now()) >= until;
    if (isOver) return yield* ended(program);
    step = program.next(reply);
  }
  return step.value;
}

/** The command tidies up. */
function* ended(program: ClientProgram): Client<number> {
  try {
    for (let step = program.throw(new TimeUp()); !step.done; step = program.next(null)) yield step.value;
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error;
  }
  return TIMED_OUT;
}
