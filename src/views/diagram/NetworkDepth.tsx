/** Network depth: the flat Pod network, and one request on it, hop by hop. */
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { ReactFlow, type Node, type NodeTypes } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { jsonEqual } from '../../base/json.ts';
import type { Pod } from '../../model/objects.ts';
import { ask, openPod, useClusterView, useSession, useShownTrace, useStep } from '../../session/index.ts';
import { ActionsContext, STILL, type DiagramActions } from './flow/actions.ts';
import { GoBack } from './flow/GoBack.tsx';
import { seated } from './flow/seat.ts';
import { stillCanvas } from './flow/still-canvas.ts';
import { usePictureView } from './flow/zoom.ts';
import { useFrame } from './flow/frame.ts';
import { clamp } from './layout/geometry.ts';
import { layoutNetwork, type NetLayout } from './layout/network.ts';
import { latestCalls, type KnownCall } from './network/calls.ts';
import { Ledger } from './network/Ledger.tsx';
import { Packets } from './network/Packets.tsx';
import { NetCallView } from './network/call-view.tsx';
import { NetMachineView, NetWireView } from './network/parts.tsx';
import { stopAt, toldAt } from './network/play.ts';
import { Reach } from './network/Reach.tsx';
import { callOf } from './project/packet.ts';
import { callOfRecord, callOfWalk, projectNetwork, type NetCall, type NetworkGraph } from './project/network.ts';
import type { Pane } from './use-picture.ts';
import './diagram.css';
import './pod.css';
import './network.css';

const ACTIONS: DiagramActions = { ...STILL, openPod };
const nodeTypes = { netMachine: NetMachineView, netWire: NetWireView, netCall: NetCallView } as unknown as NodeTypes;

/** How many packets of the latest while are offered. */
const MOST_CALLS = 8;

interface Shown {
  readonly call: NetCall | null;
  readonly live: boolean;
  readonly serial: number;
  readonly known: readonly KnownCall[];
}
/** The call that is told now, or the one that was chosen, or else the latest that a person made. */
function useCalls(chosen: number): Shown {
  const step = useStep();
  const trace = useShownTrace();
  const told = callOf(step);
  return useMemo(() => {
    const known = latestCalls(trace, MOST_CALLS);
    if (told !== null && step !== null && chosen === 0) return { call: callOfRecord(told), live: true, serial: step.serial, known };
    const one = known.find(({ serial }) => serial === chosen) ?? known.find(({ call }) => call.purpose === 'call') ?? known[0];
    return { call: one?.call ?? null, live: false, serial: one?.serial ?? 0, known };
  }, [trace, told, step, chosen]);
}

function useNetwork(call: NetCall | null): NetworkGraph {
  const view = useClusterView();
  const kept = useRef<NetworkGraph | null>(null);
  return useMemo(() => {
    const fresh = projectNetwork(view, call);
    if (kept.current === null || !jsonEqual(kept.current, fresh)) kept.current = fresh;
    return kept.current;
  }, [view, call]);
}

/** The wire and the packet on it stretch over the whole picture, from its corner. */
const POINT = { x: 0, y: 0, width: 1, height: 1 };

function networkNodes(graph: NetworkGraph, layout: NetLayout, live: boolean, hop: number | null): Node[] {
  const nodes: Node[] = layout.machines.map((machine) => ({ id: `net:${machine.node.name}`, type: 'netMachine', ...seated(machine.box), zIndex: 1, data: { machine, call: graph.call, wireY: layout.wireY } }));
  nodes.push({ id: 'wire', type: 'netWire', ...seated(POINT), zIndex: 2, data: { layout } });
  if (graph.call !== null) nodes.push({ id: 'call', type: 'netCall', ...seated(POINT), zIndex: 5, data: { layout, call: graph.call, live, hop }, style: { pointerEvents: 'none' } });
  return nodes;
}

