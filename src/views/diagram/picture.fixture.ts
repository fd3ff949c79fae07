/** A short way to say a cluster, for specs of pictures: nodes and Pods with only what differs. */
import type { NodeFact } from '../../cluster/contract/store.ts';
import type { ClusterView } from '../../cluster/contract/view.ts';
import type { TraceEvent, TraceRecord } from '../../cluster/contract/trace.ts';
import type { Revision, TraceSerial } from '../../cluster/contract/ids.ts';
import type { Container, KubeObject, Node, Pod, k8s } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';

const meta = (name: string, second: number): Pod['metadata'] => ({ name, namespace: 'default', uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: `2026-01-01T09:00:${`${second}`.padStart(2, '0')}Z` });

export const node = (name: string, more: { readonly taints?: readonly k8s.Taint[]; readonly ready?: string; readonly cordoned?: boolean } = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { ...meta(name, 0), namespace: '' },
  spec: { taints: more.taints, unschedulable: more.cordoned },
  status: { allocatable: { cpu: '2', memory: '4Gi' }, conditions: [{ type: 'Ready', status: more.ready ?? 'True' }] },
});
export const container = (name: string, cpu = '', memory = ''): Container => ({
  name,
  image: 'nginx:1.27',
  imagePullPolicy: 'IfNotPresent',
  resources: cpu === '' ? {} : { requests: { cpu, memory } },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
});
interface PodWords {
  readonly on?: string;
  readonly ip?: string;
  readonly born?: number;
  readonly containers?: readonly Container[];
  readonly init?: readonly Container[];
  readonly phase?: Pod['status']['phase'];
  readonly ready?: boolean;
  readonly statuses?: readonly k8s.ContainerStatus[];
  readonly conditions?: readonly k8s.PodCondition[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly deleted?: boolean;
}
export function pod(name: string, words: PodWords = {}): Pod {
  const containers = words.containers ?? [container(name)];
  const running = words.ip !== undefined;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...meta(name, words.born ?? 0), labels: words.labels, ...(words.deleted ? { deletionTimestamp: '2026-01-01T09:01:00Z' } : {}) },
    spec: { containers, initContainers: words.init, restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: {}, schedulerName: 'default-scheduler', nodeName: words.on },
    status: {
      phase: words.phase ?? (running ? 'Running' : 'Pending'),
      qosClass: 'Burstable',
      podIP: words.ip,
      conditions: words.conditions ?? (words.ready ?? running ? [{ type: 'Ready', status: 'True' }] : []),
      containerStatuses: words.statuses
        ?? containers.map((one) => ({ name: one.name, image: '', imageID: '', ready: running, restartCount: 0, state: running ? { running: {} } : { waiting: { reason: 'ContainerCreating' } } })),
    },
  };
}

/** A view of these objects and facts. */
export function viewOf(objects: readonly (KubeObject | Pod | Node)[], facts: Readonly<Record<string, NodeFact>> = {}, revision = 1042): ClusterView {
  const list = (resource: string): readonly (KubeObject | Pod | Node)[] => objects.filter(({ kind }) => `${kind.toLowerCase()}s` === resource.split('.')[0]);
  return {
    revision: revision as Revision,
    get: (resource: string, _namespace: string, name: string) => list(resource).find((one) => one.metadata.name === name) as never,
    list: (resource: string) => list(resource) as never,
    fact: (key) => facts[key],
    facts: (prefix) => Object.entries(facts).filter(([key]) => key.startsWith(prefix)),
  };
}
export const told = (record: TraceRecord): TraceEvent => ({ serial: 1 as TraceSerial, at: simTime(0), revision: 1042 as Revision, cause: null, ...record });
