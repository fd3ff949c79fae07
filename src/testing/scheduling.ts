/** Clusters for specs of the scheduler: nodes and Pods from a few words, and a view of them. */
import type { KubeObject, Node, Pod, k8s } from '../model/objects.ts';
import type { ClusterView } from '../cluster/contract/view.ts';
import type { Revision } from '../cluster/contract/ids.ts';

type Requests = Readonly<Record<string, string>>;

export interface NodeWords {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly k8s.Taint[];
  readonly unschedulable?: boolean;
  readonly allocatable?: Requests;
  /** Image -> bytes. */
  readonly images?: Readonly<Record<string, number>>;
}
const ROOMY: Requests = { cpu: '4', memory: '8Gi', pods: '110' };

export const node = (name: string, { labels = {}, taints = [], unschedulable, allocatable = ROOMY, images = {} }: NodeWords = {}): Node =>
  ({
    apiVersion: 'v1', kind: 'Node',
    metadata: { name, uid: `node-${name}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { taints, ...(unschedulable === undefined ? {} : { unschedulable }) },
    status: { allocatable: { ...ROOMY, ...allocatable }, images: Object.entries(images).map(([image, sizeBytes]) => ({ names: [image], sizeBytes })) },
  }) as Node;

export interface PodWords {
  readonly on?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly requests?: Requests;
  readonly priority?: number;
  readonly hostPort?: number;
  readonly startTime?: string;
  readonly spec?: Partial<k8s.PodSpec>;
}
export const pod = (name: string, { on, labels = {}, namespace = 'default', requests = {}, priority = 0, hostPort, startTime, spec = {} }: PodWords = {}): Pod =>
  ({
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, namespace, uid: `pod-${namespace}-${name}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels, generation: 1 },
    spec: {
      schedulerName: 'default-scheduler', restartPolicy: 'Always', priority, ...(on === undefined ? {} : { nodeName: on }), ...spec,
      containers: [{ name: 'main', image: 'busybox:1.36', resources: { requests }, ...(hostPort === undefined ? {} : { ports: [{ containerPort: hostPort, hostPort }] }) }],
    },
    status: { phase: on === undefined ? 'Pending' : 'Running', qosClass: 'Burstable', ...(startTime === undefined ? {} : { startTime }) },
  }) as unknown as Pod;

const RESOURCES: Readonly<Record<string, string>> = {
  Node: 'nodes', Pod: 'pods', Namespace: 'namespaces', Service: 'services', PodDisruptionBudget: 'poddisruptionbudgets.policy', PersistentVolume: 'persistentvolumes',
  PersistentVolumeClaim: 'persistentvolumeclaims', StorageClass: 'storageclasses.storage.k8s.io', ReplicaSet: 'replicasets.apps', CSINode: 'csinodes.storage.k8s.io',
};

/** A cluster that holds these objects and nothing else. */
export function viewWith(...objects: readonly object[]): ClusterView {
  const all = objects as readonly KubeObject[];
  const of = (resource: string, namespace?: string): readonly KubeObject[] =>
    all.filter(object => RESOURCES[object.kind] === resource && (namespace === undefined || (object.metadata.namespace ?? '') === namespace));
  return {
    revision: 1 as Revision,
    get: (resource, namespace, name) => of(resource, namespace).find(object => object.metadata.name === name) as never,
    list: (resource, namespace) => of(resource, namespace) as never,
    fact: () => undefined,
    facts: () => [],
  };
}
