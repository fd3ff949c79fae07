/** Versions that the API no longer serves but its scheme still knows: objects in them are read, and then refused for their version. */
import { groupOf, versionOf } from '../../../model/resources.ts';

const APPS = ['ControllerRevision', 'Deployment', 'StatefulSet'];
const RBAC = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
/** group/version -> kinds. Follows the registrations of k8s.io/api. */
const OLD: Readonly<Record<string, readonly string[]>> = {
  'apps/v1beta1': APPS,
  'apps/v1beta2': [...APPS, 'DaemonSet', 'ReplicaSet'],
  'extensions/v1beta1': ['DaemonSet', 'Deployment', 'Ingress', 'NetworkPolicy', 'ReplicaSet'],
  'autoscaling/v2beta1': ['HorizontalPodAutoscaler'],
  'autoscaling/v2beta2': ['HorizontalPodAutoscaler'],
  'batch/v1beta1': ['CronJob'],
  'coordination.k8s.io/v1beta1': ['Lease'],
  'discovery.k8s.io/v1beta1': ['EndpointSlice'],
  'events.k8s.io/v1beta1': ['Event'],
  'networking.k8s.io/v1beta1': ['Ingress', 'IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io/v1alpha1': ['RuntimeClass'],
  'node.k8s.io/v1beta1': ['RuntimeClass'],
  'policy/v1beta1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1alpha1': RBAC,
  'rbac.authorization.k8s.io/v1beta1': RBAC,
  'scheduling.k8s.io/v1alpha1': ['PriorityClass'],
  'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  'storage.k8s.io/v1alpha1': ['VolumeAttachment', 'CSIStorageCapacity', 'VolumeAttributesClass'],
  'storage.k8s.io/v1beta1': ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
};

export const isServedOnce = (apiVersion: string, kind: string): boolean =>
  groupOf(apiVersion) !== '' && (OLD[`${groupOf(apiVersion)}/${versionOf(apiVersion)}`]?.includes(kind) ?? false);
