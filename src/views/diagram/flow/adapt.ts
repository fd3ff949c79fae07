/** Graph and layout -> React Flow's nodes and edges. Objects that did not change stay the same, so that only what changed renders. */
import type { Edge, Node } from '@xyflow/react';
import { jsonEqual } from '../../../base/json.ts';
import { podsOn, type ClusterGraph, type PodBox } from '../project/cluster.ts';
import { stepOfPlane } from '../project/first-visit.ts';
import { heldId, machineId, moreId, podId, type ClusterLayout } from '../layout/cluster.ts';
import { selectionKey } from './actions.ts';
import type { LaneFlowEdge } from './lane-edge.tsx';
import type { MachineFlowNode } from './machine-node.tsx';
import type { BusFlowNode, ClientFlowNode, HeldFlowNode, MoreFlowNode, PlaneFlowNode } from './plane-nodes.tsx';
import type { PodFlowNode } from './pod-node.tsx';
import type { KeeperFlowNode, LinesFlowNode } from './keeper-node.tsx';
import { keeperId, LINES_ID } from '../layout/shelf.ts';
import { seated } from './seat.ts';

export type ClusterFlowNode = PodFlowNode | MachineFlowNode | BusFlowNode | PlaneFlowNode | ClientFlowNode | HeldFlowNode | MoreFlowNode | KeeperFlowNode | LinesFlowNode;
export type Match = (pod: PodBox) => 'none' | 'lit' | 'dark';
interface ClusterFlow {
  readonly nodes: readonly ClusterFlowNode[];
  readonly edges: readonly LaneFlowEdge[];
}

/** Ground below, then the plane, Pods, and what flies over all. */
const Z = { machine: 1, held: 2, pod: 3, more: 4, bus: 5, flight: 6 };

/** What is drawn beside the graph itself: a typed selector, labels instead of containers, the steps of the first visit. */
interface FlowWish {
  readonly match: Match;
  readonly labels: boolean;
  readonly first: boolean;
  /** Keys of labels that the typed selector asks for. */
  readonly keys?: readonly string[];
  /** The key of what is selected. */
  readonly selected?: string;
}
/** Below this height a Pod is written on one line. */
export const ROW = 58;
const NO_KEYS: readonly string[] = [];
const NO_PODS: readonly PodBox[] = [];

export function toReactFlow(graph: ClusterGraph, layout: ClusterLayout, { match, labels, first, keys = NO_KEYS, selected = '' }: FlowWish): ClusterFlow {
  const nodes: ClusterFlowNode[] = [
    ...planeNodes(graph, layout, first), ...machineNodes(graph, layout, { first, bars: !labels || layout.phone, selected }),
    ...podNodes(graph, layout, { match, labels, keys, selected }), ...shelfNodes(graph, layout, selected),
  ];
  for (const [node, hidden] of layout.more) {
    const box = layout.boxes.get(moreId(node));
    if (box) nodes.push({ id: moreId(node), type: 'more', ...seated(box), zIndex: Z.more, data: { node, hidden } });
  }
  return { nodes, edges: laneEdges(graph, layout) };
}

/** Where not all of a word fits, its last part says most: `as before`, the node that was chosen. */
const fitting = (says: string, width: number): string => (says.length * 6.4 + 14 <= width ? says : (says.split(/, |: /).pop() ?? says));

function planeNodes(graph: ClusterGraph, { boxes, phone, openBus }: ClusterLayout, first: boolean): ClusterFlowNode[] {
  const nodes: ClusterFlowNode[] = [];
  const client = boxes.get('client');
  if (client) nodes.push({ id: 'client', type: 'client', ...seated(client), data: { busy: graph.request !== null } });
  for (const plane of graph.plane) {
    const box = boxes.get(plane.id);
    if (box) nodes.push({ id: plane.id, type: 'plane', ...seated(box), data: { plane: { ...plane, says: fitting(plane.says, box.width) }, phone, step: first ? stepOfPlane(plane.id) : 0 } });
  }
  const bus = boxes.get('bus');
  if (bus) nodes.push({ id: 'bus', type: 'bus', ...seated({ ...bus, height: graph.request === null || phone ? bus.height : openBus }), zIndex: Z.bus, data: { request: graph.request, phone, width: bus.width, first } });
  return nodes;
}

