/** A node as its kubelet registers and reports it, and its lease. Follows kubelet_node_status.go and nodestatus/setters.go. */
import { hash32 } from '../../base/rng.ts';
import type { k8s } from '../../model/objects.ts';
import { formatMicroTime } from '../../model/time.ts';
import type { SimTime } from '../../model/time.ts';
import { HOSTNAME } from '../../model/well-known.ts';
import type { NodeSetting } from '../contract/settings.ts';
import { time } from './kit.ts';
import type { Kit } from './kit.ts';
import type { NodeRecord } from './state.ts';
import { kubeletUser } from './status.ts';

const LEASE_MS = 10_000;
/** A node that stays as it is reports itself anew this often. */
const REPORT_MS = 300_000;
const LEASE_SECONDS = 40;
const LEASES = 'kube-node-lease';
/** A disk of 280 GiB; a tenth of it is kept back from Pods. */
const DISK = '293275414Ki';
const DISK_FOR_PODS = '270282620830';

export const firstRecord = ({ name, address, standby = false }: NodeSetting): NodeRecord => ({
  name, address, hostIPs: [{ ip: address }], stopped: standby, registered: false, phase: 200 + (hash32(name) % 10) * 80, statusAt: 0 as SimTime, memoryPressure: null, diskPressure: null,
  resized: {},
});

function amounts({ cpu, memory, pods }: NodeSetting): Readonly<Record<string, string>> {
  return { cpu, 'ephemeral-storage': DISK_FOR_PODS, 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory, pods: String(pods ?? 110) };
}

