/** One request under way: who asks for what, what has been said about it so far, and how it reads and writes the store. */
import { extended } from '../../base/extended.ts';
import { flat } from '../../base/flat.ts';
import type { GroupResource, KubeObject, ObjectOf } from '../../model/objects.ts';
import type { Status } from '../../model/status.ts';
import { formatTime } from '../../model/time.ts';
import { SAFE_LETTERS } from '../../model/well-known.ts';
import type { ApiRequest, ApiResponse, RequestOptions, ResponseBody, UserInfo } from '../contract/api.ts';
import { registryKey, registryPrefix } from '../contract/store.ts';
import type { ApiStage } from '../contract/trace.ts';
import type { ApiServerDeps, Call, Row } from './types.ts';

const NO_OPTIONS: RequestOptions = {};
const KNOWN_ACCOUNTS = 'system:serviceaccount:kube-system:';
/** Components are named `system:...`; so are ServiceAccounts, of which only the system's own are components. */
export const isComponent = ({ name }: UserInfo): boolean =>
  name.startsWith('system:') && name !== 'system:anonymous' && (!name.startsWith('system:serviceaccount:') || name.startsWith(KNOWN_ACCOUNTS));

export function openCall(deps: ApiServerDeps, request: ApiRequest, row: Row, user: UserInfo): Call {
  const options = request.options ?? NO_OPTIONS;
  return {
    deps, request, options, row, user,
    subresource: request.subresource ?? '',
    namespace: row.namespaced ? (request.namespace ?? '') : '',
    dryRun: options.dryRun === true,
    internal: request.outside !== true && isComponent(user),
    now: formatTime(deps.settings.epoch, deps.now()),
    warnings: [], notes: [], stages: [],
  };
}

/** Notes that a stage was passed; the words are only made where somebody will read them. */
export function passed(call: Call, stage: ApiStage, detail: () => string): void {
  if (!call.internal) call.stages.push({ stage, passed: true, detail: detail() });
}
export function refusedAt(call: Call, stage: ApiStage, status: Status): Status {
  if (!call.internal) call.stages.push({ stage, passed: false, detail: status.message ?? '' });
  return status;
}
/** Adds a warning once. */
export function warn(call: Call, text: string): void {
  if (!call.warnings.includes(text)) call.warnings.push(text);
}

export const answer = (call: Call | null, code: number, body: ResponseBody): ApiResponse => ({ code, body, warnings: call?.warnings ?? [], notes: call?.notes ?? [] });
export const refusal = (call: Call | null, status: Status): ApiResponse => answer(call, status.code, status);

/** An object of the cluster as it stands now. */
export function find<R extends GroupResource>(call: Call, resource: R, namespace: string, name: string): ObjectOf<R> | null {
  return call.deps.store.get(registryKey(resource, namespace, name)) as ObjectOf<R> | null;
}
export function findAll<R extends GroupResource>(call: Call, resource: R, namespace?: string): readonly ObjectOf<R>[] {
  return call.deps.store.list(registryPrefix(resource, namespace)).map(([, value]) => value as unknown as ObjectOf<R>);
}
/** The object that the request names, as it is stored. */
export const live = (call: Call, name: string): KubeObject | null => find(call, call.row.storage, call.namespace, name) as KubeObject | null;

/** Writes an object; it is given the resourceVersion of the write. A dry run gives it none but what it has. */
export function save(call: Call, object: KubeObject): KubeObject {
  const { store } = call.deps;
  const { namespace = '', name } = object.metadata as { namespace?: string; name: string };
  if (call.dryRun) return object;
  const stored: KubeObject = { ...object, metadata: extended(object.metadata, { resourceVersion: String(store.revision + 1) }) };
  store.put(registryKey(call.row.storage, namespace, name), stored, call.deps.now());
  return stored;
}
export function erase(call: Call, object: KubeObject): void {
  if (call.dryRun) return;
  call.deps.store.put(registryKey(call.row.storage, object.metadata.namespace ?? '', object.metadata.name), null, call.deps.now());
}

/** Five letters for a made-up name. */
export function suffix(deps: ApiServerDeps): string {
  let text = '';
  for (let i = 0; i < 5; i++) text += SAFE_LETTERS.charAt(Math.floor(deps.random() * SAFE_LETTERS.length));
  return text;
}
const HEX = '0123456789abcdef';
/** A UUID of version 4. */
export function newUid(deps: ApiServerDeps): string {
  const letters: string[] = [];
  let bits = 0;
  for (let i = 0; i < 32; i++) {
    if (i % 8 === 0) bits = Math.floor(deps.random() * 4294967296);
    if (i === 8 || i === 12 || i === 16 || i === 20) letters.push('-');
    const nibble = (bits >>> ((i % 8) * 4)) & 15;
    letters.push(i === 12 ? '4' : HEX.charAt(i === 16 ? 8 + (nibble & 3) : nibble));
  }
  return flat(letters);
}
