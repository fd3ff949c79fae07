/** What a Pod asks for and what a node has: the sums behind the capacity bars. Follows component-helpers' PodRequests. */
import type { Container, Node, Pod } from '../../../model/objects.ts';
import { milliValue, wholeValue } from '../../../model/quantity.ts';

export interface Amount {
  readonly milliCpu: number;
  readonly memory: number;
}
const NONE: Amount = { milliCpu: 0, memory: 0 };
const add = (a: Amount, b: Amount): Amount => ({ milliCpu: a.milliCpu + b.milliCpu, memory: a.memory + b.memory });
const most = (a: Amount, b: Amount): Amount => ({ milliCpu: Math.max(a.milliCpu, b.milliCpu), memory: Math.max(a.memory, b.memory) });
const of = (list: Readonly<Record<string, string>> | undefined): Amount => ({ milliCpu: milliValue(list?.['cpu']), memory: wholeValue(list?.['memory']) });
const asked = (container: Container): Amount => of(container.resources.requests);

/** Containers together, or the largest init container with the sidecars before it, whichever is more; and the overhead. */
export function podRequests(pod: Pod): Amount {
  const containers = pod.spec.containers.map(asked).reduce(add, NONE);
  let sidecars = NONE;
  let peak = NONE;
  for (const init of pod.spec.initContainers ?? []) {
    if (init.restartPolicy === 'Always') sidecars = add(sidecars, asked(init));
    peak = most(peak, init.restartPolicy === 'Always' ? sidecars : add(sidecars, asked(init)));
  }
  const whole = pod.spec.resources?.requests;
  const sum = most(add(containers, sidecars), peak);
  const own = { milliCpu: whole?.['cpu'] === undefined ? sum.milliCpu : milliValue(whole['cpu']), memory: whole?.['memory'] === undefined ? sum.memory : wholeValue(whole['memory']) };
  return add(own, of(pod.spec.overhead));
}
export const allocatable = (node: Node): Amount => of(node.status.allocatable ?? node.status.capacity);
export const sumOf = (amounts: readonly Amount[]): Amount => amounts.reduce(add, NONE);

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
