/** A node: plain ground, with its kubelet as the tab where the API server's edge arrives, and bars that fill by requests. */
import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { touchKey } from '../../../session/index.ts';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { Glyph } from '../../../ui/glyph.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { bytesText, cpuText } from '../project/capacity.ts';
import type { MachineBox, PodBox, Verdict } from '../project/cluster.ts';
import { isPickable, useActions } from './actions.ts';
import { Ends } from './ends.tsx';
import { useFrame } from './frame.ts';
import { usePointed } from './pointed.ts';
import { Touch } from './touch.tsx';
import { StepNumber } from './plane-nodes.tsx';
import { easeOut, part } from '../layout/geometry.ts';

type MachineNodeData = {
  readonly machine: MachineBox;
  readonly tab: 'top' | 'side';
  readonly phone: boolean;
  readonly open: boolean;
  /** How many Pods it has. */
  readonly count: number;
  /** Its Pods, where a phone names them in the row. */
  readonly folded: readonly PodBox[];
  /** Which answer this is, from the left, of how many. */
  readonly turn: number;
  readonly turns: number;
  readonly first: boolean;
  /** What is requested of it is shown. */
  readonly bars: boolean;
  readonly chosen: boolean;
};
export type MachineFlowNode = Node<MachineNodeData, 'machine'>;

const percent = (value: number, of: number): number => (of <= 0 ? 0 : Math.min(100, (value / of) * 100));

interface BarProps {
  readonly label: string;
  readonly used: number;
  readonly taking: number;
  readonly size: number;
  readonly text: (amount: number) => string;
  readonly short: boolean;
}
function Bar({ label, used, taking, size, text, short }: BarProps): ReactNode {
  const grown = useFrame(({ progress, still }) => (taking === 0 ? 0 : still ? 1 : Math.round(easeOut(part(progress, 0, 0.3)) * 50) / 50));
  const bar = (
    <div className="dg-bar">
      <i style={{ width: `${percent(used, size)}%` }} />
      {taking > 0 && <i className="dg-new" style={{ width: `${Math.min(percent(taking, size), 100 - percent(used, size)) * grown}%` }} />}
    </div>
  );
  if (short) return <><span>{label}</span>{bar}</>;
  return (
    <>
      <div className="dg-cap-t"><span>{label}</span><span className="mono dg-number">{text(used + taking)} / {text(size)}</span></div>
      {bar}
    </>
  );
}

/** What the node answered to the scheduler: nodes answer from left to right. */
function Answer({ verdict, turn, turns }: { readonly verdict: Verdict; readonly turn: number; readonly turns: number }): ReactNode {
  const shown = useFrame(({ progress, still }) => still || progress >= 0.7 * (turn / Math.max(1, turns)));
  if (!shown) return null;
  if (!verdict.fits) return <p className="dg-answer"><Glyph name="close" size={13} /><span>{verdict.reason}</span></p>;
  return <p className="dg-answer"><i style={{ width: `${Math.round(verdict.share * 60)}%` }} data-best={verdict.share >= 1} /><b>{verdict.total}</b></p>;
}

/** In the place of its bars: what it has is not known any more. */
function CutOffWords({ cut }: { readonly cut: NonNullable<MachineBox['cut']> }): ReactNode {
  const { epoch } = useActions();
  const seconds = useFrame(({ now }) => (cut.evicts === '' ? -1 : Math.max(0, Math.ceil((Date.parse(cut.evicts) - epoch - now) / 1000))));
  return (
    <p className="dg-cut-words">
      Nobody hears its kubelet.{' '}
      {cut.pods === 0 ? 'No Pod is left on it.' : seconds < 0 ? 'Its Pods stay as last heard.' : seconds === 0 ? 'Its Pods are being evicted.' : <>Its Pods stay as last heard; evicted in <b>{seconds} s</b>.</>}
    </p>
  );
}

function Head({ machine }: { readonly machine: MachineBox }): ReactNode {
  const tag = machine.cordoned ? 'cordoned' : machine.taints[0] === undefined ? '' : machine.taints[0];
  return (
    <div className="dg-node-head">
      <span className="dg-node-name">{machine.name}</span>
      {!machine.ready && <span className="dg-not-ready"><Mark state="warning" size={13} />NotReady</span>}
      {machine.ready && machine.nominated !== '' && <span className="dg-tag dg-kept">held for {machine.nominated}</span>}
      {machine.ready && machine.nominated === '' && tag !== '' && <span className="dg-tag" title={machine.cordoned ? 'SchedulingDisabled' : `taint ${tag}`}>{tag}</span>}
    </div>
  );
}

