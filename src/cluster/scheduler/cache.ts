/** The scheduler's snapshot of nodes and their Pods, kept by what it hears, or built from a view to look back. */
import type { Node, Pod, Service } from '../../model/objects.ts';
import type { Labels } from '../../model/selectors.ts';
import { simTime } from '../../model/time.ts';
import { REGION, ZONE } from '../../model/well-known.ts';
import type { ClusterView } from '../contract/view.ts';
import type { World } from './framework.ts';
import { emptyNodeInfo, replacePod, withNode, withoutPod, withPod, type NodeInfo } from './node-info.ts';
import { isTerminal, podInfoOf, type PodInfo } from './pod-info.ts';
import { initState, type SchedulerState } from './state.ts';

const NO_PODS: readonly PodInfo[] = [];
const NO_SERVICES: readonly Service[] = [];
const NO_LABELS: Labels = {};

export class Cache {
  constructor(private readonly state: SchedulerState) {}

  setNode(node: Node): { readonly before: NodeInfo | undefined; readonly after: NodeInfo } {
    const { state } = this;
    const { name } = node.metadata;
    const before = state.nodes.get(name);
    mark(state.tainted, name, (node.spec.taints ?? []).length > 0 || node.spec.unschedulable === true);
    if (before !== undefined) {
      const after = withNode(before, node);
      this.countImages(before, -1);
      this.countImages(after, 1);
      if (zoneOf(before.labels) !== zoneOf(after.labels)) state.order = null;
      this.store(after);
      return { before, after };
    }
    let after = emptyNodeInfo(node);
    if (state.placed.size > 0) for (const placed of state.placed.values()) if (placed.node === name) after = withPod(after, placed.info);
    this.countImages(after, 1);
    state.order = null;
    this.store(after);
    return { before, after };
  }

  removeNode(name: string): NodeInfo | undefined {
    const { state } = this;
    const info = state.nodes.get(name);
    if (info === undefined) return undefined;
    state.nodes.delete(name);
    state.tainted.delete(name);
    state.nodesWithAffinity.delete(name);
    state.nodesWithRequiredAntiAffinity.delete(name);
    this.countImages(info, -1);
    state.order = null;
    return info;
  }

  place(pod: PodInfo, node: string, as: 'assumed' | 'bound'): void {
    this.state.placed.set(pod.uid, { node, info: pod, assumed: as === 'assumed' });
    const info = this.state.nodes.get(node);
    if (info !== undefined) this.store(withPod(info, pod));
  }

  renew(pod: PodInfo): void {
    const placed = this.state.placed.get(pod.uid);
    if (placed === undefined) return;
    this.state.placed.set(pod.uid, { node: placed.node, info: pod, assumed: false });
    const info = this.state.nodes.get(placed.node);
    if (info !== undefined) this.store(replacePod(info, placed.info, pod));
  }

  remove(uid: string): void {
    const placed = this.state.placed.get(uid);
    if (placed === undefined) return;
    this.state.placed.delete(uid);
    const info = this.state.nodes.get(placed.node);
    if (info !== undefined) this.store(withoutPod(info, placed.info));
  }

  setService(service: Service, present: boolean): void {
    const { namespace = '', name } = service.metadata;
    const others = (this.state.services.get(namespace) ?? NO_SERVICES).filter(each => each.metadata.name !== name);
    this.state.services.set(namespace, present ? [...others, service] : others);
  }

  private store(info: NodeInfo): void {
    const { state } = this;
    state.nodes.set(info.name, info);
    const position = state.positions.get(info.name);
    if (state.order !== null && position !== undefined) state.order = state.order.with(position, info);
    mark(state.nodesWithAffinity, info.name, info.withAffinity.length > 0);
    mark(state.nodesWithRequiredAntiAffinity, info.name, info.withRequiredAntiAffinity.length > 0);
  }

