/** Limits that keep a script from taking the cluster down, and the word about each, said once a container. */
import type { ContainerId } from '../../contract/ids.ts';
import { podName } from '../../contract/trace.ts';
import type { Kernel } from './context.ts';

/** Instructions of one process before it must rest, and how long it rests. */
export const SLICE_STEPS = 20_000;
export const SLICE_REST_MS = 20;
/** Slices without ever waiting after which a process is taken for an endless loop. */
export const ENDLESS_SLICES = 60;
export const ENDLESS_REST_MS = 60_000;
/** What an endless loop runs each time that it gets a turn. */
export const ENDLESS_STEPS = 200;
/** Instants in which a container used up all that it may before it is taken for one that never comes to rest. */
export const STRAINED_INSTANTS = 8;
/** Instructions of all processes of a container at one instant. */
export const INSTANT_STEPS = 200_000;
/** What every turn of a process costs, however little it does. */
export const TURN_STEPS = 250;
/** Processes of a container. */
export const MAX_PROCESSES = 256;

export function bounded(k: Kernel, id: ContainerId, what: string, message: string): void {
  const container = k.s.containers.get(id);
  const key = `${id} ${what}`;
  if (container === undefined || k.s.bounded.has(key)) return;
  k.s.bounded.add(key);
  const sandbox = k.s.sandboxes.get(container.config.sandbox);
  if (sandbox === undefined) return;
  const { pod, node } = sandbox.config;
  k.plan.trace({ type: 'runtime/bounded', pod: podName(pod.namespace, pod.name), uid: pod.uid, container: container.config.name, node, message });
}
