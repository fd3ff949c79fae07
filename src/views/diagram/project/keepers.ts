/** What holds on to Pods: Services that send to them, and owners that keep them. Each with the Pods that its lines lead to. */
import type { ClusterView } from '../../../cluster/contract/view.ts';
import { SERVICE_NAME } from '../../../model/well-known.ts';
import type { OwnerKind } from '../../../session/index.ts';
import type { GroupResource, KubeObject, Pod, k8s } from '../../../model/objects.ts';

export type KeeperKind = 'Service' | OwnerKind;
export interface KeeperChip {
  /** `ReplicaSet default/shop-5d8`: as a selection is named. */
  readonly key: string;
  readonly kind: KeeperKind;
  /** As kubectl shortens it. */
  readonly short: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** How many there are of how many: `2/3`; '' where that says nothing. */
  readonly count: string;
  readonly whole: boolean;
  /** The keeper that keeps it, by key. */
  readonly parent: string;
  /** Uids of its Pods; those that it selects and does not use yet follow in `idle`. */
  readonly pods: readonly string[];
  /** Selected by a Service, but not ready: nothing is sent to them. */
  readonly idle: readonly string[];
}

const SHORT: Readonly<Record<KeeperKind, string>> = { Service: 'svc', Deployment: 'deploy', ReplicaSet: 'rs', StatefulSet: 'sts', DaemonSet: 'ds', Job: 'job', CronJob: 'cj' };
const keyOf = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;

type Named = Pick<KubeObject, 'metadata'>;
interface Ground {
  readonly view: ClusterView;
  /** Uids of the Pods of each owner, by the owner's uid. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

const ownerUid = (one: Named): string => one.metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid ?? '';

function chipOf(kind: KeeperKind, resource: string, one: Named, count: readonly [have: number, want: number] | null, pods: readonly string[], more: Partial<KeeperChip> = {}): KeeperChip {
  const { namespace = '', name } = one.metadata;
  return {
    key: keyOf(kind, namespace, name), kind, short: SHORT[kind], resource, namespace, name, count: count === null ? '' : `${count[0]}/${count[1]}`,
    whole: count === null || count[0] >= count[1], parent: '', pods, idle: [], ...more,
  };
}

function services({ view }: Ground, pods: readonly Pod[]): readonly KeeperChip[] {
  const slices = view.list('endpointslices.discovery.k8s.io');
  return view.list('services').filter((one) => Object.keys(one.spec.selector ?? {}).length > 0).map((one) => {
    const { name, namespace } = one.metadata;
    const ends = slices.filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[SERVICE_NAME] === name).flatMap((slice) => slice.endpoints ?? []);
    const there = new Map(pods.filter((pod) => pod.metadata.namespace === namespace).map((pod) => [pod.metadata.name, pod.metadata.uid]));
    const uids = (ready: boolean): string[] => [...new Set(ends.filter((end) => (end.conditions?.ready !== false) === ready).flatMap((end) => there.get(end.targetRef?.name ?? '') ?? []))];
    const [sent, idle] = [uids(true), uids(false)];
    return chipOf('Service', 'services', one, [sent.length, sent.length + idle.length], sent, { idle: idle.filter((uid) => !sent.includes(uid)), whole: sent.length > 0 });
  });
}

/** Owners of one kind with the keepers that they own themselves, in the order in which they are read. */
function family(
  ground: Ground, kind: KeeperKind, resource: GroupResource, children: readonly KeeperChip[], owners: ReadonlyMap<string, string>,
  count: (one: never) => readonly [number, number] | null,
): readonly KeeperChip[] {
  return (ground.view.list(resource) as readonly Named[]).filter((one) => ownerUid(one) === '').flatMap((one) => {
    const own = children.filter((child) => owners.get(child.key) === one.metadata.uid);
    const pods = [...(ground.kept.get(one.metadata.uid) ?? []), ...own.flatMap((child) => child.pods)];
    const chip = chipOf(kind, resource, one, count(one as never), pods);
    return [chip, ...own.map((child) => ({ ...child, parent: chip.key }))];
  });
}

type Replicated = { readonly spec: { readonly replicas?: number }; readonly status?: { readonly readyReplicas?: number } };
const replicas = ({ spec, status }: Replicated): readonly [number, number] => [status?.readyReplicas ?? 0, spec.replicas ?? 1];

/** In the order of a shelf: Services first, then owners with what they own after them. */
export function projectKeepers(view: ClusterView, pods: readonly Pod[]): readonly KeeperChip[] {
  const kept = new Map<string, string[]>();
  for (const pod of pods) {
    const owner = ownerUid(pod);
    if (owner !== '') (kept.get(owner) ?? kept.set(owner, []).get(owner))?.push(pod.metadata.uid);
  }
  const ground: Ground = { view, kept };
  const owners = new Map<string, string>();
  const owned = (kind: KeeperKind, resource: GroupResource, count: (one: never) => readonly [number, number] | null, wanted: (one: never) => boolean): readonly KeeperChip[] =>
    (view.list(resource) as readonly Named[]).filter((one) => ownerUid(one) !== '' && (kept.has(one.metadata.uid) || wanted(one as never))).map((one) => {
      const chip = chipOf(kind, resource, one, count(one as never), kept.get(one.metadata.uid) ?? []);
      owners.set(chip.key, ownerUid(one));
      return chip;
    });
  const jobCount = ({ spec, status }: { readonly spec: k8s.JobSpec; readonly status?: k8s.JobStatus }): readonly [number, number] | null => [status?.succeeded ?? 0, spec.completions ?? spec.parallelism ?? 1];
  const sets = owned('ReplicaSet', 'replicasets.apps', replicas, (one: Replicated) => (one.spec.replicas ?? 0) > 0);
  const jobs = owned('Job', 'jobs.batch', jobCount, () => false);
  return [
    ...services(ground, pods),
    ...family(ground, 'Deployment', 'deployments.apps', sets, owners, replicas),
    ...family(ground, 'ReplicaSet', 'replicasets.apps', [], owners, replicas),
    ...family(ground, 'StatefulSet', 'statefulsets.apps', [], owners, replicas),
    ...family(ground, 'DaemonSet', 'daemonsets.apps', [], owners, ({ status }: { readonly status?: k8s.DaemonSetStatus }) => [status?.numberReady ?? 0, status?.desiredNumberScheduled ?? 0]),
    ...family(ground, 'CronJob', 'cronjobs.batch', jobs, owners, () => null),
    ...family(ground, 'Job', 'jobs.batch', [], owners, jobCount),
  ];
}
