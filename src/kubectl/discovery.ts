/** What the API server says it serves: the documents of /api, /apis and below. Follows apiserver pkg/endpoints/discovery and kube-aggregator's order of groups. */
import { call } from '../cluster/contract/client.ts';
import type { Client } from '../cluster/contract/client.ts';
import { base64OfBytes } from '../base/bytes.ts';
import { sha256 } from '../base/digests.ts';
import { byText } from '../base/order.ts';
import { METRICS_GROUP, metricsFacts } from '../model/metrics.ts';
import { groupOf, resourceFacts, versionOf } from '../model/resources.ts';
import type { ResourceFact } from '../model/resources.ts';
import { beyondSandbox } from '../model/beyond.ts';

/** All that is served here; the kinds of metrics only where somebody measures. */
export function* servedFacts(): Client<readonly ResourceFact[]> {
  const { metrics } = yield* call({ call: 'discover' });
  return [...resourceFacts, ...beyondSandbox, ...(metrics ? metricsFacts : [])];
}
export function* serves(group: string): Client<boolean> {
  return group !== METRICS_GROUP || (yield* call({ call: 'discover' })).metrics;
}

/** Groups in the order of their priorities; a group that is not named comes last. */
const ORDER = [
  'apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'autoscaling', 'batch', 'certificates.k8s.io', 'networking.k8s.io', 'policy',
  'rbac.authorization.k8s.io', 'storage.k8s.io', 'admissionregistration.k8s.io', 'apiextensions.k8s.io', 'scheduling.k8s.io', 'coordination.k8s.io', 'node.k8s.io', 'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io', 'resource.k8s.io', 'storagemigration.k8s.io',
];
const rank = (group: string): number => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);

interface Version {
  readonly groupVersion: string;
  readonly version: string;
}
interface Group {
  readonly name: string;
  readonly versions: readonly Version[];
  readonly preferredVersion: Version;
}
function groupsOf(facts: readonly ResourceFact[]): readonly Group[] {
  const names = [...new Set(facts.map(({ groupVersion }) => groupOf(groupVersion)))].filter((name) => name !== '').sort((a, b) => rank(a) - rank(b) || byText(a, b));
  return names.map((name): Group => {
    const all = [...new Set(facts.map(({ groupVersion }) => groupVersion))].filter((each) => groupOf(each) === name).sort((a, b) => byText(b, a));
    const versions = all.map((groupVersion) => ({ groupVersion, version: versionOf(groupVersion) }));
    return { name, versions, preferredVersion: versions[0] ?? { groupVersion: name, version: '' } };
  });
}

/** What a subresource takes where its kind is of another group. */
const FOREIGN: Readonly<Record<string, string>> = { Scale: 'autoscaling/v1', Eviction: 'policy/v1', TokenRequest: 'authentication.k8s.io/v1' };
/** Kinds that are kept in another version than the one that is asked. */
const STORED_AS: Readonly<Record<string, string>> = { 'autoscaling/v1/HorizontalPodAutoscaler': 'autoscaling/v2', 'events.k8s.io/v1/Event': 'v1' };
const HASH_BYTES = 8;

/** Base64 of the beginning of the hash of `group/version/Kind`. */
function storageHash(groupVersion: string, kind: string): string {
  const stored = STORED_AS[`${groupVersion}/${kind}`] ?? groupVersion;
  const digest = sha256(`${groupOf(stored)}/${versionOf(stored)}/${kind}`);
  return base64OfBytes(Array.from({ length: HASH_BYTES }, (_, at) => Number.parseInt(digest.slice(2 * at, 2 * at + 2), 16)));
}

