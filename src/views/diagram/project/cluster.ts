/** The cluster as a picture's plain data (stage 10): what is drawn, what it says, what the story is about. Positions come later. */
import type { PodFact } from '../../../cluster/contract/facts.ts';
import { podFactKey } from '../../../cluster/contract/facts.ts';
import type { TraceEvent } from '../../../cluster/contract/trace.ts';
import { keeperOf, type Keeper } from '../../../model/keeper.ts';
import type { Node, Pod } from '../../../model/objects.ts';
import { allocatable, asksFor, sumOf, type Amount } from './capacity.ts';
import { projectKeepers, type KeeperChip } from './keepers.ts';
import { podOfStep, type Moment } from './moment.ts';
import { runsOf, signOf, type PodSign, type Run } from './motion.ts';
import { containerChips, graceOf, isCut, isOver, leavingOf, ownNotes, podCondition, visibleChips, whyUnscheduled, type ContainerChip, type MarkState } from './pod-state.ts';
import { cutOff, type CutOff } from './cut-off.ts';
import { requestPicture, type RequestPicture } from './request.ts';

export interface PodBox {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** '' while no node is named. */
  readonly node: string;
  readonly mark: MarkState;
  readonly word: string;
  readonly ip: string;
  readonly chips: readonly ContainerChip[];
  readonly over: boolean;
  readonly why: string;
  readonly grace: { readonly from: number; readonly to: number } | null;
  /** It has to make room, for a more important Pod or because its node is emptied. */
  readonly leaving: '' | 'Preempted' | 'Evicted';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly keeper: Keeper;
  /** The story is about its end: what becomes of its place is said. */
  readonly ends: boolean;
  /** What is drawn at it while it is told; null where that is nothing. */
  readonly sign: PodSign | null;
  readonly lit: boolean;
}
export interface Verdict {
  readonly fits: boolean;
  readonly reason: string;
  readonly total: number;
  /** Of the best total. */
  readonly share: number;
}
export interface MachineBox {
  readonly name: string;
  readonly ready: boolean;
  readonly cordoned: boolean;
  readonly taints: readonly string[];
  readonly size: Amount;
  readonly used: Amount;
  /** Room that a Pod is just taking, not yet part of `used`. */
  readonly taking: Amount | null;
  /** The Pod for which a place is held. */
  readonly heldFor: string;
  /** Pods that others make room for here, by their names. */
  readonly nominated: string;
  readonly verdict: Verdict | null;
  /** Nobody hears of it: since when, and when the first of its Pods will be evicted; null while all is well. */
  readonly cut: CutOff | null;
  readonly hot: boolean;
  readonly lit: boolean;
}
export interface PlaneBox {
  readonly id: 'etcd' | 'scheduler' | 'controllers';
  readonly says: string;
  readonly hot: boolean;
  readonly lit: boolean;
}
export interface ClusterGraph {
  readonly request: RequestPicture | null;
  readonly plane: readonly PlaneBox[];
  readonly machines: readonly MachineBox[];
  /** In order of arrival. */
  readonly pods: readonly PodBox[];
  /** Services and owners, in the order of their shelf. */
  readonly keepers: readonly KeeperChip[];
  /** The Pod on its way, from its line to its node. */
  readonly flying: string;
  /** Messages on their way while the step is told. */
  readonly runs: readonly Run[];
}

/** Taints that the cluster itself sets say in a word what a person needs to know. */
const OWN_TAINTS = 'node.kubernetes.io/';

export function projectCluster({ view, step, explanation }: Moment): ClusterGraph {
  const pods = view.list('pods');
  const about = podOfStep(step);
  const boxes = pods.map((pod) => (pod.metadata.uid === about ? podBox(pod, factOf(view, pod), step, isWeighed(step, pod)) : quietBox(pod, factOf(view, pod)))).sort(byArrival(pods));
  const crowd = crowdOf(pods);
  const placing = placingOf(step);
  const machines = view.list('nodes').map((node) => machineBox(node, crowd, placing, step, explanation));
  return {
    request: requestPicture(step), plane: planeBoxes(view.revision, pods, step), machines, pods: boxes, keepers: projectKeepers(view, pods),
    flying: step?.type === 'scheduler/bound' ? step.uid : '', runs: runsOf(step),
  };
}

