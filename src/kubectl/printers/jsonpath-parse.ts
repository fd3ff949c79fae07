/** kubectl's JSONPath templates, parsed. Follows client-go util/jsonpath/parser.go, its messages included. */

interface Bound {
  readonly known: boolean;
  readonly value: number;
  readonly derived: boolean;
}
export type PathNode =
  | { readonly type: 'list'; readonly nodes: PathNode[] }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'array'; readonly bounds: readonly [Bound, Bound, Bound] }
  | { readonly type: 'filter'; readonly left: PathNode & { type: 'list' }; readonly right: PathNode & { type: 'list' }; readonly operator: string }
  | { readonly type: 'union'; readonly nodes: readonly (PathNode & { type: 'list' })[] }
  | { readonly type: 'value'; readonly value: number | boolean }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' };
export type PathList = PathNode & { type: 'list' };

/** A template that cannot be parsed, or that cannot be applied. */
export class PathError extends Error {}

const isEnd = (char: string): boolean => char === '' || char === ' ' || char === '\t' || char === '\r' || char === '\n' || '.,[]$@{}'.includes(char);
const isWordChar = (char: string): boolean => /[\p{L}\p{N}_]/u.test(char);
const codePoint = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`;

const SIMPLE: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"' };

/** A quoted text as Go's strconv.UnquoteChar reads it. */
function unquote(quoted: string): string {
  const body = quoted.slice(1, -1);
  return body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.|$)/gs, (_, escape: string) => {
    const simple = SIMPLE[escape];
    if (simple !== undefined) return simple;
    if (/^[xuU]/.test(escape) && escape.length > 1) return String.fromCodePoint(parseInt(escape.slice(1), 16));
    if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(parseInt(escape, 8));
    throw new PathError(`unquote string ${quoted} error invalid syntax`);
  });
}

class Parser {
  private at = 0;
  private start = 0;
  readonly root: PathList = { type: 'list', nodes: [] };

  constructor(private readonly input: string) {
    this.text();
  }

  private next(): string {
    const char = this.input[this.at] ?? '';
    if (char !== '') this.at++;
    return char;
  }
  private take(): string {
    const value = this.input.slice(this.start, this.at);
    this.start = this.at;
    return value;
  }

  private text(): void {
    while (this.at < this.input.length) {
      const open = this.input.indexOf('{', this.at);
      this.at = open < 0 ? this.input.length : open;
      if (this.at > this.start) this.root.nodes.push({ type: 'text', text: this.take() });
      if (open < 0) return;
      this.at++;
      this.take();
      const list: PathList = { type: 'list', nodes: [] };
      this.root.nodes.push(list);
      while (this.inside(list));
    }
  }

  /** One part of an action; false at its end. */
  private inside(list: PathList): boolean {
    const rest = this.input.slice(this.at, this.at + 3);
    if (rest.startsWith('}')) {
      this.at++;
      this.take();
      return false;
    }
    if (rest === '[?(') this.filter(list);
    else if (rest.startsWith('..')) this.recursive(list);
    else this.plain(list);
    return true;
  }

  private plain(list: PathList): void {
    const char = this.next();
    if (char === '' || char === '\n' || char === '\r') throw new PathError('unclosed action');
    if (char === ' ' || char === '@' || char === '$') this.take();
    else if (char === '[') this.array(list);
    else if (char === '"' || char === "'") this.quote(list, char);
    else if (char === '.') this.field(list);
    else if (/[-+0-9]/.test(char)) this.number(list);
    else if (isWordChar(char)) this.identifier(list);
    else throw new PathError(`unrecognized character in action: ${codePoint(char)}`);
  }

  private identifier(list: PathList): void {
    while (!isEnd(this.input[this.at] ?? '')) this.at++;
    const name = this.take();
    list.nodes.push(name === 'true' || name === 'false' ? { type: 'value', value: name === 'true' } : { type: 'identifier', name });
  }

  private recursive(list: PathList): void {
    if (list.nodes[list.nodes.length - 1]?.type === 'recursive') throw new PathError('invalid multiple recursive descent');
    this.at += 2;
    this.take();
    list.nodes.push({ type: 'recursive' });
    if (isWordChar(this.input[this.at] ?? '')) this.field(list);
  }

  private number(list: PathList): void {
    while (/[0-9.]/.test(this.input[this.at] ?? '')) this.at++;
    const text = this.take();
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text)) throw new PathError(`cannot parse number ${text}`);
    list.nodes.push({ type: 'value', value: Number(text) });
  }

  private array(list: PathList): void {
    for (let char = this.next(); char !== ']'; char = this.next()) if (char === '' || char === '\n') throw new PathError('unterminated array');
    const text = this.take().slice(1, -1);
    const parts = text.split(',');
    if (parts.length > 1) {
      list.nodes.push({ type: 'union', nodes: parts.map((part) => parseAction(`[${part.replace(/^ +| +$/g, '')}]`)) });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key) list.nodes.push(...parseAction(`.${key[1] ?? ''}`).nodes);
    else list.nodes.push({ type: 'array', bounds: bounds(text === '*' ? ':' : text) });
  }

  private filter(list: PathList): void {
    this.at += 3;
    this.take();
    let [begun, ended, pair] = [false, false, ''];
    for (;;) {
      const char = this.next();
      if (char === '' || char === '\n') throw new PathError('unterminated filter');
      if (char === '"' || char === "'") {
        if (!begun) [begun, pair] = [true, char];
        else if (this.input[this.at - 2] !== '\\' && char === pair) ended = true;
      } else if (char === ')' && begun === ended) break;
    }
    if (this.next() !== ']') throw new PathError('unclosed array expect ]');
    const text = this.take().slice(0, -2);
    const parts = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (!parts) list.nodes.push({ type: 'filter', left: parseAction(text), right: { type: 'list', nodes: [] }, operator: 'exists' });
    else list.nodes.push({ type: 'filter', left: parseAction(parts[1] ?? ''), right: parseAction(parts[3] ?? ''), operator: parts[2] ?? '' });
  }

  private quote(list: PathList, end: string): void {
    for (;;) {
      const char = this.next();
      if (char === '' || char === '\n') throw new PathError('unterminated quoted string');
      if (char === end && this.input[this.at - 2] !== '\\') break;
    }
    list.nodes.push({ type: 'text', text: unquote(this.take()) });
  }

  private field(list: PathList): void {
    this.take();
    while (!isEnd(this.input[this.at] ?? '')) this.at += this.input[this.at] === '\\' ? 2 : 1;
    const name = this.take();
    list.nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') });
  }
}

function bounds(text: string): readonly [Bound, Bound, Bound] {
  const found = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!found) throw new PathError(`invalid array index ${text}`);
  const [first = '', second, third] = [found[1], found[2], found[3]];
  const parse = (part: string): Bound => {
    if (part === '-') throw new PathError(`array index ${part} is not a number`);
    return { known: true, value: Number(part), derived: false };
  };
  const unknown: Bound = { known: false, value: 0, derived: false };
  const from = first === '' ? unknown : parse(first);
  const part = (given: string | undefined): Bound => (given === undefined || given === ':' ? unknown : parse(given.slice(1)));
  const to = second === undefined ? { known: true, value: from.value + 1, derived: true } : part(second);
  return [from, to, part(third)];
}

function parseAction(text: string): PathList {
  const first = parseJsonPath(`{${text}}`).nodes[0];
  return first?.type === 'list' ? first : { type: 'list', nodes: [] };
}

export const parseJsonPath = (text: string): PathList => new Parser(text).root;
