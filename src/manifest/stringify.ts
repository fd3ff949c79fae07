/** JSON values as YAML in the form that kubectl prints (`-o yaml`). Follows go-yaml v2's encoder and emitter, which sigs.k8s.io/yaml uses. */
import type { Json } from '../base/json.ts';
import { formatNumber, resolvePlain } from './resolve.ts';
import { Emitter } from './emit-scalar.ts';

const isLetter = (char: string): boolean => /\p{L}/u.test(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && /\p{Nd}/u.test(char);

/** The number that begins at `from`, and where it ends. */
function digitsAt(chars: readonly string[], from: number, start: number): readonly [value: number, end: number] {
  let value = start;
  let at = from;
  for (; isDigit(chars[at]); at++) value = value * 10 + ((chars[at] ?? '').charCodeAt(0) - 48);
  return [value, at];
}

/** The order of keys: letters by code point, after everything else, and runs of digits by their value. */
function byYamlKey(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x = '', y = ''] = [a[i], b[i]];
    if (x === y) continue;
    const less = (x.codePointAt(0) ?? 0) < (y.codePointAt(0) ?? 0) ? -1 : 1;
    const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
    if (xLetter && yLetter) return less;
    if (xLetter || yLetter) return yLetter ? -1 : 1;
    let lead = 0;
    if (x === '0' || y === '0') for (let j = i - 1; j >= 0 && isDigit(a[j]); j--) if (a[j] !== '0') lead = 1;
    const [xNumber, xEnd] = digitsAt(a, i, lead);
    const [yNumber, yEnd] = digitsAt(b, i, lead);
    if (xNumber !== yNumber) return xNumber - yNumber;
    return xEnd !== yEnd ? xEnd - yEnd : less;
  }
  return a.length - b.length;
}

/** Numbers such as 12:30, which YAML 1.1 reads in base 60. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function writeScalar(emitter: Emitter, value: string | number | boolean | null, as: 'key' | 'value'): void {
  if (typeof value !== 'string') {
    emitter.scalar(value === null ? 'null' : typeof value === 'number' ? formatNumber(value) : String(value), 'plain', as === 'key');
    return;
  }
  const plain = resolvePlain(value).tag === 'str' && !BASE_60.test(value);
  emitter.scalar(value, value.includes('\n') ? 'literal' : plain ? 'plain' : 'double', as === 'key');
}

/** A key that cannot stand before its colon on one line: libyaml allows 128 bytes. */
const isSimpleKey = (key: string): boolean => !key.includes('\n') && new Utf8Length(key).bytes <= 128;

class Utf8Length {
  readonly bytes: number;
  constructor(text: string) {
    let bytes = 0;
    for (const char of text) {
      const code = char.codePointAt(0) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    this.bytes = bytes;
  }
}

function writeMapping(emitter: Emitter, entries: readonly (readonly [string, Json])[]): void {
  for (const [key, value] of entries) {
    emitter.indentLine();
    if (isSimpleKey(key)) {
      writeScalar(emitter, key, 'key');
      emitter.closing(':');
    } else {
      emitter.lineIndicator('?');
      writeScalar(emitter, key, 'value');
      emitter.indentLine();
      emitter.lineIndicator(':');
    }
    writeNode(emitter, value, 'a key');
  }
}

function writeNode(emitter: Emitter, value: Json, under: 'a key' | 'no key'): void {
  if (typeof value !== 'object' || value === null) {
    writeScalar(emitter, value, 'value');
  } else if (Array.isArray(value)) {
    if (value.length === 0) return emitter.indicator('[]');
    // A sequence under a key stands at the key's own indentation.
    emitter.nest(under === 'a key' ? 0 : 2, () => {
      for (const item of value as readonly Json[]) {
        emitter.indentLine();
        emitter.lineIndicator('-');
        writeNode(emitter, item, 'no key');
      }
    });
  } else {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    if (entries.length === 0) return emitter.indicator('{}');
    entries.sort(([a], [b]) => byYamlKey(a, b));
    emitter.nest(2, () => writeMapping(emitter, entries));
  }
}

/** A value as a YAML document, with a newline at its end. */
export function stringifyYaml(value: unknown): string {
  const emitter = new Emitter();
  writeNode(emitter, value as Json, 'no key');
  return emitter.finish();
}
