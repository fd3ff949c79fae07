/** Base64 without the host's help; texts are of one character a byte. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function utf8(bytes: readonly number[]): string {
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

/** The text that base64 stands for, read as UTF-8. */
export function decodeBase64(text: string): string {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return utf8(bytes);
}
/** URL-safe base64 without padding, of an ASCII text. */
export function encodeBase64Url(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    const group = (a << 16) | ((Number.isNaN(b) ? 0 : b) << 8) | (Number.isNaN(c) ? 0 : c);
    const letters = [18, 12, 6, 0].map((shift) => LETTERS[(group >> shift) & 63] ?? '').join('');
    out += letters.slice(0, Number.isNaN(b) ? 2 : Number.isNaN(c) ? 3 : 4);
  }
  return out.replaceAll('+', '-').replaceAll('/', '_');
}
