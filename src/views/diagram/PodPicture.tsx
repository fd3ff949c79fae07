/** The Pod depth: one Pod opened up. Draws what projectPod says where layoutPod puts it. */
import { useMemo, type ReactNode } from 'react';
import { ReactFlow, type EdgeTypes, type Node, type NodeTypes } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { layoutPod, type PodLayout } from './layout/pod.ts';
import { stackPod } from './layout/pod-stack.ts';
import { clamp } from './layout/geometry.ts';
import type { PacketPicture } from './project/packet.ts';
import type { PodGraph } from './project/pod.ts';
import { BoxNode, GlassNode, InitNode, TrayNode, type BoxForm } from './flow/pod-parts.tsx';
import { LegEdge, NetNode, type LegFlowEdge } from './flow/pod-wires.tsx';
import { selectionKey } from './flow/actions.ts';
import { GoBack } from './flow/GoBack.tsx';
import { seated } from './flow/seat.ts';
import { stillCanvas } from './flow/still-canvas.ts';
import { roomFactor, usePictureView } from './flow/zoom.ts';
import './diagram.css';
import './pod.css';

const nodeTypes = { glass: GlassNode, box: BoxNode, init: InitNode, tray: TrayNode, net: NetNode } as unknown as NodeTypes;
/** From this width on a container has its parts side by side, and below this one it leaves out its files. */
const OPEN = 560;
const SLIM = 205;
const formOf = (width: number): BoxForm => (width >= OPEN ? 'open' : width < SLIM ? 'slim' : 'usual');
/** Below this width of the pane containers stand one below the other. */
const COLUMN = 500;
const edgeTypes = { leg: LegEdge } as unknown as EdgeTypes;

interface PodPictureProps {
  readonly pod: PodGraph;
  readonly packet: PacketPicture | null;
  /** The key of what is selected. */
  readonly selected: string;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

function podFlow(pod: PodGraph, packet: PacketPicture | null, layout: PodLayout, narrow: boolean, selected = ''): { readonly nodes: Node[]; readonly edges: LegFlowEdge[] } {
  const nodes: Node[] = [{ id: 'glass', type: 'glass', ...seated(layout.glass), zIndex: 0, data: { pod, narrow, net: { top: layout.net.y, height: layout.net.height, strip: layout.strip } } }];
  for (const box of pod.inits) {
    const seat = layout.inits.get(box.chip.name);
    if (seat) nodes.push({ id: `box:${box.chip.name}`, type: 'init', ...seated(seat), zIndex: 3, data: { pod, box } });
  }
  for (const box of pod.boxes) {
    const seat = layout.boxes.get(box.chip.name);
    if (seat === undefined) continue;
    const form = formOf(seat.width);
    const lines = Math.floor((seat.height - (form === 'open' ? 92 : 110 + 18 * Math.max(1, box.probes.length) + 22)) / 16) - (form === 'slim' && box.chip.restarts > 0 ? 1 : 0);
    nodes.push({ id: `box:${box.chip.name}`, type: 'box', ...seated(seat), zIndex: 3, data: { pod, box, lines, form, chosen: selected === `${selectionKey('Pod', pod.namespace, pod.name)}/${box.chip.name}` } });
  }
  for (const tray of pod.trays) {
    const seat = layout.trays.get(tray.name);
    if (seat) nodes.push({ id: `tray:${tray.name}`, type: 'tray', ...seated(seat), zIndex: 1, data: { tray, text: seat.text, stacked: layout.stacked } });
  }
  nodes.push({ id: 'net', type: 'net', ...seated(layout.net), zIndex: 4, data: { pod, layout, packet, narrow } });
  const edges = layout.legs.map((leg): LegFlowEdge => ({ id: leg.id, type: 'leg', source: `box:${leg.container}`, target: leg.to, zIndex: 2, focusable: false, data: { leg } }));
  return { nodes, edges };
}

export function PodPicture({ pod, packet, selected, width, height, scale: wall }: PodPictureProps): ReactNode {
  const scale = wall > 1 || pod.boxes.length > 2 ? wall : roomFactor(width, height);
  const narrow = width / scale < 700;
  const layout = useMemo(() => (width / scale < COLUMN ? stackPod(pod, width / scale) : layoutPod(pod, width / scale, height / scale - 8)), [pod, width, height, scale]);
  const { nodes, edges } = useMemo(() => podFlow(pod, packet, layout, narrow, selected), [pod, packet, layout, narrow, selected]);
  // On a wall a picture that is a little too tall comes a little smaller, rather than cut.
  const fit = wall > 1 ? clamp(height / scale / (layout.height - 8), 0.88, 1) : 1;
  const zoom = usePictureView(scale * fit, 8);
  return (
    <div className="dg-flow" ref={zoom.ref}>
      <ReactFlow
        {...stillCanvas}
        key={`${pod.uid} ${scale * fit}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultViewport={zoom.start}
        minZoom={0.4 * scale}
        maxZoom={2.5 * scale}
        onMove={zoom.onMove}
        onInit={zoom.onInit}
      />
      <GoBack view={zoom} />
    </div>
  );
}
