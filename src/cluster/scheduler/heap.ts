/** A priority queue whose versions are immutable (a leftist heap), so that a state holds one as a plain value. */
interface HeapEntry {
  readonly uid: string;
  readonly priority: number;
  /** When the Pod was put into the queue. */
  readonly since: number;
  readonly serial: number;
}
export type Heap = HeapNode | null;
interface HeapNode {
  readonly entry: HeapEntry;
  readonly rank: number;
  readonly left: Heap;
  readonly right: Heap;
}

/** Follows plugins/queuesort: higher priority first, then who came first. */
const isBefore = (a: HeapEntry, b: HeapEntry): boolean =>
  a.priority !== b.priority ? a.priority > b.priority : a.since !== b.since ? a.since < b.since : a.serial < b.serial;

function merge(a: Heap, b: Heap): Heap {
  if (a === null) return b;
  if (b === null) return a;
  const [first, second] = isBefore(b.entry, a.entry) ? [b, a] : [a, b];
  const merged = merge(first.right, second);
  const [left, right] = rankOf(first.left) >= rankOf(merged) ? [first.left, merged] : [merged, first.left];
  return { entry: first.entry, rank: rankOf(right) + 1, left, right };
}
const rankOf = (heap: Heap): number => heap?.rank ?? 0;

export const push = (heap: Heap, entry: HeapEntry): Heap => merge(heap, { entry, rank: 1, left: null, right: null });
export const pop = (heap: NonNullable<Heap>): Heap => merge(heap.left, heap.right);
