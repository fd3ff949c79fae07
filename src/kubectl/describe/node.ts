/** `kubectl describe node`. Follows kubectl pkg/describe describeNode. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import type { Amounts } from '../../model/pod-requests.ts';
import { podLimits, podRequests } from '../../model/pod-requests.ts';
import type { Event, KubeObject, Lease, Node, Pod } from '../../model/objects.ts';
import { canonicalQuantity, milliValue, wholeValue } from '../../model/quantity.ts';
import { ageOf, rfc1123 } from '../printers/age.ts';
import { eventsOf, related, writeEvents } from './context.ts';
import type { Context, Describe } from './context.ts';
import { writeMetadata } from './writer.ts';
import type { Writer } from './writer.ts';

type List = Readonly<Record<string, unknown>>;
const ROLE = 'node-role.kubernetes.io/';

export const describeNode: Describe = function* (w, object, context) {
  const node = object as unknown as Node;
  const { metadata, spec } = node;
  const roles = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(ROLE) && label.length > ROLE.length).map((label) => label.slice(ROLE.length)).sort(byText);
  w.line(0, `Name:\t${metadata.name}`);
  w.line(0, `Roles:\t${roles.length === 0 ? '<none>' : roles.join(',')}`);
  writeMetadata(w, node);
  w.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`);
  w.list('Taints', (spec.taints ?? []).toSorted((a, b) => byText(`${a.effect},${a.key}`, `${b.effect},${b.key}`)).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`));
  w.line(0, `Unschedulable:\t${spec.unschedulable ?? false}`);
  yield* describeLease(w, metadata.name, context);
  describeStatus(w, node);
  describeMachine(w, node);
  const field = `spec.nodeName=${metadata.name},status.phase!=Succeeded,status.phase!=Failed`;
  describePods(w, node, (yield* related(context, 'pods', '', { field })) as unknown as readonly Pod[], context);
  if (context.showEvents) writeEvents(w, yield* nodeEvents(context, object), context.now);
};

/** The kubelet names the node itself where others name its uid. */
function* nodeEvents(context: Context, object: KubeObject): Client<readonly Event[]> {
  const byUid = yield* eventsOf(context, object);
  const byName = yield* eventsOf(context, { ...object, metadata: { ...object.metadata, uid: object.metadata.name } });
  return [...byUid, ...byName];
}

function* describeLease(w: Writer, name: string, context: Context): Client<void> {
  const leases = (yield* related(context, 'leases.coordination.k8s.io', 'kube-node-lease', { field: `metadata.name=${name}` })) as unknown as readonly Lease[];
  const lease = leases.find(({ metadata }) => metadata.name === name);
  if (!lease) return w.line(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io ${JSON.stringify(name)} not found`);
  w.line(0, 'Lease:');
  w.line(1, `HolderIdentity:\t${lease.spec.holderIdentity ?? '<unset>'}`);
  w.line(1, `AcquireTime:\t${lease.spec.acquireTime ? rfc1123(lease.spec.acquireTime) : '<unset>'}`);
  w.line(1, `RenewTime:\t${lease.spec.renewTime ? rfc1123(lease.spec.renewTime) : '<unset>'}`);
}

function describeStatus(w: Writer, { status }: Node): void {
  const conditions = status.conditions ?? [];
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
    w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const each of conditions) w.line(1, `${each.type} \t${each.status} \t${rfc1123(each.lastHeartbeatTime)} \t${rfc1123(each.lastTransitionTime)} \t${each.reason ?? ''} \t${each.message ?? ''}`);
  }
  w.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) w.line(1, `${type}:\t${address}`);
  for (const [title, list] of [['Capacity', status.capacity], ['Allocatable', status.allocatable]] as const) {
    const amounts = (list ?? {}) as List;
    if (Object.keys(amounts).length > 0) w.line(0, `${title}:`);
    for (const name of Object.keys(amounts).sort(byText)) w.line(1, `${name}:\t${canonicalQuantity(String(amounts[name]))}`);
  }
}

function describeMachine(w: Writer, { status, spec }: Node): void {
  const info = status.nodeInfo;
  w.line(0, 'System Info:');
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Machine ID', info?.machineID], ['System UUID', info?.systemUUID], ['Boot ID', info?.bootID], ['Kernel Version', info?.kernelVersion], ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem], ['Architecture', info?.architecture], ['Container Runtime Version', info?.containerRuntimeVersion], ['Kubelet Version', info?.kubeletVersion],
  ];
  for (const [title, value] of rows) w.line(1, `${title}:\t${value ?? ''}`);
  if (spec.podCIDR) w.line(0, `PodCIDR:\t${spec.podCIDR}`);
  if ((spec.podCIDRs ?? []).length > 0) w.line(0, `PodCIDRs:\t${(spec.podCIDRs ?? []).join(',')}`);
  if (spec.providerID) w.line(0, `ProviderID:\t${spec.providerID}`);
}

const UNITS = [['Gi', 1024 ** 3], ['Mi', 1024 ** 2], ['Ki', 1024]] as const;
/** An amount as a quantity: CPUs in thousandths, memory in bytes. */
function amountText(resource: string, amount: number): string {
  if (resource === 'cpu') return canonicalQuantity(`${amount}m`);
  const unit = amount === 0 ? undefined : UNITS.find(([, size]) => amount % size === 0);
  return unit ? `${amount / unit[1]}${unit[0]}` : String(amount);
}
const share = (amount: number, whole: number): string => `(${whole === 0 ? 0 : Math.trunc((amount / whole) * 100)}%)`;

function describePods(w: Writer, node: Node, pods: readonly Pod[], context: Context): void {
  const allocatable = (node.status.allocatable ?? node.status.capacity ?? {}) as List;
  const wholeOf = (resource: string): number => (resource === 'cpu' ? milliValue(String(allocatable['cpu'] ?? '0')) : wholeValue(String(allocatable[resource] ?? '0')));
  const cell = (amounts: Amounts, resource: string): string => `${amountText(resource, amounts.get(resource) ?? 0)} ${share(amounts.get(resource) ?? 0, wholeOf(resource))}`;
  w.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  w.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  w.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const total = { requests: new Map<string, number>(), limits: new Map<string, number>() };
  for (const pod of pods) {
    const [requests, limits] = [podRequests(pod), podLimits(pod)];
    for (const [sum, amounts] of [[total.requests, requests], [total.limits, limits]] as const) for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + amount);
    w.line(
      1,
      `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cell(requests, 'cpu')}\t${cell(limits, 'cpu')}\t${cell(requests, 'memory')}\t${cell(limits, 'memory')}\t${ageOf(pod.metadata.creationTimestamp, context.now)}`,
    );
  }
  w.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  w.line(1, 'Resource\tRequests\tLimits');
  w.line(1, '--------\t--------\t------');
  const extended = Object.keys(allocatable).filter((name) => !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(name) && !name.startsWith('hugepages-')).sort(byText);
  const huge = Object.keys(allocatable).filter((name) => name.startsWith('hugepages-')).sort(byText);
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...huge]) w.line(1, `${name}\t${cell(total.requests, name)}\t${cell(total.limits, name)}`);
  for (const name of extended) w.line(1, `${name}\t${total.requests.get(name) ?? 0}\t${total.limits.get(name) ?? 0}`);
}