/** How discovery tells of a resource; `place` is its group and version where these are not the document's own. */
export function resourceEntry(fact: ResourceFact, place?: string): Readonly<Record<string, unknown>> {
  const foreign = place ?? (fact.name.includes('/') ? FOREIGN[fact.kind] : undefined);
  const kept = !fact.name.includes('/') && fact.verbs.includes('watch');
  return {
    name: fact.name,
    singularName: fact.name.includes('/') ? '' : (fact.singularName ?? ''),
    namespaced: fact.namespaced,
    ...(foreign === undefined ? {} : { ...(groupOf(foreign) === '' ? {} : { group: groupOf(foreign) }), version: versionOf(foreign) }),
    kind: fact.kind,
    verbs: fact.verbs,
    ...(fact.shortNames === undefined ? {} : { shortNames: fact.shortNames }),
    ...(fact.categories === undefined ? {} : { categories: fact.categories }),
    ...(kept ? { storageVersionHash: storageHash(fact.groupVersion, fact.kind) } : {}),
  };
}

/** The address that clients inside and outside use. */
const SERVERS = [{ clientCIDR: '0.0.0.0/0', serverAddress: 'cluster.example:6443' }];

/** The document at a path of discovery; null where there is none. */
export function* discoveryDocument(path: string): Client<Readonly<Record<string, unknown>> | null> {
  const facts = yield* servedFacts();
  const parts = path.split('/').filter((part) => part !== '');
  const [root, ...rest] = parts;
  if (root === 'api' && rest.length === 0) return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: SERVERS };
  if (root === 'apis' && rest.length === 0) return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(facts) };
  if (root === 'apis' && rest.length === 1) {
    const group = groupsOf(facts).find(({ name }) => name === rest[0]);
    return group === undefined ? null : { kind: 'APIGroup', apiVersion: 'v1', ...group };
  }
  const groupVersion = root === 'api' && rest.length === 1 ? (rest[0] ?? '') : root === 'apis' && rest.length === 2 ? rest.join('/') : null;
  const resources = facts.filter((fact) => fact.groupVersion === groupVersion).sort((a, b) => byText(a.name, b.name));
  if (groupVersion === null || resources.length === 0) return null;
  return { kind: 'APIResourceList', ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }), groupVersion, resources: resources.map((fact) => resourceEntry(fact)) };
}

const HOOKS = [
  'start-apiserver-admission-initializer', 'generic-apiserver-start-informers', 'priority-and-fairness-config-consumer', 'priority-and-fairness-filter', 'storage-object-count-tracker-hook',
  'start-apiextensions-informers', 'start-apiextensions-controllers', 'crd-informer-synced', 'start-system-namespaces-controller', 'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller', 'start-kube-apiserver-identity-lease-garbage-collector', 'start-legacy-token-tracking-controller', 'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles', 'scheduling/bootstrap-system-priority-classes', 'priority-and-fairness-config-producer', 'bootstrap-controller', 'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert', 'start-kube-aggregator-informers', 'apiservice-status-local-available-controller', 'apiservice-status-remote-available-controller',
  'apiservice-registration-controller', 'apiservice-discovery-controller', 'kube-apiserver-autoregistration',
];
const LAST_HOOKS = ['apiservice-openapi-controller', 'apiservice-openapiv3-controller'];

/** What /healthz, /livez and /readyz answer; null for another path. */
export function healthText(path: string, query: string): string | null {
  const found = /^\/(healthz|livez|readyz)$/.exec(path);
  if (found === null) return null;
  if (!/(?:^|&)verbose(?:=|&|$)/.test(query)) return 'ok';
  const ready = found[1] === 'readyz';
  const hooks = (names: readonly string[]): readonly string[] => names.map((name) => `poststarthook/${name}`);
  const checks = ['ping', 'log', 'etcd', ...(ready ? ['etcd-readiness', 'informer-sync'] : []), ...hooks(HOOKS), 'autoregister-completion', ...hooks(LAST_HOOKS), ...(ready ? ['shutdown'] : [])];
  return `${checks.map((name) => `[+]${name} ok\n`).join('')}${found[1] ?? ''} check passed\n`;
}
