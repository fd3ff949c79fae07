/** Network depth: the flat Pod network, and one request on it, hop by hop. */
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { ReactFlow, type Node, type NodeTypes } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { jsonEqual } from '../../base/json.ts';
import { openPod, useClusterView, useSession, useShownTrace, useStep } from '../../session/index.ts';
import { ActionsContext, STILL, type DiagramActions } from './flow/actions.ts';
import { GoBack } from './flow/GoBack.tsx';
import { stillCanvas } from './flow/still-canvas.ts';
import { usePictureView } from './flow/zoom.ts';
import { layoutNetwork, type NetLayout } from './layout/network.ts';
import { Ledger } from './network/Ledger.tsx';
import { NetCallView, NetMachineView, NetWireView } from './network/parts.tsx';
import { Reach } from './network/Reach.tsx';
import { callOf, type CallRecord } from './project/packet.ts';
import { callOfRecord, projectNetwork, type NetCall, type NetworkGraph } from './project/network.ts';
import type { Pane } from './use-picture.ts';
import './diagram.css';
import './pod.css';
import './network.css';

const nodeTypes = { netMachine: NetMachineView, netWire: NetWireView, netCall: NetCallView } as unknown as NodeTypes;

/** The call that is told now, or else the latest that a person made. */
function useCall(): { readonly call: NetCall | null; readonly live: boolean } {
  const step = useStep();
  const trace = useShownTrace();
  const told = callOf(step);
  const latest = useMemo(() => told ?? trace.findLast((record): record is CallRecord & typeof record => record.type === 'network/call' && record.purpose === 'call') ?? null, [told, trace]);
  return useMemo(() => ({ call: latest === null ? null : callOfRecord(latest), live: told !== null }), [latest, told]);
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

export function networkNodes(graph: NetworkGraph, layout: NetLayout, live: boolean): Node[] {
  const nodes: Node[] = layout.machines.map((machine) => ({ id: `net:${machine.node.name}`, type: 'netMachine', position: { x: machine.box.x, y: machine.box.y }, width: machine.box.width, height: machine.box.height, zIndex: 1, data: { machine, call: graph.call, wireY: layout.wireY } }));
  nodes.push({ id: 'wire', type: 'netWire', position: { x: 0, y: 0 }, width: 1, height: 1, zIndex: 2, data: { layout } });
  if (graph.call !== null) nodes.push({ id: 'call', type: 'netCall', position: { x: 0, y: 0 }, width: 1, height: 1, zIndex: 5, data: { layout, call: graph.call, live }, style: { pointerEvents: 'none' } });
  return nodes;
}

export function NetworkDepth({ pane }: { readonly pane: Pane }): ReactNode {
  const story = useCall();
  const [asked, setAsked] = useState<NetCall | null>(null);
  const call = asked ?? story.call;
  const live = asked === null && story.live;
  const graph = useNetwork(call);
  const prefer = useSession((state) => state.openPod.replace(/^default\//, ''));
  const layout = useMemo(() => layoutNetwork(graph, pane.width / pane.scale, prefer), [graph, pane.width, pane.scale, prefer]);
  const nodes = useMemo(() => networkNodes(graph, layout, live), [graph, layout, live]);
  const zoom = usePictureView(pane.scale);
  const actions = useMemo((): DiagramActions => ({
    ...STILL,
    openPod: (uid) => {
      const pod = graph.nodes.flatMap((node) => node.pods).find((one) => one.uid === uid);
      if (pod) openPod(pod.namespace, pod.name);
    },
  }), [graph]);
  return (
    <ActionsContext.Provider value={actions}>
      <div className="nw-depth">
        <Reach onAnswer={setAsked} answered={asked !== null} />
        <div className="nw-picture" style={{ height: (layout.height + 4) * pane.scale }}>
          <div className="dg-flow" ref={zoom.ref}>
            {pane.width > 0 && <ReactFlow {...stillCanvas} key={pane.scale} panOnScroll={false} zoomOnScroll={false} preventScrolling={false} nodes={nodes} nodeTypes={nodeTypes} defaultViewport={zoom.start} minZoom={0.4 * pane.scale} maxZoom={2.5 * pane.scale} onMove={zoom.onMove} onInit={zoom.onInit} />}
            <GoBack view={zoom} />
          </div>
        </div>
        {call !== null && <Ledger call={call} live={live} />}
        {call === null && <p className="nw-none">No request has been made yet. Ask above whether one would arrive, or call a Pod: <code>kubectl exec client -- wget -qO- 10.0.10.15</code></p>}
      </div>
    </ActionsContext.Provider>
  );
}