const describe = ({ machine, count }: MachineNodeData): string =>
  `Node ${machine.name}, ${machine.ready ? 'Ready' : 'NotReady'}${machine.cordoned ? ', cordoned' : ''}${machine.nominated === '' ? '' : `, room held for ${machine.nominated}`}, CPU ${cpuText(machine.used.milliCpu)} of ${cpuText(machine.size.milliCpu)} requested, memory ${bytesText(machine.used.memory)} of ${bytesText(machine.size.memory)}, ${count} ${count === 1 ? 'Pod' : 'Pods'}`;

/** As many names as fit into a folded row, whole; the rest is counted. */
function InlinePods({ pods, room }: { readonly pods: readonly PodBox[]; readonly room: number }): ReactNode {
  let used = 0;
  const shown = pods.filter((pod, i) => (used += pod.name.length * 8.5 + 31) <= room - (i === pods.length - 1 ? 0 : 34));
  return <span className="dg-inline-pods">
    {shown.map((pod) => <span key={pod.uid}><Mark state={pod.mark} />{pod.name}</span>)}
    {pods.length > shown.length && <span>{shown.length === 0 ? `${pods.length} ${pods.length === 1 ? 'Pod' : 'Pods'}` : `+${pods.length - shown.length}`}</span>}
  </span>;
}

function MachineView({ data, width }: NodeProps<MachineFlowNode>): ReactNode {
  const { machine, tab, phone, open, folded, first, bars, chosen } = data;
  const actions = useActions();
  const pointed = usePointed('node', machine.name);
  const pickable = isPickable(actions.picking, machine.name);
  const press = (): void => (pickable ? actions.pick(machine.name) : phone ? actions.toggleNode(machine.name) : actions.select('Node', '', machine.name));
  const { size, used, taking } = machine;
  return (
    <div
      className={`dg-node ${phone ? 'dg-phone' : ''} ${pointed} ${machine.lit ? 'dg-lit' : ''} ${chosen ? 'dg-chosen' : ''} ${machine.ready ? '' : 'dg-cut'} ${machine.hot ? 'dg-hot' : ''} ${pickable ? 'dg-pickable' : ''}`}
      data-machine={machine.name}
    >
      <Touch of={touchKey('nodes', '', machine.name)} />
      {!phone && <span className={`dg-klet dg-klet-${tab}`}>{first ? <><StepNumber value={5} />kubelet starts it</> : 'kubelet'}</span>}
      <button type="button" className="dg-node-button nodrag" aria-label={pickable ? `Place it on ${machine.name}. ${describe(data)}` : describe(data)} aria-expanded={phone ? open : undefined} onClick={press}>
        <Head machine={machine} />
        {phone && !open && (
          <InlinePods pods={folded} room={(width ?? 340) - machine.name.length * 9 - 74} />
        )}
        {bars && machine.cut !== null && (!phone || open) && <CutOffWords cut={machine.cut} />}
        {bars && machine.cut === null && (!phone || open) && (
          <div className="dg-cap">
            <Bar label="CPU" used={used.milliCpu} taking={taking?.milliCpu ?? 0} size={size.milliCpu} text={cpuText} short={phone} />
            <Bar label={phone ? 'Mem' : 'Memory'} used={used.memory} taking={taking?.memory ?? 0} size={size.memory} text={bytesText} short={phone} />
          </div>
        )}
        {phone && <span className={`dg-fold ${open ? 'dg-up' : ''}`}><Glyph name="down" /></span>}
      </button>
      {(!phone || open) && !first
        && <ActionMenu label={`Actions on ${machine.name}`} className={`dg-node-menu dg-node-menu-${phone ? 'phone' : tab} nodrag nopan`} button={<Glyph name="more" />} items={() => actions.nodeActions(machine.name)} />}
      {!phone && machine.verdict !== null && <Answer verdict={machine.verdict} turn={data.turn} turns={data.turns} />}
      <Ends />
    </div>
  );
}
export const MachineNode = memo(MachineView);
