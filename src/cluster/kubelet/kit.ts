/** What every part of the kubelet is handed: its state, its plan, runtime and network; and the shortest ways to use them. */
import type { k8s, Pod } from '../../model/objects.ts';
import { formatTime } from '../../model/time.ts';
import type { SimTime } from '../../model/time.ts';
import type { Plan } from '../contract/component.ts';
import type { Cri } from '../contract/cri.ts';
import type { Network } from '../contract/network.ts';
import { podName } from '../contract/trace.ts';
import type { ContainerKind, ContainerRecord, KubeletState, Run, Worker } from './state.ts';

export interface Kit {
  readonly state: KubeletState;
  readonly plan: Plan;
  readonly cri: Cri;
  readonly network: Network;
}

export function patch(kit: Kit, uid: string, change: Partial<Worker>): Worker {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) throw new Error(`no worker of Pod ${uid}`);
  const next = { ...worker, ...change };
  kit.state.workers.set(uid, next);
  return next;
}
/** Takes the next record of a Pod over; for what happens often, as it is cheaper than patch(). */
export function put(kit: Kit, worker: Worker): Worker {
  kit.state.workers.set(worker.uid, worker);
  return worker;
}
export const withContainer = (worker: Worker, record: ContainerRecord): Worker['containers'] => ({ ...worker.containers, [record.name]: record });

export interface NamedContainer {
  readonly kind: ContainerKind;
  readonly spec: k8s.Container;
}
const listed = new WeakMap<Pod['spec'], readonly NamedContainer[]>();
/** All containers of a Pod, in the order of init, regular, ephemeral. */
export function containersOf({ spec }: Pod): readonly NamedContainer[] {
  const known = listed.get(spec) ?? listContainers(spec);
  listed.set(spec, known);
  return known;
}
function listContainers(spec: Pod['spec']): readonly NamedContainer[] {
  const initial = (spec.initContainers ?? []).map((each): NamedContainer => ({ kind: kindOfInit(each), spec: each }));
  const regular = spec.containers.map((each): NamedContainer => ({ kind: 'regular', spec: each }));
  const ephemeral = (spec.ephemeralContainers ?? []).map((each): NamedContainer => ({ kind: 'ephemeral', spec: each as unknown as k8s.Container }));
  return initial.concat(regular, ephemeral);
}
export const kindOfInit = (container: k8s.Container): ContainerKind => (container.restartPolicy === 'Always' ? 'sidecar' : 'init');
export const containerSpec = (pod: Pod, name: string): NamedContainer | undefined => containersOf(pod).find(({ spec }) => spec.name === name);

/** `web_default(uid)`, as the kubelet names a Pod in messages. */
export const formatPod = ({ name, namespace, uid }: Worker): string => `${name}_${namespace}(${uid})`;
export const time = (kit: Kit): string => timeAt(kit, kit.plan.now);
const times = new Map<number, string>();
/** One copy of a text for each second, as many Pods change in the same one. */
export function timeAt(kit: Kit, at: SimTime): string {
  const { epoch } = kit.state.settings;
  const second = Math.floor((epoch + at) / 1000);
  const known = times.get(second) ?? formatTime(epoch, at);
  if (times.size > 1000) times.clear();
  times.set(second, known);
  return known;
}

/** The field that an Event about a container names. */
function fieldPath(pod: Pod, name: string): string {
  const found = containerSpec(pod, name);
  const list = found === undefined ? '' : found.kind === 'regular' ? 'containers' : found.kind === 'ephemeral' ? 'ephemeralContainers' : 'initContainers';
  return shared(`spec.${list}{${name}}`);
}
const texts = new Map<string, string>();
/** One copy of a text that many Pods repeat. */
export function shared(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size > 5000) texts.clear();
  texts.set(text, text);
  return text;
}
export function event(kit: Kit, worker: Worker, type: 'Normal' | 'Warning', reason: string, message: string, container = ''): void {
  const { pod, namespace, name, uid, node } = worker;
  const { resourceVersion } = pod.metadata;
  const about = container === '' ? { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion } : { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion, fieldPath: fieldPath(pod, container) };
  kit.plan.event({ about, type, reason, message, source: 'kubelet', host: node });
}
export const about = (worker: Worker): { readonly pod: string; readonly uid: string; readonly node: string } => ({ pod: podName(worker.namespace, worker.name), uid: worker.uid, node: worker.node });

/** The next relist of a node: once a second, each node at its own moment. */
export function nextRelist(kit: Kit, node: string): SimTime {
  const phase = kit.state.nodes.get(node)?.phase ?? 0;
  const { now } = kit.plan;
  return (now + 1 + ((((phase - now - 1) % 1000) + 1000) % 1000)) as SimTime;
}
export const isTerminal = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed';

const NO_CHANGE = {};
export function waitFor(kit: Kit, uid: string, wait: Run['wait'], change: { readonly acted?: boolean; readonly failed?: boolean } = NO_CHANGE): void {
  const worker = kit.state.workers.get(uid);
  if (worker?.run == null) return;
  const { run } = worker;
  put(kit, { ...worker, run: { ...run, wait, acted: change.acted ?? run.acted, failed: change.failed ?? run.failed } });
}
