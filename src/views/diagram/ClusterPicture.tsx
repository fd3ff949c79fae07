/** The cluster depth: control plane above, nodes below, Pods inside. Draws what projectCluster says where layoutCluster puts it. */
import { memo, useContext, useMemo, useRef, type ReactNode } from 'react';
import { ReactFlow, ViewportPortal, type EdgeTypes, type NodeTypes } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { isMeant } from '../../session/lessons/pointers.ts';
import type { ClusterGraph } from './project/cluster.ts';
import { layoutCluster, LEAST_HEIGHT, machineId, MARGIN, podId, type ClusterLayout } from './layout/cluster.ts';
import { clamp } from './layout/geometry.ts';
import { flightAt, flightPath } from './layout/flight.ts';
import { assignPlaces, type Places } from './layout/places.ts';
import { keepSame, ROW, toReactFlow, type ClusterFlowNode, type Match } from './flow/adapt.ts';
import { useFrame } from './flow/frame.ts';
import { PointedContext } from './flow/pointed.ts';
import { LaneEdge, type LaneFlowEdge } from './flow/lane-edge.tsx';
import { MachineNode } from './flow/machine-node.tsx';
import { BusNode, ClientNode, HeldNode, MoreNode, PlaneNode } from './flow/plane-nodes.tsx';
import { PodNode } from './flow/pod-node.tsx';
import { KeeperNode, LinesNode } from './flow/keeper-node.tsx';
import { soon } from '../../ui/soon.tsx';
import { GoBack } from './flow/GoBack.tsx';
import { seated } from './flow/seat.ts';
import { stillCanvas } from './flow/still-canvas.ts';
import { roomFactor, usePictureView } from './flow/zoom.ts';
import './diagram.css';

const Ties = soon(async () => (await import('./flow/ties.tsx')).Ties);
const nodeTypes = { pod: PodNode, machine: MachineNode, bus: BusNode, plane: PlaneNode, client: ClientNode, held: HeldNode, more: MoreNode, keeper: KeeperNode, lines: LinesNode } as unknown as NodeTypes;
const edgeTypes = { lane: LaneEdge } as unknown as EdgeTypes;
const NO_PLACES: Places = new Map();

interface ClusterPictureProps {
  readonly graph: ClusterGraph;
  /** The pane in CSS pixels, and the factor of the presenter. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly expanded: ReadonlySet<string>;
  readonly match: Match;
  /** Labels stand in the place of containers. */
  readonly labels: boolean;
  readonly first: boolean;
  /** Keys of labels that the typed selector asks for. */
  readonly keys: readonly string[];
  /** What a pointer or the focus rests on. */
  readonly pointed: string;
  /** The key of what is selected. */
  readonly selected: string;
}

/** A cluster of more nodes than this wants all the room there is. */
const FEW = 4;
/** The factor of the map. On a low wall it comes smaller, so that the Pods that the caption speaks of are seen. */
const factorOf = (wall: number, width: number, height: number, nodes: number): number => (wall > 1 ? clamp(height / LEAST_HEIGHT, 1, wall) : nodes > FEW ? 1 : roomFactor(width, height));

/** Puts the Pod in flight where the story clock has it. */
function useFlight(nodes: readonly ClusterFlowNode[], graph: ClusterGraph, layout: ClusterLayout): { readonly nodes: ClusterFlowNode[]; readonly path: string } {
  const uid = graph.flying;
  const progress = useFrame((frame) => (uid === '' ? 1 : frame.progress));
  const still = useFrame((frame) => frame.still);
  const [from, to] = [layout.boxes.get(`line:${uid}`), layout.boxes.get(podId(uid))];
  return useMemo(() => {
    if (uid === '' || !from || !to) return { nodes: [...nodes], path: '' };
    const flight = flightAt(from, to, progress, still);
    const id = podId(uid);
    const moved = nodes.map((node) =>
      node.id === id && node.type === 'pod' ? { ...node, ...seated(flight.box), data: { ...node.data, flying: !flight.landed, row: flight.box.height < ROW } } : node,
    );
    return { nodes: moved, path: still ? flightPath(from, to) : '' };
  }, [nodes, uid, from, to, progress, still]);
}

/** Below this height, as in a page that is zoomed, most of the map is out of sight. */
const LOW = 320;
/** How far the picture goes up so that what is told is seen whole: on a wall, where nobody moves it by hand, and in a low pane. */
function useTurn(graph: ClusterGraph, layout: ClusterLayout, room: number): number {
  const kept = useRef(0);
  const pointed = useContext(PointedContext).flatMap((pointer) => (pointer.to === 'thing' && pointer.thing === 'pod' ? [pointer.name] : []));
  const isToldOf = (pod: ClusterGraph['pods'][number]): boolean => pod.lit || pointed.some((name) => isMeant(name, pod.name));
  const ids = [...graph.pods.filter(isToldOf).map((pod) => podId(pod.uid)), ...graph.machines.filter((machine) => machine.hot).map((machine) => machineId(machine.name))];
  const told = ids.map((id) => layout.boxes.get(id)).find((box) => box !== undefined);
  if (graph.request !== null) kept.current = 0;
  else if (told !== undefined) kept.current = clamp(told.y + told.height + MARGIN - room, 0, Math.max(0, layout.height - room));
  return room > 0 ? kept.current : 0;
}

export const ClusterPicture = memo(({ graph, width, height, scale: wall, expanded, match, labels, first, keys, pointed, selected }: ClusterPictureProps): ReactNode => {
  const scale = factorOf(wall, width, height, graph.machines.length);
  // Beside the words of the page its margin stays what it is there.
  const inset = wall > 1 ? 0 : MARGIN * (scale - 1);
  const places = useRef(NO_PLACES);
  const before = useRef<{ nodes: readonly ClusterFlowNode[]; edges: readonly LaneFlowEdge[] }>({ nodes: [], edges: [] });
  const layout = useMemo(() => {
    places.current = assignPlaces(places.current, graph);
    return layoutCluster(graph, { width: (width + 2 * inset) / scale, height: height / scale, places: places.current, expanded, low: first, labels });
  }, [graph, width, height, scale, inset, expanded, first, labels]);
  const flow = useMemo(() => {
    const fresh = toReactFlow(graph, layout, { match, labels, first, keys, selected });
    before.current = { nodes: keepSame(before.current.nodes, fresh.nodes), edges: keepSame(before.current.edges, fresh.edges) };
    return before.current;
  }, [graph, layout, match, labels, first, keys, selected]);
  const { nodes, path } = useFlight(flow.nodes, graph, layout);
  const edges = useMemo(() => [...flow.edges], [flow.edges]);
  const turn = useTurn(graph, layout, wall > 1 || height < LOW ? height / scale : 0);
  const zoom = usePictureView(scale, -turn, -inset);
  return (
    <div className="dg-flow" ref={zoom.ref} data-told={graph.request !== null || graph.machines.some((machine) => machine.hot) || graph.pods.some((pod) => pod.lit)}>
      <ReactFlow
        {...stillCanvas}
        key={scale}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultViewport={zoom.start}
        minZoom={0.4 * scale}
        maxZoom={2.5 * scale}
        onlyRenderVisibleElements
        onMove={zoom.onMove}
        onInit={zoom.onInit}
      >
        <Ties graph={graph} layout={layout} pointed={pointed} selected={selected} />
        {path !== '' && (
          <ViewportPortal>
            <svg className="dg-still" aria-hidden="true"><path d={path} /></svg>
          </ViewportPortal>
        )}
      </ReactFlow>
      <GoBack view={zoom} />
    </div>
  );
});
