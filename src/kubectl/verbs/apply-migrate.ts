/** What `kubectl apply --server-side` does for an object of client-side apply: its fields get the one manager that asks now. Follows kubectl pkg/cmd/apply and client-go util/csaupgrade. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { place } from '../builder.ts';
import type { Target } from '../builder.ts';
import { isFailure } from '../errors.ts';
import { printError, send } from '../session.ts';
import type { Session } from '../session.ts';
import { annotationsOf } from './last-applied.ts';

export const SERVER_MANAGER = 'kubectl';
const KEEPER = 'kubectl-last-applied';

type Fields = Readonly<Record<string, unknown>>;
type Entry = Fields & { readonly manager?: string; readonly operation?: string; readonly fieldsV1?: unknown };

const entriesOf = (object: KubeObject): readonly Entry[] => (Array.isArray(object.metadata.managedFields) ? (object.metadata.managedFields as readonly Entry[]) : []);

function ownsAnnotation({ fieldsV1 }: Entry): boolean {
  const path = ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`];
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), fieldsV1) !== undefined;
}
const ownersOf = (object: KubeObject, operation: string): readonly Entry[] => entriesOf(object).filter((entry) => entry.operation === operation && ownsAnnotation(entry));

/** Both sets of fields in one. */
function union(a: unknown, b: unknown): unknown {
  if (!isObject(a) || !isObject(b)) return a ?? b;
  return Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [key, key in a && key in b ? union(a[key], b[key]) : (a[key] ?? b[key])]));
}

/** The managers after the change; null where nothing is to be done. */
function upgraded(object: KubeObject, manager: string): readonly Entry[] | null {
  const old = ownersOf(object, 'Update');
  const [first] = old;
  if (first === undefined) return null;
  const entries = entriesOf(object);
  const own = entries.find((entry) => entry.operation === 'Apply' && entry.manager === manager && !entry['subresource']);
  const base = own ?? { ...first, manager, operation: 'Apply' };
  const merged = { ...base, fieldsV1: old.reduce<unknown>((sum, { fieldsV1 }) => union(sum, fieldsV1), base.fieldsV1) };
  return entries.flatMap((entry) => (entry === own || (own === undefined && entry === first) ? [merged] : old.includes(entry) ? [] : [entry]));
}

interface Applying {
  readonly session: Session;
  readonly target: Target;
  readonly manager: string;
}
interface Written {
  readonly fieldManager: string;
  readonly force?: boolean;
}

/** Keeps the annotation under a manager of its own, so that it does not go with the others. */
function* keepAnnotation({ session, target, manager }: Applying, object: KubeObject): Client<KubeObject> {
  const remembered = annotationsOf(object)[LAST_APPLIED];
  if (manager !== SERVER_MANAGER || remembered === undefined || ownersOf(object, 'Apply').length > 0) return object;
  const { name, namespace } = object.metadata;
  const body = { apiVersion: object.apiVersion, kind: object.kind, metadata: { annotations: { [LAST_APPLIED]: remembered }, name, ...(namespace === undefined ? {} : { namespace }) } };
  return (yield* send(session, { verb: 'patch', ...place(target), patchType: 'apply', body, options: { fieldManager: KEEPER } })).body as KubeObject;
}

/** The object as it stands when its managers are in order. A failure here is only told: the object itself has been applied. */
export function* migrated(applying: Applying, applied: KubeObject, options: Written): Client<KubeObject> {
  const { session, target, manager } = applying;
  let step = 'failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply';
  try {
    const object = yield* keepAnnotation(applying, applied);
    const managedFields = upgraded(object, manager);
    if (managedFields === null) return object;
    step = 'server rejected managed fields migration to Server-Side Apply';
    const patch = [{ op: 'replace', path: '/metadata/managedFields', value: managedFields }, { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion }];
    yield* send(session, { verb: 'patch', ...place(target), patchType: 'json', body: patch });
    step = 'failed to re-apply configuration after performing Server-Side Apply migration';
    return (yield* send(session, { verb: 'patch', ...place(target), patchType: 'apply', body: target.object, options })).body as KubeObject;
  } catch (error) {
    if (!isFailure(error)) throw error;
    yield* printError(`Warning: ${step}. This is non-fatal and will be retried next time you apply. Error: ${error.message}\n`);
    return applied;
  }
}
