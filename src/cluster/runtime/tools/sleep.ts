/** sleep: waits until its time is over. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import type { Program } from '../kernel/context.ts';
import { print } from '../kernel/print.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
/** Milliseconds of `1.5m`; null where the text is no duration, Infinity for `inf`. */
export function parseSpan(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match === null ? null : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) * 1000;
}
export const sleepUntil = (now: SimTime, args: readonly string[]): SimTime | null | { readonly wrong: string } => {
  let total = 0;
  for (const arg of args) {
    if (arg === 'inf' || arg === 'infinity') return null;
    const span = parseSpan(arg);
    if (span === null) return { wrong: arg };
    total += span;
  }
  return after(now, Math.round(total));
};

export const sleepProgram: Program = {
  name: 'sleep', memoryBytes: 300_000, start: (k, p) => ({ until: sleepUntil(k.plan.now, p.argv.slice(1)) }),
  run: (k, p) => {
    const { until } = p.memory as { readonly until: ReturnType<typeof sleepUntil> };
    if (p.argv.length < 2) {
      print(k, p, 2, 'sleep: missing operand\n');
      return { turn: 'exit', code: 1 };
    }
    if (until !== null && typeof until === 'object') {
      print(k, p, 2, `sleep: invalid number '${until.wrong}'\n`);
      return { turn: 'exit', code: 1 };
    }
    return until !== null && k.plan.now >= until ? { turn: 'exit', code: 0 } : { turn: 'wait', on: [], until };
  },
};
