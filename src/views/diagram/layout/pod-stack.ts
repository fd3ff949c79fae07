/** An opened Pod on a narrow screen: one column from top to bottom, in the order in which things start; mounts and ports are told in words. */
import type { PodGraph } from '../project/pod.ts';
import type { Box } from './geometry.ts';
import type { PodLayout, TraySeat } from './pod.ts';

const LEFT = 12;
const INNER = 12;
const TOP = 44;
const STRIP = 74;
const INIT = { height: 30, gap: 8 };
const BOX = { height: 196, gap: 12, probe: 20 };
const TRAY = { height: 46, gap: 10 };
const NET = { height: 212, eth0: 66, lo: 134, routes: 172 };
const MOST_STEP = 96;

export function stackPod(graph: PodGraph, width: number): PodLayout {
  const inner = { x: LEFT + INNER, width: width - 2 * (LEFT + INNER) };
  let y = TOP + STRIP + 10;
  const take = (height: number, gap: number): Box => {
    const seat = { ...inner, y, height };
    y += height + gap;
    return seat;
  };
  const inits = new Map(graph.inits.map((box): [string, Box] => [box.chip.name, take(INIT.height, INIT.gap)]));
  const boxes = new Map(graph.boxes.map((box): [string, Box] => [box.chip.name, take(BOX.height + BOX.probe * Math.min(3, box.probes.length), BOX.gap)]));
  const trays = new Map(graph.trays.map((tray): [string, TraySeat] => [tray.name, { ...take(TRAY.height, TRAY.gap), text: 12 }]));
  const net = take(NET.height, 0);
  const [first, wireTo] = [inner.x + 30, inner.x + inner.width - 18];
  const step = Math.min(MOST_STEP, (wireTo - first - 44) / Math.max(1, graph.rings.length - 1));
  const height = y + INNER;
  return {
    glass: { x: LEFT, y: 0, width: width - 2 * LEFT, height }, boxes, inits, trays, net, eth0: net.y + NET.eth0, lo: net.y + NET.lo, loFrom: inner.x + 10, loName: inner.x + 12, ethName: net.x + 12, wireTo, legs: [],
    rings: graph.rings.map((ring, i) => ({ ring, x: Math.round(first + i * step) })), height: height + 10, width, strip: STRIP, stacked: true, routes: { y: NET.routes, inline: false },
  };
}
