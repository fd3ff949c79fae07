/** UTF-8 and base64 without the host's help, so that they are the same everywhere. */

import { flat } from './flat.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LETTER_VALUES = new Map([...LETTERS].map((letter, value) => [letter, value]));
const REPLACEMENT = 0xfffd;

/** The UTF-8 bytes of a text; half a character becomes U+FFFD. */
export function utf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point < 0xe000 ? REPLACEMENT : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** The text that bytes spell in UTF-8. */
function utf8Text(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    let code = length === 1 ? first : first & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) code = code * 64 + ((bytes[i + k] ?? 0) & 0x3f);
    out += String.fromCodePoint(Math.min(code, 0x10ffff));
    i += length;
  }
  return out;
}

export const encodeBase64 = (text: string): string => base64OfBytes(utf8Bytes(text));
export function base64OfBytes(bytes: readonly number[]): string {
  const out: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out.push(LETTERS.charAt(bits >> 18), LETTERS.charAt((bits >> 12) & 63), b === undefined ? '=' : LETTERS.charAt((bits >> 6) & 63), c === undefined ? '=' : LETTERS.charAt(bits & 63));
  }
  return flat(out);
}
/** The same in the alphabet of URLs, without padding. */
export const encodeBase64Url = (text: string): string => encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** The bytes that a base64 text stands for; what is no letter of it is passed over. */
export function base64Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = LETTER_VALUES.get(letter);
    if (value === undefined) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return bytes;
}
export const decodeBase64 = (text: string): string => utf8Text(base64Bytes(text));
