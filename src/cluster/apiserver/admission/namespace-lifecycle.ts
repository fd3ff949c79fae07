/** NamespaceLifecycle: nothing is created in a namespace that is not there or is going; three namespaces stay. Follows plugin/namespace/lifecycle. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { forbidden, notFound, type Status } from '../../../model/status.ts';
import { find } from '../call.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { nameOf } from './refuse.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

function admit(object: KubeObject, attributes: Attributes): Result<KubeObject, Status> {
  const { call, operation } = attributes;
  if (operation !== 'create' || !call.row.namespaced || call.namespace === '') return ok(object);
  const namespace = find(call, 'namespaces', '', call.namespace);
  if (namespace === null) return err(notFound('namespaces', call.namespace));
  if (namespace.status.phase !== 'Terminating') return ok(object);
  const why = `unable to create new content in namespace ${call.namespace} because it is being terminated`;
  const status = forbidden(call.row.resource, nameOf(attributes), why);
  return err({ ...status, details: { ...status.details, causes: [{ reason: 'NamespaceTerminating', message: `namespace ${call.namespace} is being terminated`, field: 'metadata.namespace' }] } });
}

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit,
  validate(attributes) {
    const { call, operation, old } = attributes;
    if (operation !== 'delete' || call.row.resource !== 'namespaces' || old === null || !IMMORTAL.has(old.metadata.name)) return null;
    return forbidden('namespaces', old.metadata.name, 'this namespace may not be deleted');
  },
};
