/** What a request leaves in the trace. People see every stage; of components only what makes or ends objects. */
import { isStatus, type Status } from '../../model/status.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { ApiResponse } from '../contract/api.ts';
import type { Call } from './call.ts';

const QUIET = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);
const TOLD_SUBRESOURCES = new Set(['', 'binding', 'eviction']);

function isTold(call: Call): boolean {
  if (call.dryRun) return false;
  if (!call.internal) return true;
  const { verb } = call.request;
  return (verb === 'create' || verb === 'delete') && TOLD_SUBRESOURCES.has(call.subresource) && !QUIET.has(call.row.resource);
}

/** Records a request and its answer. */
export function record(call: Call, response: ApiResponse): void {
  if (!isTold(call)) return;
  const status: Status | null = isStatus(response.body) ? response.body : null;
  const refused = response.code >= 400;
  call.deps.trace({
    type: 'api/request',
    verb: call.request.verb,
    resource: call.row.resource,
    subresource: call.subresource,
    kind: call.row.kind,
    namespace: call.namespace,
    name: call.request.name ?? nameOf(response),
    user: call.user.name,
    code: response.code,
    warnings: response.warnings,
    stages: call.stages,
    message: refused ? (status?.message ?? '') : '',
    causes: refused ? (status?.details?.causes ?? []) : [],
  });
}

function nameOf(response: ApiResponse): string {
  if (isStatus(response.body)) return response.body.details?.name ?? '';
  return (response.body as Partial<KubeObject>).metadata?.name ?? '';
}
