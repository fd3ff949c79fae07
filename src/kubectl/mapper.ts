/** Finds the resource that a person means by `po`, `pod`, `pods`, `deployments.apps`, `deployment.v1.apps` or `Pod`. Follows apimachinery's RESTMapper. */
import { groupOf, groupResource, resourceFact, resourceFacts, resourceOfKind, versionOf } from '../model/resources.ts';
import type { ResourceFact } from '../model/resources.ts';
import { metricsFacts } from '../model/metrics.ts';
import type { GroupResource } from '../model/objects.ts';
import { beyondSandbox, isEmptyHere } from '../model/beyond.ts';
import { CommandError, ExitError } from './errors.ts';

export interface Mapping {
  readonly resource: GroupResource;
  readonly fact: ResourceFact;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export const mappingOf = (fact: ResourceFact): Mapping => ({
  resource: groupResource(groupOf(fact.groupVersion), fact.name),
  fact,
  group: groupOf(fact.groupVersion),
  version: versionOf(fact.groupVersion),
  kind: fact.kind,
  namespaced: fact.namespaced,
});

/** Resources proper, each in its preferred version. */
export const isPreferred = (fact: ResourceFact): boolean => !fact.name.includes('/') && (resourceFact(groupResource(groupOf(fact.groupVersion), fact.name)) ?? fact) === fact;
const preferred: readonly ResourceFact[] = resourceFacts.filter(isPreferred);

/** What a name may mean; where two share one, the first. */
const findable: readonly ResourceFact[] = [...preferred, ...beyondSandbox.filter(isEmptyHere), ...metricsFacts];

const named = (fact: ResourceFact, name: string): boolean => fact.name === name || fact.singularName === name || fact.kind.toLowerCase() === name || (fact.shortNames ?? []).includes(name);

function find(name: string): ResourceFact | undefined {
  if (name === '') return undefined;
  const exact = findable.find((fact) => fact.name === name) ?? findable.find((fact) => named(fact, name));
  if (exact || !name.includes('.')) return exact;
  const [plain = '', ...rest] = name.split('.');
  const suffix = rest.join('.');
  const byGroup = findable.find((fact) => named(fact, plain) && groupOf(fact.groupVersion).startsWith(suffix));
  if (byGroup) return byGroup;
  // A version of the core group ends with a dot: pods.v1. (else `v1` is taken for a group).
  if (rest.length < 2) return undefined;
  const [version = '', ...group] = rest;
  return resourceFacts.find((fact) => !fact.name.includes('/') && named(fact, plain) && fact.groupVersion === (group.length > 0 && group.join('.') !== '' ? `${group.join('.')}/${version}` : version));
}

export function findMapping(name: string): Mapping | undefined {
  const fact = find(name.toLowerCase());
  return fact && mappingOf(fact);
}

/** A resource that Kubernetes has and this sandbox has not. */
export function beyondFact(name: string): ResourceFact | undefined {
  const [plain = '', ...group] = name.toLowerCase().split('.');
  return beyondSandbox.find((fact) => named(fact, plain) && groupOf(fact.groupVersion).startsWith(group.join('.')));
}

/** The resource of an argument, or kubectl's refusal. */
export function mappingFor(name: string): Mapping {
  const mapping = findMapping(name);
  if (mapping) return mapping;
  const beyond = beyondFact(name);
  if (beyond) throw new CommandError(`${beyond.name} are part of Kubernetes, but this sandbox keeps none`);
  throw noSuchType(name);
}
export const noSuchType = (name: string): CommandError => new CommandError(`the server doesn't have a resource type ${JSON.stringify(name.split('.')[0] ?? name)}`);

/** What the mapper itself says of a type that is not there: not in kubectl's usual words for a failure. */
export function noMatch(name: string): never {
  const [plain = '', ...group] = name.split('.');
  throw new ExitError(`the server doesn't have a resource type ${JSON.stringify(plain)}${group.length > 0 ? ` in group ${JSON.stringify(group.join('.'))}` : ''}`);
}

/** A kind in small letters is known, too; it is the server that refuses it then. */
export function mappingForKind(apiVersion: string, kind: string): Mapping | undefined {
  const fact = resourceOfKind(apiVersion, kind) ?? resourceFacts.find((each) => each.groupVersion === apiVersion && !each.name.includes('/') && each.kind.toLowerCase() === kind);
  return fact && mappingOf(fact);
}

/** `all` stands for its category, in the order in which discovery lists the groups. */
export function expandCategory(name: string): string {
  const members = preferred.filter((fact) => (fact.categories ?? []).includes(name));
  return members.length === 0 ? name : members.map((fact) => groupResource(groupOf(fact.groupVersion), fact.name)).join(',');
}
/** `/v1, Kind=Pod`: a kind as Go writes it in full. */
export const kindInFull = ({ group, version, kind }: Mapping): string => `${group}/${version}, Kind=${kind}`;
/** `pod`, `deployment.apps`: how results name a kind. */
export const kindName = (mapping: Mapping): string => groupResource(mapping.group, mapping.kind.toLowerCase());
export { preferred as preferredResources };
/** `*v1.Deployment`: what Go calls an object's type. */
export const goType = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string => `*${versionOf(apiVersion)}.${kind}`;
/** `Deployment.apps`: a kind with its group, as Go writes it. */
export const groupKind = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string => groupResource(groupOf(apiVersion), kind);
