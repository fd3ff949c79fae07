/** YAML or JSON text -> documents with their values, issues and ranges. Never throws; what is too large is refused with a word. */
import { parseDocument } from 'yaml';
import type { Document, YAMLParseError } from 'yaml';
import { isObject } from '../base/json.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { convert, MAX_DEPTH } from './convert.ts';
import type { DuplicateKey } from './convert.ts';
import { goSyntax } from './go-syntax.ts';
import type { GoSyntax } from './go-syntax.ts';
import { lineTable, positionAt, rangeBetween } from './positions.ts';
import type { LineTable, TextRange } from './positions.ts';
import { plainWords } from './plain-words.ts';
import { splitDocuments } from './split.ts';
import type { Chunk } from './split.ts';

export const MAX_TEXT = 5 * 1024 * 1024;
/** A thousand documents are a large file; ten thousand are a mistake. */
export const MAX_DOCUMENTS = 2000;

type ManifestIssueCode = 'syntax' | 'duplicate-key' | 'too-large' | 'too-many-documents' | 'too-deep' | 'aliases' | 'not-an-object';

export interface ManifestIssue {
  readonly code: ManifestIssueCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong, in plain words. */
  readonly message: string;
  readonly range: TextRange;
  /** Which document, from 0. */
  readonly document: number;
}

/** Where a key stands a second time, as the API server's strict decoding tells it: a line of the document. */
interface Duplicate {
  readonly key: string;
  readonly isText: boolean;
  readonly line: number;
}

export interface ParsedDocument {
  readonly index: number;
  /** The document's own text, from which lines in `error` and `duplicates` are counted. */
  readonly text: string;
  readonly offset: number;
  readonly range: TextRange;
  /** Nothing but blanks and comments. */
  readonly empty: boolean;
  /** Null where the document is empty or cannot be read. */
  readonly value: Json;
  /** The value, where it is an object. */
  readonly object: JsonObject | null;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Why it cannot be read, in the words of Kubernetes' YAML library: `yaml: line 4: did not find expected key`. */
  readonly error: string | null;
  readonly duplicates: readonly Duplicate[];
  /** The tree of the text, for ranges. */
  readonly tree: Document.Parsed | null;
}

/** What one step of reading finds: a document with its issues, or, at a bound, an issue alone. */
export interface ReadStep {
  readonly document: ParsedDocument | null;
  readonly issues: readonly ManifestIssue[];
}
interface OpenText {
  readonly text: string;
  readonly lines: LineTable;
  /** The documents in order, each read when it is asked for. */
  read(): Generator<ReadStep, void>;
}

const field = (value: unknown, name: string): string => {
  const found = isObject(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
};

interface Read {
  readonly tree: Document.Parsed | null;
  readonly value: Json;
  readonly error: string | null;
  readonly duplicates: readonly DuplicateKey[];
  readonly issues: readonly { readonly code: ManifestIssueCode; readonly message: string; readonly start: number; readonly end: number }[];
}

const tooDeep = (end: number): Read => ({
  tree: null,
  value: null,
  error: 'yaml: exceeded max depth',
  duplicates: [],
  issues: [{ code: 'too-deep', message: `This document is nested more than ${MAX_DEPTH} levels deep. Kubernetes objects are never that deep, so it is not read.`, start: 0, end: Math.min(end, 80) }],
});

/** Brackets that nest too deeply would exhaust the parser's stack. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) {
      if (++depth > 5000) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}

function aliasIssue(error: string): { readonly code: ManifestIssueCode; readonly message: string } {
  if (error.includes('excessive aliasing')) return { code: 'aliases', message: 'The aliases in this document expand to far more than is written. It is not read, as Kubernetes would not read it.' };
  if (error.includes('max depth')) return { code: 'too-deep', message: `This document is nested more than ${MAX_DEPTH} levels deep, so it is not read.` };
  return { code: 'syntax', message: plainWords(error) };
}

/** What else ends a line for Kubernetes' library. */
const OTHER_BREAKS = /\r(?!\n)|[\u0085\u2028\u2029]/g;

function parse(text: string): { readonly tree: Document.Parsed | null; readonly errors: readonly YAMLParseError[] } {
  let tree: Document.Parsed;
  try {
    // Everything stays a text here: what a word means, resolve.ts says.
    tree = parseDocument(text.replace(OTHER_BREAKS, '\n'), { schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false, logLevel: 'silent', keepSourceTokens: false }) as Document.Parsed;
  } catch (error) {
    if (error instanceof RangeError) return { tree: null, errors: [] };
    throw error;
  }
  const errors = tree.errors.filter((each) => each.code !== 'TAG_RESOLVE_FAILED' && each.code !== 'MULTIPLE_DOCS' && !isCloseComment(each));
  return errors.some((each) => each.message.includes('call stack')) ? { tree: null, errors } : { tree, errors };
}

/** Kubernetes' library takes a comment right behind a quote or a bracket. */
const isCloseComment = ({ code, message }: YAMLParseError): boolean => code === 'MISSING_CHAR' && message.startsWith('Comments must be separated');

/** Values are read by the package `yaml`; whether a text is YAML at all, and in which words it is refused, Kubernetes' library decides. */
function read(chunk: Chunk): Read {
  const { text } = chunk;
  if (nestsTooDeep(text)) return tooDeep(text.length);
  let { tree, errors } = parse(text);
  if (tree === null) return tooDeep(text.length);
  const syntax = goSyntax(text);
  // A second document that no line of dashes announces is not read.
  if (syntax.error === null && errors.length > 0) ({ tree, errors } = parse(text.slice(0, syntax.index)));
  if (tree === null) return tooDeep(text.length);
  if (syntax.error !== null || errors.length > 0) return broken(tree, errors, syntax, text);
  const converted = convert(tree);
  const issues = converted.error === null ? [] : [{ ...aliasIssue(converted.error), start: converted.at?.[0] ?? 0, end: converted.at?.[1] ?? 0 }];
  return { tree, value: converted.value, error: converted.error, duplicates: converted.duplicates, issues };
}

function broken(tree: Document.Parsed, errors: readonly YAMLParseError[], syntax: GoSyntax, text: string): Read {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, 20);
  const issues = sorted.map((each) => ({ code: 'syntax' as const, message: plainWords(each.code === 'TAB_AS_INDENT' ? 'tab' : each.message), start: each.pos[0], end: each.pos[1] }));
  const error = syntax.error ?? `yaml: line ${positionAt(lineTable(text), sorted[0]?.pos[0] ?? 0).line}: did not find expected key`;
  if (issues.length === 0) issues.push({ code: 'syntax', message: plainWords(error), start: Math.min(syntax.index, text.length), end: Math.min(syntax.index + 1, text.length) });
  return { tree, value: null, error, duplicates: [], issues };
}

