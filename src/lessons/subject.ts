/** What checks read of a cluster: objects by name, and answers to `reach`, `file`, `logs` and so on. Reading changes nothing. */
import { celMap, type CelInput, type CelMap } from '@bufbuild/cel';
import { byText } from '../base/order.ts';
import { isObject } from '../base/json.ts';
import { groupOf, groupResource, resourceFacts } from '../model/resources.ts';
import type { KubeObject } from '../model/objects.ts';
import { selectsByMap } from '../model/selectors.ts';
import type { SimTime } from '../model/time.ts';
import type { Revision, TraceSerial } from '../cluster/contract/ids.ts';
import type { CallSource, Simulation } from '../cluster/contract/simulation.ts';
import { resourceOfKey } from '../cluster/contract/store.ts';
import { podName, podOf, type TraceEvent } from '../cluster/contract/trace.ts';
import type { ClusterView } from '../cluster/contract/view.ts';
import { SERVICE_NAME } from '../model/well-known.ts';

/** A moment from which checks count: the beginning of a step, or of a lesson. */
export interface Mark {
  readonly at: SimTime;
  readonly revision: Revision;
  readonly trace: TraceSerial;
}
export const markOf = (simulation: Simulation): Mark => ({ at: simulation.now, revision: simulation.revision, trace: simulation.traceSerial });

/** What of a cluster a check may ask. */
type Asked = Pick<Simulation, 'now' | 'view' | 'eventsSince' | 'traceSince' | 'walk' | 'readFile' | 'logText'>;

export interface CheckSubject {
  readonly simulation: Asked;
  /** `start`: as it was then. */
  readonly start: Mark;
  /** Records before this one are not seen by `trace` and `deleted`. */
  readonly since: Mark;
  container(name: string): unknown;
  endpoints(service: string): readonly string[];
  reach(from: string, to: string): unknown;
  file(where: string, path: string): string;
  logs(container: string): string;
  events(name: string): readonly unknown[];
  deleted(name: string): number;
  tally(app: string, label: string): unknown;
  /** The roll-outs of a Deployment that have finished: when each began, and when it was over. */
  rollouts(name: string): unknown;
  /** How many calls of a Pod were not answered since an instant. */
  lost(from: string, since: number): number;
}

/** The kinds that checks read by their plural; where two groups share one, the first counts. */
const PLURALS = new Map(resourceFacts.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('list')).map(({ name, groupVersion }) => [name, groupResource(groupOf(groupVersion), name)] as const).reverse());
export const VARIABLES: readonly string[] = [...PLURALS.keys(), 'start', 'trace'];

const converted = new WeakMap<object, unknown>();
/** A JSON value as CEL takes it: whole numbers are its ints. Stored objects never change, so each is converted once. */
function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const known = converted.get(value);
  if (known !== undefined) return known;
  const made = Array.isArray(value)
    ? value.map(toCel)
    : Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).map(([key, each]) => [key, toCel(each)]));
  converted.set(value, made);
  return made;
}

/** `web/main` and `vault/web/main` -> a container of a Pod. */
function splitContainer(name: string): { readonly namespace: string; readonly pod: string; readonly container: string } {
  const parts = name.split('/');
  return parts.length > 2 ? { namespace: parts[0] ?? '', pod: parts[1] ?? '', container: parts[2] ?? '' } : { namespace: 'default', pod: parts[0] ?? '', container: parts[1] ?? '' };
}

function objectsOf(view: ClusterView, names: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [plural, resource] of PLURALS) {
    if (!names.has(plural)) continue;
    const list = view.list(resource) as readonly KubeObject[];
    values[plural] = Object.fromEntries(list.map(object => [podName(object.metadata.namespace ?? 'default', object.metadata.name), toCel(object)]));
  }
  return values;
}

/** The variables of a check: those that it names. */
export function subjectValues({ simulation, start, since }: CheckSubject, names: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  return {
    ...objectsOf(simulation.view(), names),
    ...(names.has('start') ? { start: objectsOf(simulation.view(start.revision), names) } : {}),
    ...(names.has('trace') ? { trace: simulation.traceSince(since.trace).map(names.has('age') ? withAge(simulation.now) : toCelMap) } : {}),
  };
}

/** What does not apply to a record is there all the same, so that checks need no has(). */
const EMPTY = { pod: '', container: '', node: '', user: '', kind: '', name: '', verb: '', code: 0, from: '', to: '', via: '', result: '', reason: '', state: '', chosen: '', probe: '', plugin: '', ok: false, restart: 0, ephemeral: false, exitCode: 0, signal: '', sinceDelete: 0, failures: 0, seconds: 0, service: '', warnings: [], hops: [], victims: [] };
const records = new WeakMap<TraceEvent, object>();
/** A record as checks see it, but for its age: each is converted once, as checks look at all of them again and again. */
function toCelRecord(event: TraceEvent): object {
  const known = records.get(event);
  if (known !== undefined) return known;
  const made = toCel({ ...EMPTY, ...event }) as object;
  records.set(event, made);
  return made;
}
const maps = new WeakMap<TraceEvent, CelMap>();
/** The same as the map that CEL would make of it anew at every look. */
function toCelMap(event: TraceEvent): CelMap {
  const known = maps.get(event);
  if (known !== undefined) return known;
  const made = celMap(new Map(Object.entries(toCelRecord(event) as Readonly<Record<string, CelInput>>)));
  maps.set(event, made);
  return made;
}
const withAge = (now: SimTime) => (event: TraceEvent): object => ({ ...toCelRecord(event), age: BigInt(Math.floor((now - event.at) / 1000)) });

