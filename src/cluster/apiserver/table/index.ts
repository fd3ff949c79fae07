/** Objects -> a Table, as kubectl get asks for. Columns from the API's facts; cells after pkg/printers/internalversion. */
import type { KubeObject } from '../../../model/objects.ts';
import columnFacts from '../../../model/facts/columns.json' with { type: 'json' };
import type { Table } from '../../contract/api.ts';
import type { Call } from '../types.ts';
import * as core from './core.ts';
import { age } from './duration.ts';
import * as others from './others.ts';
import type { Printer, Printing } from './printer.ts';
import { podRow } from './pod.ts';
import * as workloads from './workloads.ts';

type Column = Table['columnDefinitions'][number];
const columns = columnFacts as unknown as Readonly<Record<string, readonly Column[]>>;
/** What is shown of a kind that has no columns of its own. */
export const BARE: readonly Column[] = [{ name: 'Name', type: 'string', format: 'name', priority: 0 }, { name: 'Created At', type: 'date', priority: 0 }];
const SCALE: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 }, { name: 'Desired', type: 'integer', priority: 0 },
  { name: 'Available', type: 'integer', priority: 0 }, { name: 'Age', type: 'string', priority: 0 },
];

const printers: Readonly<Record<string, Printer>> = {
  'v1/Pod': podRow,
  'v1/Node': core.node,
  'v1/Namespace': core.namespace,
  'v1/ConfigMap': core.configMap,
  'v1/Secret': core.secret,
  'v1/ServiceAccount': core.serviceAccount,
  'v1/Service': core.service,
  'v1/Endpoints': core.endpoints,
  'v1/Event': core.event,
  'v1/ResourceQuota': core.resourceQuota,
  'v1/LimitRange': core.limitRange,
  'v1/PersistentVolume': core.persistentVolume,
  'v1/PersistentVolumeClaim': core.persistentVolumeClaim,
  'v1/PodTemplate': core.podTemplate,
  'v1/ReplicationController': workloads.replicaSet,
  'events.k8s.io/v1/Event': core.event,
  'discovery.k8s.io/v1/EndpointSlice': core.endpointSlice,
  'apps/v1/Deployment': workloads.deployment,
  'apps/v1/ReplicaSet': workloads.replicaSet,
  'apps/v1/StatefulSet': workloads.statefulSet,
  'apps/v1/DaemonSet': workloads.daemonSet,
  'apps/v1/ControllerRevision': workloads.controllerRevision,
  'batch/v1/Job': workloads.job,
  'batch/v1/CronJob': workloads.cronJob,
  'autoscaling/v2/HorizontalPodAutoscaler': workloads.horizontalPodAutoscaler,
  'policy/v1/PodDisruptionBudget': workloads.podDisruptionBudget,
  'networking.k8s.io/v1/Ingress': others.ingress,
  'networking.k8s.io/v1/IngressClass': others.ingressClass,
  'networking.k8s.io/v1/NetworkPolicy': others.networkPolicy,
  'networking.k8s.io/v1/ServiceCIDR': others.serviceCidr,
  'networking.k8s.io/v1/IPAddress': others.ipAddress,
  'storage.k8s.io/v1/StorageClass': others.storageClass,
  'storage.k8s.io/v1/CSIDriver': others.csiDriver,
  'storage.k8s.io/v1/CSINode': others.csiNode,
  'storage.k8s.io/v1/VolumeAttachment': others.volumeAttachment,
  'storage.k8s.io/v1/VolumeAttributesClass': others.volumeAttributesClass,
  'scheduling.k8s.io/v1/PriorityClass': others.priorityClass,
  'node.k8s.io/v1/RuntimeClass': others.runtimeClass,
  'coordination.k8s.io/v1/Lease': others.lease,
  'rbac.authorization.k8s.io/v1/Role': others.role,
  'rbac.authorization.k8s.io/v1/ClusterRole': others.role,
  'rbac.authorization.k8s.io/v1/RoleBinding': others.roleBinding,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': others.roleBinding,
};

export function tableOf(call: Call, objects: readonly KubeObject[]): Table {
  const kind = `${call.row.apiVersion}/${call.row.kind}`;
  return makeTable(call, objects, columns[kind] ?? BARE, printers[kind] ?? bare(kind));
}
export const scaleTable = (call: Call, scale: KubeObject): Table => makeTable(call, [scale], SCALE, workloads.scale);

function makeTable(call: Call, objects: readonly KubeObject[], columnDefinitions: readonly Column[], print: Printer): Table {
  const printing: Printing = { epoch: call.deps.settings.epoch, now: call.deps.now() };
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: objects.length === 1 ? (objects[0]?.metadata.resourceVersion ?? '') : String(call.deps.store.revision) },
    columnDefinitions,
    rows: objects.map(object => ({ cells: print(object, printing), object })),
  };
}
/** A kind without a printer of its own: name and age. */
const bare = (kind: string): Printer => (object, printing) => (columns[kind] ?? BARE).map(({ name }, index) => (index === 0
  ? object.metadata.name
  : name === 'Age' ? age(printing, object.metadata.creationTimestamp) : name === 'Created At' ? object.metadata.creationTimestamp : ''));
