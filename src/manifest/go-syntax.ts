/** What Kubernetes' YAML library says of a text that is no YAML. Follows libyaml's parser as go-yaml v2 has it; only the first document is read. */
import { GoSyntaxError, type Mark } from './go-cursor.ts';
import { GoScanner, type TokenKind } from './go-scanner.ts';

/** A parser's error names the line before, as the library does not count from one here. */
const parserError = (problem: string, at: Mark, context: Mark): GoSyntaxError => new GoSyntaxError(problem, at.line !== 0 ? at.line : context.line, at.index);

const TAG_HANDLE = /^!([0-9A-Za-z_-]+)!/;
/** Where a character stands that no YAML may hold; -1 where none does. */
function controlAt(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x20 && code < 0x7f) continue;
    if (code === 0x09 || code === 0x0a || code === 0x0d || code === 0x85 || (code >= 0xa0 && code < 0xfffe)) continue;
    return at;
  }
  return -1;
}

export interface GoSyntax {
  /** The library's words, `yaml: line 4: did not find expected key`; null where it has none. */
  readonly error: string | null;
  /** Where the error was met, or else where the first document ends. */
  readonly index: number;
}

export function goSyntax(text: string): GoSyntax {
  const control = controlAt(text);
  if (control >= 0) return { error: 'yaml: control characters are not allowed', index: control };
  try {
    return { error: null, index: new Grammar(new GoScanner(text)).document() };
  } catch (error) {
    if (error instanceof GoSyntaxError) return { error: `yaml: ${error.line === 0 ? '' : `line ${error.line}: `}${error.message}`, index: error.index };
    throw error;
  }
}

class Grammar {
  private readonly anchors = new Set<string>();
  constructor(private readonly tokens: GoScanner) {}

  /** Where it ends. */
  document(): number {
    const first = this.kind();
    if (first === 'stream-end') return this.tokens.peek().start.index;
    if (first === 'directive' || first === 'document-start') {
      while (this.kind() === 'directive') this.tokens.take();
      const token = this.tokens.peek();
      if (token.kind !== 'document-start') throw parserError('did not find expected <document start>', token.start, token.start);
      this.tokens.take();
      if (['directive', 'document-start', 'document-end', 'stream-end'].includes(this.kind())) return this.tokens.peek().start.index;
    }
    this.node('in a block');
    return this.tokens.peek().start.index;
  }

  private kind(): TokenKind {
    return this.tokens.peek().kind;
  }

  private node(where: 'in a block' | 'under a key' | 'in a flow'): void {
    const { start, kind, name } = this.tokens.peek();
    if (kind === 'alias') {
      this.tokens.take();
      if (!this.anchors.has(name)) throw new GoSyntaxError(`unknown anchor '${name}' referenced`, 0, start.index);
      return;
    }
    const hasProperties = this.properties(start);
    switch (this.kind()) {
      case 'entry': if (where === 'under a key') return this.indentlessSequence(); break;
      case 'scalar': this.tokens.take(); return;
      case 'flow-sequence': return this.flowSequence();
      case 'flow-mapping': return this.flowMapping();
      case 'block-sequence': if (where !== 'in a flow') return this.blockSequence(); break;
      case 'block-mapping': if (where !== 'in a flow') return this.blockMapping(); break;
    }
    if (!hasProperties) throw parserError('did not find expected node content', this.tokens.peek().start, start);
  }
  /** An anchor and a tag, in either order. */
  private properties(start: Mark): boolean {
    let found = false;
    for (const kinds of [['anchor', 'tag'], ['anchor', 'tag']]) {
      const token = this.tokens.peek();
      if (!kinds.includes(token.kind)) break;
      this.tokens.take();
      found = true;
      if (token.kind === 'anchor') this.anchors.add(token.name);
      else if (TAG_HANDLE.test(token.name)) throw parserError('found undefined tag handle', token.start, start);
    }
    return found;
  }

  private blockSequence(): void {
    const { start } = this.tokens.take();
    while (this.kind() === 'entry') {
      this.tokens.take();
      if (this.kind() !== 'entry' && this.kind() !== 'block-end') this.node('in a block');
    }
    this.end('block-end', "did not find expected '-' indicator", start);
  }
  private indentlessSequence(): void {
    while (this.kind() === 'entry') {
      this.tokens.take();
      if (!['entry', 'key', 'value', 'block-end'].includes(this.kind())) this.node('in a block');
    }
  }
  private blockMapping(): void {
    const { start } = this.tokens.take();
    while (this.kind() === 'key') {
      this.tokens.take();
      if (!['key', 'value', 'block-end'].includes(this.kind())) this.node('under a key');
      if (this.kind() === 'value') {
        this.tokens.take();
        if (!['key', 'value', 'block-end'].includes(this.kind())) this.node('under a key');
      }
    }
    this.end('block-end', 'did not find expected key', start);
  }
  private end(kind: TokenKind, problem: string, context: Mark): void {
    const token = this.tokens.peek();
    if (token.kind !== kind) throw parserError(problem, token.start, context);
    this.tokens.take();
  }

  private flowSequence(): void {
    const { start } = this.tokens.take();
    for (let isFirst = true; this.kind() !== 'flow-sequence-end'; isFirst = false) {
      if (!isFirst) {
        this.separator("did not find expected ',' or ']'", start);
        if (this.kind() === 'flow-sequence-end') break;
      }
      if (this.kind() === 'key') this.flowPair(['value', 'flow-entry', 'flow-sequence-end'], ['flow-entry', 'flow-sequence-end']);
      else this.node('in a flow');
    }
    this.tokens.take();
  }
  private flowMapping(): void {
    const { start } = this.tokens.take();
    for (let isFirst = true; this.kind() !== 'flow-mapping-end'; isFirst = false) {
      if (!isFirst) {
        this.separator("did not find expected ',' or '}'", start);
        if (this.kind() === 'flow-mapping-end') break;
      }
      if (this.kind() === 'key') this.flowPair(['value', 'flow-entry', 'flow-mapping-end'], ['flow-entry', 'flow-mapping-end']);
      else this.node('in a flow');
    }
    this.tokens.take();
  }
  private separator(problem: string, context: Mark): void {
    const token = this.tokens.peek();
    if (token.kind !== 'flow-entry') throw parserError(problem, token.start, context);
    this.tokens.take();
  }
  private flowPair(noKey: readonly TokenKind[], noValue: readonly TokenKind[]): void {
    this.tokens.take();
    if (!noKey.includes(this.kind())) this.node('in a flow');
    if (this.kind() !== 'value') return;
    this.tokens.take();
    if (!noValue.includes(this.kind())) this.node('in a flow');
  }
}
