/** EndpointSlices of Services, and the older Endpoints: which Pods stand behind a Service, and in which state. Follows pkg/controller/endpointslice and endpoint. */
import { jsonEqual } from '../../base/json.ts';
import type { EndpointSlice, KubeObject, Pod, Service, k8s } from '../../model/objects.ts';
import { selectsByMap } from '../../model/selectors.ts';
import { after } from '../../model/time.ts';
import { HEADLESS, SERVICE_NAME } from '../../model/well-known.ts';
import type { Component } from '../contract/component.ts';
import { defineController, keyOf, splitKey, type ControllerState } from './framework.ts';
import { GroupIndex, indexTables } from './group-index.ts';
import { backendOf, slicePorts, zoneOf, type Backend } from './endpoint.ts';
import type { Self, State } from './endpoints-state.ts';
import { writeEndpoints } from './endpoints-legacy.ts';
import { isDeleted, isFinished, isReady, ownerReference } from './objects.ts';

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';
const MOST_ENDPOINTS = 100;
const MANY = 50;
const GATHER_MS = 100;
/** Labels of a Service that its slices do not take over. */
const RESERVED = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS]);

const hasSelector = ({ spec }: Service): boolean => spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0;

/** What of a Pod shows in an endpoint. */
const sameForServices = (a: Pod, b: Pod): boolean =>
  a.status.podIP === b.status.podIP
    && a.status.phase === b.status.phase
    && isReady(a) === isReady(b)
    && isDeleted(a) === isDeleted(b)
    && a.spec.nodeName === b.spec.nodeName
    && jsonEqual(a.metadata.labels, b.metadata.labels);

function hearPod(self: Self, pod: Pod, prev: Pod | null, gone: boolean): void {
  const index = new GroupIndex(self.state);
  if (gone) index.delete(pod.metadata.uid);
  else index.set(pod.metadata.uid, pod.metadata.namespace, pod);
  if (!gone && prev !== null && sameForServices(prev, pod)) return;
  for (const service of self.plan.view.list('services', pod.metadata.namespace)) {
    const { selector } = service.spec;
    if (selectsByMap(selector, pod.metadata.labels) || (prev !== null && selectsByMap(selector, prev.metadata.labels))) changed(self, keyOf(service));
  }
}

/** Of a Service with very many endpoints changes are gathered for a moment. */
function changed(self: Self, key: string): void {
  if ((self.state.sizes.get(key) ?? 0) <= MANY) self.dirty(key);
  else self.wakeBy(key, after(self.now, GATHER_MS));
}

function sync(self: Self, key: string): void {
  const service = self.plan.view.get('services', ...splitKey(key));
  if (service === undefined) {
    self.state.sizes.delete(key);
    return;
  }
  if (!hasSelector(service) || isDeleted(service)) return;
  const backends = backendsOf(self, service);
  self.state.sizes.set(key, backends.length);
  writeSlices(self, service, backends);
  writeEndpoints(self, service, backends);
}

function backendsOf(self: Self, service: Service): readonly Backend[] {
  const zones = new Map<string, string | undefined>();
  const found: Backend[] = [];
  for (const pod of new GroupIndex(self.state).list(service.metadata.namespace ?? '')) {
    if (!selectsByMap(service.spec.selector, pod.metadata.labels) || isFinished(pod) || (pod.status.podIP ?? '') === '') continue;
    const node = pod.spec.nodeName ?? '';
    if (!zones.has(node)) zones.set(node, zoneOf(self, pod));
    found.push(backendOf(service, pod, zones.get(node)));
  }
  return found;
}

/** Pods are grouped by the ports that they have for the Service; a slice holds up to 100. */
function writeSlices(self: Self, service: Service, backends: readonly Backend[]): void {
  const groups = new Map<string, { readonly ports: readonly k8s.DiscoveryEndpointPort[]; readonly endpoints: k8s.Endpoint[] }>();
  for (const { ports, portsKey, endpoint } of backends) {
    const group = groups.get(portsKey) ?? { ports, endpoints: [] };
    groups.set(portsKey, group);
    group.endpoints.push(endpoint);
  }
  if (groups.size === 0) groups.set('', { ports: [], endpoints: [] });
  const existing = slicesOf(self, service);
  const left = new Set(existing);
  for (const { ports, endpoints } of groups.values()) placeGroup(self, service, ports, endpoints, existing, left);
  for (const slice of left) self.request({ verb: 'delete', resource: 'endpointslices.discovery.k8s.io', namespace: service.metadata.namespace ?? '', name: slice.metadata.name });
}

