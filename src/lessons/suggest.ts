/** Goals that a lesson could have: what a solution changed, each as a check that fails before it and holds after it. */
import type { Simulation } from '../cluster/contract/simulation.ts';
import type { Deployment, KubeObject, Node, Pod, StatefulSet } from '../model/objects.ts';
import { evaluate } from './checks.ts';
import { markOf, subjectOf, type Mark } from './subject.ts';
import type { Goal } from './types.ts';

export interface Suggestion extends Goal {
  /** A state that was reached, something that happened on the way, something that stayed as it was. */
  readonly group: 'reached' | 'happened' | 'kept';
}
const MOST = 40;

interface Candidate {
  readonly group: Suggestion['group'];
  readonly text: string;
  readonly check: string;
}

/** `before` is the cluster at the lesson's start, `after` the same one once the solution has been done; `start` is where they part. */
export function suggestGoals(before: Simulation, after: Simulation, start: Mark): readonly Suggestion[] {
  const [was, is] = [subjectOf(before, start, markOf(before)), subjectOf(after, start, start)];
  const holds = (check: string, about: typeof was): boolean => {
    const result = evaluate(check, about);
    return result.ok && result.value;
  };
  const candidates = [...reached(after), ...gone(before, after), ...happened(after, start), ...kept(before, after)];
  const sound = candidates.filter(({ group, check }) => holds(check, is) && (group === 'kept' ? holds(check, was) : !holds(check, was)));
  const ids = new Set<string>();
  return sound.slice(0, MOST).map(({ group, text, check }) => ({ group, id: freeId(text, ids), text, check, when: { kind: group === 'happened' ? 'ever' : 'now' }, guard: group === 'kept' }));
}

/** `Pod web is Ready` -> `pod-web-is-ready`. */
function freeId(text: string, taken: Set<string>): string {
  const stem = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '') || 'goal';
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (taken.has(id) || id in {}) continue;
    taken.add(id);
    return id;
  }
}

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
/** As much of an object as tells its name. */
type Named = Pick<KubeObject, 'metadata'>;
const nameOf = ({ metadata: { namespace = '', name } }: Named): string => (namespace === '' || namespace === 'default' ? name : `${namespace}/${name}`);
/** Made by a controller, under a name that is different each time. */
const isOwned = ({ metadata }: Named): boolean => (metadata.ownerReferences ?? []).some(({ controller }) => controller === true);
const objects = (simulation: Simulation, resource: Parameters<ReturnType<Simulation['view']>['list']>[0]): readonly KubeObject[] => (simulation.view().list(resource) as readonly KubeObject[]).filter(object => !isOwned(object));
const freePods = (simulation: Simulation): readonly Pod[] => simulation.view().list('pods').filter(pod => !isOwned(pod));

const state = (words: string, check: string): Candidate => ({ group: 'reached', text: words, check });

function reached(after: Simulation): readonly Candidate[] {
  const view = after.view();
  return [
    ...freePods(after).flatMap(ofPod),
    ...view.list('deployments.apps').filter(each => !isOwned(each)).flatMap(each => ofReplicas('Deployment', 'deployments', each, each.spec.template.spec?.containers)),
    ...view.list('statefulsets.apps').flatMap(each => ofReplicas('StatefulSet', 'statefulsets', each, each.spec.template.spec?.containers)),
    ...view.list('jobs.batch').filter(each => !isOwned(each)).map(each => state(`Job ${nameOf(each)} is complete`, `is(jobs[${text(nameOf(each))}], 'Complete')`)),
    ...view.list('services').flatMap(service => ofService(after, service)),
    ...view.list('configmaps').flatMap(map => Object.entries(map.data ?? {}).filter(([, value]) => value.length < 60).map(([key, value]) => state(
      `ConfigMap ${nameOf(map)} has ${key}: ${value}`, `configmaps[${text(nameOf(map))}].data[${text(key)}] == ${text(value)}`,
    ))),
    ...view.list('nodes').flatMap(ofNode),
    ...(['configmaps', 'secrets', 'namespaces', 'persistentvolumeclaims', 'resourcequotas', 'limitranges'] as const).flatMap(plural => objects(after, plural).map(each => state(`${each.kind} ${nameOf(each)} is there`, `${text(nameOf(each))} in ${plural}`))),
  ];
}

