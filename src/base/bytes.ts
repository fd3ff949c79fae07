/** UTF-8 and base64 without the host's help, so that they are the same everywhere. */

import { flat } from './flat.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LETTER_VALUES = new Map([...LETTERS].map((letter, value) => [letter, value]));
const REPLACEMENT = 0xfffd;

const plainAscii = /^[^\u0080-\uffff]*$/;

/** The UTF-8 bytes of a text, as a text of one character a byte; half a character becomes U+FFFD. */
export function toBytes(text: string): string {
  if (plainAscii.test(text)) return text;
  let out = '';
  for (const ch of text) {
    const point = ch.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point < 0xe000 ? REPLACEMENT : point;
    if (code < 0x80) out += ch;
    else if (code < 0x800) out += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out += String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return out;
}

/** The text that bytes spell in UTF-8; a byte that is none becomes U+FFFD. */
export function fromBytes(bytes: string): string {
  if (plainAscii.test(bytes)) return bytes;
  let out = '';
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes.charCodeAt(i);
    const more = bytesAfter(lead);
    const code = more === null ? null : tail(bytes, i, more, lead);
    out += String.fromCodePoint(code ?? REPLACEMENT);
    if (code !== null) i += more ?? 0;
  }
  return out;
}

/** How many bytes follow the first one of a character; null where none begins so. */
function bytesAfter(lead: number): number | null {
  if (lead < 0x80) return 0;
  if (lead < 0xc2 || lead >= 0xf8) return null;
  return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
}
function tail(bytes: string, at: number, more: number, lead: number): number | null {
  let code = more === 0 ? lead : lead & (0x3f >> more);
  for (let j = 1; j <= more; j++) {
    const byte = bytes.charCodeAt(at + j);
    if ((byte & 0xc0) !== 0x80) return null;
    code = (code << 6) | (byte & 0x3f);
  }
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? null : code;
}
/** The same bytes as numbers. */
export const utf8Bytes = (text: string): readonly number[] => Array.from(toBytes(text), byte => byte.charCodeAt(0));

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
export const decodeBase64 = (text: string): string => fromBytes(base64Bytes(text).map(byte => String.fromCharCode(byte)).join(''));
