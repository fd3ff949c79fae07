/** What a request leaves in the trace. People see every stage; of components only what makes or ends objects. */
import { isStatus, type Status } from '../../model/status.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { ApiResponse } from '../contract/api.ts';
import type { StageRecord } from '../contract/trace.ts';
import type { Call } from './types.ts';

const QUIET = new Set(['events', 'events.events.k8s.io', 'leases.coordination.k8s.io']);
const TOLD_SUBRESOURCES = new Set(['', 'binding', 'eviction']);

function isTold(call: Call): boolean {
  if (call.dryRun) return false;
  if (!call.internal) return true;
  const { verb } = call.request;
  return (verb === 'create' || verb === 'delete') && TOLD_SUBRESOURCES.has(call.subresource) && !QUIET.has(call.row.resource);
}

/** What stages said lately. Requests pass most of them with the same words, and share the record. */
const said = new Map<string, StageRecord>();
const MAX_SAID = 500;
function shared(record: StageRecord): StageRecord {
  const key = `${record.stage} ${record.passed} ${record.detail}`;
  const known = said.get(key);
  if (known !== undefined) return known;
  if (said.size >= MAX_SAID) said.clear();
  said.set(key, record);
  return record;
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
    stages: call.stages.map(shared),
    message: refused ? (status?.message ?? '') : '',
    causes: refused ? (status?.details?.causes ?? []) : [],
  });
}

function nameOf(response: ApiResponse): string {
  if (isStatus(response.body)) return response.body.details?.name ?? '';
  return (response.body as Partial<KubeObject>).metadata?.name ?? '';
}
