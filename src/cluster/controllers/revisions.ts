/** The history of a DaemonSet or StatefulSet: each version of its template is kept as a ControllerRevision. Follows pkg/controller/history. */
import { jsonEqual, orderedText } from '../../base/json.ts';
import { hash32 } from '../../base/rng.ts';
import type { KubeObject, k8s } from '../../model/objects.ts';
import { selects } from '../../model/selectors.ts';
import type { Controller } from './framework.ts';
import { controllerOf, isDeleted, isOwnedBy, ownerReference, safeEncode } from './objects.ts';

export const REVISION_HASH = 'controller-revision-hash';

interface Revised extends Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  readonly spec: { readonly template: k8s.PodTemplateSpec; readonly revisionHistoryLimit?: number | undefined; readonly selector: k8s.LabelSelector };
}
export interface Revision {
  readonly name: string;
  readonly hash: string;
  readonly revision: number;
  readonly template: k8s.PodTemplateSpec;
}
interface StoredRevision {
  readonly metadata: KubeObject['metadata'];
  readonly data: unknown;
  readonly revision?: number | undefined;
}
const DEFAULT_HISTORY = 10;

const templateIn = ({ data }: StoredRevision): k8s.PodTemplateSpec => (data as { readonly spec: { readonly template: k8s.PodTemplateSpec } }).spec.template;
const read = (stored: StoredRevision): Revision => ({ name: stored.metadata.name, hash: stored.metadata.labels?.[REVISION_HASH] ?? '', revision: stored.revision ?? 0, template: templateIn(stored) });

/** The template as it is kept in a revision, from which a rollback takes it. */
const written = (template: k8s.PodTemplateSpec): object => ({ ...template, $patch: 'replace' });
const bare = (template: k8s.PodTemplateSpec): object => ({ ...template, $patch: undefined });

/** Its revisions, oldest first, the current one made or moved to the end where it must be. */
export function revisionsOf<S extends object>(self: Controller<S>, set: Revised): { readonly all: readonly Revision[]; readonly current: Revision } {
  const { namespace = '', name } = set.metadata;
  const stored = self.plan.view.list('controllerrevisions.apps', namespace).filter(each => isOwnedBy(each, set) || adopts(self, set, each)).sort((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
  const all = stored.map(read);
  const last = all.at(-1);
  const same = all.findLast(each => jsonEqual(bare(each.template), bare(set.spec.template)));
  if (same !== undefined && same === last) return { all, current: same };
  const next = (last?.revision ?? 0) + 1;
  if (same !== undefined) {
    self.request({ verb: 'patch', patchType: 'merge', resource: 'controllerrevisions.apps', namespace, name: same.name, body: { revision: next } });
    const moved = { ...same, revision: next };
    return { all: [...all.filter(each => each !== same), moved], current: moved };
  }
  const hash = safeEncode(String(hash32(orderedText(set.spec.template))));
  const made: Revision = { name: `${name}-${hash}`, hash, revision: next, template: set.spec.template };
  const labels = { ...set.spec.template.metadata?.labels, [REVISION_HASH]: hash };
  const body = {
    apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: made.name, namespace, labels, ownerReferences: [ownerReference(set)] },
    data: { spec: { template: written(set.spec.template) } }, revision: next,
  };
  self.request({ verb: 'create', resource: 'controllerrevisions.apps', namespace, body });
  return { all: [...all, made], current: made };
}

/** A revision that a set of that name has left behind is taken over. */
function adopts<S extends object>(self: Controller<S>, set: Revised, { metadata }: StoredRevision): boolean {
  if (controllerOf({ metadata }) !== undefined || isDeleted({ metadata }) || !selects(set.spec.selector, metadata.labels)) return false;
  const ownerReferences = [...(metadata.ownerReferences ?? []), ownerReference(set)];
  self.request({ verb: 'patch', patchType: 'merge', resource: 'controllerrevisions.apps', namespace: set.metadata.namespace ?? '', name: metadata.name, body: { metadata: { ownerReferences } } });
  return true;
}

/** Drops the oldest revisions that no Pod lives by (Pods name them by hash or in full), beyond the history limit. */
export function truncateHistory<S extends object>(self: Controller<S>, set: Revised, all: readonly Revision[], live: ReadonlySet<string>): void {
  const dead = all.filter(each => !live.has(each.hash) && !live.has(each.name));
  for (const { name } of dead.slice(0, Math.max(0, dead.length - (set.spec.revisionHistoryLimit ?? DEFAULT_HISTORY)))) {
    self.request({ verb: 'delete', resource: 'controllerrevisions.apps', namespace: set.metadata.namespace ?? '', name });
  }
}
