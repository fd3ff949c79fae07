/** Addresses and ranges of addresses, as Kubernetes reads them. Follows apimachinery pkg/util/validation/ip.go. */
import type { FieldPath } from '../../../model/field-path.ts';
import type { FieldErrors } from './errors.ts';

/** An address: four bytes, or eight groups of sixteen bits. */
interface Address {
  readonly family: 'IPv4' | 'IPv6';
  readonly parts: readonly number[];
  /** A part with leading zeros, which only lenient readers take. */
  readonly padded: boolean;
  /** Written as IPv6 though it is an IPv4 address. */
  readonly mapped: boolean;
}

/** Follows netutils.ParseIPSloppy: leading zeros are decimal. */
export function parseAddress(text: string): Address | null {
  if (!text.includes(':')) return parseV4(text);
  return parseV6(text);
}
function parseV4(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every(part => /^[0-9]{1,}$/.test(part) && Number(part) <= 255)) return null;
  return { family: 'IPv4', parts: parts.map(Number), padded: parts.some(part => part.length > 1 && part.startsWith('0')), mapped: false };
}
function parseV6(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  let padded = false;
  const groups = (half: string): number[] | null => {
    if (half === '') return [];
    const words = half.split(':');
    const out: number[] = [];
    for (const [i, word] of words.entries()) {
      if (word.includes('.') && i === words.length - 1) {
        const v4 = parseV4(word);
        if (!v4) return null;
        const [a = 0, b = 0, c = 0, d = 0] = v4.parts;
        out.push(a * 256 + b, c * 256 + d);
        padded ||= v4.padded;
      } else if (/^[0-9a-fA-F]{1,4}$/.test(word)) out.push(Number.parseInt(word, 16));
      else return null;
    }
    return out;
  };
  const [left, right] = [groups(halves[0] ?? ''), halves.length === 2 ? groups(halves[1] ?? '') : []];
  if (!left || !right) return null;
  const known = left.length + right.length;
  if (halves.length === 2 ? known > 7 : known !== 8) return null;
  const parts = [...left, ...Array.from({ length: 8 - known }, () => 0), ...right];
  const mapped = parts.slice(0, 5).every(part => part === 0) && parts[5] === 0xffff;
  if (!mapped) return { family: 'IPv6', parts, padded, mapped };
  const [high = 0, low = 0] = parts.slice(6);
  return { family: 'IPv4', parts: [high >> 8, high & 255, low >> 8, low & 255], padded, mapped };
}

interface Range {
  readonly address: Address;
  readonly bits: number;
  readonly paddedBits: boolean;
}
/** Follows netutils.ParseCIDRSloppy. */
export function parseRange(text: string): Range | null {
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^[0-9]+$/.test(length)) return null;
  const bits = Number(length);
  if (bits > (address.family === 'IPv4' && !address.mapped ? 32 : 128)) return null;
  return { address, bits, paddedBits: length.length > 1 && length.startsWith('0') };
}

/** The address as a row of bits, for ranges. */
const bitsOf = ({ family, parts }: Address): string => parts.map(part => part.toString(2).padStart(family === 'IPv4' ? 8 : 16, '0')).join('');
export const rangeHolds = (outer: Range, inner: Address): boolean =>
  outer.address.family === inner.family && bitsOf(outer.address).slice(0, outer.bits) === bitsOf(inner).slice(0, outer.bits);
const hasHostBits = ({ address, bits }: Range): boolean => bitsOf(address).slice(bits).includes('1');

/** Follows IsValidIPForLegacyField, strict since v1.36; values that the old object has are let pass. */
export function validateAddress(errors: FieldErrors, path: FieldPath, value: string, existing: readonly string[] = []): Address | null {
  const address = parseAddress(value);
  if (existing.includes(value)) return address;
  if (!address) {
    errors.invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
    return null;
  }
  if (address.padded) errors.invalid(path, value, 'must not have leading 0s');
  if (address.mapped) errors.invalid(path, value, 'must not be an IPv4-mapped IPv6 address');
  return address;
}
/** Follows IsValidCIDRForLegacyField, strict since v1.36. */
export function validateRange(errors: FieldErrors, path: FieldPath, value: string, existing: readonly string[] = []): Range | null {
  const range = parseRange(value);
  if (existing.includes(value)) return range;
  if (!range) errors.invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');
  else if (range.address.padded || range.paddedBits) errors.invalid(path, value, 'must not have leading 0s in IP or prefix length');
  else if (range.address.mapped) errors.invalid(path, value, 'must not have an IPv4-mapped IPv6 address');
  else if (hasHostBits(range)) errors.invalid(path, value, 'must not have bits set beyond the prefix length');
  return range;
}

/** Two addresses, one of each family. */
export const isDualStack = (values: readonly string[]): boolean => new Set(values.map(value => parseAddress(value)?.family)).size > 1;

/** Follows ValidateEndpointIP: an address that traffic can be sent to. */
export function endpointAddress(errors: FieldErrors, path: FieldPath, value: string): void {
  const address = parseAddress(value);
  if (!address) return errors.invalid(path, value, 'must be a valid IP address');
  const [first = 0, second = 0, third = 0] = address.parts;
  const v4 = address.family === 'IPv4';
  const all = (count: number): boolean => address.parts.slice(0, count).every(part => part === 0);
  if (all(v4 ? 4 : 8)) errors.invalid(path, value, `may not be unspecified (${value})`);
  if (v4 ? first === 127 : all(7) && address.parts[7] === 1) errors.invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (v4 ? first === 169 && second === 254 : (first & 0xffc0) === 0xfe80) errors.invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (v4 ? first === 224 && second === 0 && third === 0 : (first & 0xff0f) === 0xff02) {
    errors.invalid(path, value, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
}

/** The canonical text of an address (RFC 5952 for IPv6). */
export function formatAddress({ family, parts }: Address): string {
  if (family === 'IPv4') return parts.join('.');
  let best = { at: -1, length: 1 };
  for (let i = 0; i < parts.length; i++) {
    let length = 0;
    while (parts[i + length] === 0) length++;
    if (length > best.length) best = { at: i, length };
  }
  const words = parts.map(part => part.toString(16));
  if (best.at < 0) return words.join(':');
  return `${words.slice(0, best.at).join(':')}::${words.slice(best.at + best.length).join(':')}`;
}
export const formatRange = ({ address, bits }: Range): string => `${formatAddress(address)}/${bits}`;
