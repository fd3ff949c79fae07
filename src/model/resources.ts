/** Discovery: which resources the API serves, from its facts (facts/resources.json), and how to find them by name. */
import facts from './facts/resources.json' with { type: 'json' };
import type { GroupResource } from './objects.ts';

/** One row of the API's discovery document. */
export interface ResourceFact {
  readonly groupVersion: string;
  /** Plural; a subresource as `pods/status`. */
  readonly name: string;
  readonly kind: string;
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export const resourceFacts: readonly ResourceFact[] = facts as readonly ResourceFact[];

/** The group of `apps/v1`: `apps`; '' of the core group. */
export const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1);
/** As components and the store name a resource: `deployments.apps`, `pods`. */
export const groupResource = (group: string, plural: string): GroupResource => (group === '' ? plural : `${plural}.${group}`);

const byKind = new Map<string, ResourceFact>();
const byResource = new Map<string, ResourceFact>();
for (const fact of resourceFacts) {
  if (fact.name.includes('/')) continue;
  byKind.set(`${fact.groupVersion}/${fact.kind}`, fact);
  const key = groupResource(groupOf(fact.groupVersion), fact.name);
  // Of several versions the first is the preferred one, but for autoscaling, whose v2 is.
  if (!byResource.has(key) || fact.groupVersion === 'autoscaling/v2') byResource.set(key, fact);
}

/** The resource of a kind: `v1`, `Pod` -> pods. */
export const resourceOfKind = (apiVersion: string, kind: string): ResourceFact | undefined => byKind.get(`${apiVersion}/${kind}`);
/** The preferred version of a group-resource. */
export const resourceFact = (resource: GroupResource): ResourceFact | undefined => byResource.get(resource);
/** The group-resource of a kind, or undefined when the API does not serve it. */
export function groupResourceOfKind(apiVersion: string, kind: string): GroupResource | undefined {
  const fact = resourceOfKind(apiVersion, kind);
  return fact && groupResource(groupOf(fact.groupVersion), fact.name);
}
