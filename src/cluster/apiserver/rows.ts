/** The table of resources: each kind that the API serves is a row, made from the facts of discovery. */
import type { GroupResource } from '../../model/objects.ts';
import { groupOf, groupResource, resourceFacts } from '../../model/resources.ts';
import { schemaOfKind } from '../../model/schema.ts';
import { strategies } from './strategy/index.ts';
import type { Row } from './types.ts';

const rowsByResource = new Map<string, readonly Row[]>();
for (const fact of resourceFacts) {
  const schema = schemaOfKind(fact.groupVersion, fact.kind);
  if (fact.name.includes('/') || !schema) continue;
  const group = groupOf(fact.groupVersion);
  const resource = groupResource(group, fact.name);
  const row: Row = {
    resource, plural: fact.name, group, apiVersion: fact.groupVersion, kind: fact.kind, namespaced: fact.namespaced, verbs: fact.verbs,
    subresources: new Map(resourceFacts.filter(each => each.groupVersion === fact.groupVersion && each.name.startsWith(`${fact.name}/`)).map(each => [each.name.slice(fact.name.length + 1), each])),
    storage: resource === 'events.events.k8s.io' ? 'events' : resource,
    schema,
    strategy: strategies[resource] ?? {},
  };
  // The last version of a group-resource is the preferred one: autoscaling/v2.
  rowsByResource.set(resource, [row, ...(rowsByResource.get(resource) ?? [])]);
}

/** The row of a group-resource, in the version asked for or else the preferred one. */
export function rowOf(resource: GroupResource, apiVersion?: string): Row | undefined {
  const rows = rowsByResource.get(resource);
  return apiVersion === undefined ? rows?.[0] : rows?.find(row => row.apiVersion === apiVersion);
}
/** The version in which objects of a row are stored. */
export const storageRow = (row: Row): Row => rowOf(row.storage) ?? row;

const kinds = new Map<string, Row>();
for (const rows of rowsByResource.values()) for (const row of rows) kinds.set(`${row.apiVersion}/${row.kind}`, row);
/** The row of a kind: `v1`, `Pod`. */
export const rowOfKind = (apiVersion: string, kind: string): Row | undefined => kinds.get(`${apiVersion}/${kind}`);
