/** Go templates over objects: fields, variables, pipelines, if, with, range, and the usual functions. Follows Go's text/template. */
import { decodeBase64 } from '../../base/bytes.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { goSyntax, goText } from './go-json.ts';

/** A template that cannot be parsed or applied. */
export class TemplateError extends Error {}

type Token = { readonly kind: 'field' | 'word' | 'variable' | 'string' | 'number' | 'symbol'; readonly text: string };
type Operand =
  | { readonly type: 'field'; readonly from: Operand | null; readonly names: readonly string[] }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'call'; readonly name: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe };
type Pipe = { readonly variables: readonly string[]; readonly assigns: boolean; readonly commands: readonly (readonly Operand[])[] };
type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipe: Pipe }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] };

const TOKEN = /\s*(?:(\.[\p{L}_][\p{L}\p{N}_]*|\.)|(\$[\p{L}\p{N}_]*)|("(?:[^"\\]|\\.)*"|`[^`]*`)|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(:=|[|(),=]))/uy;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match !== null && TOKEN.lastIndex > end; match = TOKEN.exec(text)) {
    end = TOKEN.lastIndex;
    const kinds = ['field', 'variable', 'string', 'number', 'word', 'symbol'] as const;
    const at = match.slice(1).findIndex((part) => part !== undefined);
    found.push({ kind: kinds[at] ?? 'symbol', text: match[at + 1] ?? '' });
  }
  const rest = text.slice(end).trim();
  if (rest !== '') throw new TemplateError(`template: output:1: unexpected ${JSON.stringify(rest[0])} in command`);
  return found;
}

class PipeParser {
  private at = 0;
  private readonly list: readonly Token[];
  constructor(text: string) {
    this.list = tokens(text);
  }
  get done(): boolean {
    return this.at >= this.list.length;
  }
  private get next(): Token | undefined {
    return this.list[this.at];
  }
  pipe(): Pipe {
    const variables: string[] = [];
    const assigned = this.list.findIndex((token) => token.text === ':=' || token.text === '=');
    let assigns = false;
    if (this.at === 0 && assigned > 0 && this.list.slice(0, assigned).every((token) => token.kind === 'variable' || token.text === ',')) {
      variables.push(...this.list.slice(0, assigned).filter((token) => token.kind === 'variable').map((token) => token.text));
      assigns = this.list[assigned]?.text === '=';
      this.at = assigned + 1;
    }
    const commands: Operand[][] = [];
    for (;;) {
      const command: Operand[] = [];
      while (this.next !== undefined && this.next.text !== '|' && this.next.text !== ')') command.push(this.operand());
      if (command.length === 0) throw new TemplateError('template: output:1: missing value for command');
      commands.push(command);
      if (this.next?.text !== '|') break;
      this.at++;
    }
    return { variables, assigns, commands };
  }
  private operand(): Operand {
    const token = this.list[this.at++] as Token;
    let operand: Operand;
    if (token.text === '(') {
      operand = { type: 'pipe', pipe: this.bracket() };
    } else operand = simple(token);
    const names: string[] = token.kind === 'field' && token.text !== '.' ? [token.text.slice(1)] : [];
    while (this.next?.kind === 'field' && this.next.text !== '.' && (token.kind === 'field' || token.kind === 'variable' || token.text === '(')) names.push((this.list[this.at++] as Token).text.slice(1));
    if (names.length === 0) return operand;
    return { type: 'field', from: token.kind === 'field' ? null : operand, names };
  }
  /** Reads up to a closing bracket. */
  private bracket(): Pipe {
    const pipe = this.pipe();
    if (this.next?.text !== ')') throw new TemplateError('template: output:1: unclosed left paren');
    this.at++;
    return pipe;
  }
}
function simple(token: Token): Operand {
  switch (token.kind) {
    case 'field':
      return { type: 'field', from: null, names: [] };
    case 'variable':
      return { type: 'variable', name: token.text };
    case 'string':
      return { type: 'value', value: token.text.startsWith('`') ? token.text.slice(1, -1) : (JSON.parse(token.text) as string) };
    case 'number':
      return { type: 'value', value: Number(token.text) };
    default:
      if (token.text === 'true' || token.text === 'false') return { type: 'value', value: token.text === 'true' };
      if (token.text === 'nil') return { type: 'value', value: null };
      if (!Object.hasOwn(FUNCTIONS, token.text)) throw new TemplateError(token.kind === 'word' ? `template: output:1: function ${JSON.stringify(token.text)} not defined` : `template: output:1: unexpected ${JSON.stringify(token.text)} in operand`);
      return { type: 'call', name: token.text };
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new TemplateError(`error calling len: len of type ${value === null || value === undefined ? 'nil' : typeof value}`);
}
function indexOf(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce<unknown>((current, key) => {
    if (Array.isArray(current)) {
      if (typeof key !== 'number' || key < 0 || key >= current.length) throw new TemplateError(`error calling index: index out of range: ${goText(key)}`);
      return (current as readonly unknown[])[key];
    }
    if (isObject(current)) return current[String(key)];
    throw new TemplateError('error calling index: index of untyped nil');
  }, value);
}
function formatted(format: unknown, ...values: readonly unknown[]): string {
  let at = 0;
  return String(format).replace(/%(-?\d*)([vsdq%])/g, (_, width: string, verb: string) => {
    if (verb === '%') return '%';
    const value = values[at++];
    const text = verb === 'q' ? JSON.stringify(goText(value)) : goText(value);
    const size = Math.abs(Number(width === '' || width === '-' ? 0 : width));
    return width.startsWith('-') ? text.padEnd(size) : text.padStart(size);
  });
}
const same = (a: unknown, b: unknown): boolean => a === b;
const below = (a: unknown, b: unknown): boolean => (typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b));
const lines = (values: readonly unknown[]): string => `${values.map(goText).join(' ')}\n`;

