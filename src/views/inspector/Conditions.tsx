/** Conditions in the order in which they come true; what each means, and since when it stands so, unfolds under it. */
import { memo, useState, type ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.tsx';
import { Mark } from '../../ui/mark.tsx';
import { useAge } from './parts.tsx';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastTransitionTime?: string | null | undefined;
}

const ORDER = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'];
const place = (type: string): number => (ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length);

type Of = 'Pod' | 'Node';
const MEANING: Readonly<Record<Of, Readonly<Record<string, string>>>> = {
  Pod: {
    PodScheduled: 'A node has been chosen for the Pod.',
    PodReadyToStartContainers: 'The sandbox stands: the Pod has its namespaces, its network and its address.',
    Initialized: 'All init containers have ended well.',
    ContainersReady: 'All containers are ready.',
    Ready: 'The Pod may be sent requests: Services list it among their endpoints.',
    DisruptionTarget: 'The cluster is about to end the Pod, for a reason outside of it.',
    PodResizePending: 'Other resources were asked for, and the node cannot give them yet.',
    PodResizeInProgress: 'Other resources were granted, and the kubelet is setting them.',
  },
  Node: {
    Ready: 'The kubelet is heard of, and takes Pods.',
    MemoryPressure: 'Memory runs short: Pods may be evicted.',
    DiskPressure: 'The disk runs full: Pods may be evicted.',
    PIDPressure: 'There are too many processes.',
    NetworkUnavailable: 'The network of the node is not set up.',
  },
};
/** Of these, False is what one wants to read. */
const isTrouble = (type: string): boolean => type.endsWith('Pressure') || type === 'NetworkUnavailable' || type === 'DisruptionTarget';

function Row({ of, condition: { type, status, reason, message, lastTransitionTime } }: { readonly of: Of; readonly condition: Condition }): ReactNode {
  const [open, setOpen] = useState(false);
  const age = useAge();
  const meaning = MEANING[of][type] ?? '';
  const well = status === (isTrouble(type) ? 'False' : 'True');
  return (
    <li>
      <button type="button" aria-expanded={open} title={meaning} onClick={() => setOpen(!open)}>
        {well ? <span className="st-ready"><Glyph name="check" size={16} /></span> : <Mark state={status === 'False' ? 'pending' : 'warning'} size={12} />}
        <span className={well ? '' : 'dim'}>{type}<span className="visually-hidden">: {status}</span></span>
      </button>
      {!well && reason !== undefined && reason !== '' && <small className="dim">{reason}</small>}
      {open && <p>{meaning} {status} for {age(lastTransitionTime)}.{message ? ` ${message}` : ''}</p>}
    </li>
  );
}

export const Conditions = memo(function Conditions({ of, conditions }: { readonly of: Of; readonly conditions: readonly Condition[] }): ReactNode {
  return <ul className="i-conditions">{[...conditions].sort((a, b) => place(a.type) - place(b.type)).map(condition => <Row key={condition.type} of={of} condition={condition} />)}</ul>;
});
