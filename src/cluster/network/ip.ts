/** IPv4 addresses and CIDR blocks as numbers, and MAC addresses made from them. */

export interface Cidr {
  readonly base: number;
  readonly bits: number;
}

/** The address as a number, or null where the text is no IPv4 address. */
export function parseAddress(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}
export const formatAddress = (value: number): string => `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;

export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/');
  const base = parseAddress(slash < 0 ? text : text.slice(0, slash));
  const bits = slash < 0 ? 32 : Number(text.slice(slash + 1));
  if (base === null || !Number.isInteger(bits) || bits < 0 || bits > 32) return null;
  return { base: base - (base % blockSize(bits)), bits };
}
export const blockSize = (bits: number): number => 2 ** (32 - bits);
export const inCidr = (cidr: Cidr | null, address: number): boolean => cidr !== null && address >= cidr.base && address < cidr.base + blockSize(cidr.bits);
/** The first address of a block, which CNI's bridge takes for itself. */
export const gatewayOf = (cidr: Cidr): string => formatAddress(cidr.base + 1);

const byte = (value: number): string => (value & 255).toString(16).padStart(2, '0');
/** A locally administered MAC address that carries the IPv4 address, as CNI's bridge plugin makes them. */
export const macOf = (prefix: number, address: number): string => [prefix, 0x58, address >>> 24, address >>> 16, address >>> 8, address].map(byte).join(':');