function conditions(kit: Kit, record: NodeRecord, before: readonly k8s.NodeCondition[]): readonly k8s.NodeCondition[] {
  const now = time(kit);
  const make = (type: string, status: 'True' | 'False', reason: string, message: string): k8s.NodeCondition => {
    const old = before.find((each) => each.type === type);
    return { type, status, lastHeartbeatTime: now, lastTransitionTime: old?.status === status ? (old.lastTransitionTime ?? now) : now, reason, message };
  };
  const { memoryPressure, diskPressure } = record;
  return [
    memoryPressure !== null
      ? make('MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available')
      : make('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    diskPressure !== null ? make('DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure') : make('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    make('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    make('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ];
}

function imagesOf(kit: Kit, node: string): readonly k8s.ContainerImage[] {
  return kit.state.settings.images.flatMap(({ name }) => {
    const image = kit.cri.imageStatus(node, name);
    return image === null ? [] : [{ names: [image.id, image.name], sizeBytes: image.bytes }];
  }).sort((a, b) => b.sizeBytes - a.sizeBytes);
}

const idOf = (text: string): string => `${hash32(text).toString(16).padStart(8, '0')}-0000-4000-8000-${hash32(`${text}/`).toString(16).padStart(12, '0')}`;

function nodeStatus(kit: Kit, setting: NodeSetting, record: NodeRecord, before: readonly k8s.NodeCondition[]): k8s.NodeStatus {
  const all = { ...amounts(setting), ...record.resized };
  return {
    addresses: [{ type: 'InternalIP', address: setting.address }, { type: 'Hostname', address: setting.name }],
    capacity: { ...all, 'ephemeral-storage': record.resized['ephemeral-storage'] ?? DISK },
    allocatable: all,
    conditions: conditions(kit, record, before),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    images: imagesOf(kit, setting.name),
    nodeInfo: {
      architecture: 'amd64', bootID: idOf(`boot/${setting.name}`), machineID: idOf(`machine/${setting.name}`).replaceAll('-', ''), systemUUID: idOf(`system/${setting.name}`),
      containerRuntimeVersion: 'containerd://2.3.3', kernelVersion: '6.12.0', kubeProxyVersion: '', kubeletVersion: 'v1.37.2', operatingSystem: 'linux', osImage: 'Podarium',
    },
  };
}

export function registerNodes(kit: Kit): void {
  for (const setting of kit.state.settings.nodes) if (setting.standby !== true) registerNode(kit, setting.name);
  kit.plan.wakeAt('leases', (kit.plan.now + LEASE_MS) as SimTime);
}
/** A kubelet that starts makes its Node object. */
export function registerNode(kit: Kit, name: string): void {
  const setting = kit.state.settings.nodes.find((each) => each.name === name);
  const record = kit.state.nodes.get(name);
  if (setting === undefined || record === undefined) return;
  const labels = { 'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', [HOSTNAME]: name, 'kubernetes.io/os': 'linux', ...setting.labels };
  const spec = { podCIDR: setting.podCIDR, podCIDRs: [setting.podCIDR], ...(setting.taints === undefined ? {} : { taints: setting.taints }) };
  const metadata = { name, labels, annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } };
  kit.plan.request({ verb: 'create', resource: 'nodes', user: kubeletUser(name), body: { apiVersion: 'v1', kind: 'Node', metadata, spec, status: nodeStatus(kit, setting, record, []) } }, `registered/${name}`);
  kit.state.nodes.set(name, { ...record, stopped: false, registered: true, statusAt: kit.plan.now });
}

/** Where no controller runs, nobody else takes the taint of a new node away once it is ready. */
export function nodeRegistered(kit: Kit, name: string): void {
  const setting = kit.state.settings.nodes.find((each) => each.name === name);
  if (setting === undefined) return;
  kit.plan.trace({ type: 'node/ready', node: name, message: 'kubelet is posting ready status' });
  renewLease(kit, name, formatMicroTime(kit.state.settings.epoch, kit.plan.now));
  if (!kit.state.settings.run.controllers) kit.plan.request({ verb: 'patch', patchType: 'merge', resource: 'nodes', name, body: { spec: { taints: setting.taints ?? null } } });
}

/** An Event about a node. */
export function nodeEvent(kit: Kit, name: string, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const about = { apiVersion: 'v1', kind: 'Node', namespace: '', name, uid: kit.plan.view.get('nodes', '', name)?.metadata.uid ?? name };
  kit.plan.event({ about, type, reason, message, source: 'kubelet', host: name });
}

/** Reports a node's state: at once when something of it changed, otherwise every five minutes. */
export function reportNode(kit: Kit, name: string): void {
  const record = kit.state.nodes.get(name);
  const setting = kit.state.settings.nodes.find((each) => each.name === name);
  const stored = kit.plan.view.get('nodes', '', name);
  if (record === undefined || setting === undefined || stored === undefined || record.stopped) return;
  const reported = nodeStatus(kit, setting, record, stored.status.conditions ?? []);
  const kept = { capacity: { ...stored.status.capacity, ...reported.capacity }, allocatable: { ...stored.status.allocatable, ...reported.allocatable } };
  kit.plan.request({ verb: 'update', resource: 'nodes', subresource: 'status', name, user: kubeletUser(name), body: { ...stored, status: { ...stored.status, ...reported, ...kept } } });
  kit.state.nodes.set(name, { ...record, statusAt: kit.plan.now });
}

function renewLease(kit: Kit, name: string, renewTime: string): void {
  const stored = kit.plan.view.get('leases.coordination.k8s.io', LEASES, name);
  const user = kubeletUser(name);
  if (stored !== undefined) {
    kit.plan.request({ verb: 'update', resource: 'leases.coordination.k8s.io', namespace: LEASES, name, user, body: { ...stored, spec: { ...stored.spec, renewTime } } });
    return;
  }
  const node = kit.plan.view.get('nodes', '', name);
  const owner = node === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }] };
  const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: LEASES, ...owner }, spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime } };
  kit.plan.request({ verb: 'create', resource: 'leases.coordination.k8s.io', namespace: LEASES, user, body });
}

/** One step for all nodes of an instant. */
export function renewLeases(kit: Kit): void {
  const { now } = kit.plan;
  const renewTime = formatMicroTime(kit.state.settings.epoch, now);
  for (const { name, stopped, registered, statusAt } of kit.state.nodes.values()) {
    if (stopped || !registered) continue;
    renewLease(kit, name, renewTime);
    if (now - statusAt >= REPORT_MS) reportNode(kit, name);
  }
  kit.plan.wakeAt('leases', (now + LEASE_MS) as SimTime);
}
