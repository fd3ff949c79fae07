/** The default stage: fields that nobody set. One function a kind, after upstream's pkg/apis defaults.go. */
import type { KubeObject } from '../../../model/objects.ts';
import type { Row } from '../types.ts';
import * as others from './others.ts';
import { pod, podTemplate } from './pod.ts';
import { withStringData } from '../strategy/others.ts';
import * as workloads from './workloads.ts';

const byResource: Readonly<Record<string, (object: KubeObject) => KubeObject>> = {
  pods: pod,
  podtemplates: podTemplate,
  services: others.service,
  secrets: object => others.secret(withStringData(object)),
  namespaces: others.namespace,
  nodes: others.node,
  endpoints: others.endpoints,
  limitranges: others.limitRange,
  resourcequotas: others.resourceQuota,
  persistentvolumes: others.persistentVolume,
  persistentvolumeclaims: others.persistentVolumeClaim,
  replicationcontrollers: workloads.replicationController,
  'deployments.apps': workloads.deployment,
  'replicasets.apps': workloads.replicaSet,
  'daemonsets.apps': workloads.daemonSet,
  'statefulsets.apps': workloads.statefulSet,
  'jobs.batch': workloads.job,
  'cronjobs.batch': workloads.cronJob,
  'horizontalpodautoscalers.autoscaling': workloads.horizontalPodAutoscaler,
  'endpointslices.discovery.k8s.io': others.endpointSlice,
  'ingressclasses.networking.k8s.io': others.ingressClass,
  'networkpolicies.networking.k8s.io': others.networkPolicy,
  'priorityclasses.scheduling.k8s.io': others.priorityClass,
  'storageclasses.storage.k8s.io': others.storageClass,
  'csidrivers.storage.k8s.io': others.csiDriver,
  'rolebindings.rbac.authorization.k8s.io': others.roleBinding,
  'clusterrolebindings.rbac.authorization.k8s.io': others.roleBinding,
};

/** A decoded object in its stored version, with what was left out filled in. */
export const defaulted = (row: Row, object: KubeObject): KubeObject => byResource[row.storage]?.(object) ?? object;
