/** The body of a POST to a subresource, which is of a kind of its own: a Binding, an Eviction, a TokenRequest. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { groupOf } from '../../../model/resources.ts';
import { schemaOf } from '../../../model/schema.ts';
import { badRequest, type Status } from '../../../model/status.ts';
import { fieldsOf } from '../fields.ts';
import type { Call, Row } from '../types.ts';
import { decodeBody } from '../decode/index.ts';

const rowFor = (call: Call, apiVersion: string, kind: string, type: string): Row => ({ ...call.row, apiVersion, kind, group: groupOf(apiVersion), schema: schemaOf(type) });
export const bindingRow = (call: Call): Row => rowFor(call, 'v1', 'Binding', 'core.v1.Binding');
export const evictionRow = (call: Call): Row => rowFor(call, 'policy/v1', 'Eviction', 'policy.v1.Eviction');
export const tokenRow = (call: Call): Row => rowFor(call, 'authentication.k8s.io/v1', 'TokenRequest', 'authentication.v1.TokenRequest');

/** What was sent, decoded; components send whole objects. The name of a Binding and of an Eviction is the Pod's. */
export function subresourceBody(call: Call, row: Row): Result<KubeObject, Status> {
  if (call.internal) return ok(fieldsOf(call.request.body) as unknown as KubeObject);
  const decoded = decodeBody(call, row);
  if (!decoded.ok || row.kind === 'TokenRequest') return decoded;
  const name = fieldsOf(decoded.value.metadata)['name'] ?? '';
  return name === (call.request.name ?? '') ? decoded : err(badRequest(`name in URL does not match name in ${row.kind} object`));
}
