/** A parsed YAML document as the JSON value that Kubernetes makes of it. Follows go-yaml v2 decode.go and sigs.k8s.io/yaml. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';
import type { Json } from '../base/json.ts';
import { byText } from '../base/order.ts';
import { formatNumber, resolvePlain } from './resolve.ts';

/** A key that stands twice in one mapping. The second one's place is an offset in the document. */
export interface DuplicateKey {
  readonly key: string;
  /** False of a number or a truth value. */
  readonly isText: boolean;
  readonly start: number;
  readonly end: number;
  /** Where its value begins: the line that the library names. */
  readonly value: number;
}
interface Converted {
  readonly value: Json;
  readonly duplicates: readonly DuplicateKey[];
  /** In the library's words, where the value cannot be made. */
  readonly error: string | null;
  /** Offsets of what the error is about. */
  readonly at: readonly [start: number, end: number] | null;
}

export const MAX_DEPTH = 200;
const MANY_NODES = 400_000;
const MAX_ALIASED = 1_000_000;

/** Ends a conversion from deep inside; caught in `convert`. */
class Unconvertible extends Error {
  readonly at: readonly [number, number] | null;
  constructor(message: string, node?: Node | null) {
    super(message);
    this.at = node?.range ? [node.range[0], node.range[1]] : null;
  }
}

const tagOf = (node: Node): string => {
  const tag = (node as { tag?: string }).tag;
  return tag === undefined ? '' : tag.replace(/^tag:yaml\.org,2002:/, '!!');
};

const RESOLVED = ['!!bool', '!!int', '!!float', '!!null', '!!timestamp'];

function scalarValue(node: Scalar): Json {
  const text = typeof node.value === 'string' ? node.value : '';
  const plain = node.type === 'PLAIN' || node.type === undefined;
  const tag = tagOf(node);
  if (tag === '!!binary') return decodeBase64(text);
  // A tag that the library does not know makes a text.
  if (tag === '' ? !plain : !RESOLVED.includes(tag)) return text;
  const resolved = resolvePlain(text);
  if (resolved.tag === 'float' && !Number.isFinite(resolved.value)) throw new Unconvertible(`json: unsupported value: ${goFloat(resolved.value)}`, node);
  const wanted = tag.slice(2);
  if (tag !== '' && resolved.tag !== wanted && !(wanted === 'float' && resolved.tag === 'int')) {
    throw new Unconvertible(`yaml: cannot decode !!${resolved.tag} \`${text}\` as a !!${wanted}`, node);
  }
  return resolved.value;
}

const goFloat = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

function decodeBase64(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let [bits, count, result] = [0, 0, ''];
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result += String.fromCharCode((bits >> count) & 0xff);
    }
  }
  return result;
}

/** A value as Go's %#v writes an interface{}, for a map used as a key. */
function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  return `map[interface {}]interface {}{${Object.entries(value).sort(([a], [b]) => byText(a, b)).map(([key, each]) => `${JSON.stringify(key)}:${goSyntax(each)}`).join(', ')}}`;
}

class Converter {
  readonly duplicates: DuplicateKey[] = [];
  private decoded = 0;
  private aliased = 0;
  private aliasDepth = 0;
  private readonly open = new Set<Node>();

  constructor(private readonly document: Document.Parsed) {}

  node(node: Node | null | undefined, depth: number): Json {
    if (node === null || node === undefined) return null;
    this.count(node);
    if (depth > MAX_DEPTH) throw new Unconvertible('yaml: exceeded max depth', node);
    if (isAlias(node)) return this.alias(node.source, node, depth);
    if (isScalar(node)) return scalarValue(node);
    if (isSeq(node)) return node.items.map((item) => this.node(item as Node, depth + 1));
    return isMap(node) ? this.mapping(node, depth) : null;
  }

  /** The library's own measure against documents that are mostly aliases. */
  private count(node: Node): void {
    this.decoded++;
    if (this.aliasDepth > 0) this.aliased++;
    const share = this.aliased / this.decoded;
    const allowed = this.decoded <= MANY_NODES ? 0.99 : 0.1;
    if ((this.aliased > 100 && this.decoded > 1000 && share > allowed) || this.aliased > MAX_ALIASED) {
      throw new Unconvertible('yaml: document contains excessive aliasing', node);
    }
  }

  private alias(name: string, node: Node, depth: number): Json {
    const target = (node as unknown as { resolve(document: Document): Node | undefined }).resolve(this.document);
    if (target === undefined) throw new Unconvertible(`yaml: unknown anchor '${name}' referenced`, node);
    if (this.open.has(target)) throw new Unconvertible(`yaml: anchor '${name}' value contains itself`, node);
    this.open.add(target);
    this.aliasDepth++;
    const value = this.node(target, depth + 1);
    this.aliasDepth--;
    this.open.delete(target);
    return value;
  }

  private mapping(map: YAMLMap, depth: number): Json {
    const outer = this.open.has(map) ? null : map;
    if (outer) this.open.add(outer);
    const result: Record<string, Json> = {};
    const seen = new Set<string>();
    for (const pair of map.items as Pair<ParsedNode, ParsedNode | null>[]) {
      if (isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<') {
        this.merge(result, seen, pair.value, depth);
        continue;
      }
      const written = this.key(pair.key, depth, pair.value);
      const key = typeof written === 'number' ? formatNumber(written) : String(written);
      const range = pair.key?.range;
      const again = seen.has(key);
      seen.add(key);
      setOwn(result, key, this.node(pair.value, depth + 1));
      // The library notices a key that it has already when it puts the value in its place.
      if (again) this.duplicates.push({ key, isText: typeof written === 'string', start: range?.[0] ?? 0, end: range?.[1] ?? 0, value: pair.value?.range?.[0] ?? range?.[0] ?? 0 });
    }
    if (outer) this.open.delete(outer);
    return result;
  }

  private key(node: Node | null, depth: number, value: Node | null): string | number | boolean {
    const key = this.node(node, depth + 1);
    if (typeof key === 'object' && key !== null) throw new Unconvertible(`yaml: invalid map key: ${goSyntax(key)}`, node);
    if (key === null) throw new Unconvertible(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(this.node(value, depth + 1))}`, node ?? value);
    return key;
  }

  private merge(into: Record<string, Json>, seen: ReadonlySet<string>, node: Node | null, depth: number): void {
    const value = this.node(node, depth + 1);
    const sources = Array.isArray(value) ? [...(value as readonly Json[])].reverse() : [value];
    for (const source of sources) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) throw new Unconvertible('yaml: map merge requires map or sequence of maps as the value', node);
      for (const [key, each] of Object.entries(source)) if (!seen.has(key)) setOwn(into, key, each as Json);
    }
  }
}

/** Sets a field even where it is called `__proto__`. */
function setOwn(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

export function convert(document: Document.Parsed): Converted {
  const converter = new Converter(document);
  try {
    const value = converter.node(document.contents, 0);
    return { value, duplicates: converter.duplicates, error: null, at: null };
  } catch (error) {
    if (error instanceof Unconvertible) return { value: null, duplicates: converter.duplicates, error: error.message, at: error.at };
    throw error;
  }
}
