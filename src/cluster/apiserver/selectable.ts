/** Fields that a field selector may name, and their values. Follows each registry's ToSelectableFields. */
import type { KubeObject } from '../../model/objects.ts';
import { at } from './fields.ts';
import type { Row } from './types.ts';

const BY_RESOURCE: Readonly<Record<string, readonly string[]>> = {
  pods: ['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'spec.hostNetwork', 'status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName'],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  replicationcontrollers: ['status.replicas'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
  events: [
    'involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid', 'involvedObject.apiVersion', 'involvedObject.resourceVersion',
    'involvedObject.fieldPath', 'reason', 'reportingComponent', 'source', 'type',
  ],
};

export const isSelectableField = (row: Row, path: string): boolean =>
  path === 'metadata.name' || (path === 'metadata.namespace' && row.namespaced) || (BY_RESOURCE[row.storage]?.includes(path) ?? false);

/** The value as text; '' where nothing is set, `false` for a missing flag. */
export function selectableField(object: KubeObject, path: string): string {
  if (path === 'source') return String(at(object, 'source', 'component') || at(object, 'reportingComponent') || '');
  const value = at(object, ...path.split('.'));
  if (path === 'spec.unschedulable' || path === 'spec.hostNetwork') return String(value === true);
  if (path === 'status.replicas') return String(value ?? 0);
  if (path === 'status.successful') return String(at(object, 'status', 'succeeded') ?? 0);
  return value === undefined || value === null ? '' : String(value);
}
