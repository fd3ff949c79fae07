/** Text of others on its way to the screen: control characters and escape sequences are shown, never carried out. */

/** All but letters, tabs and newlines: control characters, and marks that turn the direction of a text and could make it say something else. */
const UNSAFE = /[^\t\n -~\u00a0-\u2029\u202f-\u2065\u206a-\u{10ffff}]/gu;

function spelled(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (letter === '\r') return '';
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  if (code === 127) return '^?';
  return code < 160 ? `\\x${code.toString(16)}` : `\\u${code.toString(16)}`;
}
/** `^[` for Escape, as a terminal names it; tabs and newlines stay. */
export const printable = (text: string): string => text.replace(UNSAFE, spelled).replaceAll('\n', '\r\n');

/** A long text in pieces of whole lines, so that whoever reads it can come up for air between them. */
export function pieces(text: string, size: number): readonly string[] {
  const all: string[] = [];
  for (let from = 0; from < text.length;) {
    const end = text.length - from <= size ? text.length : text.lastIndexOf('\n', from + size - 1) + 1;
    const to = end > from ? end : from + size;
    all.push(text.slice(from, to));
    from = to;
  }
  return all;
}

/** Columns that a text takes: two for wide letters. */
export function columns(text: string): number {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    sum += (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe4f)
      || (code >= 0xff00 && code <= 0xff60)
      || (code >= 0x1f300 && code <= 0x1faff)
      ? 2
      : 1;
  }
  return sum;
}
