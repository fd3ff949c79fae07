/** A Pod on the map: glass, with its mark, its address and its containers. */
import { memo, type CSSProperties, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { fateShort, keeperLabel, touchKey } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { Mark } from '../../../ui/mark.tsx';
import type { PodBox } from '../project/cluster.ts';
import type { ContainerChip } from '../project/pod-state.ts';
import { isPickable, selectionKey, useActions, type DiagramActions } from './actions.ts';
import { easeOut, part } from '../layout/geometry.ts';
import { chipText, fitChips } from './chip-fit.ts';
import { dragOf, type PodDrag } from './drag.ts';
import { useFrame, useShareOf } from './frame.ts';
import { usePointed } from './pointed.ts';
import { Touch } from './touch.tsx';

type PodNodeData = {
  readonly pod: PodBox;
  readonly width: number;
  /** Row of a phone, or of a full node: one line. */
  readonly row: boolean;
  /** Rows of a full node are lower than those of a phone. */
  readonly slim: boolean;
  readonly flying: boolean;
  /** Lit by a selector that was typed, or left in the dark by it. */
  readonly match: 'none' | 'lit' | 'dark';
  readonly labels: boolean;
  /** Keys that the typed selector asks for: their labels are lit. */
  readonly keys: readonly string[];
  readonly chosen: boolean;
};
export type PodFlowNode = Node<PodNodeData, 'pod'>;

const NO_KEYS: readonly string[] = [];
const describe = (pod: PodBox): string =>
  [
    `Pod ${pod.namespace === 'default' ? '' : `${pod.namespace}/`}${pod.name}`,
    pod.word,
    pod.node === '' ? 'on no node yet' : `on ${pod.node}`,
    pod.ip,
    keeperLabel(pod.keeper),
    `containers ${pod.chips.map((chip) => (chip.word === '' ? chip.name : `${chip.name} ${chip.word}`)).join(', ')}`,
  ]
    .filter((text) => text !== '')
    .join(', ');

function ChipView({ chip, over }: { readonly chip: ContainerChip; readonly over: boolean }): ReactNode {
  const solid = chip.look === 'running' && !over;
  return (
    <span className={`dg-chip dg-${chip.kind} ${solid ? '' : 'dg-off'}`} title={chip.name}>
      {chip.pull !== null && <Pull span={chip.pull} />}
      <span className="dg-chip-text">{chipText(chip)}</span>
      {chip.kind === 'sidecar' && <span className="dg-sign"><Glyph name="loop" size={13} /></span>}
      {chip.retry !== null && <Retry span={chip.retry} />}
    </span>
  );
}
// Only what moves follows the story's clock: of many Pods hardly one does.
function Pull({ span }: { readonly span: NonNullable<ContainerChip['pull']> }): ReactNode {
  const filled = useShareOf(span);
  return <i className="dg-pull" style={{ width: `${filled * 100}%` }} />;
}
function Retry({ span }: { readonly span: NonNullable<ContainerChip['retry']> }): ReactNode {
  return <Countdown share={useShareOf(span)} />;
}
/** The ring of a back-off: it runs down to the next start. */
export function Countdown({ share, size = 13 }: { readonly share: number; readonly size?: number }): ReactNode {
  return (
    <svg className="dg-ring" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <circle cx="8" cy="8" r="6" pathLength={1} strokeDasharray={`${1 - share} 1`} transform="rotate(-90 8 8)" />
    </svg>
  );
}

/** The wire draws in from the node's edge, and stays as long as it is told. */
function Wire(): ReactNode {
  const share = useFrame(({ progress, still }) => (still ? 1 : Math.round(easeOut(part(progress, 0, 0.7)) * 50) / 50));
  return <i className="dg-wire" style={{ '--drawn': share } as CSSProperties} />;
}
/** The anchor drops in: the first process of the Pod, which holds what the others share. */
function Anchor(): ReactNode {
  const share = useFrame(({ progress, still }) => (still ? 1 : Math.round(easeOut(part(progress, 0, 0.3)) * 20) / 20));
  return <span className="dg-anchor" style={{ opacity: share, translate: `0 ${-8 * (1 - share)}px` }}><Glyph name="anchor" size={13} />pause</span>;
}

function Grace({ span }: { readonly span: NonNullable<PodBox['grace']> }): ReactNode {
  const gone = useShareOf(span);
  return <i className="dg-grace" style={{ '--left': `${(1 - gone) * 100}%` } as CSSProperties} />;
}

/** As many labels as fit, then annotations, which no selector ever lights; the rest is counted. */
function LabelChips({ pod, width, lit }: { readonly pod: PodBox; readonly width: number; readonly lit: readonly string[] }): ReactNode {
  const labels = Object.entries(pod.labels).map(([key, value]) => ({ key, text: `${key}=${value}`, note: false }));
  const all = [...labels.sort((a, b) => Number(lit.includes(b.key)) - Number(lit.includes(a.key))), ...Object.entries(pod.annotations).map(([key, value]) => ({ key, text: `${key}: ${value}`, note: true }))];
  let used = 0;
  const shown = all.filter(({ text }, i) => (used += text.length * 7.25 + 17) < width - 34 || i === 0);
  return (
    <span className="dg-pod-in">
      {shown.map(({ key, text, note }) => <span key={`${note} ${key}`} className={`dg-chip ${note ? 'dg-note' : 'dg-label'} ${!note && lit.includes(key) ? 'dg-asked' : ''}`} title={note ? `annotation ${text}` : text}>
        <span className="dg-chip-text">{text}</span>
      </span>)}
      {all.length > shown.length && <span className="dg-chip dg-rest">+{all.length - shown.length}</span>}
      {labels.length === 0 && <span className="dg-chip dg-rest">no labels</span>}
    </span>
  );
}

/** Who keeps it: a dot at the left edge where an owner's line arrives, a pin for a static Pod, nothing for a bare one. */
function KeptSign({ keeper }: { readonly keeper: PodBox['keeper'] }): ReactNode {
  if (keeper.by === 'nobody') return null;
  return keeper.by === 'controller' ? <i className="dg-kept" /> : <span className="dg-pin"><Glyph name="pin" size={13} /></span>;
}

const lookOf = (pod: PodBox): string => (pod.mark === 'terminating' ? 'dg-going' : pod.over ? 'dg-done' : pod.mark === 'pending' || pod.node === '' ? 'dg-dashed' : '');

/** While a node is asked for, a Pod stands for the node that it is on. */
function press(actions: DiagramActions, pod: PodBox, drag: PodDrag | null): void {
  // One that is only expected has nothing to open.
  if (drag !== null && actions.picking?.expected !== '') return;
  if (pod.node !== '' && isPickable(actions.picking, pod.node)) actions.pick(pod.node);
  else actions.openPod(pod.namespace, pod.name);
}

/** What a controller made ends in letters of its own: where room is short, these stay, as they tell it from its like. */
function PodName({ name, made }: { readonly name: string; readonly made: boolean }): ReactNode {
  const tail = made ? name.slice(name.lastIndexOf('-')) : '';
  return <span className="dg-whole"><span className="dg-name">{name.slice(0, name.length - tail.length)}</span>{tail !== '' && <span className="dg-tail">{tail}</span>}</span>;
}

function PodView({ data }: NodeProps<PodFlowNode>): ReactNode {
  const { pod, width, row, slim, flying, match, labels, keys, chosen } = data;
  const actions = useActions();
  const pointed = usePointed('pod', pod.name);
  const { shown, hidden } = fitChips(pod.chips, width - 16);
  const name = pod.namespace === 'default' ? pod.name : `${pod.namespace}/${pod.name}`;
  const addressFits = width - 46 - (pod.keeper.by === 'kubelet' ? 18 : 0) - name.length * 7.7 > pod.ip.length * 7.1;
  const key = selectionKey('Pod', pod.namespace, pod.name);
  // What it says of itself takes the place of its address where that matters more.
  const says = pod.ip === '' || !addressFits || pod.leaving !== '' || (row && pod.mark === 'failed');
  // A word is written whole, or left to the mark.
  const word = pod.word === 'Ready' || (pod.mark === 'pending' && pod.word !== 'Nominated') || (pod.leaving === '' && width - 46 - name.length * 7.7 < pod.word.length * 6.6) || (row && pod.ends) ? '' : pod.word;
  // Why it has to leave stands below its name where both have no room on one line.
  const leavesBelow = !row && pod.leaving !== '' && width - 46 - name.length * 7.7 < pod.leaving.length * 6.6;
  const below = pod.ends ? fateShort(pod.keeper) : leavesBelow ? pod.leaving : '';
  const drag = dragOf(actions, pod.uid);
  return (
    <>
      <button
        type="button"
        className={`dg-pod nodrag ${drag === null ? '' : 'nopan dg-draggable'} ${lookOf(pod)} ${row ? (slim ? 'dg-slim' : 'dg-row') : ''} ${flying ? 'dg-flight' : ''} ${pointed} ${pod.lit ? 'dg-lit' : ''} ${chosen ? 'dg-chosen' : ''} ${match === 'dark' ? 'dg-dark' : match === 'lit' ? 'dg-match' : ''}`}
        aria-label={describe(pod)}
        onClick={() => press(actions, pod, drag)}
        onPointerDown={drag ?? undefined}
        onContextMenu={(event) => {
          // Enter opens it; the menu key, or the other button, looks at it from here.
          event.preventDefault();
          actions.select('Pod', pod.namespace, pod.name);
        }}
        onPointerEnter={() => actions.point(key)}
        onPointerLeave={() => actions.point('')}
        onFocus={() => actions.point(key)}
        onBlur={() => actions.point('')}
      >
        <Touch of={touchKey('pods', pod.namespace, pod.name)} />
        <KeptSign keeper={pod.keeper} />
        <span className="dg-pod-head">
          <Mark state={pod.mark} />
          {row && pod.ends ? <span className="dg-fate-row">{fateShort(pod.keeper)}</span> : <PodName name={name} made={pod.keeper.by === 'controller'} />}
          {pod.sign?.kind === 'pause' && <Anchor />}
          {pod.sign?.kind === 'port' && <span className="dg-ip dg-open"><i />:{pod.sign.port}</span>}
          {!says && pod.sign?.kind !== 'port' && <span className="dg-ip">{pod.ip}</span>}
          {says && word !== '' && !leavesBelow && <span className={pod.leaving === '' ? 'dg-word' : 'dg-word dg-leaving'}>{word}</span>}
        </span>
        {!row && below !== '' && <span className="dg-fate">{below}</span>}
        {!row && below === '' && labels && <LabelChips pod={pod} width={width - 16} lit={match === 'lit' ? keys : NO_KEYS} />}
        {!row && below === '' && !labels && (
          <span className="dg-pod-in">
            {shown.map((chip) => <ChipView key={chip.name} chip={chip} over={pod.over} />)}
            {hidden > 0 && <span className="dg-chip dg-rest">+{hidden}</span>}
          </span>
        )}
        {pod.sign?.kind === 'wire' && <Wire />}
        {pod.grace !== null && <Grace span={pod.grace} />}
      </button>
    </>
  );
}
export const PodNode = memo(PodView);
