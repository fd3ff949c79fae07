/** JSONPath templates applied to objects. Follows client-go util/jsonpath/jsonpath.go; maps are walked in order of their keys. */
import { RE2JS } from 're2js';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { goJson, goJsonIndent, goText, sortedKeys } from './go-json.ts';
import { parseJsonPath, PathError } from './jsonpath-parse.ts';
import type { PathList, PathNode } from './jsonpath-parse.ts';

export { PathError } from './jsonpath-parse.ts';

const isNil = (value: unknown): boolean => value === null || value === undefined;
const GO_TYPES: Readonly<Record<string, string>> = { string: 'string', number: 'int64', boolean: 'bool' };
/** The type that Go's errors name. */
const typeName = (value: unknown): string => GO_TYPES[typeof value] ?? (Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}');

const children = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  if (isObject(value)) return Object.keys(value).sort(byText).map((key) => value[key]);
  return typeof value === 'string' ? Array.from(value, (char) => char.charCodeAt(0)) : [];
};

class Evaluation {
  private beginRange = 0;
  private inRange = 0;
  private endRange = 0;
  private lastEnd: PathNode | null = null;

  constructor(private readonly allowMissing: boolean) {}

  results(nodes: readonly PathNode[], data: unknown): unknown[][] {
    const full: unknown[][] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as PathNode;
      const found = this.walk([data], node);
      if (this.endRange > 0 && this.endRange <= this.inRange) {
        this.endRange--;
        this.lastEnd = node;
        break;
      }
      if (this.beginRange > 0) {
        this.beginRange--;
        this.inRange++;
        const rest = nodes.slice(i + 1);
        if (found.length > 0) for (const value of found) full.push(...this.results(rest, value));
        else this.results(rest, null);
        this.inRange--;
        const end = this.lastEnd === null ? -1 : nodes.indexOf(this.lastEnd, i + 1);
        if (end >= 0) i = end;
        continue;
      }
      full.push([...found]);
    }
    return full;
  }

  private walk(input: readonly unknown[], node: PathNode): readonly unknown[] {
    switch (node.type) {
      case 'list':
        return this.list(input, node);
      case 'text':
        return [node.text];
      case 'value':
        return input.map(() => node.value);
      case 'field':
        return this.field(input, node.name);
      case 'array':
        return this.array(input, node);
      case 'filter':
        return this.filter(input, node);
      case 'union':
        return node.nodes.flatMap((each) => this.list(input, each));
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return this.recursive(input);
      case 'identifier':
        return this.identifier(input, node.name);
    }
  }

  private list(input: readonly unknown[], list: PathList): readonly unknown[] {
    return list.nodes.reduce<readonly unknown[]>((current, node) => this.walk(current, node), input);
  }

  private identifier(input: readonly unknown[], name: string): readonly unknown[] {
    if (name === 'range') {
      this.beginRange++;
      return input;
    }
    if (name !== 'end') throw new PathError(`unrecognized identifier ${name}`);
    if (this.inRange <= 0) throw new PathError('not in range, nothing to end');
    this.endRange++;
    return [];
  }

  private field(input: readonly unknown[], name: string): readonly unknown[] {
    if (input.length === 0) return [];
    const found = input.flatMap((value) => (isObject(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : []));
    if (found.length === 0 && !this.allowMissing) throw new PathError(`${name} is not found`);
    return found;
  }

  private array(input: readonly unknown[], node: PathNode & { type: 'array' }): readonly unknown[] {
    const result: unknown[] = [];
    for (const value of input) {
      if (isNil(value)) continue;
      if (!Array.isArray(value)) throw new PathError(`${typeName(value)} is not array or slice`);
      const [first, second, third] = node.bounds;
      const length = value.length;
      const from = (first.known ? first.value : 0) + (first.known && first.value < 0 ? length : 0);
      let to = second.known ? second.value : length;
      if (second.derived) to = first.value + 1;
      if (to < 0 || (to === 0 && second.derived)) to += length;
      if (to === from) return result;
      if (from >= length || from < 0) throw new PathError(`array index out of bounds: index ${from}, length ${length}`);
      if (to > length || to < 0) throw new PathError(`array index out of bounds: index ${to - 1}, length ${length}`);
      if (from > to) throw new PathError(`starting index ${from} is greater than ending index ${to}`);
      if (third.known && third.value <= 0) throw new PathError('step must be > 0');
      const step = third.known ? third.value : 1;
      for (let i = from; i < to; i += step) result.push(value[i]);
    }
    return result;
  }

  private recursive(input: readonly unknown[]): readonly unknown[] {
    return input.flatMap((value) => {
      const below = isNil(value) ? [] : children(value);
      return below.length === 0 ? [] : [value, ...this.recursive(below)];
    });
  }

  private filter(input: readonly unknown[], node: PathNode & { type: 'filter' }): readonly unknown[] {
    return input.flatMap((value) => {
      if (!Array.isArray(value)) throw new PathError(`${goText(value)} is not array or slice and cannot be filtered`);
      return (value as readonly unknown[]).filter((item) => this.passes(item, node));
    });
  }

  private passes(item: unknown, node: PathNode & { type: 'filter' }): boolean {
    if (node.operator === 'exists') return new Evaluation(true).list([item], node.left).length > 0;
    const lefts = this.list([item], node.left);
    if (lefts.length === 0) return false;
    if (lefts.length > 1) throw new PathError('can only compare one element at a time');
    const rights = this.list([item], node.right);
    if (rights.length === 0) return false;
    if (rights.length > 1) throw new PathError('can only compare one element at a time');
    return compare(lefts[0], rights[0], node.operator);
  }
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  if (operator === '=~') {
    if (typeof left !== 'string' || typeof right !== 'string') throw new PathError(`regexp search only support string now but getting pattern: ${goText(right)}, data: ${goText(left)}`);
    return RE2JS.compile(right).matcher(left).find();
  }
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) throw new PathError(`unrecognized filter operator ${operator}`);
  if (typeof left === 'object' || typeof right === 'object') throw new PathError('invalid type for comparison');
  if (typeof left !== typeof right) throw new PathError('incompatible types for comparison');
  const [a, b] = [left as string, right as string];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof left === 'boolean') throw new PathError('invalid type for comparison');
  return operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b;
}

/** A parsed template, ready to be applied. Throws PathError when it cannot be parsed. */
export class JsonPath {
  private readonly root: PathList;
  constructor(
    readonly template: string,
    private readonly allowMissing = true,
  ) {
    this.root = parseJsonPath(template);
  }
  /** The results of each part of the template. */
  find(data: unknown): unknown[][] {
    return new Evaluation(this.allowMissing).results(this.root.nodes, data);
  }
  print(data: unknown, asJson = false): string {
    return this.find(data)
      .map((results) => (asJson ? `${goJsonIndent(sortedKeys(results))}\n` : results.map(valueText).join(' ')))
      .join('');
  }
}

const valueText = (value: unknown): string => (typeof value === 'object' && value !== null ? goJson(sortedKeys(value)) : goText(value));

/** `metadata.name`, `.metadata.name` and `{metadata.name}` all stand for `{.metadata.name}`. */
export function relaxedJsonPath(text: string): string {
  if (text === '') return text;
  const found = /^\{?\.?([^{}]+)\}?$/.exec(text);
  const braces = /^\{[^}]*$|^[^{]*\}$/.test(text);
  if (!found || braces) throw new PathError(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  return `{.${found[1] ?? ''}}`;
}
