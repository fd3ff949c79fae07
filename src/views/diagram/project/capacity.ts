/** What a Pod asks for and what a node has, as the capacity bars show them. */
import type { Node, Pod } from '../../../model/objects.ts';
import { podRequests } from '../../../model/pod-requests.ts';
import { milliValue, wholeValue } from '../../../model/quantity.ts';

export interface Amount {
  readonly milliCpu: number;
  readonly memory: number;
}
/** Asked at every look at the cluster, of every Pod. */
const asked = new WeakMap<Pod, Amount>();
export function asksFor(pod: Pod): Amount {
  const known = asked.get(pod);
  if (known !== undefined) return known;
  const amounts = podRequests(pod);
  const amount = { milliCpu: amounts.get('cpu') ?? 0, memory: amounts.get('memory') ?? 0 };
  asked.set(pod, amount);
  return amount;
}
export function allocatable({ status }: Node): Amount {
  const list = status.allocatable ?? status.capacity;
  return { milliCpu: milliValue(list?.['cpu']), memory: wholeValue(list?.['memory']) };
}
export const sumOf = (amounts: readonly Amount[]): Amount => ({ milliCpu: amounts.reduce((sum, one) => sum + one.milliCpu, 0), memory: amounts.reduce((sum, one) => sum + one.memory, 0) });

/** `850m`, `2`: as a person writes CPU. */
export const cpuText = (milli: number): string => (milli % 1000 === 0 ? `${milli / 1000}` : `${milli}m`);
const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
/** `832Mi`, `4Gi`: the largest unit that stays exact, or one decimal place where none does. */
export function bytesText(bytes: number): string {
  if (bytes === 0) return '0';
  let unit = 0;
  let value = bytes;
  while (unit < UNITS.length - 1 && value % 1024 === 0) {
    value /= 1024;
    unit++;
  }
  while (unit < UNITS.length - 1 && value >= 10240) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)}${UNITS[unit] ?? ''}`;
}

/** What is left, as one says it: `1.75 CPU, 3.8Gi`. */
export function roomText({ milliCpu, memory }: Amount): string {
  const gi = memory / 1024 ** 3;
  const text = gi >= 1 ? `${Math.round(gi * 10) / 10}Gi` : bytesText(memory);
  return `${milliCpu < 1000 ? `${milliCpu}m` : `${Math.round(milliCpu / 10) / 100}`} CPU, ${text}`;
}
