/** What a node checks before it takes a Pod. Follows pkg/kubelet/lifecycle/predicate.go. */
import { byText } from '../../base/order.ts';
import { requiredNodeAffinityMatches } from '../../model/node-affinity.ts';
import { amountOf, specRequests } from '../../model/pod-requests.ts';
import { wholeValue } from '../../model/quantity.ts';
import { toleratesTaint } from '../../model/tolerations.ts';
import type { k8s, Node, Pod } from '../../model/objects.ts';
import { patch } from './kit.ts';
import type { Kit } from './kit.ts';
import { isCritical, qosOf } from './qos.ts';
import type { NodeRecord, NodeUsage, Worker } from './state.ts';

type Amounts = Readonly<Record<string, number>>;
/** The order in which a node looks for room; the others follow. */
const FIRST = ['cpu', 'memory', 'ephemeral-storage'];
const rank = (resource: string): number => (FIRST.includes(resource) ? FIRST.indexOf(resource) : FIRST.length);
const requestCache = new WeakMap<Pod['spec'], Amounts>();
/** What a Pod asks of its node. Follows plugins/noderesources fitsRequest. */
export function requestsOf(pod: Pod): Amounts {
  const known = requestCache.get(pod.spec);
  if (known !== undefined) return known;
  const made = Object.fromEntries([...specRequests(pod)].sort(([a], [b]) => rank(a) - rank(b)));
  requestCache.set(pod.spec, made);
  return made;
}

interface Insufficient {
  readonly resource: string;
  readonly message: string;
  readonly infeasible: boolean;
}

const NO_USAGE: NodeUsage = { pods: 0, amounts: {} };
/** Counts a Pod's requests in its node's usage, instead of what was counted for it before. */
export function charge(kit: Kit, worker: Worker, amounts: Amounts | null): void {
  const usage = kit.state.usage.get(worker.node) ?? NO_USAGE;
  const sum: Record<string, number> = { ...usage.amounts };
  for (const name in worker.charged ?? {}) sum[name] = (sum[name] ?? 0) - (worker.charged?.[name] ?? 0);
  for (const name in amounts ?? {}) sum[name] = (sum[name] ?? 0) + (amounts?.[name] ?? 0);
  kit.state.usage.set(worker.node, { pods: usage.pods - (worker.charged === null ? 0 : 1) + (amounts === null ? 0 : 1), amounts: sum });
  patch(kit, worker.uid, { charged: amounts });
}

