/** What scheduling needs to know of a Pod, worked out once for each Pod object. Follows pkg/scheduler/framework PodInfo. */
import type { Pod, k8s } from '../../model/objects.ts';
import { podRequests } from '../../model/pod-requests.ts';
import { matches, selectorOf, type Labels, type Selector } from '../../model/selectors.ts';

export interface Resources {
  readonly milliCPU: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources and huge pages, by name. */
  readonly scalars: ReadonlyMap<string, number>;
}
export const NO_SCALARS: ReadonlyMap<string, number> = new Map();

export interface NonZero {
  readonly milliCPU: number;
  readonly memory: number;
}
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}
/** A term of Pod affinity, ready to be matched. */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly namespaces: ReadonlySet<string>;
  /** null selects no Pod. */
  readonly selector: Selector | null;
  /** null selects no namespace. */
  readonly namespaceSelector: Selector | null;
  readonly weight: number;
}
export interface PodInfo {
  readonly pod: Pod;
  readonly uid: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly priority: number;
  readonly requests: Resources;
  /** With the defaults that scoring assumes for containers that ask for nothing. */
  readonly nonZero: NonZero;
  readonly hostPorts: readonly HostPort[];
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
  readonly hasAffinity: boolean;
}

const NO_LABELS: Labels = {};
const NOT_KEPT: Pod['status'] = { phase: 'Unknown', qosClass: 'BestEffort' };
const NO_PORTS: readonly HostPort[] = [];
const NO_TERMS: readonly AffinityTerm[] = [];

const known = new WeakMap<Pod, PodInfo>();
export function podInfoOf(pod: Pod): PodInfo {
  const before = known.get(pod);
  if (before !== undefined) return before;
  const info = makePodInfo(pod);
  known.set(pod, info);
  return info;
}

interface Asked {
  readonly requests: Resources;
  readonly nonZero: NonZero;
}
let lastAsked: Asked | null = null;
/** Pods of one template follow each other and ask for the same: they share it. */
function askedBy(pod: Pod): Asked {
  const assumed = podRequests(pod, true);
  const [milliCPU, memory] = [assumed.get('cpu') ?? 0, assumed.get('memory') ?? 0];
  const requests = resourcesOf(podRequests(pod));
  if (lastAsked !== null && lastAsked.nonZero.milliCPU === milliCPU && lastAsked.nonZero.memory === memory && sameResources(lastAsked.requests, requests)) return lastAsked;
  lastAsked = { requests, nonZero: { milliCPU, memory } };
  return lastAsked;
}
export const sameResources = (a: Resources, b: Resources): boolean =>
  a.milliCPU === b.milliCPU && a.memory === b.memory && a.ephemeralStorage === b.ephemeralStorage && a.scalars.size === 0 && b.scalars.size === 0;

function makePodInfo(pod: Pod): PodInfo {
  const { affinity } = pod.spec;
  const { podAffinity, podAntiAffinity } = affinity ?? {};
  const weighted = (terms: readonly k8s.WeightedPodAffinityTerm[] | undefined): readonly AffinityTerm[] =>
    terms?.map(({ weight, podAffinityTerm }) => termOf(pod, podAffinityTerm, weight)) ?? NO_TERMS;
  const required = (terms: readonly k8s.PodAffinityTerm[] | undefined): readonly AffinityTerm[] => terms?.map(term => termOf(pod, term, 0)) ?? NO_TERMS;
  const terms = {
    requiredAffinity: required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: weighted(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: weighted(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  };
  return {
    pod,
    uid: pod.metadata.uid,
    namespace: pod.metadata.namespace,
    labels: pod.metadata.labels ?? NO_LABELS,
    priority: pod.spec.priority ?? 0,
    ...askedBy(pod),
    hostPorts: hostPortsOf(pod),
    ...terms,
    hasAffinity: Object.values(terms).some(list => list.length > 0),
  };
}

/**
 * What is remembered of a Pod that has its node. Its status is asked for where it matters, and nothing else needs the version
 * that came with the node.
 */
export function placedInfo(pod: Pod): PodInfo {
  const { name, namespace, uid, labels, ownerReferences, creationTimestamp, deletionTimestamp, resourceVersion } = pod.metadata;
  const metadata = { name, namespace, uid, labels, ownerReferences, creationTimestamp, deletionTimestamp, resourceVersion };
  return { ...podInfoOf(pod), pod: { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod.spec, status: NOT_KEPT } };
}

export function resourcesOf(amounts: ReadonlyMap<string, number>): Resources {
  let scalars: Map<string, number> | undefined;
  for (const [name, value] of amounts) {
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name === 'pods') continue;
    scalars ??= new Map();
    scalars.set(name, value);
  }
  return {
    milliCPU: amounts.get('cpu') ?? 0,
    memory: amounts.get('memory') ?? 0,
    ephemeralStorage: amounts.get('ephemeral-storage') ?? 0,
    scalars: scalars ?? NO_SCALARS,
  };
}

/** Ports of sidecars count, those of other init containers do not. */
function hostPortsOf(pod: Pod): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const sidecars = (pod.spec.initContainers ?? []).filter(container => container.restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...sidecars]) {
    for (const { hostPort = 0, hostIP = '', protocol = 'TCP' } of container.ports ?? []) {
      if (hostPort > 0) (ports ??= []).push({ ip: hostIP === '' ? '0.0.0.0' : hostIP, protocol, port: hostPort });
    }
  }
  return ports ?? NO_PORTS;
}

function termOf(pod: Pod, term: k8s.PodAffinityTerm, weight: number): AffinityTerm {
  const named = term.namespaces ?? [];
  const own = named.length === 0 && term.namespaceSelector === undefined;
  return {
    topologyKey: term.topologyKey,
    namespaces: new Set(own ? [pod.metadata.namespace] : named),
    selector: term.labelSelector === undefined ? null : selectorOf(term.labelSelector),
    namespaceSelector: term.namespaceSelector === undefined ? null : selectorOf(term.namespaceSelector),
    weight,
  };
}

/** Whether a term means this Pod, wherever it runs. */
export function termMatches(term: AffinityTerm, other: PodInfo, labelsOfNamespace: (namespace: string) => Labels): boolean {
  if (term.selector === null) return false;
  if (!term.namespaces.has(other.namespace) && (term.namespaceSelector === null || !matches(term.namespaceSelector, labelsOfNamespace(other.namespace)))) return false;
  return matches(term.selector, other.labels);
}

/** Whether two host ports exclude each other: 0.0.0.0 stands for every address. */
export const portsConflict = (a: HostPort, b: HostPort): boolean =>
  a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');

export const isTerminal = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;
