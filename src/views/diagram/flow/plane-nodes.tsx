/** The control plane: kubectl, the API server as the bus that opens into its stages, etcd, scheduler, controllers; and the small parts. */
import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { Mark } from '../../../ui/mark.tsx';
import type { PlaneBox } from '../project/cluster.ts';
import { stagesTicked, type RequestPicture, type StageSign } from '../project/request.ts';
import { easeOut, part } from '../layout/geometry.ts';
import { SHELF } from '../layout/shelf.ts';
import { useActions } from './actions.ts';
import { Ends } from './ends.tsx';
import { usePointed } from './pointed.ts';
import { useFrame } from './frame.ts';

export type BusFlowNode = Node<{ readonly request: RequestPicture | null; readonly phone: boolean; readonly width: number; readonly first: boolean }, 'bus'>;
export type PlaneFlowNode = Node<{ readonly plane: PlaneBox; readonly phone: boolean; /** Which step of a deployment happens here, on the first visit; 0 for none. */ readonly step: number }, 'plane'>;
export type ClientFlowNode = Node<{ readonly busy: boolean }, 'client'>;
export type HeldFlowNode = Node<{ readonly name: string }, 'held'>;
export type MoreFlowNode = Node<{ readonly node: string; readonly hidden: number }, 'more'>;

/** A step of the deployment, as a number in a ring. */
export const StepNumber = ({ value }: { readonly value: number }): ReactNode => <i className="dg-step">{value}</i>;

interface StageMarkProps {
  readonly sign: StageSign;
  readonly x: number;
  /** The line of its name: two, where one has no room for all. */
  readonly nameY: number;
  readonly done: boolean;
  readonly last: boolean;
}
function StageMark({ sign, x, nameY, done, last }: StageMarkProps): ReactNode {
  const refused = sign.end === 'refused' && done;
  return (
    <g>
      {refused ? (
        <>
          <rect x={x - 14} y={46} width={28} height={28} rx={8} fill="var(--now)" stroke="var(--now-edge)" strokeWidth={1.5} />
          <foreignObject x={x - 9} y={51} width={18} height={18}><Mark state="failed" size={18} /></foreignObject>
        </>
      ) : last ? (
        <circle cx={x} cy={60} r={7} fill="var(--now)" stroke="var(--now-edge)" strokeWidth={2} />
      ) : (
        <circle cx={x} cy={60} r={5} className={done ? 'dg-stage-done' : 'dg-stage-open'} />
      )}
      <text x={x} y={nameY} textAnchor="middle" className={`dg-stage-name ${done ? '' : 'dg-dim'} ${refused || last ? 'dg-strong' : ''}`}>{sign.stage}</text>
    </g>
  );
}

/** Stage names take the room that their letters need; their marks stand in the middle of each. */
function stageSeats(width: number, stages: readonly StageSign[]): readonly { readonly x: number; readonly nameY: number }[] {
  const letters = stages.map((one) => one.stage.length * 6.5 + 14);
  const slack = (width - 16 - letters.reduce((sum, one) => sum + one, 0)) / stages.length;
  let x = 8;
  return letters.map((one, i) => {
    const centre = x + (one + slack) / 2;
    x += one + slack;
    return { x: centre, nameY: slack >= 0 ? 94 : i % 2 === 0 ? 83 : 97 };
  });
}

function Stages({ request, width }: { readonly request: RequestPicture; readonly width: number }): ReactNode {
  const ticked = useFrame(({ progress, still }) => stagesTicked(request, still ? 1 : progress));
  const seats = stageSeats(width, request.stages);
  const reached = seats[Math.max(0, ticked - 1)]?.x ?? 14;
  const refused = request.stages[ticked - 1]?.end === 'refused';
  return (
    <svg
      className="dg-stages" width={width} height={110} role="img"
      aria-label={`${request.title}, answered ${request.code}: ${request.stages.map((one) => `${one.stage} ${one.end === 'after' ? 'not reached' : one.end}`).join(', ')}`}
    >
      <path d={`M12 60H${width - 12}`} className={refused ? 'dg-rail-dotted' : 'dg-rail'} />
      <path d={`M12 60H${ticked === 0 ? 12 : ticked === seats.length && !refused ? width - 12 : reached}`} className="dg-rail-hot" />
      {request.stages.map((sign, i) => <StageMark key={sign.stage} sign={sign} x={seats[i]?.x ?? 0} nameY={seats[i]?.nameY ?? 94} done={i < ticked} last={i === ticked - 1 && !refused} />)}
    </svg>
  );
}

/** The bar's part of the height of the opened bus. */
const BAR = 33;
function BusView({ data }: NodeProps<BusFlowNode>): ReactNode {
  const { request, phone, width, first } = data;
  const open = request !== null && !phone;
  // It opens once the request has arrived; what is below stands still.
  const grown = useFrame(({ progress, still }) => (!open || still ? 1 : Math.round(easeOut(part(progress, 0.04, 0.16)) * 30) / 30));
  const pointed = usePointed('part', 'api-server');
  return (
    <div className={`dg-bus ${pointed} ${open ? 'dg-bus-open' : ''}`} style={grown < 1 ? { height: `${BAR + (100 - BAR) * grown}%` } : undefined}>
      <div className="dg-bus-bar">
        <span>API server</span>
        {first && <span className="dg-does"><StepNumber value={2} />checks it</span>}
        {request !== null && <span className="dg-bus-request mono">{request.title} {request.code}</span>}
      </div>
      {open && <Stages request={request} width={width} />}
      <Ends />
    </div>
  );
}
export const BusNode = memo(BusView);

const TITLES = { etcd: 'etcd', scheduler: 'scheduler', controllers: 'controllers' } as const;
function PlaneView({ data: { plane, phone, step } }: NodeProps<PlaneFlowNode>): ReactNode {
  const pointed = usePointed('part', plane.id);
  return (
    <div className={`dg-plane ${pointed} ${plane.lit ? 'dg-lit' : ''} ${plane.hot ? 'dg-hot' : ''}`}>
      <span>{TITLES[plane.id]}</span>
      {!phone && <small>{step > 0 && <StepNumber value={step} />}{plane.says}</small>}
      <Ends />
    </div>
  );
}
export const PlaneNode = memo(PlaneView);

export const ClientNode = memo(({ data }: NodeProps<ClientFlowNode>): ReactNode => (
  <div className={`dg-client ${usePointed('part', 'kubectl')} ${data.busy ? 'dg-hot' : ''}`}>kubectl<Ends /></div>
));
export const HeldNode = memo(({ data }: NodeProps<HeldFlowNode>): ReactNode => data.name === '?' ? <div className="dg-held dg-free">?</div> : <div className="dg-held">room held for {data.name}</div>);
export const MoreNode = memo(({ data }: NodeProps<MoreFlowNode>): ReactNode => {
  const actions = useActions();
  const all = data.hidden === 0;
  const what = data.node === SHELF ? 'Services and owners' : data.node === '' ? 'Pods that wait' : `Pods of ${data.node}`;
  return (
    <button type="button" className="dg-more nodrag" onClick={() => actions.toggleNode(data.node)} aria-label={all ? `Show fewer ${what}` : `Show ${data.hidden} more ${what}`}>
      {all ? 'show fewer' : `+${data.hidden} more`}
    </button>
  );
});
