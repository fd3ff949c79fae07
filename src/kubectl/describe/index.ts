/** Descriptions by kind; what has none of its own shows its fields one below another. Follows kubectl pkg/describe. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { KubeObject, Pod } from '../../model/objects.ts';
import { goText } from '../printers/go-json.ts';
import { describeIngressClass, describeIpAddress, describeServiceCidr } from './addresses.ts';
import { describeAutoscaler } from './autoscaler.ts';
import { describeConfigMap, describeDisruptionBudget, describeLimitRange, describeNamespace, describePriorityClass, describeQuota, describeRole, describeRoleBinding, describeSecret, describeServiceAccount } from './config.ts';
import { describeEvents } from './context.ts';
import type { Context, Describe } from './context.ts';
import { describeEndpoints, describeEndpointSlice, describeIngress, describeNetworkPolicy, describeService } from './network.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describeAttributesClass, describeClaim, describeCsiNode, describeStorageClass, describeVolume } from './storage.ts';
import { describeCronJob, describeDaemonSet, describeDeployment, describeJob, describeReplicaSet, describeReplicationController, describeStatefulSet } from './workloads.ts';
import { writeMetadata, writeName, Writer } from './writer.ts';

const BY_RESOURCE: Readonly<Record<string, Describe>> = {
  *pods(w, object, context) {
    describePod(w, object as unknown as Pod, context.now);
    yield* describeEvents(w, object, context);
  },
  nodes: describeNode,
  namespaces: describeNamespace,
  configmaps: describeConfigMap,
  secrets: describeSecret,
  serviceaccounts: describeServiceAccount,
  services: describeService,
  endpoints: describeEndpoints,
  limitranges: describeLimitRange,
  resourcequotas: describeQuota,
  persistentvolumes: describeVolume,
  persistentvolumeclaims: describeClaim,
  replicationcontrollers: describeReplicationController,
  'replicasets.apps': describeReplicaSet,
  'deployments.apps': describeDeployment,
  'statefulsets.apps': describeStatefulSet,
  'daemonsets.apps': describeDaemonSet,
  'jobs.batch': describeJob,
  'cronjobs.batch': describeCronJob,
  'horizontalpodautoscalers.autoscaling': describeAutoscaler,
  'poddisruptionbudgets.policy': describeDisruptionBudget,
  'priorityclasses.scheduling.k8s.io': describePriorityClass,
  'storageclasses.storage.k8s.io': describeStorageClass,
  'csinodes.storage.k8s.io': describeCsiNode,
  'volumeattributesclasses.storage.k8s.io': describeAttributesClass,
  'ingressclasses.networking.k8s.io': describeIngressClass,
  'servicecidrs.networking.k8s.io': describeServiceCidr,
  'ipaddresses.networking.k8s.io': describeIpAddress,
  'endpointslices.discovery.k8s.io': describeEndpointSlice,
  'networkpolicies.networking.k8s.io': describeNetworkPolicy,
  'ingresses.networking.k8s.io': describeIngress,
  'roles.rbac.authorization.k8s.io': describeRole,
  'clusterroles.rbac.authorization.k8s.io': describeRole,
  'rolebindings.rbac.authorization.k8s.io': describeRoleBinding,
  'clusterrolebindings.rbac.authorization.k8s.io': describeRoleBinding,
};

/** An object's description. */
export function* describeObject(resource: string, object: KubeObject, context: Context): Client<string> {
  const w = new Writer();
  yield* (BY_RESOURCE[resource] ?? describeAny)(w, object, context);
  return w.finish();
}

/** `creationTimestamp` -> `Creation Timestamp`, `podCIDR` -> `Pod CIDR`. */
function labelOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}|-/gu) ?? [field];
  return parts.map((part) => (['API', 'URL', 'UID', 'GUID'].includes(part.toUpperCase()) ? part.toUpperCase() : part === part.toLowerCase() ? part.charAt(0).toUpperCase() + part.slice(1) : part)).join(' ');
}

const SKIPPED = new Set(['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']);

function writeFields(w: Writer, level: number, content: Readonly<Record<string, unknown>>, path: string): void {
  for (const field of Object.keys(content).sort(byText)) {
    const value = content[field];
    const here = `${path}.${field}`;
    if (SKIPPED.has(here) || value === undefined) continue;
    if (Array.isArray(value)) {
      w.line(level, `${labelOf(field)}:`);
      for (const item of value as readonly unknown[]) {
        if (isObject(item)) writeFields(w, level + 1, item, here);
        else w.line(level + 1, goText(item));
      }
    } else if (isObject(value)) {
      w.line(level, `${labelOf(field)}:`);
      writeFields(w, level + 1, value, here);
    } else w.line(level, `${labelOf(field)}:\t${goText(value)}`);
  }
}

function* describeAny(w: Writer, object: KubeObject, context: Context): Client<void> {
  writeName(w, object);
  writeMetadata(w, object);
  writeFields(w, 0, object, '');
  yield* describeEvents(w, object, context);
}
