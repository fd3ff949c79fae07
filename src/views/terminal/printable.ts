/** Text of others on its way to the screen: control characters and escape sequences are shown, never carried out. */

/** `^[` for Escape, as a terminal names it; tabs and newlines stay. */
export function printable(text: string): string {
  let out = '';
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (letter === '\n') out += '\r\n';
    else if (letter === '\t') out += '\t';
    else if (letter === '\r') out += '';
    else if (code < 32) out += `^${String.fromCharCode(code + 64)}`;
    else if (code === 127) out += '^?';
    else if (code >= 128 && code < 160) out += `\\x${code.toString(16)}`;
    // Marks that turn the direction of a text could make it say something else.
    else if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) out += `\\u${code.toString(16)}`;
    else out += letter;
  }
  return out;
}
/** Columns that a text takes: two for wide letters. */
export function columns(text: string): number {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    sum += (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe4f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0x1f300 && code <= 0x1faff) ? 2 : 1;
  }
  return sum;
}
