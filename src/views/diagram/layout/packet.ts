/** Where a packet's pill stands on a Pod's wire at a part of its step. */
import type { PacketPicture } from '../project/packet.ts';
import { clamp, easeOut, part } from './geometry.ts';
import type { PodLayout } from './pod.ts';

export const PILL_HEIGHT = 26;
export const pillWidth = (packet: PacketPicture): number => (packet.source.length + packet.destination.length) * 7.25 + 44;

/** The part of the step in which the packet goes; in the rest its answer comes back. */
const THERE = 0.5;

interface PacketSeat {
  /** Middle of the pill. */
  readonly x: number;
  readonly y: number;
  /** The part of the wire that carries it. */
  readonly from: number;
  readonly to: number;
  /** The signs that it passed. */
  readonly arrived: boolean;
  /** It is the answer, on its way back. */
  readonly back: boolean;
}
export function packetAt(packet: PacketPicture, layout: PodLayout, progress: number, still: boolean): PacketSeat {
  const y = packet.wire === 'lo' ? layout.lo : layout.eth0;
  const seat = (port: number): number | undefined => layout.rings.find(({ ring }) => ring.port === port && ring[packet.wire])?.x;
  const door = layout.glass.x;
  const start = packet.way === 'in' ? door : (seat(packet.sourcePort) ?? (packet.wire === 'lo' ? layout.loFrom + 20 : layout.wireTo - 60));
  const end = packet.way === 'out' ? door : (seat(packet.port) ?? (packet.wire === 'lo' ? layout.wireTo - 40 : layout.net.x + layout.net.width / 2));
  const half = pillWidth(packet) / 2 + 12;
  const direction = end >= start ? 1 : -1;
  const room = Math.abs(end - start) - 2 * half;
  const back = packet.answered && !still && progress > THERE;
  const out = easeOut(part(progress, 0.06, packet.answered ? THERE - 0.04 : 0.8));
  const share = still ? 1 : back ? 1 - easeOut(part(progress, THERE, 0.92)) : out;
  // Where the way is shorter than the pill, it stands in the middle of it.
  const middle = room > 0 ? start + direction * (half + room * share) : (start + end) / 2;
  return { x: clamp(middle, layout.glass.x + half - 8, layout.wireTo - half + 30), y, from: Math.min(start, end), to: Math.max(start, end), arrived: back || share >= 1, back };
}
