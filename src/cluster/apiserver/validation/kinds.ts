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
import { replicationControllers } from './core/replication-controller.ts';
import { services } from './core/service.ts';
import { persistentVolumes } from './core/volume.ts';
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
  'deployments.apps': deployments,
  'replicasets.apps': replicaSets,
  'statefulsets.apps': statefulSets,
  'daemonsets.apps': daemonSets,
  'controllerrevisions.apps': controllerRevisions,
  'jobs.batch': jobs,
  'cronjobs.batch': cronJobs,
};

const [anyNamespaced, anyClusterWide] = [metadataOnly(namespaced()), metadataOnly(clusterWide())];
/** Kinds that are not listed have their metadata checked. */
export const rulesOf = (resource: GroupResource): KindRules => KINDS[resource] ?? (resourceFact(resource)?.namespaced === false ? anyClusterWide : anyNamespaced);