/** The same with a Pod that somebody is about to make: it waits on the line. */
export const withExpected = (graph: ClusterGraph, uid: string, name: string): ClusterGraph => {
  const pod: PodBox = {
    uid, name, namespace: 'default', node: '', mark: 'pending', word: 'not there yet', ip: '', chips: [], over: false, why: '', grace: null, leaving: '', labels: {},
    annotations: {}, keeper: { by: 'nobody' }, ends: false, sign: null, lit: true,
  };
  return { ...graph, request: null, runs: [], pods: [...graph.pods.filter((each) => each.uid !== uid), pod] };
};

const factOf = (view: Moment['view'], pod: Pod): PodFact | undefined =>
  pod.spec.nodeName ? (view.fact(podFactKey(pod.spec.nodeName, pod.metadata.uid)) as PodFact | undefined) : undefined;

/** The Pods of a node, in order of arrival; those of '' wait for one. */
export function podsOn(graph: ClusterGraph, node: string): readonly PodBox[] {
  let byNode = grouped.get(graph);
  if (byNode === undefined) grouped.set(graph, (byNode = groupBy(graph.pods, (pod) => pod.node)));
  return byNode.get(node) ?? NO_BOXES;
}
const grouped = new WeakMap<ClusterGraph, ReadonlyMap<string, readonly PodBox[]>>();
const NO_BOXES: readonly PodBox[] = [];

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** Creation times have whole seconds only; within one, names decide, so that a picture is the same at every look. */
function byArrival(pods: readonly Pod[]): (a: PodBox, b: PodBox) => number {
  const born = new Map(pods.map((pod) => [pod.metadata.uid, pod.metadata.creationTimestamp]));
  return (a, b) => {
    const [x, y] = [born.get(a.uid) ?? '', born.get(b.uid) ?? ''];
    if (x !== y) return x < y ? -1 : 1;
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  };
}

/** While the story tells how nodes are weighed, the Pod stands on its line, even where the next write is part of what is shown. */
const isWeighed = (step: TraceEvent | null, pod: Pod): boolean => step?.type === 'scheduler/attempt' && step.uid === pod.metadata.uid;

/** A Pod that the story is not about: as long as it and what its node knows are the same, so is its box, and what is drawn of it. */
const quiet = new WeakMap<Pod, { readonly fact: PodFact | undefined; readonly box: PodBox }>();
function quietBox(pod: Pod, fact: PodFact | undefined): PodBox {
  const known = quiet.get(pod);
  if (known !== undefined && known.fact === fact) return known.box;
  const box = podBox(pod, fact, null, false);
  quiet.set(pod, { fact, box });
  return box;
}

const ENDS: ReadonlySet<TraceEvent['type']> = new Set<TraceEvent['type']>(['kubelet/terminating', 'kubelet/phase']);
/** `step` is what the story tells, where it is about this Pod. */
function podBox(pod: Pod, fact: PodFact | undefined, step: TraceEvent | null, weighed: boolean): PodBox {
  const chips = containerChips(pod, fact);
  const { mark, word } = podCondition(pod, chips);
  return {
    uid: pod.metadata.uid,
    name: pod.metadata.name,
    namespace: pod.metadata.namespace,
    node: weighed ? '' : (pod.spec.nodeName ?? ''),
    mark,
    word,
    ip: pod.status.podIP ?? fact?.sandbox.ip ?? '',
    chips: visibleChips(chips),
    over: isOver(pod),
    why: whyUnscheduled(pod),
    grace: graceOf(fact, chips),
    leaving: pod.metadata.deletionTimestamp === undefined ? '' : leavingOf(pod),
    labels: pod.metadata.labels ?? {},
    annotations: ownNotes(pod),
    keeper: keeperOf(pod),
    ends: step !== null && (ENDS.has(step.type) || (step.type === 'kubelet/sandbox' && step.state === 'removed')),
    sign: signOf(step),
    lit: step !== null,
  };
}

interface Placing {
  readonly uid: string;
  readonly name: string;
  readonly node: string;
}
/** Between the scheduler's choice and the Pod's landing, room is held for it. */
function placingOf(step: TraceEvent | null): Placing | null {
  if (step?.type === 'scheduler/attempt' && step.chosen !== '') return { uid: step.uid, name: step.pod, node: step.chosen };
  if (step?.type === 'scheduler/bound') return { uid: step.uid, name: step.pod, node: step.node };
  return null;
}

