/** Addresses in a form that is read but not recommended. Follows apimachinery GetWarningsForIP and GetWarningsForCIDR. */
import type { FieldPath } from '../../../model/field-path.ts';
import { formatAddress, formatRange, parseAddress, parseRange } from '../validation/ip.ts';

export function addressWarnings(path: FieldPath, value: string): readonly string[] {
  const address = parseAddress(value);
  if (!address) return [];
  const canonical = formatAddress(address);
  if (address.padded || address.mapped) return [`${path.toString()}: non-standard IP address "${value}" will be considered invalid in a future Kubernetes release: use "${canonical}"`];
  return address.family === 'IPv6' && canonical !== value ? [`${path.toString()}: IPv6 address "${value}" should be in RFC 5952 canonical format ("${canonical}")`] : [];
}

export function rangeWarnings(path: FieldPath, value: string): readonly string[] {
  const range = parseRange(value);
  if (!range) return [];
  const canonical = formatRange(range);
  return range.address.family === 'IPv6' && canonical !== value ? [`${path.toString()}: IPv6 CIDR value "${value}" should be in RFC 5952 canonical format ("${canonical}")`] : [];
}
