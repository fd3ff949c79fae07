/** Go templates over objects: fields, variables, pipelines, if, with, range, and the usual functions. Follows Go's text/template. */
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { FUNCTIONS, isEmpty, TemplateError } from './go-functions.ts';
import { goSyntax, goText } from './go-json.ts';

/** `at` is where it stands in the template; a field that stands close to what is before it belongs to that. */
type Token = { readonly kind: 'field' | 'word' | 'variable' | 'string' | 'number' | 'symbol'; readonly text: string; readonly at: number; readonly close: boolean };
type Operand =
  | { readonly type: 'field'; readonly from: Operand | null; readonly names: readonly string[]; readonly at: number }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'call'; readonly name: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe };
type Pipe = { readonly variables: readonly string[]; readonly assigns: boolean; readonly commands: readonly Command[] };
/** A function with its arguments, or a value; `at` and `end` are where it stands in the template. */
type Command = { readonly operands: readonly Operand[]; readonly at: number; readonly end: number };
type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipe: Pipe }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] };

const TOKEN = /\s*(?:(\.[\p{L}_][\p{L}\p{N}_]*|\.)|(\$[\p{L}\p{N}_]*)|("(?:[^"\\]|\\.)*"|`[^`]*`)|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(:=|[|(),=]))/uy;

function tokens(text: string, offset: number): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match !== null && TOKEN.lastIndex > end; match = TOKEN.exec(text)) {
    end = TOKEN.lastIndex;
    const kinds = ['field', 'variable', 'string', 'number', 'word', 'symbol'] as const;
    const at = match.slice(1).findIndex((part) => part !== undefined);
    const word = match[at + 1] ?? '';
    found.push({ kind: kinds[at] ?? 'symbol', text: word, at: offset + end - word.length, close: word.length === match[0].length });
  }
  const rest = text.slice(end).trim();
  if (rest !== '') throw new TemplateError(`template: output:1: unexpected ${JSON.stringify(rest[0])} in command`);
  return found;
}