function machineNodes(graph: ClusterGraph, { boxes, tab, phone, open }: ClusterLayout, { first, bars, selected }: { readonly first: boolean; readonly bars: boolean; readonly selected: string }): ClusterFlowNode[] {
  const nodes: ClusterFlowNode[] = [];
  graph.machines.forEach((machine, turn) => {
    const box = boxes.get(machineId(machine.name));
    if (!box) return;
    const pods = podsOn(graph, machine.name);
    nodes.push({
      id: machineId(machine.name), type: 'machine', ...seated(box), zIndex: Z.machine,
      data: {
        machine, tab, phone, open: open.has(machine.name), count: pods.length, folded: phone && !open.has(machine.name) ? pods : NO_PODS, turn,
        turns: graph.machines.length, first, bars, chosen: selected === selectionKey('Node', '', machine.name),
      },
    });
    const held = boxes.get(heldId(machine.name));
    if (held) nodes.push({ id: heldId(machine.name), type: 'held', ...seated(held), zIndex: Z.held, data: { name: machine.heldFor } });
  });
  return nodes;
}

function podNodes(graph: ClusterGraph, { boxes, phone }: ClusterLayout, { match, labels, keys, selected }: Required<Omit<FlowWish, 'first'>>): ClusterFlowNode[] {
  const nodes: ClusterFlowNode[] = [];
  for (const pod of graph.pods) {
    const flying = pod.uid === graph.flying;
    const box = (flying ? boxes.get(`line:${pod.uid}`) : undefined) ?? boxes.get(podId(pod.uid));
    if (!box) continue;
    nodes.push({
      id: podId(pod.uid), type: 'pod', ...seated(box), zIndex: flying ? Z.flight : Z.pod,
      data: { pod, width: box.width, row: box.height < ROW, slim: !phone, flying, match: match(pod), labels, keys, chosen: selected === selectionKey('Pod', pod.namespace, pod.name) },
    });
  }
  return nodes;
}

function shelfNodes(graph: ClusterGraph, { boxes, words }: ClusterLayout, selected: string): ClusterFlowNode[] {
  const lines = boxes.get(LINES_ID);
  if (!lines) return [];
  const nodes: ClusterFlowNode[] = [{ id: LINES_ID, type: 'lines', ...seated(lines), zIndex: Z.more, data: {} }];
  for (const chip of graph.keepers) {
    const box = boxes.get(keeperId(chip.key));
    if (box) nodes.push({ id: keeperId(chip.key), type: 'keeper', ...seated(box), zIndex: Z.more, data: { chip, words, chosen: selected === chip.key } });
  }
  return nodes;
}

function laneEdges(graph: ClusterGraph, layout: ClusterLayout): LaneFlowEdge[] {
  const hot = new Set<string>();
  if (graph.request !== null) hot.add('lane:client');
  for (const plane of graph.plane) if (plane.hot) hot.add(`lane:${plane.id}`);
  for (const machine of graph.machines) if (machine.hot) hot.add(`lane:${machine.name}`);
  if (graph.pods.some((pod) => pod.node === '' || pod.uid === graph.flying)) hot.add('lane:line');
  const runs = new Map(graph.runs.map((run) => [run.lane, run]));
  return layout.lanes
    .filter((lane) => lane.id !== 'lane:line' || hot.has(lane.id))
    .map((lane) => ({
      id: lane.id, type: 'lane', source: lane.from, target: lane.to, zIndex: 0, focusable: false,
      data: { points: lane.points, run: runs.get(lane.id) ?? null, hot: hot.has(lane.id), arrow: hot.has(lane.id) && (lane.id === 'lane:line' || lane.to.startsWith('node:')) },
    }));
}

/** Takes over every object whose content is as before. */
export function keepSame<T extends Node | Edge>(before: readonly T[], after: readonly T[]): T[] {
  const known = new Map(before.map((one) => [one.id, one]));
  return after.map((one) => {
    const old = known.get(one.id);
    return old !== undefined && jsonEqual(old, one) ? old : one;
  });
}
