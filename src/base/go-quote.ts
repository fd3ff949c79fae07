/** Texts between quotation marks as Go prints them (strconv.Quote, the verb %q). */

const ESCAPES: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '"': '\\"', '\\': '\\\\' };
const escape = (letter: string, code: number, digits: number): string => `\\${letter}${code.toString(16).padStart(digits, '0')}`;
/** What cannot be printed is escaped, spaces other than the plain one among it. */
export const quote = (text: string): string =>
  `"${text.replace(/[\p{C}\p{Zl}\p{Zp}"\\]|(?! )\p{Zs}/gu, char => {
    const code = char.codePointAt(0) ?? 0;
    return ESCAPES[char] ?? (code < 0x80 ? escape('x', code, 2) : code < 0x10000 ? escape('u', code, 4) : escape('U', code, 8));
  })}"`;
