/** The end of a scenario: the status of the objects of its kinds, in the form of the lifecycle recordings. */
import type { EndpointSlice, k8s, KubeObject, Service } from '../../model/objects.ts';
import type { ClusterView } from '../../cluster/contract/view.ts';
import { DEPLOYMENT_REVISION, SERVICE_NAME } from '../../model/well-known.ts';
import { seconds, type Clock, type History } from './lifecycle-history.ts';

const conditionsOf = (list: readonly { readonly type: string; readonly status: string; readonly reason?: string | undefined }[] | undefined): object =>
  list === undefined || list.length === 0 ? {} : { conditions: Object.fromEntries(list.map(({ type, status, reason }) => [type, reason === undefined || reason === '' ? status : `${status}:${reason}`])) };
/** Numbers that are there, under other names; zeros are left out unless they are named with `!`. */
function numbers(status: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(names).flatMap(([to, from]) => {
    const always = from.startsWith('!');
    const value = status[always ? from.slice(1) : from];
    if (always) return [[to, value ?? 0]];
    return value === undefined || value === 0 ? [] : [[to, value]];
  }));
}
type Described = Readonly<Record<string, unknown>>;
const statusOf = (object: KubeObject): Record<string, unknown> => (object['status'] ?? {}) as Record<string, unknown>;
const specOf = (object: KubeObject): Record<string, unknown> => (object['spec'] ?? {}) as Record<string, unknown>;
const revision = ({ metadata }: KubeObject): object => (metadata.annotations?.[DEPLOYMENT_REVISION] === undefined ? {} : { revision: metadata.annotations[DEPLOYMENT_REVISION] });

type Conditions = readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[];
const conditionList = (object: KubeObject): Conditions | undefined => statusOf(object)['conditions'] as Conditions | undefined;

const describe: Readonly<Record<string, (object: KubeObject) => Described>> = {
  Deployment: (object) => ({
    ...numbers(specOf(object), { wanted: '!replicas' }),
    ...numbers(statusOf(object), { replicas: 'replicas', updated: 'updatedReplicas', ready: 'readyReplicas', available: 'availableReplicas', unavailable: 'unavailableReplicas', terminating: '!terminatingReplicas' }),
    ...revision(object),
    ...conditionsOf(conditionList(object)),
  }),
  ReplicaSet: (object) => ({
    ...numbers(specOf(object), { wanted: '!replicas' }),
    ...numbers(statusOf(object), { replicas: '!replicas', labelled: 'fullyLabeledReplicas', ready: 'readyReplicas', available: 'availableReplicas', terminating: '!terminatingReplicas' }),
    ...revision(object),
    ...(object.metadata.ownerReferences?.[0] === undefined ? {} : { owner: object.metadata.ownerReferences[0].name }),
    ...conditionsOf(conditionList(object)),
  }),
  Job: (object) => {
    const status = statusOf(object);
    const list = conditionList(object);
    const messages = Object.fromEntries((list ?? []).flatMap(({ type, message }) => (message === undefined ? [] : [[type, message]])));
    return {
      ...numbers(status, { active: 'active', ready: '!ready', terminating: '!terminating', succeeded: 'succeeded', failed: 'failed' }),
      ...(status['completedIndexes'] === undefined || status['completedIndexes'] === '' ? {} : { completedIndexes: status['completedIndexes'] }),
      ...(status['failedIndexes'] === undefined || status['failedIndexes'] === '' ? {} : { failedIndexes: status['failedIndexes'] }),
      started: status['startTime'] !== undefined,
      completed: status['completionTime'] !== undefined,
      ...conditionsOf(list),
      ...(Object.keys(messages).length === 0 ? {} : { messages }),
    };
  },
  CronJob: (object) => ({
    ...(statusOf(object)['active'] === undefined ? {} : { active: (statusOf(object)['active'] as readonly unknown[]).length }),
    scheduled: statusOf(object)['lastScheduleTime'] !== undefined,
    succeeded: statusOf(object)['lastSuccessfulTime'] !== undefined,
  }),
  DaemonSet: (object) => numbers(
    statusOf(object),
    {
      desired: '!desiredNumberScheduled', current: '!currentNumberScheduled', ready: '!numberReady', available: 'numberAvailable', unavailable: 'numberUnavailable',
      updated: 'updatedNumberScheduled', misscheduled: '!numberMisscheduled',
    },
  ) as Described,
  StatefulSet: (object) => ({
    ...numbers(specOf(object), { wanted: '!replicas' }),
    ...numbers(statusOf(object), { replicas: '!replicas', ready: 'readyReplicas', current: 'currentReplicas', updated: 'updatedReplicas', available: '!availableReplicas' }),
    rolledOut: statusOf(object)['currentRevision'] === statusOf(object)['updateRevision'],
  }),
  ResourceQuota: (object) => ({ hard: statusOf(object)['hard'] ?? {}, used: statusOf(object)['used'] ?? {} }),
  PodDisruptionBudget: (object) => ({
    ...numbers(statusOf(object), { allowed: '!disruptionsAllowed', healthy: '!currentHealthy', desired: '!desiredHealthy', expected: '!expectedPods' }),
    ...conditionsOf(conditionList(object)),
  }),
};

