/**
 * Kubernetes objects as the API server stores them. What a person writes is plain JSON of unknown shape; past admission
 * nothing here is optional by accident, so components never write `pod.metadata?.namespace ?? 'default'`.
 */
import type * as k8s from './kubernetes.generated.ts';

export type { k8s };

/** Metadata past admission. `namespace` is '' for objects of the cluster itself. Times are RFC 3339 texts. */
export interface StoredMeta extends Omit<k8s.ObjectMeta, 'name' | 'uid' | 'resourceVersion' | 'creationTimestamp'> {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string;
}

/** Any stored object. `spec`, `status`, `data` and so on belong to its kind. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: StoredMeta;
  readonly [field: string]: unknown;
}

type Stored<T, Always extends keyof T = never> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | Always> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: StoredMeta;
} & { readonly [K in Always]-?: NonNullable<T[K]> };

/** A container past defaulting. */
export interface Container extends k8s.Container {
  readonly image: string;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  readonly resources: k8s.ResourceRequirements;
  readonly terminationMessagePath: string;
  readonly terminationMessagePolicy: 'File' | 'FallbackToLogsOnError';
}

/** A Pod's spec past defaulting. `nodeName` is missing until the scheduler binds the Pod. */
export interface PodSpec extends Omit<k8s.PodSpec, 'containers' | 'initContainers'> {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[] | undefined;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly terminationGracePeriodSeconds: number;
  readonly dnsPolicy: string;
  readonly securityContext: k8s.PodSecurityContext;
  readonly schedulerName: string;
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
export interface PodStatus extends k8s.PodStatus {
  readonly phase: PodPhase;
  readonly qosClass: 'Guaranteed' | 'Burstable' | 'BestEffort';
}

export interface Pod extends Omit<k8s.Pod, 'apiVersion' | 'kind' | 'metadata' | 'spec' | 'status'> {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: StoredMeta & { readonly namespace: string };
  readonly spec: PodSpec;
  readonly status: PodStatus;
}
export type Node = Stored<k8s.Node, 'spec' | 'status'>;
export type Namespace = Stored<k8s.Namespace, 'spec' | 'status'>;
export type Event = Stored<k8s.Event>;
export type ConfigMap = Stored<k8s.ConfigMap>;
export type Secret = Stored<k8s.Secret>;
export type ServiceAccount = Stored<k8s.ServiceAccount>;
export type Service = Stored<k8s.Service, 'spec' | 'status'>;
export type Endpoints = Stored<k8s.Endpoints>;
export type LimitRange = Stored<k8s.LimitRange, 'spec'>;
export type ResourceQuota = Stored<k8s.ResourceQuota, 'spec' | 'status'>;
export type PersistentVolume = Stored<k8s.PersistentVolume, 'spec' | 'status'>;
export type PersistentVolumeClaim = Stored<k8s.PersistentVolumeClaim, 'spec' | 'status'>;
export type ReplicationController = Stored<k8s.ReplicationController, 'spec' | 'status'>;
export type ReplicaSet = Stored<k8s.ReplicaSet, 'spec' | 'status'>;
export type Deployment = Stored<k8s.Deployment, 'spec' | 'status'>;
export type StatefulSet = Stored<k8s.StatefulSet, 'spec' | 'status'>;
export type DaemonSet = Stored<k8s.DaemonSet, 'spec' | 'status'>;
export type ControllerRevision = Stored<k8s.ControllerRevision>;
export type Job = Stored<k8s.Job, 'spec' | 'status'>;
export type CronJob = Stored<k8s.CronJob, 'spec' | 'status'>;
export type HorizontalPodAutoscaler = Stored<k8s.AutoscalingHorizontalPodAutoscaler, 'spec' | 'status'>;
export type PodDisruptionBudget = Stored<k8s.PodDisruptionBudget, 'spec' | 'status'>;
export type PriorityClass = Stored<k8s.PriorityClass>;
export type StorageClass = Stored<k8s.StorageClass>;
export type RuntimeClass = Stored<k8s.RuntimeClass>;
export type EndpointSlice = Stored<k8s.EndpointSlice>;
export type Lease = Stored<k8s.Lease, 'spec'>;
export type NetworkPolicy = Stored<k8s.NetworkPolicy, 'spec'>;
export type Ingress = Stored<k8s.Ingress, 'spec' | 'status'>;

/** The kinds that components read with types, by group-resource, as `kubectl api-resources` would write it. */
interface ResourceTypes {
  readonly pods: Pod;
  readonly nodes: Node;
  readonly namespaces: Namespace;
  readonly events: Event;
  readonly configmaps: ConfigMap;
  readonly secrets: Secret;
  readonly serviceaccounts: ServiceAccount;
  readonly services: Service;
  readonly endpoints: Endpoints;
  readonly limitranges: LimitRange;
  readonly resourcequotas: ResourceQuota;
  readonly persistentvolumes: PersistentVolume;
  readonly persistentvolumeclaims: PersistentVolumeClaim;
  readonly replicationcontrollers: ReplicationController;
  readonly 'replicasets.apps': ReplicaSet;
  readonly 'deployments.apps': Deployment;
  readonly 'statefulsets.apps': StatefulSet;
  readonly 'daemonsets.apps': DaemonSet;
  readonly 'controllerrevisions.apps': ControllerRevision;
  readonly 'jobs.batch': Job;
  readonly 'cronjobs.batch': CronJob;
  readonly 'horizontalpodautoscalers.autoscaling': HorizontalPodAutoscaler;
  readonly 'poddisruptionbudgets.policy': PodDisruptionBudget;
  readonly 'priorityclasses.scheduling.k8s.io': PriorityClass;
  readonly 'storageclasses.storage.k8s.io': StorageClass;
  readonly 'runtimeclasses.node.k8s.io': RuntimeClass;
  readonly 'endpointslices.discovery.k8s.io': EndpointSlice;
  readonly 'leases.coordination.k8s.io': Lease;
  readonly 'networkpolicies.networking.k8s.io': NetworkPolicy;
  readonly 'ingresses.networking.k8s.io': Ingress;
}
/** A group-resource: `pods`, `deployments.apps`. Kinds without a type of their own here are read as KubeObject. */
type KnownResource = keyof ResourceTypes;
export type GroupResource = KnownResource | (string & {});
export type ObjectOf<R extends GroupResource> = R extends KnownResource ? ResourceTypes[R] : KubeObject;
