/** A Pod on the map: glass, with its mark, its address and its containers. */
import { memo, type CSSProperties, type ReactNode } from 'react';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { Glyph } from '../../../ui/glyph.tsx';
import { Mark } from '../../../ui/mark.tsx';
import type { PodBox } from '../project/cluster.ts';
import type { ContainerChip } from '../project/pod-state.ts';
import { isPickable, selectionKey, useActions, type DiagramActions } from './actions.ts';
import { chipText, fitChips } from './chip-fit.ts';
import { useDragToNode, type PodDrag } from './drag.ts';
import { useFrame, useShareOf } from './frame.ts';

export type PodNodeData = {
  readonly pod: PodBox;
  readonly width: number;
  /** Row of a phone, or of a full node: one line. */
  readonly row: boolean;
  readonly flying: boolean;
  /** Lit by a selector that was typed, or left in the dark by it. */
  readonly match: 'none' | 'lit' | 'dark';
  readonly labels: boolean;
};
export type PodFlowNode = Node<PodNodeData, 'pod'>;

const describe = (pod: PodBox): string =>
  [
    `Pod ${pod.namespace === 'default' ? '' : `${pod.namespace}/`}${pod.name}`,
    pod.word,
    pod.node === '' ? 'on no node yet' : `on ${pod.node}`,
    pod.ip,
    `containers ${pod.chips.map((chip) => (chip.word === '' ? chip.name : `${chip.name} ${chip.word}`)).join(', ')}`,
  ]
    .filter((text) => text !== '')
    .join(', ');

function ChipView({ chip, over }: { readonly chip: ContainerChip; readonly over: boolean }): ReactNode {
  const filled = useShareOf(chip.pull);
  const waited = useShareOf(chip.retry);
  const solid = chip.look === 'running' && !over;
  return (
    <span className={`dg-chip dg-${chip.kind} ${solid ? '' : 'dg-off'}`} title={chip.name}>
      {chip.pull !== null && <i className="dg-pull" style={{ width: `${filled * 100}%` }} />}
      <span className="dg-chip-text">{chipText(chip)}</span>
      {chip.kind === 'sidecar' && <span className="dg-sign"><Glyph name="loop" size={13} /></span>}
      {chip.retry !== null && <Countdown share={waited} />}
    </span>
  );
}
/** The ring of a back-off: it runs down to the next start. */
export function Countdown({ share, size = 13 }: { readonly share: number; readonly size?: number }): ReactNode {
  return (
    <svg className="dg-ring" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <circle cx="8" cy="8" r="6" pathLength={1} strokeDasharray={`${1 - share} 1`} transform="rotate(-90 8 8)" />
    </svg>
  );
}

function Grace({ span }: { readonly span: NonNullable<PodBox['grace']> }): ReactNode {
  const gone = useShareOf(span);
  return <i className="dg-grace" style={{ '--left': `${(1 - gone) * 100}%` } as CSSProperties} />;
}

/** As many labels as fit; the rest is counted. */
function LabelChips({ labels, width }: { readonly labels: PodBox['labels']; readonly width: number }): ReactNode {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  let used = 0;
  const shown = all.filter((text, i) => i === 0 || (used += text.length * 7.25 + 17) < width - 60);
  return (
    <span className="dg-pod-in">
      {shown.map((text) => <span key={text} className="dg-chip dg-label" title={text}>{text}</span>)}
      {all.length > shown.length && <span className="dg-chip dg-rest">+{all.length - shown.length}</span>}
      {all.length === 0 && <span className="dg-chip dg-rest">no labels</span>}
    </span>
  );
}

const lookOf = (pod: PodBox): string => (pod.mark === 'terminating' ? 'dg-going' : pod.over ? 'dg-done' : pod.mark === 'pending' || pod.node === '' ? 'dg-dashed' : '');

/** While a node is asked for, a Pod stands for the node that it is on. */
function press(actions: DiagramActions, pod: PodBox, drag: PodDrag | null): void {
  // One that is only expected has nothing to open.
  if (drag?.dragged() === true || (drag !== null && actions.picking?.expected !== '')) return;
  if (pod.node !== '' && isPickable(actions.picking, pod.node)) actions.pick(pod.node);
  else actions.openPod(pod.uid);
}

function PodView({ data }: NodeProps<PodFlowNode>): ReactNode {
  const { pod, width, row, flying, match, labels } = data;
  const actions = useActions();
  const still = useFrame((frame) => frame.still);
  const { shown, hidden } = fitChips(pod.chips, width - 16);
  const name = pod.namespace === 'default' ? pod.name : `${pod.namespace}/${pod.name}`;
  const addressFits = width - 46 - name.length * 7.7 > pod.ip.length * 7.1;
  const chosen = actions.selected === selectionKey('Pod', pod.namespace, pod.name);
  const drag = useDragToNode(actions, pod.uid);
  return (
    <>
      <button
        type="button"
        className={`dg-pod nodrag ${drag === null ? '' : 'nopan dg-draggable'} ${lookOf(pod)} ${row ? 'dg-row' : ''} ${flying && !still ? 'dg-flight' : ''} ${pod.lit ? 'dg-lit' : ''} ${chosen ? 'dg-chosen' : ''} ${match === 'dark' ? 'dg-dark' : match === 'lit' ? 'dg-match' : ''}`}
        aria-label={describe(pod)}
        onClick={() => press(actions, pod, drag)}
        onPointerDown={drag?.start}
      >
        <span className="dg-pod-head">
          <Mark state={pod.mark} />
          <span className="dg-name">{name}</span>
          {pod.ip !== '' && addressFits && <span className="dg-ip">{pod.ip}</span>}
          {pod.ip === '' && pod.mark !== 'pending' && <span className="dg-word">{pod.word === 'Ready' ? '' : pod.word}</span>}
        </span>
        {!row && labels && <LabelChips labels={pod.labels} width={width - 16} />}
        {!row && !labels && (
          <span className="dg-pod-in">
            {shown.map((chip) => <ChipView key={chip.name} chip={chip} over={pod.over} />)}
            {hidden > 0 && <span className="dg-chip dg-rest">+{hidden}</span>}
          </span>
        )}
        {pod.grace !== null && <Grace span={pod.grace} />}
      </button>
      <Handle type="target" position={Position.Top} className="dg-handle" isConnectable={false} />
      <Handle type="source" position={Position.Bottom} className="dg-handle" isConnectable={false} />
    </>
  );
}
export const PodNode = memo(PodView);
