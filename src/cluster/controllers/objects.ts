/** Small questions about objects that controllers ask: who owns it, is it ready, which goes first. */
import type { KubeObject, Pod, StoredMeta, k8s } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import type { SimTime } from '../../model/time.ts';
import { SAFE_LETTERS } from '../../model/well-known.ts';

type WithMeta = { readonly metadata: Pick<StoredMeta, 'ownerReferences'> };
type Owner = { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly uid: string } };

export const controllerOf = ({ metadata }: WithMeta): k8s.OwnerReference | undefined => metadata.ownerReferences?.find(owner => owner.controller === true);
export const isOwnedBy = (object: WithMeta, owner: Owner): boolean => controllerOf(object)?.uid === owner.metadata.uid;
export const ownerReference = ({ apiVersion, kind, metadata: { name, uid } }: Owner): k8s.OwnerReference => ({ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true });

export const isDeleted = (object: { readonly metadata: Pick<StoredMeta, 'deletionTimestamp'> }): boolean => object.metadata.deletionTimestamp !== undefined;
export const isFinished = ({ status: { phase } }: Pod): boolean => phase === 'Succeeded' || phase === 'Failed';
/** Counts as one of its controller's replicas. */
export const isActive = (pod: Pod): boolean => !isFinished(pod) && !isDeleted(pod);

export const podCondition = ({ status }: Pod, type: string): k8s.PodCondition | undefined => status.conditions?.find(condition => condition.type === type);
export const isReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True';
/** The instant from which a ready Pod counts as available, or null where it is not ready. */
export function availableFrom(pod: Pod, minReadySeconds: number, instant: (text: string | undefined) => SimTime): SimTime | null {
  const ready = podCondition(pod, 'Ready');
  if (ready?.status !== 'True') return null;
  return minReadySeconds === 0 ? (0 as SimTime) : ((instant(ready.lastTransitionTime) + minReadySeconds * 1000) as SimTime);
}

/** Nothing is made any more in a namespace that goes; nobody needs to hear of it. */
export const isNamespaceTerminating = (body: unknown): boolean => isStatus(body) && body.details?.causes?.some(cause => cause.reason === 'NamespaceTerminating') === true;

/** A Pod made from a template, for an owner. */
export function podFromTemplate(
  template: k8s.PodTemplateSpec, owner: Owner & { readonly metadata: { readonly namespace?: string | undefined } },
  name: { readonly name: string } | { readonly generateName: string }, extra: { readonly finalizers?: readonly string[] } = {},
): Readonly<Record<string, unknown>> {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const own = extra.finalizers ?? finalizers;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...name,
      namespace: owner.metadata.namespace,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(own === undefined ? {} : { finalizers: own }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: template.spec,
  };
}

interface Condition {
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastTransitionTime?: string | undefined;
  readonly lastUpdateTime?: string | undefined;
}
/** Puts a condition in place of one of its type; where only the words changed the time of the last change of status stays. */
export function withCondition<C extends Condition>(conditions: readonly C[] | undefined, next: C): readonly C[] {
  const before = conditions?.find(each => each.type === next.type);
  if (before !== undefined && before.status === next.status && before.reason === next.reason && before.message === next.message) return conditions ?? [];
  const kept = before !== undefined && before.status === next.status ? { ...next, lastTransitionTime: before.lastTransitionTime } : next;
  return [...(conditions ?? []).filter(each => each.type !== next.type), kept];
}
export const withoutCondition = <C extends Condition>(conditions: readonly C[] | undefined, type: string): readonly C[] => (conditions ?? []).filter(each => each.type !== type);

/** Older first, then by name, as controllers order what they own. */
export const byAge = (a: KubeObject | Pod | { readonly metadata: StoredMeta }, b: KubeObject | Pod | { readonly metadata: StoredMeta }): number => {
  const [x, y] = [a.metadata, b.metadata];
  if (x.creationTimestamp !== y.creationTimestamp) return x.creationTimestamp < y.creationTimestamp ? -1 : 1;
  return x.name < y.name ? -1 : x.name > y.name ? 1 : 0;
};

/** Fields that are 0, '' or empty are left out of a status, as Go's omitempty does. */
export function omitEmpty<T extends Readonly<Record<string, unknown>>>(status: T, ...always: readonly string[]): T {
  const kept = Object.entries(status).filter(([key, value]) => always.includes(key) || !(value === undefined || value === 0 || value === '' || (Array.isArray(value) && value.length === 0)));
  return Object.fromEntries(kept) as T;
}

/** The alphabet of names that are made up: no vowels, nothing that is easily misread. Follows apimachinery util/rand SafeEncodeString. */
export const safeEncode = (text: string): string => [...text].map(char => SAFE_LETTERS[char.charCodeAt(0) % SAFE_LETTERS.length] ?? '').join('');