/** The Pods as nodes see them: by the node that they are on, and by the one that they were promised. */
interface Crowd {
  readonly on: ReadonlyMap<string, readonly Pod[]>;
  readonly promised: ReadonlyMap<string, readonly Pod[]>;
  readonly all: readonly Pod[];
}
const NO_PODS: readonly Pod[] = [];
const crowdOf = (pods: readonly Pod[]): Crowd => ({
  on: groupBy(pods, ({ spec }) => spec.nodeName ?? ''),
  promised: groupBy(pods.filter(({ spec, status }) => !spec.nodeName && status.nominatedNodeName), ({ status }) => status.nominatedNodeName ?? ''),
  all: pods,
});

function machineBox(node: Node, crowd: Crowd, placing: Placing | null, step: TraceEvent | null, explanation: Moment['explanation']): MachineBox {
  const name = node.metadata.name;
  const here = placing?.node === name ? placing : null;
  // Pods that others make room for on this node.
  const nominated = (crowd.promised.get(name) ?? NO_PODS).map(({ metadata }) => metadata.name).join(', ');
  const counted = (crowd.on.get(name) ?? NO_PODS).filter((pod) => !isOver(pod) && pod.metadata.uid !== here?.uid);
  const arriving = here ? crowd.all.find((pod) => pod.metadata.uid === here.uid) : undefined;
  return {
    name,
    ready: node.status.conditions?.find((one) => one.type === 'Ready')?.status === 'True',
    cordoned: node.spec.unschedulable === true,
    taints: (node.spec.taints ?? []).filter((taint) => !taint.key.startsWith(OWN_TAINTS)).map((taint) => (taint.value ? `${taint.key}=${taint.value}` : taint.key)),
    size: allocatable(node),
    used: sumOf(counted.map(asksFor)),
    taking: arriving ? asksFor(arriving) : null,
    heldFor: here?.name ?? nominated,
    nominated,
    verdict: verdictOf(name, step, explanation),
    cut: isCut(node) ? cutOff(node, counted) : null,
    hot: (step !== null && 'node' in step && step.node === name && step.type !== 'scheduler/filtered') || here !== null,
    lit: (step?.type === 'node/ready' || step?.type === 'node/lost') && step.node === name,
  };
}

function verdictOf(name: string, step: TraceEvent | null, explanation: Moment['explanation']): Verdict | null {
  if (step?.type !== 'scheduler/attempt' || explanation === null || explanation.pod.uid !== step.uid) return null;
  const node = explanation.nodes.find((one) => one.node === name);
  if (!node) return null;
  const refusal = node.filters.find((filter) => filter.status.startsWith('Unschedulable'));
  const best = Math.max(1, ...explanation.nodes.map((one) => one.total));
  return { fits: refusal === undefined, reason: refusal?.reasons.join(', ') ?? '', total: node.total, share: node.total / best };
}

function planeBoxes(revision: number, pods: readonly Pod[], step: TraceEvent | null): readonly PlaneBox[] {
  const stored = step?.type === 'api/request' && step.code < 400 && step.verb !== 'get' && step.verb !== 'list' && step.verb !== 'watch';
  const refused = step?.type === 'api/request' && step.code >= 400;
  const acting = step?.type === 'controller/acted' || step?.type === 'rollout/finished' || step?.type === 'endpoints/added' || step?.type === 'endpoints/removed';
  return [
    { id: 'etcd', says: `revision ${spaced(revision)}${refused ? ', as before' : ''}`, hot: stored, lit: false },
    { id: 'scheduler', says: schedulerSays(pods, step), hot: step?.type.startsWith('scheduler/') ?? false, lit: false },
    { id: 'controllers', says: step?.type === 'controller/acted' ? step.controller : 'watching', hot: acting, lit: step?.type === 'controller/acted' },
  ];
}

function schedulerSays(pods: readonly Pod[], step: TraceEvent | null): string {
  if (step?.type === 'scheduler/attempt') return step.chosen === '' ? `${step.pod}: no node fits` : `${step.pod}: ${step.chosen}`;
  if (step?.type === 'scheduler/bound') return `${step.pod}: ${step.node}`;
  if (step?.type === 'scheduler/preempted') return `${step.pod} preempts`;
  const waiting = pods.filter((pod) => !pod.spec.nodeName && !isOver(pod)).length;
  return waiting === 0 ? 'nothing to do' : `${waiting} ${waiting === 1 ? 'Pod waits' : 'Pods wait'}`;
}

/** 1 042: digits in threes, as the revision is read aloud. */
const spaced = (value: number): string => `${value}`.replace(/\B(?=(\d{3})+$)/g, ' ');