function ofPod(pod: Pod): readonly Candidate[] {
  const name = nameOf(pod);
  const at = `pods[${text(name)}]`;
  const own = (words: string, check: string): Candidate => state(`Pod ${name} ${words}`, check);
  return [
    own('is Ready', `is(${at}, 'Ready')`),
    own(`has the phase ${pod.status.phase ?? ''}`, `${at}.status.phase == ${text(pod.status.phase ?? '')}`),
    ...(pod.spec.nodeName === undefined ? [] : [own(`runs on ${pod.spec.nodeName}`, `${at}.spec.nodeName == ${text(pod.spec.nodeName)}`)]),
    ...pod.spec.containers.map(({ name: container, image = '' }) => own(`runs ${image} in ${container}`, `${at}.spec.containers.exists(c, c.name == ${text(container)} && c.image == ${text(image)})`)),
    ...Object.entries(pod.metadata.labels ?? {}).map(([key, value]) => own(`has the label ${key}=${value}`, `${at}.metadata.labels[${text(key)}] == ${text(value)}`)),
    ...(pod.spec.containers.length > 1 ? [own(`has ${pod.spec.containers.length} containers`, `${at}.spec.containers.size() == ${pod.spec.containers.length}`)] : []),
    ...(pod.status.containerStatuses ?? []).flatMap(status => [
      ...(status.restartCount > 0 ? [own(`has restarted ${status.name}`, `container(${text(`${name}/${status.name}`)}).restartCount >= 1`)] : []),
      ...(status.state?.waiting?.reason === undefined ? [] : [own(`waits: ${status.state.waiting.reason}`, `container(${text(`${name}/${status.name}`)}).state.waiting.reason == ${text(status.state.waiting.reason)}`)]),
    ]),
  ];
}
function ofReplicas(kind: string, plural: string, object: Deployment | StatefulSet, containers: readonly { readonly name: string; readonly image?: string | undefined }[] = []): readonly Candidate[] {
  const name = nameOf(object);
  const at = `${plural}[${text(name)}]`;
  const count = object.spec.replicas ?? 1;
  return [
    state(`${kind} ${name} has ${count} ready ${count === 1 ? 'Pod' : 'Pods'}`, `${at}.spec.replicas == ${count} && ${count === 0 ? `!has(${at}.status.readyReplicas)` : `${at}.status.readyReplicas == ${count}`}`),
    ...containers.map(({ name: container, image = '' }) => state(
      `${kind} ${name} runs ${image} in ${container}`, `${at}.spec.template.spec.containers.exists(c, c.name == ${text(container)} && c.image == ${text(image)})`,
    )),
    state(`${kind} ${name} is there`, `${text(name)} in ${plural}`),
  ];
}
function ofService(after: Simulation, service: Named): readonly Candidate[] {
  const name = nameOf(service);
  if (name === 'kubernetes') return [];
  const pods = freePods(after).map(nameOf);
  const size = subjectOf(after, markOf(after), markOf(after)).endpoints(name).length;
  return [
    ...pods.map(pod => state(`Service ${name} sends to Pod ${pod}`, `${text(pod)} in endpoints(${text(name)})`)),
    state(`Service ${name} sends to ${size} ${size === 1 ? 'Pod' : 'Pods'}`, `endpoints(${text(name)}).size() == ${size}`),
    state(`Service ${name} is there`, `${text(name)} in services`),
  ];
}
function ofNode(node: Node): readonly Candidate[] {
  const { name, labels } = node.metadata;
  const at = `nodes[${text(name)}]`;
  return [
    state(`${name} takes no new Pods`, `${at}.spec.unschedulable`),
    state(`${name} takes new Pods again`, `!has(${at}.spec.unschedulable)`),
    ...Object.entries(labels ?? {}).map(([key, value]) => state(`${name} has the label ${key}=${value}`, `${at}.metadata.labels[${text(key)}] == ${text(value)}`)),
    ...(node.spec.taints ?? []).map(({ key, effect }) => state(`${name} has the taint ${key}:${effect}`, `${at}.spec.taints.exists(t, t.key == ${text(key)} && t.effect == ${text(effect)})`)),
    state(`${name} is Ready`, `is(${at}, 'Ready')`),
  ];
}

