/** Where the addresses of Services come from: ServiceCIDRs, and the IPAddress that stands for each one taken. */
import type { k8s } from '../../../../model/objects.ts';
import { dnsSubdomainComplaints, pathSegmentComplaints, type NameCheck } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { SPEC, checkName, immutable, requiredName } from '../common.ts';
import { formatAddress, formatRange, parseAddress, parseRange, validateRange } from '../ip.ts';
import { as, checkMeta, nothingMore, clusterWide, type KindRules } from '../rules.ts';
import { object, struct, text, texts } from '../values.ts';

/** Follows ValidateIPAddressName: the canonical text of an address. */
const addressName: NameCheck = value => {
  const address = parseAddress(value);
  if (!address) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  if (address.padded) return ['must not have leading 0s'];
  if (address.mapped) return ['must not be an IPv4-mapped IPv6 address'];
  return formatAddress(address) === value ? [] : [`must be in canonical form ("${formatAddress(address)}")`];
};

/** Follows validateIPAddressParentReference. */
function parent(errors: FieldErrors, given: k8s.ParentReference | undefined): void {
  const path = SPEC.child('parentRef');
  const ref = object(given);
  if (!ref) return errors.required(path);
  if (text(ref.group) !== '') checkName(errors, path.child('group'), text(ref.group), dnsSubdomainComplaints);
  for (const field of ['resource', 'name'] as const) requiredName(errors, path.child(field), text(ref[field]), pathSegmentComplaints);
  if (text(ref.namespace) !== '') checkName(errors, path.child('namespace'), text(ref.namespace), pathSegmentComplaints);
}
export const ipAddresses: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide(addressName));
    parent(errors, struct(as<k8s.IPAddress>(object).spec).parentRef);
  },
  update: (errors, next, old) => {
    const of = (object: typeof next): unknown => struct(as<k8s.IPAddress>(object).spec).parentRef;
    immutable(errors, SPEC.child('parentRef'), '*networking.ParentReference', of(next), of(old));
  },
};

/** Follows ValidateServiceCIDR: one range, or one of each family. */
function ranges(errors: FieldErrors, spec: k8s.ServiceCIDRSpec): void {
  const [path, cidrs] = [SPEC.child('cidrs'), texts(spec.cidrs)];
  if (cidrs.length === 0) return errors.required(path, 'at least one CIDR required');
  const shown = asType('networking.ServiceCIDRSpec', spec);
  if (cidrs.length > 2) return errors.invalid(path, shown, 'may only hold up to 2 values');
  const families = new Set(cidrs.map(cidr => parseRange(cidr)?.address.family));
  if (cidrs.length === 2 && (families.size < 2 || families.has(undefined))) {
    return errors.invalid(path, shown, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64');
  }
  cidrs.forEach((cidr, i) => {
    const found = errors.length;
    const range = validateRange(errors, path.index(i), cidr);
    if (range && errors.length === found && formatRange(range) !== cidr) errors.invalid(path.index(i), cidr, `must be in canonical form ("${formatRange(range)}")`);
  });
}
export const serviceCidrs: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide());
    ranges(errors, struct(as<k8s.ServiceCIDR>(object).spec));
  },
  update: (errors, next, old) => {
    const of = (object: typeof next): unknown => struct(as<k8s.ServiceCIDR>(object).spec).cidrs;
    immutable(errors, SPEC.child('cidrs'), '[]string', of(next), of(old));
  },
  subresources: { status: nothingMore },
};
