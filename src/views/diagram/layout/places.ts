/**
 * Which place a Pod has: by arrival, and never another one. A place that falls empty stays empty until the next arrival, so
 * nothing jumps. What a Pod was once given is remembered, so that looking back shows it where it stood.
 */
import type { ClusterGraph, PodBox } from '../project/cluster.ts';

interface Place {
  /** Its place on the line under the API server; -1 where it never waited there. */
  readonly line: number;
  readonly node: string;
  /** Its place in the node; -1 while it has none. */
  readonly slot: number;
}
export type Places = ReadonlyMap<string, Place>;
const NOWHERE: Place = { line: -1, node: '', slot: -1 };

const firstFree = (taken: ReadonlySet<number>): number => {
  let at = 0;
  while (taken.has(at)) at++;
  return at;
};

export function assignPlaces(known: Places, graph: ClusterGraph): Places {
  let next: Map<string, Place> | null = null;
  const lines = new Set<number>();
  const slots = new Map<string, Set<number>>();
  const onLine = (pod: PodBox): boolean => pod.node === '' || pod.uid === graph.flying;
  for (const pod of graph.pods) {
    const place = known.get(pod.uid);
    if (!place) continue;
    if (place.line >= 0 && onLine(pod)) lines.add(place.line);
    if (place.slot >= 0 && place.node === pod.node) occupied(slots, pod.node).add(place.slot);
  }
  for (const pod of graph.pods) {
    const place = known.get(pod.uid) ?? NOWHERE;
    let { line, slot, node } = place;
    if (onLine(pod) && line < 0) lines.add((line = firstFree(lines)));
    if (pod.node !== '' && (slot < 0 || node !== pod.node)) occupied(slots, (node = pod.node)).add((slot = firstFree(occupied(slots, pod.node))));
    if (line !== place.line || slot !== place.slot || node !== place.node) (next ??= new Map(known)).set(pod.uid, { line, node, slot });
  }
  return next ?? known;
}

function occupied(slots: Map<string, Set<number>>, node: string): Set<number> {
  const known = slots.get(node);
  if (known) return known;
  const fresh = new Set<number>();
  slots.set(node, fresh);
  return fresh;
}