interface Going {
  readonly live: boolean;
  readonly hop: number | null;
  readonly width: number;
}
/** How far a picture that is wider than its pane goes to the left, so that the packet is seen at each hop. */
function useAlong(layout: NetLayout, call: NetCall | null, { live, hop, width }: Going): number {
  const told = useFrame(({ progress, still }) => (call === null || !live || still ? -1 : Math.floor(toldAt(call, progress) + 1e-6)));
  const at = hop ?? told;
  const kept = useRef(0);
  const seat = call === null || at < 0 ? undefined : layout.stops[stopAt(call, at).index];
  const most = Math.max(0, layout.width - width);
  if (seat !== undefined && (seat.x < kept.current + PACKET || seat.x > kept.current + width - PACKET)) kept.current = seat.x - width / 2;
  kept.current = clamp(kept.current, 0, most);
  return kept.current;
}
/** Room for a packet's words beside its stop. */
const PACKET = 110;

/** Where there is no packet yet: how to make one, with Pods that are there. */
function Invitation({ onAsk }: { readonly onAsk: (from: Pod, to: Pod) => void }): ReactNode {
  const pods = useClusterView().list('pods').filter((pod) => pod.status.phase === 'Running' && pod.status.podIP !== undefined && pod.spec.hostNetwork !== true);
  const [from, to] = [pods[0], pods.find((pod) => pod.spec.nodeName !== pods[0]?.spec.nodeName) ?? pods[1]];
  if (from === undefined || to === undefined) return <p className="nw-none">No packet has gone anywhere yet. Once two Pods run, ask above whether one reaches the other.</p>;
  return (
    <p className="nw-none">
      No packet has gone anywhere yet.
      <button type="button" className="vw-button nw-ask" onClick={() => onAsk(from, to)}>Can {from.metadata.name} reach {to.metadata.name}?</button>
    </p>
  );
}
const portOf = (pod: Pod): number => pod.spec.containers.flatMap((one) => one.ports ?? [])[0]?.containerPort ?? 80;

export function NetworkDepth({ pane }: { readonly pane: Pane }): ReactNode {
  const [chosen, setChosen] = useState(0);
  const story = useCalls(chosen);
  const [asked, setAsked] = useState<NetCall | null>(null);
  const [hop, setHop] = useState<number | null>(null);
  const call = asked ?? story.call;
  const live = asked === null && story.live;
  const known = useRef(call);
  // Another packet begins where the story has it.
  if (known.current?.label !== call?.label || known.current?.stops.length !== call?.stops.length) {
    known.current = call;
    if (hop !== null) setHop(null);
  }
  const graph = useNetwork(call);
  const prefer = useSession((state) => state.openPod.replace(/^default\//, ''));
  const layout = useMemo(() => layoutNetwork(graph, pane.width / pane.scale, pane.height / pane.scale, prefer), [graph, pane.width, pane.height, pane.scale, prefer]);
  const nodes = useMemo(() => networkNodes(graph, layout, live, hop), [graph, layout, live, hop]);
  const along = useAlong(layout, call, { live, hop, width: pane.width / pane.scale });
  const zoom = usePictureView(pane.scale, 0, -along * pane.scale);
  const show = (serial: number): void => {
    setAsked(null);
    setChosen(serial === chosen ? 0 : serial);
  };
  const askAbout = (from: Pod, to: Pod): void =>
    void ask.walk(
      { namespace: from.metadata.namespace, pod: from.metadata.name, container: from.spec.containers[0]?.name ?? '' }, to.status.podIP ?? '', portOf(to),
    ).then((walk) => setAsked(callOfWalk(walk))).catch(() => undefined);
  return (
    <ActionsContext.Provider value={ACTIONS}>
      <div className="nw-depth">
        <div className="nw-bar">
          <Reach onAnswer={setAsked} answered={asked !== null} />
          <Packets known={story.known} shown={asked === null ? story.serial : 0} onShow={show} />
        </div>
        <div className="nw-picture" style={{ height: (layout.height + 4) * pane.scale }}>
          <div className="dg-flow" ref={zoom.ref}>
            {pane.width > 0
              && <ReactFlow
                {...stillCanvas} key={pane.scale} panOnScroll={false} zoomOnScroll={false} preventScrolling={false} nodes={nodes} nodeTypes={nodeTypes}
                defaultViewport={zoom.start} minZoom={0.4 * pane.scale} maxZoom={2.5 * pane.scale} onMove={zoom.onMove} onInit={zoom.onInit}
              />}
            <GoBack view={zoom} />
          </div>
        </div>
        {call !== null && <Ledger call={call} live={live} hop={hop} onHop={setHop} />}
        {call === null && <Invitation onAsk={askAbout} />}
      </div>
    </ActionsContext.Provider>
  );
}
