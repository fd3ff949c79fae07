/** What a plain scalar means to the YAML library of Kubernetes: YAML 1.1 words, octals, timestamps that stay texts. Follows go-yaml v2 resolve.go. */

type Resolved =
  | { readonly tag: 'str'; readonly value: string }
  | { readonly tag: 'bool'; readonly value: boolean }
  | { readonly tag: 'int' | 'float'; readonly value: number }
  | { readonly tag: 'null'; readonly value: null }
  | { readonly tag: 'timestamp' | 'merge'; readonly value: string };

const TRUE = ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'];
const FALSE = ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'];
const NULL = ['', '~', 'null', 'Null', 'NULL'];

const WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...TRUE.map((word) => [word, { tag: 'bool', value: true }] as const),
  ...FALSE.map((word) => [word, { tag: 'bool', value: false }] as const),
  ...NULL.map((word) => [word, { tag: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { tag: 'float', value: NaN }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, { tag: 'float', value: Infinity }] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { tag: 'float', value: -Infinity }] as const),
  ['<<', { tag: 'merge', value: '<<' }],
]);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DATE = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[-+](\d\d):(\d\d))| (\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?)?$/;
const MAX_UINT64 = 18446744073709551615n;
const MIN_INT64 = -9223372036854775808n;

function isTimestamp(text: string): boolean {
  const found = DATE.exec(text);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const clock = [found[4] ?? found[9], found[5] ?? found[10], found[6] ?? found[11]].map((part) => Number(part ?? 0));
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && (clock[0] ?? 0) < 24 && (clock[1] ?? 0) < 60 && (clock[2] ?? 0) < 60;
}

/** An integer as Go's strconv.ParseInt and ParseUint read it with base 0: 0x, 0b, 0o, and a leading 0 for octal. */
function parseInteger(text: string): number | null {
  const sign = text.startsWith('-') ? -1n : 1n;
  const signed = /^[-+]/.test(text);
  const digits = signed ? text.slice(1) : text;
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(?:0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+)$/.test(octal)) return null;
  const value = sign * BigInt(octal.toLowerCase());
  return value < MIN_INT64 || value > MAX_UINT64 || (signed && value > 9223372036854775807n) ? null : Number(value);
}

function resolveNumber(text: string): Resolved {
  if (isTimestamp(text)) return { tag: 'timestamp', value: text };
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== null) return { tag: 'int', value: integer };
  if (FLOAT.test(plain) && Number.isFinite(Number(plain))) return { tag: 'float', value: Number(plain) };
  return { tag: 'str', value: text };
}

/** The meaning of an unquoted scalar without a tag. */
export function resolvePlain(text: string): Resolved {
  const word = WORDS.get(text);
  if (word) return word;
  if (/^[-+0-9]/.test(text)) return resolveNumber(text);
  if (text.startsWith('.') && FLOAT.test(text)) return { tag: 'float', value: Number(text) };
  return { tag: 'str', value: text };
}

/** A number as Go's strconv.FormatFloat(value, 'g', -1, 64) and integers write it in YAML. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString();
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
