/**
 * The difference of two values as update refusals show it: a unified diff of their indented JSON. The matching follows
 * difflib (the longest block first, then its two sides), with its rule for long texts: a line that is very common there
 * starts no block.
 */
import { goJson } from './values.ts';

const CONTEXT = 3;

/** apimachinery's diff.Diff of two values of one of the server's types. */
export const goDiff = (type: string, before: unknown, after: unknown): string => unifiedDiff(linesOf(goJson(type, before, ' ')), linesOf(goJson(type, after, ' ')));
const linesOf = (text: string): readonly string[] => text.split('\n');

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}
type Op = readonly [tag: 'equal' | 'change', a1: number, a2: number, b1: number, b2: number];

function positions(b: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  b.forEach((line, i) => {
    const at = found.get(line);
    if (at) at.push(i);
    else found.set(line, [i]);
  });
  if (b.length >= 200) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [line, at] of found) if (at.length > most) found.delete(line);
  }
  return found;
}

/** The longest block common to a[a1:a2] and b[b1:b2]; of several the first. */
function longest(a: readonly string[], b: readonly string[], at: ReadonlyMap<string, readonly number[]>, [a1, a2, b1, b2]: readonly [number, number, number, number]): Block {
  let best: Block = { a: a1, b: b1, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = a1; i < a2; i++) {
    const next = new Map<number, number>();
    for (const j of at.get(a[i] ?? '') ?? []) {
      if (j < b1) continue;
      if (j >= b2) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: startA, b: startB, size } = best;
  while (startA > a1 && startB > b1 && a[startA - 1] === b[startB - 1]) {
    startA--;
    startB--;
    size++;
  }
  while (startA + size < a2 && startB + size < b2 && a[startA + size] === b[startB + size]) size++;
  return { a: startA, b: startB, size };
}

function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Block[] {
  const at = positions(b);
  const blocks: Block[] = [];
  const open: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range; range = open.pop()) {
    const block = longest(a, b, at, range);
    if (block.size === 0) continue;
    blocks.push(block);
    const [a1, a2, b1, b2] = range;
    if (a1 < block.a && b1 < block.b) open.push([a1, block.a, b1, block.b]);
    if (block.a + block.size < a2 && block.b + block.size < b2) open.push([block.a + block.size, a2, block.b + block.size, b2]);
  }
  return blocks.sort((x, y) => x.a - y.a || x.b - y.b);
}

function operations(a: readonly string[], b: readonly string[]): readonly Op[] {
  const ops: Op[] = [];
  let [i, j] = [0, 0];
  for (const { a: nextA, b: nextB, size } of [...matchingBlocks(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < nextA || j < nextB) ops.push(['change', i, nextA, j, nextB]);
    [i, j] = [nextA + size, nextB + size];
    if (size > 0) {
      const last = ops.at(-1);
      if (last?.[0] === 'equal') ops[ops.length - 1] = ['equal', last[1], i, last[3], j];
      else ops.push(['equal', nextA, i, nextB, j]);
    }
  }
  return ops;
}

/** Changes with their surroundings, in hunks. */
function hunks(ops: readonly Op[]): readonly (readonly Op[])[] {
  const groups: Op[][] = [];
  let group: Op[] = [];
  ops.forEach(([tag, a1, a2, b1, b2], at) => {
    if (tag === 'change') return void group.push([tag, a1, a2, b1, b2]);
    const [first, last] = [at === 0, at === ops.length - 1];
    if (first) return void group.push(['equal', Math.max(a1, a2 - CONTEXT), a2, Math.max(b1, b2 - CONTEXT), b2]);
    const end: Op = ['equal', a1, Math.min(a2, a1 + CONTEXT), b1, Math.min(b2, b1 + CONTEXT)];
    if (last) return void group.push(end);
    if (a2 - a1 <= 2 * CONTEXT) return void group.push([tag, a1, a2, b1, b2]);
    groups.push([...group, end]);
    group = [['equal', Math.max(a1, a2 - CONTEXT), a2, Math.max(b1, b2 - CONTEXT), b2]];
  });
  if (group.some(([tag]) => tag === 'change')) groups.push(group);
  return groups;
}

const range = (start: number, stop: number): string => {
  const length = stop - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
};

export function unifiedDiff(a: readonly string[], b: readonly string[]): string {
  let text = '';
  for (const group of hunks(operations(a, b))) {
    const [first, last] = [group[0], group.at(-1)];
    if (!first || !last) continue;
    text += `@@ -${range(first[1], last[2])} +${range(first[3], last[4])} @@\n`;
    for (const [tag, a1, a2, b1, b2] of group) {
      if (tag === 'equal') for (const line of a.slice(a1, a2)) text += ` ${line}\n`;
      else {
        for (const line of a.slice(a1, a2)) text += `-${line}\n`;
        for (const line of b.slice(b1, b2)) text += `+${line}\n`;
      }
    }
  }
  return text;
}