const FUNCTIONS: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  and: (...values) => values.find(isEmpty) ?? values.at(-1),
  or: (...values) => values.find((value) => !isEmpty(value)) ?? values.at(-1),
  not: (value) => isEmpty(value),
  len: lengthOf,
  index: indexOf,
  eq: (first, ...rest) => rest.some((each) => same(first, each)),
  ne: (a, b) => !same(a, b),
  lt: below,
  le: (a, b) => !below(b, a),
  gt: (a, b) => below(b, a),
  ge: (a, b) => !below(a, b),
  print: (...values) => values.map(goText).join(''),
  println: (...values) => lines(values),
  printf: formatted,
  exists: (value, ...keys) => keys.reduce<unknown>((current, key) => (Array.isArray(current) ? (current as readonly unknown[])[Number(key)] : isObject(current) ? current[String(key)] : undefined), value) !== undefined,
  base64decode: (value) => decodeBase64(String(value)),
};

/** Texts and actions of a template, in order; `{{-` and `-}}` take the blanks beside them away. */
function pieces(template: string): readonly { readonly text: string; readonly action: boolean }[] {
  const found: { text: string; action: boolean }[] = [];
  let rest = template;
  for (let trim = false; ; ) {
    const open = rest.indexOf('{{');
    const before = open < 0 ? rest : rest.slice(0, open);
    const trimEnd = open >= 0 && /^\{\{-\s/.test(rest.slice(open));
    let text = trim ? before.replace(/^\s+/, '') : before;
    if (trimEnd) text = text.replace(/\s+$/, '');
    if (text !== '') found.push({ text, action: false });
    if (open < 0) return found;
    const close = rest.indexOf('}}', open);
    if (close < 0) throw new TemplateError('template: output:1: unclosed action');
    let action = rest.slice(open + 2, close);
    if (trimEnd) action = action.slice(1);
    trim = /\s-$/.test(action);
    if (trim) action = action.slice(0, -1);
    rest = rest.slice(close + 2);
    if (!/^\s*\/\*/.test(action)) found.push({ text: action.trim(), action: true });
  }
}

export class GoTemplate {
  private readonly root: readonly Node[];
  private readonly list: readonly { readonly text: string; readonly action: boolean }[];
  private at = 0;
  constructor(template: string, private readonly allowMissing: boolean) {
    this.list = pieces(template);
    this.root = this.parse(false).nodes;
  }

  private parse(inside: boolean): { readonly nodes: readonly Node[]; readonly ended: 'end' | 'else' | string } {
    const nodes: Node[] = [];
    while (this.at < this.list.length) {
      const piece = this.list[this.at++] as { text: string; action: boolean };
      if (!piece.action) {
        nodes.push({ type: 'text', text: piece.text });
        continue;
      }
      const keyword = /^\w+/.exec(piece.text)?.[0] ?? '';
      if (keyword === 'end' || keyword === 'else') {
        if (!inside) throw new TemplateError(`template: output:1: unexpected {{${keyword}}}`);
        return { nodes, ended: piece.text };
      }
      if (keyword === 'if' || keyword === 'with' || keyword === 'range') nodes.push(this.block(keyword, piece.text.slice(keyword.length)));
      else nodes.push({ type: 'action', pipe: new PipeParser(piece.text).pipe() });
    }
    if (inside) throw new TemplateError('template: output:1: unexpected EOF');
    return { nodes, ended: 'end' };
  }

  private block(type: 'if' | 'with' | 'range', head: string): Node {
    const pipe = new PipeParser(head).pipe();
    const body = this.parse(true);
    if (body.ended === 'end') return { type, pipe, body: body.nodes, otherwise: [] };
    const chained = /^else\s+(if|with)\s(.*)$/s.exec(body.ended);
    if (chained) return { type, pipe, body: body.nodes, otherwise: [this.block(chained[1] as 'if' | 'with', chained[2] ?? '')] };
    return { type, pipe, body: body.nodes, otherwise: this.parse(true).nodes };
  }

  execute(data: unknown): string {
    return new Run(this.allowMissing, new Map([['$', data]])).nodes(this.root, data);
  }
}

class Run {
  constructor(
    private readonly allowMissing: boolean,
    private readonly variables: Map<string, unknown>,
  ) {}

  nodes(nodes: readonly Node[], dot: unknown): string {
    return nodes.map((node) => this.node(node, dot)).join('');
  }
  private node(node: Node, dot: unknown): string {
    if (node.type === 'text') return node.text;
    const value = this.pipe(node.pipe, dot, node.type === 'range');
    if (node.type === 'action') return node.pipe.variables.length > 0 ? '' : value === undefined || value === null ? '<no value>' : goText(value);
    if (node.type === 'range') return this.range(node, value, dot);
    if (isEmpty(value)) return this.nodes(node.otherwise, dot);
    return this.nodes(node.body, node.type === 'with' ? value : dot);
  }
  private range(node: Node & { type: 'if' | 'with' | 'range' }, value: unknown, dot: unknown): string {
    const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value) ? value.map((item, at) => [at, item] as const) : isObject(value) ? Object.keys(value).sort(byText).map((key) => [key, value[key]] as const) : [];
    if (entries.length === 0) return this.nodes(node.otherwise, dot);
    const names = node.pipe.variables;
    return entries
      .map(([key, item]) => {
        if (names.length === 1) this.variables.set(names[0] ?? '', item);
        if (names.length === 2) this.variables.set(names[0] ?? '', key).set(names[1] ?? '', item);
        return this.nodes(node.body, item);
      })
      .join('');
  }
  private pipe(pipe: Pipe, dot: unknown, ofRange: boolean): unknown {
    let value: unknown;
    pipe.commands.forEach((command, at) => {
      value = this.command(command, dot, at > 0 ? [value] : []);
    });
    if (!ofRange) for (const name of pipe.variables) this.variables.set(name, value);
    return value;
  }
  private command(command: readonly Operand[], dot: unknown, last: readonly unknown[]): unknown {
    const [first, ...rest] = command;
    if (first?.type !== 'call') {
      if (rest.length > 0) throw new TemplateError(`template: output:1: can't give argument to non-function ${goSyntax(command.length)}`);
      return first === undefined ? undefined : this.operand(first, dot);
    }
    const args = [...rest.map((operand) => this.operand(operand, dot)), ...last];
    return FUNCTIONS[first.name]?.(...args);
  }
  private operand(operand: Operand, dot: unknown): unknown {
    switch (operand.type) {
      case 'value':
        return operand.value;
      case 'variable':
        if (!this.variables.has(operand.name)) throw new TemplateError(`template: output:1: undefined variable ${JSON.stringify(operand.name)}`);
        return this.variables.get(operand.name);
      case 'pipe':
        return this.pipe(operand.pipe, dot, false);
      case 'call':
        return FUNCTIONS[operand.name]?.();
      case 'field':
        return operand.names.reduce<unknown>((value, name) => this.field(value, name), operand.from === null ? dot : this.operand(operand.from, dot));
    }
  }
  private field(value: unknown, name: string): unknown {
    if (value === null || value === undefined) return undefined;
    if (!isObject(value)) throw new TemplateError(`template: output:1:3: executing "output" at <.${name}>: can't evaluate field ${name} in type interface {}`);
    if (!Object.hasOwn(value, name) && !this.allowMissing) throw new TemplateError(`template: output:1:3: executing "output" at <.${name}>: map has no entry for key ${JSON.stringify(name)}`);
    return value[name];
  }
}