  private countImages(info: NodeInfo, by: number): void {
    const { images } = this.state;
    for (const [image, size] of info.images) {
      const { nodes = 0, bytes = size } = images.get(image) ?? {};
      if (nodes + by > 0) images.set(image, { nodes: nodes + by, bytes });
      else images.delete(image);
    }
  }
}

/** Nodes in the order in which they came, but a node of each zone in turn. Follows backend/cache/node_tree.go. */
function ordered(state: SchedulerState): readonly NodeInfo[] {
  if (state.order !== null) return state.order;
  const zones = new Map<string, NodeInfo[]>();
  for (const node of state.nodes.values()) {
    const zone = zoneOf(node.labels);
    const members = zones.get(zone);
    if (members === undefined) zones.set(zone, [node]);
    else members.push(node);
  }
  const order: NodeInfo[] = [];
  for (let i = 0; order.length < state.nodes.size; i++) {
    for (const members of zones.values()) {
      const node = members[i];
      if (node !== undefined) order.push(node);
    }
  }
  state.positions.clear();
  order.forEach((node, i) => state.positions.set(node.name, i));
  state.order = order;
  return order;
}

const zoneOf = (labels: Labels): string => `${labels[REGION] ?? ''}\n${labels[ZONE] ?? ''}`;
function mark(set: Set<string>, name: string, present: boolean): void {
  if (present) set.add(name);
  else set.delete(name);
}

/** The world of a cycle: the snapshot, with everything else read from the view. Only a live one takes short cuts; an explanation asks every plugin. */
export function worldOf(state: SchedulerState, view: ClusterView, live = false): World {
  const nominatedOn = (node: string): readonly PodInfo[] => {
    const found: PodInfo[] = [];
    for (const [uid, name] of state.nominated) {
      const pod = name === node ? state.queued.get(uid)?.pod : undefined;
      if (pod !== undefined) found.push(podInfoOf(pod));
    }
    return found;
  };
  return {
    view,
    nodes: ordered(state),
    info: name => state.nodes.get(name),
    nodesWithAffinity: state.nodesWithAffinity,
    nodesWithRequiredAntiAffinity: state.nodesWithRequiredAntiAffinity,
    untainted: live && state.tainted.size === 0,
    image: name => state.images.get(name),
    labelsOfNamespace: namespace => view.get('namespaces', '', namespace)?.metadata.labels ?? NO_LABELS,
    services: namespace => state.services.get(namespace) ?? NO_SERVICES,
    nominated: node => (state.nominated.size === 0 ? NO_PODS : nominatedOn(node)),
  };
}

/** Whether this scheduler is to place the Pod. */
export const isToBePlaced = (pod: Pod): boolean =>
  (pod.spec.nodeName ?? '') === '' && pod.spec.schedulerName === 'default-scheduler' && !isTerminal(pod);

/** The state of a scheduler that has just heard of everything in a view; for looking back. */
export function stateOf(view: ClusterView): SchedulerState {
  const state = initState({ epoch: 0 } as Parameters<typeof initState>[0]);
  const cache = new Cache(state);
  const byArrival = (a: Node, b: Node): number => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : a.metadata.creationTimestamp > b.metadata.creationTimestamp ? 1 : 0);
  for (const node of [...view.list('nodes')].sort(byArrival)) cache.setNode(node);
  for (const service of view.list('services')) cache.setService(service, true);
  for (const pod of view.list('pods')) {
    const node = pod.spec.nodeName ?? '';
    if (node !== '' && !isTerminal(pod)) cache.place(podInfoOf(pod), node, 'bound');
    if (!isToBePlaced(pod)) continue;
    const { uid } = pod.metadata;
    state.queued.set(uid, { pod, queue: 'active', attempts: 0, since: simTime(0), serial: 0, rejectors: [], failed: false });
    if ((pod.status.nominatedNodeName ?? '') !== '') state.nominated.set(uid, pod.status.nominatedNodeName ?? '');
  }
  return state;
}
