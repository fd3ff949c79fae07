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
export const STRAINED_INSTANTS = 20;
/** CPU time in one window of its meter that tells the same: some 16,000 turns. */
export const STRAINED_WINDOW_MS = 4_000;
/** What such a container may then do in a second: some 50 requests. */
export const PACED_STEPS = 80_000;
export const PACED_MS = 1_000;
/** Instructions of all processes of a container at one instant. */
export const INSTANT_STEPS = 200_000;
/** As long as that work takes. */
export const INSTANT_REST_MS = 200;
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
