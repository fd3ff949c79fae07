/** What is particular to a kind on its way into the store: one strategy a resource, after upstream's pkg/registry. */
import type { Strategy } from '../types.ts';
import { persistentVolumeClaim } from './claim.ts';
import * as others from './others.ts';
import { podStrategy } from './pod.ts';
import { serviceStrategy } from './service.ts';
import * as workloads from './workloads.ts';

export const strategies: Readonly<Record<string, Strategy>> = {
  pods: podStrategy,
  namespaces: others.namespace,
  services: serviceStrategy,
  nodes: others.node,
  secrets: others.secret,
  events: others.event,
  serviceaccounts: others.serviceAccount,
  resourcequotas: others.resourceQuota,
  persistentvolumes: others.persistentVolume,
  persistentvolumeclaims: persistentVolumeClaim,
  podtemplates: others.podTemplate,
  replicationcontrollers: workloads.replicationController,
  endpoints: others.createsOnUpdate,
  limitranges: others.limitRange,
  'deployments.apps': workloads.deployment,
  'replicasets.apps': workloads.replicaSet,
  'statefulsets.apps': workloads.statefulSet,
  'daemonsets.apps': workloads.daemonSet,
  'jobs.batch': workloads.job,
  'cronjobs.batch': workloads.cronJob,
  'horizontalpodautoscalers.autoscaling': others.horizontalPodAutoscaler,
  'poddisruptionbudgets.policy': others.podDisruptionBudget,
  'ingresses.networking.k8s.io': others.ingress,
  'ingressclasses.networking.k8s.io': others.ingressClass,
  'networkpolicies.networking.k8s.io': others.networkPolicy,
  'priorityclasses.scheduling.k8s.io': others.priorityClass,
  'endpointslices.discovery.k8s.io': others.endpointSlice,
  'leases.coordination.k8s.io': others.lease,
  'volumeattachments.storage.k8s.io': others.volumeAttachment,
  'storageclasses.storage.k8s.io': others.storageClass,
  'runtimeclasses.node.k8s.io': others.runtimeClass,
  'csidrivers.storage.k8s.io': others.csiDriver,
  'roles.rbac.authorization.k8s.io': others.createsOnUpdate,
  'rolebindings.rbac.authorization.k8s.io': others.createsOnUpdate,
  'clusterroles.rbac.authorization.k8s.io': others.createsOnUpdate,
  'clusterrolebindings.rbac.authorization.k8s.io': others.createsOnUpdate,
};