function describeService(service: Service): Described {
  const { type, clusterIP, externalName, ports = [] } = service.spec;
  if (type === 'ExternalName') return { type, externalName };
  const words = ports.map(({ name, port, protocol, targetPort, nodePort }) => `${name === undefined || name === '' ? '' : `${name}:`}${port}/${protocol ?? 'TCP'} to ${targetPort ?? port}${nodePort === undefined || nodePort === 0 ? '' : ' on the node'}`);
  return { type, address: clusterIP === 'None' ? 'None' : clusterIP === undefined || clusterIP === '' ? 'none' : 'given', ports: words };
}

const portWords = (ports: readonly k8s.DiscoveryEndpointPort[] | undefined): string =>
  (ports ?? []).map(({ name, port, protocol }) => `${name === undefined || name === '' ? '' : `${name}:`}${port}/${protocol ?? 'TCP'}`).sort().join(' ');
function conditionWords(conditions: k8s.EndpointConditions | undefined): string {
  const words = [conditions?.ready === true ? 'ready' : '', conditions?.serving === true ? 'serving' : '', conditions?.terminating === true ? 'terminating' : ''].filter((each) => each !== '');
  if (conditions?.ready !== true && conditions?.serving !== true && conditions?.terminating !== true) return 'not ready';
  return words.join(' ');
}

/** A Service's endpoints each time they changed. */
function endpointHistory(history: History, name: string, clock: Clock): readonly object[] {
  const slices = new Map<string, EndpointSlice>();
  const entries: { readonly at: number; readonly endpoints: Readonly<Record<string, string>> }[] = [];
  for (const { at, slice, gone } of history.slices) {
    if (slice.metadata.labels?.[SERVICE_NAME] !== name) continue;
    if (gone) slices.delete(slice.metadata.name);
    else slices.set(slice.metadata.name, slice);
    const endpoints = Object.fromEntries(
      [...slices.values()].flatMap((each) => (each.endpoints ?? []).map(({ targetRef, conditions }) => [targetRef?.name ?? '', `${conditionWords(conditions)} ${portWords(each.ports)}`.trim()])).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    ) as Record<string, string>;
    if (entries.length === 0 && Object.keys(endpoints).length === 0) continue;
    if (JSON.stringify(entries.at(-1)?.endpoints) !== JSON.stringify(endpoints)) entries.push({ at: Math.max(0, seconds(clock, at)), endpoints });
  }
  return entries;
}

const RESOURCES: Readonly<Record<string, string>> = {
  Deployment: 'deployments.apps', ReplicaSet: 'replicasets.apps', Job: 'jobs.batch', CronJob: 'cronjobs.batch', DaemonSet: 'daemonsets.apps', StatefulSet: 'statefulsets.apps',
  ResourceQuota: 'resourcequotas', PodDisruptionBudget: 'poddisruptionbudgets.policy', Service: 'services',
};
const MADE: Readonly<Record<string, string>> = { Deployment: 'ReplicaSet', CronJob: 'Job' };

export function objectsAtEnd(view: ClusterView, namespace: string, kinds: ReadonlySet<string>, history: History, clock: Clock): Readonly<Record<string, object>> {
  const all = new Set([...kinds].flatMap((kind) => [kind, ...(MADE[kind] === undefined ? [] : [MADE[kind] ?? ''])]));
  const objects: Record<string, object> = {};
  for (const [kind, resource] of Object.entries(RESOURCES)) {
    if (!all.has(kind)) continue;
    for (const object of view.list(resource, namespace) as readonly KubeObject[]) {
      if (kind !== 'Service') {
        objects[`${kind}/${object.metadata.name}`] = describe[kind]?.(object) ?? {};
        continue;
      }
      const endpoints = endpointHistory(history, object.metadata.name, clock);
      objects[`Service/${object.metadata.name}`] = { ...describeService(object as unknown as Service), ...(endpoints.length === 0 ? {} : { endpoints }) };
    }
  }
  return objects;
}
