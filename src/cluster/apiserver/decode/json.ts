/** JSON text -> a value, keeping numbers as written and keys that come twice; what is wrong is said as Go's scanner says it. */
import { quote } from '../../../base/go-quote.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { NumberText } from './number.ts';
import type { ParsedBody } from './body.ts';

/** Go's decoder stops at this depth. */
const DEEPEST = 10_000;

class Wrong extends Error {}
/** The reader's place in one text; lives as long as one parse. */
interface Reader {
  readonly text: string;
  at: number;
  readonly path: (string | number)[];
  readonly strict: string[];
  depth: number;
}

export function parseJson(text: string): Result<ParsedBody, string> {
  const reader: Reader = { text, at: 0, path: [], strict: [], depth: 0 };
  try {
    const value = readValue(reader);
    skipSpace(reader);
    if (reader.at < text.length) throw wrong(reader, 'after top-level value');
    return ok({ value, strict: reader.strict });
  } catch (error) {
    if (error instanceof Wrong) return err(error.message);
    if (error instanceof RangeError) return err('exceeded max depth');
    throw error;
  }
}

/** The character as Go quotes it. */
function quoted(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return "'\"'";
  if (char === '\n') return "'\\n'";
  if (char === '\t') return "'\\t'";
  if (char === '\r') return "'\\r'";
  if (char === '\\') return "'\\\\'";
  const code = char.charCodeAt(0);
  return code < 32 || code === 127 ? `'\\x${code.toString(16).padStart(2, '0')}'` : `'${code < 128 ? char : firstByte(char)}'`;
}
/** Go looks at bytes: a letter beyond ASCII shows as its first byte. */
function firstByte(char: string): string {
  const code = char.charCodeAt(0);
  return String.fromCharCode(code < 0x800 ? 0xc0 | (code >> 6) : code >= 0xd800 && code < 0xe000 ? 0xf0 : 0xe0 | (code >> 12));
}
/** Inside these, Go's scanner meets the end of the text as a blank. */
const BLANK_AT_END = /^in (?:literal|numeric|string escape|\\u|exponent)|^after decimal/;
function wrong(reader: Reader, context: string): Wrong {
  const char = reader.text.charAt(reader.at) || (BLANK_AT_END.test(context) ? ' ' : '');
  return new Wrong(char === '' ? 'unexpected end of JSON input' : `invalid character ${quoted(char)} ${context}`);
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    reader.at++;
  }
}

function readValue(reader: Reader): unknown {
  skipSpace(reader);
  const char = reader.text.charAt(reader.at);
  switch (char) {
    case '{': return readObject(reader);
    case '[': return readArray(reader);
    case '"': return readString(reader);
    case 't': return readWord(reader, 'true', true);
    case 'f': return readWord(reader, 'false', false);
    case 'n': return readWord(reader, 'null', null);
    default:
      if (char === '-' || (char >= '0' && char <= '9')) return readNumber(reader);
      throw wrong(reader, 'looking for beginning of value');
  }
}

function enter(reader: Reader): void {
  reader.at++;
  if (++reader.depth > DEEPEST) throw new Wrong('exceeded max depth');
}

function readObject(reader: Reader): Record<string, unknown> {
  enter(reader);
  const made: Record<string, unknown> = {};
  const keys = new Set<string>();
  skipSpace(reader);
  if (reader.text.charAt(reader.at) === '}') return leave(reader, made);
  for (;;) {
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== '"') throw wrong(reader, 'looking for beginning of object key string');
    const key = readString(reader);
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== ':') throw wrong(reader, 'after object key');
    reader.at++;
    if (keys.has(key)) reader.strict.push(`duplicate field ${quote(pathOf(reader.path, key))}`);
    keys.add(key);
    reader.path.push(key);
    const value = readValue(reader);
    reader.path.pop();
    if (key === '__proto__') Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
    else made[key] = value;
    skipSpace(reader);
    const next = reader.text.charAt(reader.at);
    if (next === '}') return leave(reader, made);
    if (next !== ',') throw wrong(reader, 'after object key:value pair');
    reader.at++;
  }
}
function leave<T>(reader: Reader, value: T): T {
  reader.at++;
  reader.depth--;
  return value;
}
function pathOf(path: readonly (string | number)[], key: string): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text === '' ? key : `${text}.${key}`;
}

function readArray(reader: Reader): unknown[] {
  enter(reader);
  const made: unknown[] = [];
  skipSpace(reader);
  if (reader.text.charAt(reader.at) === ']') return leave(reader, made);
  for (;;) {
    reader.path.push(made.length);
    made.push(readValue(reader));
    reader.path.pop();
    skipSpace(reader);
    const next = reader.text.charAt(reader.at);
    if (next === ']') return leave(reader, made);
    if (next !== ',') throw wrong(reader, 'after array element');
    reader.at++;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function readString(reader: Reader): string {
  reader.at++;
  let made = '';
  let start = reader.at;
  for (;;) {
    const code = reader.text.charCodeAt(reader.at);
    if (code === 34) {
      made += reader.text.slice(start, reader.at++);
      return made;
    }
    if (Number.isNaN(code) || code < 32) throw wrong(reader, 'in string literal');
    if (code !== 92) {
      reader.at++;
      continue;
    }
    made += reader.text.slice(start, reader.at++);
    made += readEscape(reader);
    start = reader.at;
  }
}
function readEscape(reader: Reader): string {
  const char = reader.text.charAt(reader.at);
  const plain = ESCAPES[char];
  if (plain !== undefined) {
    reader.at++;
    return plain;
  }
  if (char !== 'u') throw wrong(reader, 'in string escape code');
  reader.at++;
  const start = reader.at;
  for (; reader.at < start + 4; reader.at++) if (!/[0-9a-fA-F]/.test(reader.text.charAt(reader.at))) throw wrong(reader, 'in \\u hexadecimal character escape');
  return String.fromCharCode(Number.parseInt(reader.text.slice(start, reader.at), 16));
}

function readWord(reader: Reader, word: string, value: boolean | null): boolean | null {
  for (let i = 1; i < word.length; i++) {
    reader.at++;
    if (reader.text.charAt(reader.at) !== word.charAt(i)) throw wrong(reader, `in literal ${word} (expecting '${word.charAt(i)}')`);
  }
  reader.at++;
  return value;
}

function readNumber(reader: Reader): unknown {
  const start = reader.at;
  const digits = (context: string): void => {
    if (!/\d/.test(reader.text.charAt(reader.at))) throw wrong(reader, context);
    while (/\d/.test(reader.text.charAt(reader.at))) reader.at++;
  };
  if (reader.text.charAt(reader.at) === '-') reader.at++;
  if (reader.text.charAt(reader.at) === '0') reader.at++;
  else digits('in numeric literal');
  if (reader.text.charAt(reader.at) === '.') {
    reader.at++;
    digits('after decimal point in numeric literal');
  }
  if (/[eE]/.test(reader.text.charAt(reader.at))) {
    reader.at++;
    if (/[+-]/.test(reader.text.charAt(reader.at))) reader.at++;
    digits('in exponent of numeric literal');
  }
  return numberOrText(reader.text.slice(start, reader.at));
}
/** A plain number where JavaScript writes it the same way, else its text. */
function numberOrText(text: string): unknown {
  const value = Number(text);
  return String(value) === text ? value : new NumberText(text);
}
