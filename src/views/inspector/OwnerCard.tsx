/** What keeps Pods: how many it wants and has, which labels it goes by, what it owns, and what owns it. */
import { useMemo, type ReactNode } from 'react';
import type { KubeObject } from '../../model/objects.ts';
import { select, useClusterView, type OwnerKind, ownerLines } from '../../session/index.ts';
import { Commands } from './Commands.tsx';
import { Events, Facts, Head, Labels, Section, Yaml } from './parts.tsx';

const RESOURCE: Readonly<Record<OwnerKind, string>> = {
  Deployment: 'deployments.apps', ReplicaSet: 'replicasets.apps', StatefulSet: 'statefulsets.apps', DaemonSet: 'daemonsets.apps', Job: 'jobs.batch',
  CronJob: 'cronjobs.batch',
};
const OWNS: Readonly<Partial<Record<OwnerKind, OwnerKind>>> = { Deployment: 'ReplicaSet', CronJob: 'Job' };
/** What each of them promises. */
const PROMISE: Readonly<Record<OwnerKind, string>> = {
  Deployment: 'keeps ReplicaSets, one for each version of the Pods, and moves from the old one to the new',
  ReplicaSet: 'keeps so many Pods with these labels: one that goes is replaced by a new one, with a new name and address',
  StatefulSet: 'keeps numbered Pods: one that goes comes back with its name and its storage',
  DaemonSet: 'keeps one Pod on every node that it may use',
  Job: 'makes Pods until so many have ended well',
  CronJob: 'makes a Job each time the clock says so',
};
interface Loose {
  readonly spec: { readonly replicas?: number; readonly completions?: number; readonly parallelism?: number; readonly schedule?: string; readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } };
  readonly status?: { readonly readyReplicas?: number; readonly numberReady?: number; readonly desiredNumberScheduled?: number; readonly succeeded?: number };
}
function countOf(kind: OwnerKind, { spec, status }: Loose): readonly [have: number, want: number, word: string] | null {
  if (kind === 'CronJob') return null;
  if (kind === 'DaemonSet') return [status?.numberReady ?? 0, status?.desiredNumberScheduled ?? 0, 'ready'];
  if (kind === 'Job') return [status?.succeeded ?? 0, spec.completions ?? spec.parallelism ?? 1, 'done'];
  return [status?.readyReplicas ?? 0, spec.replicas ?? 1, 'ready'];
}
const ownedBy = (uid: string) => (one: Pick<KubeObject, 'metadata'>): boolean => one.metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.controller === true) === true;

export function OwnerCard({ kind, namespace, name }: { readonly kind: OwnerKind; readonly namespace: string; readonly name: string }): ReactNode {
  const view = useClusterView();
  const object = view.get(RESOURCE[kind], namespace, name) as (KubeObject & Loose) | undefined;
  const uid = object?.metadata.uid ?? '';
  const owns = OWNS[kind];
  const children = useMemo(
    () => (owns === undefined
      ? view.list('pods', namespace).map((pod) => ({ kind: 'Pod' as const, pod }))
      : view.list(RESOURCE[owns], namespace).map((pod) => ({ kind: owns, pod }))).filter(({ pod }) => ownedBy(uid)(pod)),
    [view, namespace, uid, owns],
  );
  if (object === undefined) return <Head kind={kind} name={name} mark="terminating" word="not there" />;
  const count = countOf(kind, object);
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return (
    <>
      <Head kind={kind} name={name} mark={count === null || count[0] >= count[1] ? 'ready' : 'warning'} word={count === null ? (object.spec.schedule ?? '') : `${count[0]} of ${count[1]} ${count[2]}`} />
      <Section>
        <p className="i-promise">A {kind} {PROMISE[kind]}.</p>
        <Facts rows={[
          ...(owner === undefined
            ? []
            : [
              [
                'Kept by',
                <button key="owner" type="button" className="i-link" onClick={() => select({ kind: owner.kind as OwnerKind, namespace, name: owner.name })}><code>{owner.kind} {owner.name}</code></button>,
              ] as const,
            ]),
          ['Selects', <code key="selector">{Object.entries(object.spec.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(' ') || 'by owner'}</code>],
        ]} />
        <Labels of={object.metadata} />
      </Section>
      <Section title={`Keeps ${children.length} ${owns ?? 'Pod'}${children.length === 1 ? '' : 's'}`}>
        {children.length === 0
          ? <p className="dim">none now</p>
          : <ul className="i-list">
            {children.slice(0, 40).map(({ kind: each, pod }) => <li key={pod.metadata.uid}>
              <button type="button" className="i-link" onClick={() => select({ kind: each, namespace, name: pod.metadata.name })}><code>{pod.metadata.name}</code></button>
            </li>)}
            {children.length > 40 && <li className="dim">and {children.length - 40} more</li>}
          </ul>}
      </Section>
      <Commands lines={ownerLines(kind, namespace, name, object.spec.replicas ?? 1)} />
      <Events kind={kind} namespace={namespace} name={name} />
      <Yaml object={object} />
    </>
  );
}