/** The first resource of which the node has too little left. */
export function insufficient(kit: Kit, worker: Worker, resize = false): Insufficient | null {
  const allocatable = kit.plan.view.get('nodes', '', worker.node)?.status.allocatable;
  if (allocatable === undefined) return null;
  const { pods, amounts } = kit.state.usage.get(worker.node) ?? NO_USAGE;
  const used = (name: string): number => (amounts[name] ?? 0) - (worker.charged?.[name] ?? 0);
  if (!resize && pods + 1 > wholeValue(allocatable['pods'])) return {
    resource: 'pods', infeasible: false, message: `Node didn't have enough resource: pods, requested: 1, used: ${pods}, capacity: ${allocatable['pods']}`,
  };
  const asked = Object.entries(requestsOf(worker.pod));
  // A resize names memory before CPU.
  for (const [name, requested] of resize ? asked.sort(([a], [b]) => byText(b, a)) : asked) {
    const capacity = amountOf(name, allocatable[name] ?? '0');
    if (requested > capacity && resize) return { resource: name, infeasible: true, message: `Node didn't have enough capacity: ${name}, requested: ${requested}, capacity: ${capacity}` };
    if (requested > 0 && used(name) + requested > capacity) return {
      resource: name, infeasible: false, message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used(name)}, capacity: ${capacity}`,
    };
  }
  return null;
}

const hostPorts = ({ spec }: Pod): readonly k8s.ContainerPort[] => [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ ports = [] }) => ports.filter(({ hostPort }) => hostPort !== undefined && hostPort !== 0));
function portsClash(a: k8s.ContainerPort, b: k8s.ContainerPort): boolean {
  const [one, other] = [a.hostIP || '0.0.0.0', b.hostIP || '0.0.0.0'];
  return a.hostPort === b.hostPort && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP') && (one === other || one === '0.0.0.0' || other === '0.0.0.0');
}

const tolerates = (taint: k8s.Taint, tolerations: readonly k8s.Toleration[] = []): boolean => tolerations.some((each) => toleratesTaint(each, taint));

interface Rejection {
  readonly reason: string;
  readonly message: string;
}
/** Settings of the kernel that belong to a namespace and harm nobody else. Follows pkg/kubelet/sysctl/safe_sysctls.go. */
const SAFE_SYSCTLS: Readonly<Record<string, 'network' | 'ipc'>> = {
  'kernel.shm_rmid_forced': 'ipc', 'net.ipv4.ip_local_port_range': 'network', 'net.ipv4.tcp_syncookies': 'network', 'net.ipv4.ping_group_range': 'network', 'net.ipv4.ip_unprivileged_port_start': 'network',
  'net.ipv4.ip_local_reserved_ports': 'network', 'net.ipv4.tcp_keepalive_time': 'network', 'net.ipv4.tcp_fin_timeout': 'network', 'net.ipv4.tcp_keepalive_intvl': 'network',
  'net.ipv4.tcp_keepalive_probes': 'network', 'net.ipv4.tcp_rmem': 'network', 'net.ipv4.tcp_wmem': 'network',
};
function forbiddenSysctl({ spec }: Pod): Rejection | null {
  for (const { name } of spec.securityContext.sysctls ?? []) {
    const namespace = SAFE_SYSCTLS[name.replaceAll('/', '.')];
    const shared = (namespace === 'network' && spec.hostNetwork === true) || (namespace === 'ipc' && spec.hostIPC === true);
    if (namespace === undefined || shared) return {
      reason: 'SysctlForbidden',
      message: `forbidden sysctl: "${name}" ${namespace === undefined ? 'not allowlisted' : `not allowed with host ${namespace === 'network' ? 'net' : 'ipc'} enabled`}`,
    };
  }
  return null;
}

export function admit(kit: Kit, worker: Worker): Rejection | null {
  const node: Node | undefined = kit.plan.view.get('nodes', '', worker.node);
  const { pod } = worker;
  const record = kit.state.nodes.get(worker.node);
  const need = record === undefined ? null : refusedInNeed(record, worker, qosOf(pod), tolerates);
  if (need !== null) return { reason: 'Evicted', message: need };
  const sysctl = forbiddenSysctl(pod);
  if (sysctl !== null) return sysctl;
  const short = insufficient(kit, worker);
  if (short !== null) return { reason: `OutOf${short.resource}`, message: short.message };
  if (node !== undefined && !requiredNodeAffinityMatches(pod, node)) return { reason: 'NodeAffinity', message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector" };
  const mine = hostPorts(pod);
  for (const other of mine.length === 0 ? [] : kit.state.workers.values())
    if (other.node === worker.node && other.uid !== worker.uid && other.mayRun && hostPorts(other.pod).some((port) => mine.some((each) => portsClash(each, port))))
      return { reason: 'NodePorts', message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports" };
  const taint = worker.source === 'file' ? undefined : node?.spec.taints?.find((each) => each.effect === 'NoExecute' && !tolerates(each, pod.spec.tolerations));
  return taint === undefined ? null : { reason: 'TaintToleration', message: `Predicate TaintToleration failed: node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}` };
}

const MEMORY_TAINT: k8s.Taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };
/** Why a node in need does not take a Pod: any where its disk is short; where it is memory, those that ask for nothing and do not tolerate it. */
function refusedInNeed({ memoryPressure, diskPressure }: NodeRecord, worker: Worker, qos: string | undefined, tolerates: (taint: k8s.Taint, tolerations: readonly k8s.Toleration[]) => boolean): string | null {
  if ((memoryPressure === null && diskPressure === null) || isCritical(worker)) return null;
  if (diskPressure === null && (qos !== 'BestEffort' || tolerates(MEMORY_TAINT, worker.pod.spec.tolerations ?? []))) return null;
  const conditions = [...(memoryPressure === null ? [] : ['MemoryPressure']), ...(diskPressure === null ? [] : ['DiskPressure'])];
  return `The node had condition: [${conditions.join(' ')}]. `;
}
