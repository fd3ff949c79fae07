/** The rules of each kind, by group-resource. A further kind is a row here and its rules beside the others of its group. */
import type { GroupResource } from '../../../model/objects.ts';
import { resourceFact } from '../../../model/resources.ts';
import { controllerRevisions, daemonSets } from './apps/daemon-set.ts';
import { deployments, replicaSets } from './apps/replicas.ts';
import { statefulSets } from './apps/stateful-set.ts';
import { cronJobs } from './batch/cron-job.ts';
import { jobs } from './batch/job.ts';
import { persistentVolumeClaims } from './core/claim.ts';
import { configMaps, namespaces, secrets, serviceAccounts } from './core/config.ts';
import { endpoints } from './core/endpoints.ts';
import { events } from './core/events.ts';
import { limitRanges, resourceQuotas } from './core/limits.ts';
import { nodes } from './core/node.ts';
import { podTemplates, replicationControllers } from './core/replication-controller.ts';
import { services } from './core/service.ts';
import { persistentVolumes } from './core/volume.ts';
import { ipAddresses, serviceCidrs } from './groups/addresses.ts';
import { horizontalPodAutoscalers } from './groups/autoscaling.ts';
import { csiDrivers, csiNodes, csiStorageCapacities, volumeAttachments, volumeAttributesClasses } from './groups/csi.ts';
import { endpointSlices } from './groups/discovery.ts';
import { ingressClasses, ingresses } from './groups/ingress.ts';
import { networkPolicies } from './groups/networking.ts';
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from './groups/rbac.ts';
import { leases, podDisruptionBudgets, priorityClasses, runtimeClasses } from './groups/scheduling.ts';
import { storageClasses } from './groups/storage.ts';
import { pods } from './pod/index.ts';
import { clusterWide, metadataOnly, namespaced, type KindRules } from './rules.ts';

const KINDS: Readonly<Record<string, KindRules>> = {
  pods,
  nodes,
  namespaces,
  services,
  endpoints,
  events,
  'events.events.k8s.io': events,
  configmaps: configMaps,
  secrets,
  serviceaccounts: serviceAccounts,
  limitranges: limitRanges,
  resourcequotas: resourceQuotas,
  persistentvolumes: persistentVolumes,
  persistentvolumeclaims: persistentVolumeClaims,
  replicationcontrollers: replicationControllers,
  podtemplates: podTemplates,
  'deployments.apps': deployments,
  'replicasets.apps': replicaSets,
  'statefulsets.apps': statefulSets,
  'daemonsets.apps': daemonSets,
  'controllerrevisions.apps': controllerRevisions,
  'jobs.batch': jobs,
  'cronjobs.batch': cronJobs,
  'horizontalpodautoscalers.autoscaling': horizontalPodAutoscalers,
  'poddisruptionbudgets.policy': podDisruptionBudgets,
  'priorityclasses.scheduling.k8s.io': priorityClasses,
  'storageclasses.storage.k8s.io': storageClasses,
  'csidrivers.storage.k8s.io': csiDrivers,
  'csinodes.storage.k8s.io': csiNodes,
  'csistoragecapacities.storage.k8s.io': csiStorageCapacities,
  'volumeattachments.storage.k8s.io': volumeAttachments,
  'volumeattributesclasses.storage.k8s.io': volumeAttributesClasses,
  'runtimeclasses.node.k8s.io': runtimeClasses,
  'endpointslices.discovery.k8s.io': endpointSlices,
  'leases.coordination.k8s.io': leases,
  'networkpolicies.networking.k8s.io': networkPolicies,
  'ingresses.networking.k8s.io': ingresses,
  'ingressclasses.networking.k8s.io': ingressClasses,
  'ipaddresses.networking.k8s.io': ipAddresses,
  'servicecidrs.networking.k8s.io': serviceCidrs,
  'roles.rbac.authorization.k8s.io': roles,
  'clusterroles.rbac.authorization.k8s.io': clusterRoles,
  'rolebindings.rbac.authorization.k8s.io': roleBindings,
  'clusterrolebindings.rbac.authorization.k8s.io': clusterRoleBindings,
};

const [anyNamespaced, anyClusterWide] = [metadataOnly(namespaced()), metadataOnly(clusterWide())];
/** Kinds that are not listed have their metadata checked. */
export const rulesOf = (resource: GroupResource): KindRules => KINDS[resource] ?? (resourceFact(resource)?.namespaced === false ? anyClusterWide : anyNamespaced);