function parseChunk(chunk: Chunk, index: number, lines: LineTable): { readonly document: ParsedDocument; readonly issues: readonly ManifestIssue[] } {
  const found = read(chunk);
  const place = (start: number, end: number): TextRange => rangeBetween(lines, chunk.offset + start, chunk.offset + end);
  const ownLines = lineTable(chunk.text);
  const lineOf = (offset: number): number => rangeBetween(ownLines, offset, offset).start.line;
  const object = isObject(found.value) ? (found.value as JsonObject) : null;
  const metadata = object?.['metadata'];
  const empty = found.error === null && found.value === null && (found.tree?.contents ?? null) === null;
  const issues: ManifestIssue[] = found.issues.map((each) => ({ code: each.code, severity: 'error', message: each.message, range: place(each.start, each.end), document: index }));
  for (const { key, start, end } of found.duplicates) {
    issues.push({ code: 'duplicate-key', severity: 'error', message: `The key "${key}" is set twice here; the later one wins, and the API server refuses it.`, range: place(start, end), document: index });
  }
  if (found.error === null && found.value !== null && object === null) {
    issues.push({ code: 'not-an-object', severity: 'error', message: 'This is no Kubernetes object: it must be a mapping that begins with apiVersion and kind.', range: place(0, chunk.text.length), document: index });
  }
  const document: ParsedDocument = {
    index, text: chunk.text, offset: chunk.offset, range: place(0, chunk.text.length), empty,
    value: found.value, object,
    apiVersion: field(object, 'apiVersion'), kind: field(object, 'kind'), name: field(metadata, 'name'), namespace: field(metadata, 'namespace'),
    error: found.error, duplicates: found.duplicates.map(({ key, isText, value }) => ({ key, isText, line: lineOf(value) })), tree: found.tree,
  };
  return { document, issues };
}

/** The first document of a text as YAML itself has it: comments and directives may stand before its line of dashes. */
export function readFirst(given: string): ParsedDocument {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  return parseChunk({ offset: 0, text }, 0, lineTable(text)).document;
}

/** Opens a text of one or more documents. */
export function openText(given: string): OpenText {
  const text = given.startsWith('\ufeff') ? ` ${given.slice(1)}` : given;
  const lines = lineTable(text);
  return { text, lines, read: () => (text.length > MAX_TEXT ? refuse(text, lines) : readChunks(given, text, lines)) };
}

function* refuse(text: string, lines: LineTable): Generator<ReadStep, void> {
  const range = rangeBetween(lines, 0, lines[1] ?? text.length);
  const message = `This text has ${(text.length / 1024 / 1024).toFixed(1)} MB; more than ${MAX_TEXT / 1024 / 1024} MB are not read.`;
  yield { document: null, issues: [{ code: 'too-large', severity: 'error', message, range, document: 0 }] };
}

function* readChunks(given: string, text: string, lines: LineTable): Generator<ReadStep, void> {
  const shift = given === text ? 0 : 1;
  const chunks = splitDocuments(shift === 1 ? text.slice(1) : text, MAX_DOCUMENTS + 1);
  for (const [index, chunk] of chunks.slice(0, MAX_DOCUMENTS).entries()) yield parseChunk({ offset: chunk.offset + shift, text: chunk.text }, index, lines);
  const extra = chunks[MAX_DOCUMENTS];
  if (extra === undefined) return;
  const message = `Only the first ${MAX_DOCUMENTS} documents of a text are read; this one and those after it are left out.`;
  yield { document: null, issues: [{ code: 'too-many-documents', severity: 'error', message, range: rangeBetween(lines, extra.offset + shift, extra.offset + shift + 3), document: MAX_DOCUMENTS }] };
}
