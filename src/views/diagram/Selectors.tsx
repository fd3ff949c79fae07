/** Who selects by labels here: Services, and what keeps Pods. A click lights what each of them selects. */
import type { ReactNode } from 'react';
import type { ClusterView } from '../../cluster/contract/view.ts';

export interface SelectorChip {
  readonly kind: string;
  readonly name: string;
  readonly selector: string;
}
const text = (labels: Readonly<Record<string, string>> | undefined): string => Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`).join(',');

export function selectorsIn(view: ClusterView): readonly SelectorChip[] {
  const services = view.list('services').map((one) => ({ kind: 'Service', name: one.metadata.name, selector: text(one.spec.selector) }));
  const keepers = [
    ...view.list('deployments.apps').map((one) => ({ kind: 'Deployment', name: one.metadata.name, selector: text(one.spec.selector.matchLabels) })),
    ...view.list('statefulsets.apps').map((one) => ({ kind: 'StatefulSet', name: one.metadata.name, selector: text(one.spec.selector.matchLabels) })),
    ...view.list('daemonsets.apps').map((one) => ({ kind: 'DaemonSet', name: one.metadata.name, selector: text(one.spec.selector.matchLabels) })),
    ...view.list('replicasets.apps').filter((one) => one.metadata.ownerReferences === undefined).map((one) => ({ kind: 'ReplicaSet', name: one.metadata.name, selector: text(one.spec.selector.matchLabels) })),
  ];
  return [...services, ...keepers].filter((one) => one.selector !== '');
}

export function Selectors({ view, selector, onSelector }: { readonly view: ClusterView; readonly selector: string; readonly onSelector: (text: string) => void }): ReactNode {
  return (
    <span className="vw-selectors">
      {selectorsIn(view).slice(0, 6).map((one) => (
        <button key={`${one.kind} ${one.name}`} type="button" className={`vw-chip ${one.kind === 'Service' ? 'vw-service' : ''}`} aria-pressed={selector === one.selector} onClick={() => onSelector(selector === one.selector ? '' : one.selector)}>
          {one.kind} <b>{one.name}</b>
        </button>
      ))}
    </span>
  );
}
