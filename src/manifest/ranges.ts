/** Where a field stands in the text of its document. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { FieldPath, PathStep } from '../model/field-path.ts';
import type { ParsedDocument } from './parse.ts';
import type { LineTable, TextRange } from './positions.ts';
import { rangeBetween } from './positions.ts';

export interface FieldRange {
  /** Of the field's name; null for an item of a list and for the document as a whole. */
  readonly key: TextRange | null;
  /** Of its value; null where nothing follows the colon. */
  readonly value: TextRange | null;
  /** The best single place to underline: the key of a mapping or list, else the value. */
  readonly mark: TextRange;
  /** How many steps of the path were found; fewer than asked means that this is the nearest ancestor. */
  readonly depth: number;
  readonly exact: boolean;
}

const nameOf = (step: PathStep): string => (typeof step === 'object' ? step.key : String(step));

interface Place {
  readonly key: Node | null;
  readonly value: Node | null;
}

function follow(alias: Node | null, tree: Document): Node | null {
  return isAlias(alias) ? ((alias as unknown as { resolve(document: Document): Node | undefined }).resolve(tree) ?? null) : alias;
}

function descend(node: Node | null, step: PathStep, tree: Document): Place | null {
  const target = follow(node, tree);
  if (isSeq(target)) {
    const item = typeof step === 'number' ? (target.items[step] as Node | undefined) : undefined;
    return item === undefined ? null : { key: null, value: item };
  }
  if (!isMap(target)) return null;
  // Of a key that stands twice the later one counts.
  const pair = (target.items as Pair<Node, Node | null>[]).findLast((each) => isScalar(each.key) && String(each.key.value) === nameOf(step));
  return pair === undefined ? null : { key: pair.key, value: pair.value };
}

/** `metadata.labels[app]` may come as one step with brackets in it from an API message. */
export function rangeOfSteps(document: ParsedDocument, steps: readonly PathStep[], lines: LineTable): FieldRange {
  const tree = document.tree;
  let place: Place = { key: null, value: tree?.contents ?? null };
  let depth = 0;
  for (const step of tree ? steps : []) {
    const next = descend(place.value, step, tree as Document);
    if (next === null) break;
    place = next;
    depth++;
  }
  const range = (node: Node | null): TextRange | null => (node?.range ? trimmed(document, node.range[0], node.range[1], lines) : null);
  const key = range(place.key);
  const value = isEmptyScalar(place.value) ? null : range(place.value);
  const whole = firstLine(document, lines);
  const marked = isScalar(place.value) && value ? value : (key ?? (value === null || depth === 0 ? whole : value));
  return { key, value, mark: marked, depth, exact: depth === steps.length };
}

const isEmptyScalar = (node: Node | null): boolean => isScalar(node) && node.source === '' && node.range?.[0] === node.range?.[1];

function trimmed(document: ParsedDocument, start: number, end: number, lines: LineTable): TextRange {
  const length = document.text.slice(start, end).trimEnd().length;
  return rangeBetween(lines, document.offset + start, document.offset + start + length);
}

/** The first line that says something. */
function firstLine(document: ParsedDocument, lines: LineTable): TextRange {
  const blank = /^(?:[ \t]*(?:#[^\n]*|---[^\n]*)?\n)*/.exec(document.text)?.[0].length ?? 0;
  const newline = document.text.indexOf('\n', blank);
  return rangeBetween(lines, document.offset + blank, document.offset + (newline < 0 ? document.text.length : newline));
}

/** The steps of a path in the API's notation: `spec.containers[0].ports[1].hostPort`, `metadata.labels[app/x]`. */
export function parseFieldPath(path: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (const [, name, bracket] of path.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (name !== undefined) steps.push(name);
    else if (bracket !== undefined) steps.push(/^\d+$/.test(bracket) ? Number(bracket) : { key: bracket.replace(/^"(.*)"$/, '$1') });
  }
  return steps;
}

export const stepsOf = (path: FieldPath | readonly PathStep[] | string): readonly PathStep[] =>
  typeof path === 'string' ? parseFieldPath(path) : 'steps' in path ? path.steps() : path;