class PipeParser {
  private at = 0;
  private readonly list: readonly Token[];
  constructor(text: string, offset: number) {
    this.list = tokens(text, offset);
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
    const commands: Command[] = [];
    for (;;) {
      const operands: Operand[] = [];
      const at = this.next?.at ?? 0;
      while (this.next !== undefined && this.next.text !== '|' && this.next.text !== ')') operands.push(this.operand());
      if (operands.length === 0) throw new TemplateError('template: output:1: missing value for command');
      const last = this.list[this.at - 1];
      commands.push({ operands, at, end: (last?.at ?? 0) + (last?.text.length ?? 0) });
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
    // A chain is told by its second field's place, as in Go.
    const at = this.next?.kind === 'field' && this.next.close ? this.next.at : token.at;
    while (this.next?.kind === 'field'
      && this.next.close
      && this.next.text !== '.'
      && (token.kind === 'field' || token.kind === 'variable' || token.text === '(')) names.push((this.list[this.at++] as Token).text.slice(1));
    if (names.length === 0) return operand;
    return { type: 'field', from: token.kind === 'field' ? null : operand, names, at };
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
      return { type: 'field', from: null, names: [], at: token.at };
    case 'variable':
      return { type: 'variable', name: token.text };
    case 'string':
      return { type: 'value', value: token.text.startsWith('`') ? token.text.slice(1, -1) : (JSON.parse(token.text) as string) };
    case 'number':
      return { type: 'value', value: Number(token.text) };
    default:
      if (token.text === 'true' || token.text === 'false') return { type: 'value', value: token.text === 'true' };
      if (token.text === 'nil') return { type: 'value', value: null };
      if (!Object.hasOwn(FUNCTIONS, token.text)) throw new TemplateError(
        token.kind === 'word' ? `template: output:1: function ${JSON.stringify(token.text)} not defined` : `template: output:1: unexpected ${JSON.stringify(token.text)} in operand`,
      );
      return { type: 'call', name: token.text };
  }
}

/** Texts and actions of a template, in order; `{{-` and `-}}` take the blanks beside them away. */
interface Piece {
  readonly text: string;
  readonly action: boolean;
  readonly at: number;
}
function pieces(template: string): readonly Piece[] {
  const found: Piece[] = [];
  let rest = template;
  for (let trim = false; ; ) {
    const open = rest.indexOf('{{');
    const before = open < 0 ? rest : rest.slice(0, open);
    const trimEnd = open >= 0 && /^\{\{-\s/.test(rest.slice(open));
    let text = trim ? before.replace(/^\s+/, '') : before;
    if (trimEnd) text = text.replace(/\s+$/, '');
    if (text !== '') found.push({ text, action: false, at: 0 });
    if (open < 0) return found;
    const close = rest.indexOf('}}', open);
    if (close < 0) throw new TemplateError('template: output:1: unclosed action');
    const from = template.length - rest.length + open + 2;
    let action = rest.slice(open + 2, close);
    if (trimEnd) action = ` ${action.slice(1)}`;
    trim = /\s-$/.test(action);
    if (trim) action = action.slice(0, -1);
    rest = rest.slice(close + 2);
    if (!/^\s*\/\*/.test(action)) found.push({ text: action.trim(), action: true, at: from + action.length - action.trimStart().length });
  }
}

export class GoTemplate {
  private readonly root: readonly Node[];
  private readonly list: readonly Piece[];
  private at = 0;
  constructor(private readonly template: string, private readonly allowMissing: boolean) {
    this.list = pieces(template);
    this.root = this.parse('at the top').nodes;
  }

  private parse(where: 'at the top' | 'in a block'): { readonly nodes: readonly Node[]; readonly ended: 'end' | 'else' | string } {
    const nodes: Node[] = [];
    while (this.at < this.list.length) {
      const piece = this.list[this.at++] as Piece;
      if (!piece.action) {
        nodes.push({ type: 'text', text: piece.text });
        continue;
      }
      const keyword = /^\w+/.exec(piece.text)?.[0] ?? '';
      if (keyword === 'end' || keyword === 'else') {
        if (where === 'at the top') throw new TemplateError(`template: output:1: unexpected {{${keyword}}}`);
        return { nodes, ended: piece.text };
      }
      if (keyword === 'if' || keyword === 'with' || keyword === 'range') nodes.push(this.block(keyword, piece.text.slice(keyword.length), piece.at + keyword.length));
      else nodes.push({ type: 'action', pipe: new PipeParser(piece.text, piece.at).pipe() });
    }
    if (where === 'in a block') throw new TemplateError('template: output:1: unexpected EOF');
    return { nodes, ended: 'end' };
  }

  private block(type: 'if' | 'with' | 'range', head: string, at: number): Node {
    const pipe = new PipeParser(head, at).pipe();
    const body = this.parse('in a block');
    if (body.ended === 'end') return { type, pipe, body: body.nodes, otherwise: [] };
    const chained = /^else\s+(if|with)\s(.*)$/s.exec(body.ended);
    if (chained) return { type, pipe, body: body.nodes, otherwise: [this.block(chained[1] as 'if' | 'with', chained[2] ?? '', at)] };
    return { type, pipe, body: body.nodes, otherwise: this.parse('in a block').nodes };
  }

  /** The text; an error holds what was written before it. */
  execute(data: unknown): string {
    const run = new Run(this.template, this.allowMissing, new Map([['$', data]]));
    try {
      run.nodes(this.root, data);
    } catch (error) {
      throw error instanceof TemplateError ? new TemplateError(error.message, run.written) : error;
    }
    return run.written;
  }
}

class Run {
  constructor(
    private readonly template: string,
    private readonly allowMissing: boolean,
    private readonly variables: Map<string, unknown>,
  ) {}

  written = '';
  nodes(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) this.node(node, dot);
  }
  private node(node: Node, dot: unknown): void {
    if (node.type === 'text') return void (this.written += node.text);
    const value = this.pipe(node.pipe, dot, node.type === 'range');
    if (node.type === 'action') return void (this.written += node.pipe.variables.length > 0 ? '' : value === undefined || value === null ? '<no value>' : goText(value));
    if (node.type === 'range') return this.range(node, value, dot);
    if (isEmpty(value)) return this.nodes(node.otherwise, dot);
    this.nodes(node.body, node.type === 'with' ? value : dot);
  }
  private range(node: Node & { type: 'if' | 'with' | 'range' }, value: unknown, dot: unknown): void {
    const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
      ? value.map((item, at) => [at, item] as const)
      : isObject(value) ? Object.keys(value).sort(byText).map((key) => [key, value[key]] as const) : [];
    if (entries.length === 0) return this.nodes(node.otherwise, dot);
    const names = node.pipe.variables;
    for (const [key, item] of entries) {
      if (names.length === 1) this.variables.set(names[0] ?? '', item);
      if (names.length === 2) this.variables.set(names[0] ?? '', key).set(names[1] ?? '', item);
      this.nodes(node.body, item);
    }
  }
  private pipe(pipe: Pipe, dot: unknown, ofRange: boolean): unknown {
    let value: unknown;
    pipe.commands.forEach((command, at) => {
      value = this.command(command, dot, at > 0 ? [value] : []);
    });
    if (!ofRange) for (const name of pipe.variables) this.variables.set(name, value);
    return value;
  }
  private command({ operands, at, end }: Command, dot: unknown, last: readonly unknown[]): unknown {
    const [first, ...rest] = operands;
    if (first?.type !== 'call') {
      if (rest.length > 0) throw new TemplateError(`template: output:1: can't give argument to non-function ${goSyntax(operands.length)}`);
      return first === undefined ? undefined : this.operand(first, dot);
    }
    const args = [...rest.map((operand) => this.operand(operand, dot)), ...last];
    try {
      return FUNCTIONS[first.name]?.(...args);
    } catch (error) {
      throw error instanceof TemplateError ? new TemplateError(`${this.placeOf(at, this.template.slice(at, end).replace(/\s+/g, ' '))}: ${error.message}`) : error;
    }
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
        return operand.names.reduce<unknown>((value, name) => this.field(value, name, operand), operand.from === null ? dot : this.operand(operand.from, dot));
    }
  }
  private field(value: unknown, name: string, operand: Operand & { type: 'field' }): unknown {
    if (value === null || value === undefined) return undefined;
    if (!isObject(value)) throw new TemplateError(`${this.placeOfField(operand)}: can't evaluate field ${name} in type interface {}`);
    if (!Object.hasOwn(value, name) && !this.allowMissing) throw new TemplateError(`${this.placeOfField(operand)}: map has no entry for key ${JSON.stringify(name)}`);
    return value[name];
  }
  private placeOfField({ at, names, from }: Operand & { type: 'field' }): string {
    return this.placeOf(at, `${from?.type === 'variable' ? from.name : ''}.${names.join('.')}`);
  }
  /** Line from 1 and byte from 0, and the words that are meant. */
  private placeOf(at: number, words: string): string {
    const before = this.template.slice(0, at);
    return `template: output:${before.split('\n').length}:${at - (before.lastIndexOf('\n') + 1)}: executing "output" at <${words}>`;
  }
}
