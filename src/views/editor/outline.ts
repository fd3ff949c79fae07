/** Where each line of a YAML text stands: its path and its key. Works on a text that is half typed; parsing proper happens beside the cluster. */

export type Path = readonly (string | number)[];
export interface Line {
  readonly path: Path;
  /** The key that the line writes; '' for an item, a continued text, a comment or an empty line. */
  readonly key: string;
  /** Column of the key, from 1; 0 where there is none. */
  readonly column: number;
  readonly value: string;
  /** Which document of the file, from 0. */
  readonly document: number;
  readonly blank: boolean;
}

interface Frame {
  readonly indent: number;
  readonly kind: 'map' | 'list';
  /** The path of the frame's own place. */
  readonly base: Path;
  at: string | number;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:,[\]{}&*!|>'"%@`-][^:#]*?|-[^\s:][^:]*?|[^\s#:,[\]{}][^:]*?)\s*:(?=\s|$)\s*(.*)$/;
/** The sign that a text of several lines follows. */
const BLOCK = /^[|>][-+0-9]*$/;
const unquote = (key: string): string => (/^(".*"|'.*')$/.test(key) ? key.slice(1, -1) : key);
const withoutComment = (text: string): string => text.replace(/(^|\s)#.*$/, '').trimEnd();

class Reader {
  private readonly frames: Frame[] = [];
  private document = 0;
  /** Indent of the key whose block text goes on, or -1. */
  private block = -1;
  private blockPath: Path = [];

  read(text: string): Line {
    const indent = text.length - text.trimStart().length;
    const body = text.trim();
    if (body === '') return this.blank(this.block >= 0 ? this.blockPath : this.here());
    if (this.block >= 0) {
      if (indent > this.block) return this.line(this.blockPath, '', 0, body);
      this.block = -1;
    }
    if (/^---(\s|$)/.test(text)) return this.nextDocument();
    if (body.startsWith('#')) return this.blank(this.here());
    return this.content(indent, body);
  }

  private nextDocument(): Line {
    this.frames.length = 0;
    this.document++;
    return this.blank([]);
  }

  private content(indent: number, body: string): Line {
    let [at, rest, dash] = [indent, body, indent];
    while (/^-(\s|$)/.test(rest)) {
      this.item((dash = at));
      const inner = rest.slice(1);
      const space = inner.length - inner.trimStart().length;
      rest = inner.trimStart();
      at += 1 + Math.max(1, space);
      if (rest === '') return this.line(this.here(), '', 0, '');
    }
    const match = KEY.exec(rest);
    if (!match) {
      if (BLOCK.test(rest)) [this.block, this.blockPath] = [dash, this.here()];
      return this.line(this.here(), '', 0, withoutComment(rest));
    }
    const key = unquote(match[1] ?? '');
    const value = withoutComment(match[2] ?? '');
    this.key(at, key);
    if (BLOCK.test(value)) [this.block, this.blockPath] = [at, this.here()];
    return this.line(this.here(), key, at + 1, value);
  }

  private item(indent: number): void {
    while (this.top && (this.top.indent > indent || (this.top.indent === indent && this.top.kind === 'map' && this.below?.kind === 'list' && this.below.indent === indent))) this.frames.pop();
    if (this.top?.kind === 'list' && this.top.indent === indent) this.top.at = Number(this.top.at) + 1;
    else this.frames.push({ indent, kind: 'list', base: this.here(), at: 0 });
  }
  private key(indent: number, key: string): void {
    while (this.top && (this.top.indent > indent || (this.top.kind === 'list' && this.top.indent === indent))) this.frames.pop();
    if (this.top?.kind === 'map' && this.top.indent === indent) this.top.at = key;
    else this.frames.push({ indent, kind: 'map', base: this.here(), at: key });
  }

  /** The place that a deeper line would belong to. */
  placeAt(indent: number): Path {
    const frame = this.frames.findLast((one) => one.indent < indent || (one.indent === indent && one.kind === 'map'));
    if (!frame) return [];
    return frame.indent === indent ? frame.base : [...frame.base, frame.at];
  }
  private get top(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }
  private get below(): Frame | undefined {
    return this.frames[this.frames.length - 2];
  }
  private here(): Path {
    return this.top ? [...this.top.base, this.top.at] : [];
  }
  private line(path: Path, key: string, column: number, value: string): Line {
    return { path, key, column, value, document: this.document, blank: false };
  }
  private blank(path: Path): Line {
    return { path, key: '', column: 0, value: '', document: this.document, blank: true };
  }
}

function outlineOf(lines: readonly string[]): readonly Line[] {
  const reader = new Reader();
  return lines.map((line) => reader.read(line.replace(/\r$/, '')));
}

/** Some of a text's lines: the documents around a place. A long text is never read as a whole for the sake of a few lines. */
interface Piece {
  /** The number of its first line in the text, from 1. */
  readonly first: number;
  readonly text: readonly string[];
  readonly lines: readonly Line[];
}
export interface LineSource {
  getLineCount(): number;
  getLineContent(line: number): string;
}
/** A document may be long, too: no more than this is read above and below. */
const FURTHEST = 5_000;
/** The documents in which the lines from `from` to `to` stand. */
export function pieceAround(source: LineSource, from: number, to: number): Piece {
  const starts = (line: number): boolean => source.getLineContent(line).startsWith('---');
  const last = source.getLineCount();
  let first = Math.min(Math.max(1, from), last);
  for (let left = FURTHEST; left > 0 && first > 1 && !starts(first); left--) first--;
  if (starts(first) && first < last) first++;
  let end = Math.max(first, Math.min(to, last));
  for (let left = FURTHEST; left > 0 && end < last && !starts(end + 1); left--) end++;
  const text = Array.from({ length: end - first + 1 }, (_, i) => source.getLineContent(first + i));
  return { first, text, lines: outlineOf(text) };
}

/** The latest text is asked for several times: by ribbons, by the story, by fixes. */
let latest: { readonly text: string; readonly lines: readonly Line[] } = { text: '', lines: [] };
export function outline(text: string): readonly Line[] {
  if (text !== latest.text || latest.lines.length === 0) {
    latest = { text, lines: outlineOf(text.split('\n')) };
  }
  return latest.lines;
}

interface CursorPlace {
  /** The object that a key typed here would belong to. */
  readonly parent: Path;
  /** The key whose value is being typed; '' while a key is being typed. */
  readonly key: string;
  readonly typed: string;
  readonly document: number;
  /** Keys that stand in this object already. */
  readonly siblings: readonly string[];
}
/** What is being typed at the end of `before`, the text up to the cursor. `after` is the rest, for the keys below. */
export function cursorPlace(before: string, after: string): CursorPlace {
  const lines = before.split('\n');
  const last = lines.pop() ?? '';
  const reader = new Reader();
  const read = lines.map((line) => reader.read(line));
  const indent = last.length - last.trimStart().length;
  const dashes = /^(\s*(?:-\s+)*)/.exec(last)?.[1] ?? '';
  const body = last.slice(dashes.length);
  const match = KEY.exec(body);
  const document = read[read.length - 1]?.document ?? 0;
  const own = reader.read(match ? last : `${dashes}${body === '' || !/^[\w./-]+$/.test(body) ? 'x' : body}:`);
  const parent = dashes.trim() === '' && body === '' && match === null ? reader.placeAt(indent) : own.path.slice(0, -1);
  const all = outlineOf(`${before}\n${after.slice(after.indexOf('\n') + 1)}`.split('\n'));
  const key = match ? own.key : '';
  const place = match ? own.path.slice(0, -1) : parent;
  const siblings = all.filter((line) => line.document === document && line.key !== '' && samePath(line.path.slice(0, -1), place)).map((line) => line.key);
  return { parent: place, key, typed: match ? (match[2] ?? '') : body, document, siblings: siblings.filter((one) => one !== body.trim()) };
}
const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i]);

/** `spec.containers[0].image`, as the API server writes it. */
/** A field in API notation, as the path that it is: `spec.containers[0].image`. */
export const pathOf = (field: string): Path => field.split('.').flatMap((part) => [...part.matchAll(/([^[\]]+)|\[(\d+)\]/g)].map((match) => (match[2] === undefined ? (match[1] ?? '') : Number(match[2]))));
export const pathText = (path: Path): string => path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');

/** kind and apiVersion of each document. */
export function kindsOf(lines: readonly Line[]): readonly { readonly apiVersion: string; readonly kind: string }[] {
  const kinds: { apiVersion: string; kind: string }[] = [];
  for (const line of lines) {
    const of = (kinds[line.document] ??= { apiVersion: '', kind: '' });
    if (line.path.length !== 1) continue;
    if (line.key === 'kind') of.kind = unquote(line.value);
    if (line.key === 'apiVersion') of.apiVersion = unquote(line.value);
  }
  return Array.from(kinds, (one) => one ?? { apiVersion: '', kind: '' });
}
