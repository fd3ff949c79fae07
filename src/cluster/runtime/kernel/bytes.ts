/** Texts of one character a byte: how files, pipes and sockets hold their contents; and UTF-8 at the borders. */

const plainAscii = /^[^\u0080-\uffff]*$/;

/** UTF-8 bytes of a text, a character each. */
export function toBytes(text: string): string {
  if (plainAscii.test(text)) return text;
  let out = '';
  for (const ch of text) {
    const code = ch.codePointAt(0) ?? 0;
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
    const more = lead < 0x80 ? 0 : lead >= 0xf0 && lead < 0xf8 ? 3 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xc2 && lead < 0xe0 ? 1 : -1;
    const code = more < 0 ? null : tail(bytes, i, more, lead);
    out += code === null ? '\ufffd' : String.fromCodePoint(code);
    if (code !== null) i += more;
  }
  return out;
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

/** Zeros share one leaf, so that a large empty file takes no memory. */
const MEGABYTE_OF_ZEROS = '\0'.repeat(1 << 20);
export function zeros(count: number): string {
  let out = '';
  for (let left = count; left > 0; left -= MEGABYTE_OF_ZEROS.length) out += left >= MEGABYTE_OF_ZEROS.length ? MEGABYTE_OF_ZEROS : MEGABYTE_OF_ZEROS.slice(0, left);
  return out;
}

/** A text in the shape `echo -n TEXT | od` cannot tell from a compiled program: its name is all that the kernel reads of it. */
const ELF = '\x7fELF\x02\x01\x01\0';
export const executable = (program: string): string => `${ELF}${program}\0`;
export function programOf(data: string): string | null {
  return data.startsWith(ELF) ? data.slice(ELF.length, data.indexOf('\0', ELF.length)) : null;
}
