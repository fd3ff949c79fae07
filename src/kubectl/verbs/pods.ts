/** The Pod that a command is about, whatever was named, and which of its containers. Follows kubectl pkg/polymorphichelpers and pkg/cmd/util/podcmd. */
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import { byText } from '../../base/order.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject, Pod } from '../../model/objects.ts';
import type { k8s } from '../../model/objects.ts';
import { CommandError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { list } from '../builder.ts';
import { goType, mappingFor } from '../mapper.ts';
import { printError } from '../session.ts';
import type { Session } from '../session.ts';

/** A label selector object as text. */
export function selectorText(selector: k8s.LabelSelector): string {
  const pairs = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    if (operator === 'Exists') return { key, text: key };
    if (operator === 'DoesNotExist') return { key, text: `!${key}` };
    return { key, text: `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...(values ?? [])].sort(byText).join(',')})` };
  });
  return [...pairs, ...expressions].sort((a, b) => byText(a.key, b.key)).map(({ text }) => text).join(',');
}

/** Which Pods an object stands for. */
function podSelector(object: KubeObject, doing: string): string {
  const spec: Readonly<Record<string, unknown>> = isObject(object['spec']) ? object['spec'] : {};
  const selector = spec['selector'];
  switch (object.kind) {
    case 'ReplicationController':
    case 'Service': {
      if (!isObject(selector) || Object.keys(selector).length === 0) throw new CommandError(`${doing} ${goType(object)}: invalid service '${object.metadata.name}': Service is defined without a selector`);
      return Object.entries(selector).map(([key, value]) => `${key}=${String(value)}`).sort(byText).join(',');
    }
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return isObject(selector) ? selectorText(selector as k8s.LabelSelector) : '';
    default:
      throw new CommandError(`${doing} ${goType(object)}: selector for ${goType(object)} not implemented`);
  }
}

/** `--pod-running-timeout` leaves some time to wait. */
export function checkPatience(values: FlagValues): void {
  if (values.duration('pod-running-timeout') <= 0) throw new CommandError('--pod-running-timeout must be higher than zero');
}

const isReady = (pod: Pod): boolean => (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2, Succeeded: 2, Failed: 2 };
const restarts = (pod: Pod): number => Math.max(0, ...(pod.status.containerStatuses ?? []).map(({ restartCount }) => restartCount));
const readySince = (pod: Pod): string => (pod.status.conditions ?? []).find(({ type, status }) => type === 'Ready' && status === 'True')?.lastTransitionTime ?? '';

/** Pods that are up before those that are not, those that are ready longer first. Follows podutils.ByLogging. */
function byLogging(a: Pod, b: Pod): number {
  const assigned = (pod: Pod): number => Number((pod.spec.nodeName ?? '') !== '');
  return (
    assigned(b) - assigned(a) ||
    (PHASES[b.status.phase] ?? 0) - (PHASES[a.status.phase] ?? 0) ||
    Number(isReady(b)) - Number(isReady(a)) ||
    byText(readySince(a), readySince(b)) ||
    restarts(b) - restarts(a) ||
    byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp)
  );
}
/** The most active Pod first. Follows podutils.ActivePods, reversed. */
const byActivity = (a: Pod, b: Pod): number =>
  Number((b.spec.nodeName ?? '') !== '') - Number((a.spec.nodeName ?? '') !== '') ||
  (PHASES[b.status.phase] ?? 0) - (PHASES[a.status.phase] ?? 0) ||
  Number(isReady(b)) - Number(isReady(a)) ||
  byText(readySince(a), readySince(b)) ||
  restarts(a) - restarts(b) ||
  byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp);

/** The Pods of an object, best first. */
export function* podsOf(session: Session, object: KubeObject, doing: 'logs' | 'attach'): Client<readonly Pod[]> {
  if (object.kind === 'Pod') return [object as unknown as Pod];
  const labelSelector = podSelector(object, doing === 'logs' ? 'cannot get the logs from' : 'cannot attach to');
  const body = (yield* list(session, { mapping: mappingFor('pods'), namespace: object.metadata.namespace ?? '' }, { labelSelector, fieldSelector: '' })).body as ObjectList;
  const pods = (body.items as unknown as readonly Pod[]).toSorted(doing === 'logs' ? byLogging : byActivity);
  if (pods.length === 0) throw new CommandError('timed out waiting for the condition');
  return pods;
}

export interface NamedContainer {
  readonly name: string;
  readonly tty?: boolean | undefined;
  readonly stdin?: boolean | undefined;
}

/** `main, debugger (ephem), first (init)`. */
export const allContainerNames = (pod: Pod): string =>
  [...pod.spec.containers.map(({ name }) => name), ...(pod.spec.ephemeralContainers ?? []).map(({ name }) => `${name} (ephem)`), ...(pod.spec.initContainers ?? []).map(({ name }) => `${name} (init)`)].join(', ');

export function findContainer(pod: Pod, name: string): NamedContainer | undefined {
  const all: readonly NamedContainer[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  return all.find((container) => container.name === name);
}

export const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that was named, or the Pod's first, with a word about the choice. */
export function* chooseContainer(pod: Pod, name: string, quiet: boolean): Client<NamedContainer> {
  const wanted = name === '' ? (pod.metadata.annotations?.[DEFAULT_CONTAINER] ?? '') : name;
  if (wanted !== '') {
    const found = findContainer(pod, wanted);
    if (found === undefined) throw new CommandError(`container ${wanted} is not valid for pod ${pod.metadata.name} out of: ${allContainerNames(pod)}`);
    return found;
  }
  const [first] = pod.spec.containers;
  if (first === undefined) throw new CommandError(`pod ${pod.metadata.namespace}/${pod.metadata.name} does not have any containers`);
  const several = pod.spec.containers.length > 1 || (pod.spec.initContainers ?? []).length > 0 || (pod.spec.ephemeralContainers ?? []).length > 0;
  if (!quiet && several) yield* printError(`Defaulted container ${JSON.stringify(first.name)} out of: ${allContainerNames(pod)}\n`);
  return first;
}