function slicesOf(self: Self, { metadata: { namespace = '', name } }: Service): readonly EndpointSlice[] {
  return self.plan.view.list('endpointslices.discovery.k8s.io', namespace).filter(({ metadata: { labels, deletionTimestamp } }) => labels?.[SERVICE_NAME] === name && labels[MANAGED_BY] === MANAGER && deletionTimestamp === undefined);
}

/** Endpoints stay in the slice in which they are; new ones fill slices with room, then new slices. */
function placeGroup(self: Self, service: Service, ports: readonly k8s.DiscoveryEndpointPort[], endpoints: readonly k8s.Endpoint[], existing: readonly EndpointSlice[], left: Set<EndpointSlice>): void {
  const own = existing.filter(slice => left.has(slice) && (jsonEqual(slicePorts(slice), ports) || (slice.endpoints ?? []).length === 0 || endpoints.length === 0));
  const wanted = new Map(endpoints.map(endpoint => [uidOf(endpoint), endpoint]));
  const filled = own.map(slice => {
    const kept = (slice.endpoints ?? []).flatMap(endpoint => {
      const next = wanted.get(uidOf(endpoint));
      if (next === undefined) return [];
      wanted.delete(uidOf(endpoint));
      return [next];
    });
    return { slice, kept };
  });
  const rest = [...wanted.values()];
  for (const each of filled) each.kept.push(...rest.splice(0, Math.max(0, MOST_ENDPOINTS - each.kept.length)));
  const used = filled.filter(({ kept }) => kept.length > 0);
  for (const { slice, kept } of used.length === 0 ? filled.slice(0, 1) : used) {
    left.delete(slice);
    writeSlice(self, service, slice, ports, kept);
  }
  while (rest.length > 0 || (filled.length === 0 && endpoints.length === 0)) {
    createSlice(self, service, ports, rest.splice(0, MOST_ENDPOINTS));
    if (rest.length === 0) break;
  }
}
const uidOf = ({ targetRef, addresses }: k8s.Endpoint): string => targetRef?.uid ?? addresses.join();

function labelsFor({ metadata: { name, labels }, spec }: Service): Readonly<Record<string, string>> {
  const own = Object.entries(labels ?? {}).filter(([key]) => !RESERVED.has(key));
  return { ...Object.fromEntries(own), ...(spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}), [MANAGED_BY]: MANAGER, [SERVICE_NAME]: name };
}
function createSlice(self: Self, service: Service, ports: readonly k8s.DiscoveryEndpointPort[], endpoints: readonly k8s.Endpoint[]): void {
  const { namespace = '', name } = service.metadata;
  const metadata = { generateName: `${name}-`, namespace, labels: labelsFor(service), ownerReferences: [ownerReference(service)] };
  self.request({ verb: 'create', resource: 'endpointslices.discovery.k8s.io', namespace, body: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', endpoints, ports } });
}
function writeSlice(self: Self, service: Service, slice: EndpointSlice, ports: readonly k8s.DiscoveryEndpointPort[], endpoints: readonly k8s.Endpoint[]): void {
  const labels = labelsFor(service);
  if (sameEndpoints(slice.endpoints ?? [], endpoints) && jsonEqual(slicePorts(slice), ports) && jsonEqual(slice.metadata.labels, labels)) return;
  const { namespace = '', name } = slice.metadata;
  self.request({ verb: 'update', resource: 'endpointslices.discovery.k8s.io', namespace, name, body: { ...slice, metadata: { ...slice.metadata, resourceVersion: undefined, labels }, endpoints, ports } });
}

const foundSame = new WeakMap<k8s.Endpoint, k8s.Endpoint>();
/** What was once found to be the same is not compared again. */
const sameEndpoints = (stored: readonly k8s.Endpoint[], wanted: readonly k8s.Endpoint[]): boolean =>
  stored.length === wanted.length && stored.every((endpoint, i) => {
    const next = wanted[i];
    if (next === undefined || foundSame.get(endpoint) === next) return next !== undefined;
    if (!jsonEqual(endpoint, next)) return false;
    foundSame.set(endpoint, next);
    return true;
  });

export const endpointController: Component<State & ControllerState, unknown, Self> = defineController<State>({
  name: 'endpointslice-controller',
  watches: ['services', 'pods', 'endpointslices.discovery.k8s.io'],
  init: () => ({ ...indexTables<Pod>(), sizes: new Map() }),
  hear(self, resource, value, prev) {
    const object = (value ?? prev) as KubeObject;
    if (resource === 'pods') hearPod(self, object as unknown as Pod, prev as unknown as Pod | null, value === null);
    else if (resource === 'services') self.dirty(keyOf(object));
    else if (value === null) self.dirty(`${object.metadata.namespace ?? ''}/${object.metadata.labels?.[SERVICE_NAME] ?? ''}`);
  },
  sync,
});