/** The cluster as it stood at a mark: objects and records up to it. What only the present knows (`reach`, `file`, `logs`) is answered from the present. */
export function subjectAsOf(simulation: Simulation, mark: Mark, since: Mark): CheckSubject {
  const then: Asked = {
    now: mark.at,
    view: (at = mark.revision) => simulation.view(at),
    eventsSince: revision => simulation.eventsSince(revision).filter(event => event.revision <= mark.revision),
    traceSince: serial => simulation.traceSince(serial).filter(event => event.serial <= (mark.trace ?? 0)),
    walk: (...call) => simulation.walk(...call),
    readFile: (...file) => simulation.readFile(...file),
    logText: where => simulation.logText(where),
  };
  return subjectOf(then, since, since);
}

export function subjectOf(simulation: Asked, start: Mark, since: Mark): CheckSubject {
  const view = simulation.view();
  const sourceOf = (from: string): CallSource => {
    const { namespace, pod, container } = splitContainer(from);
    if (container === '' && view.get('pods', namespace, pod) === undefined && view.get('nodes', '', pod) !== undefined) return { node: pod };
    return { namespace, pod, container };
  };
  return {
    simulation, start, since,
    container: name => {
      const { namespace, pod, container } = splitContainer(name);
      const status = view.get('pods', namespace, pod)?.status;
      const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? []), ...(status?.ephemeralContainerStatuses ?? [])];
      return toCel(all.find(each => each.name === container) ?? {});
    },
    endpoints: service => endpointsOf(view, service),
    reach: (from, to) => {
      const at = to.lastIndexOf(':');
      const walk = simulation.walk(sourceOf(from), at < 0 ? to : to.slice(0, at), at < 0 ? 80 : Number(to.slice(at + 1)));
      const address = walk.destination.address;
      const pod = address.startsWith('127.') || address === '::1' ? splitContainer(from).pod : view.list('pods').find(({ status }) => status.podIP === address)?.metadata.name;
      return { result: walk.result, pod: walk.listener === null ? '' : (pod ?? ''), container: walk.listener?.container ?? '' };
    },
    file: (where, path) => {
      const { namespace, pod, container } = splitContainer(where);
      return simulation.readFile(container === '' ? { node: pod } : { namespace, pod, container }, path) ?? '';
    },
    logs: name => simulation.logText(splitContainer(name)),
    events: name => view.list('events').filter(event => event.involvedObject.name === podOf(name).name).map(event => toCel({ reason: event.reason ?? '', type: event.type ?? '', note: event.message ?? '', count: event.count ?? 1 })),
    deleted: name => deletions(simulation, since.revision, name),
    tally: (app, label) => tallyOf(view, app, label),
    rollouts: name => simulation.traceSince(since.trace).flatMap(event => (event.type === 'rollout/finished' && event.name === name ? [toCel({ startedAt: event.startedAt, finishedAt: event.at })] : [])),
    lost: (from, instant) => simulation.traceSince(since.trace).filter(event => event.type === 'network/call' && event.purpose === 'call' && event.from.split('/')[0] === from && event.at >= instant && event.result !== 'open').length,
  };
}

/** Names of the Pods that a Service sends to now. */
function endpointsOf(view: ClusterView, service: string): readonly string[] {
  const { namespace, name } = podOf(service);
  const slices = view.list('endpointslices.discovery.k8s.io', namespace).filter(slice => slice.metadata.labels?.[SERVICE_NAME] === name);
  const ready = slices.flatMap(({ endpoints }) => (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false));
  return ready.flatMap(({ targetRef }) => (targetRef?.name === undefined ? [] : [targetRef.name])).sort(byText);
}

/** How many times an object of that name has been deleted since then. */
function deletions(simulation: Asked, since: Revision, name: string): number {
  const [kind = '', ...rest] = name.split('/');
  const { namespace, name: own } = podOf(rest.join('/'));
  return simulation.eventsSince(since).filter(({ key, value, prev }) => {
    if (value !== null || prev === null || resourceOfKey(key) === null || !isObject(prev['metadata'])) return false;
    const { metadata } = prev as KubeObject;
    return prev['kind'] === kind && metadata.name === own && (metadata.namespace ?? 'default') === namespace;
  }).length;
}

/** Running Pods of an app, counted by a label of their node. */
function tallyOf(view: ClusterView, app: string, label: string): unknown {
  const counts: Record<string, bigint> = {};
  for (const pod of view.list('pods')) {
    if (!selectsByMap({ app }, pod.metadata.labels) || pod.status.phase !== 'Running' || pod.spec.nodeName === undefined) continue;
    const value = view.get('nodes', '', pod.spec.nodeName)?.metadata.labels?.[label] ?? '';
    counts[value] = (counts[value] ?? 0n) + 1n;
  }
  return counts;
}