const NAMED = ['pods', 'services', 'configmaps', 'secrets', 'namespaces'] as const;
/** What was there before and is no more. */
function gone(before: Simulation, after: Simulation): readonly Candidate[] {
  const all: readonly (readonly [plural: string, resource: (typeof NAMED)[number] | 'deployments.apps' | 'jobs.batch'])[] = [
    ...NAMED.map(name => [name, name] as const), ['deployments', 'deployments.apps'], ['jobs', 'jobs.batch'],
  ];
  return all.flatMap(([plural, resource]) => {
    const left = new Set(objects(after, resource).map(nameOf));
    return objects(before, resource).filter(each => !left.has(nameOf(each))).map(each => state(`${each.kind} ${nameOf(each)} is gone`, `!(${text(nameOf(each))} in ${plural})`));
  });
}

function happened(after: Simulation, start: Mark): readonly Candidate[] {
  const stable = new Set(freePods(after).map(nameOf));
  const found = new Map<string, Candidate>();
  const add = (words: string, check: string): void => void found.set(check, { group: 'happened', text: words, check });
  for (const event of after.traceSince(start.trace)) {
    if (event.type === 'network/call' && event.purpose === 'call') {
      const to = event.to.split('/')[0] ?? '';
      const from = event.from.split('/')[0] ?? '';
      if (stable.has(from)) add(
        `${event.from} called ${event.to === '' ? `port ${event.port}` : event.to}: ${event.result}`,
        `trace.exists(t, t.type == 'network/call' && t.from == ${text(event.from)} && ${stable.has(to) ? `t.to == ${text(event.to)}` : `t.port == ${event.port}`} && t.result == ${text(event.result)})`,
      );
    }
    if (event.type === 'runtime/exited' && stable.has(event.pod) && event.reason !== 'Completed') add(
      `${event.pod}/${event.container} ended: ${event.reason}`,
      `trace.exists(t, t.type == 'runtime/exited' && t.pod == ${text(event.pod)} && t.container == ${text(event.container)} && t.reason == ${text(event.reason)})`,
    );
    if (event.type === 'scheduler/preempted' && stable.has(event.pod)) add(`${event.pod} made room for itself`, `trace.exists(t, t.type == 'scheduler/preempted' && t.pod == ${text(event.pod)})`);
  }
  for (const { type, reason = '', involvedObject } of after.view().list('events')) {
    const name = involvedObject.name ?? '';
    if (type === 'Warning' && stable.has(name)) add(`${name} has had the event ${reason}`, `events(${text(name)}).exists(e, e.reason == ${text(reason)})`);
  }
  return [...found.values()];
}

function kept(before: Simulation, after: Simulation): readonly Candidate[] {
  const guard = (words: string, check: string): Candidate => ({ group: 'kept', text: words, check });
  const uids = new Map(objects(before, 'pods').map(pod => [nameOf(pod), pod.metadata.uid]));
  return [
    ...objects(after, 'pods').filter(pod => uids.get(nameOf(pod)) === pod.metadata.uid).map(pod => guard(
      `Pod ${nameOf(pod)} is still the same Pod`, `pods[${text(nameOf(pod))}].metadata.uid == start.pods[${text(nameOf(pod))}].metadata.uid`,
    )),
    ...objects(after, 'services').filter(service => nameOf(service) !== 'kubernetes').map(service => guard(
      `Service ${nameOf(service)} is unchanged`, `services[${text(nameOf(service))}].spec == start.services[${text(nameOf(service))}].spec`,
    )),
  ];
}
