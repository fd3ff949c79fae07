/** EndpointSlices. Follows ValidateEndpointSlice; what is declared beside the type speaks last. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints, dnsSubdomainComplaints, labelValueComplaints } from '../../../../model/names.ts';
import { FieldErrors } from '../errors.ts';
import { checkName, dnsLabel, dnsSubdomain, immutable, labels, qualifiedName } from '../common.ts';
import { endpointAddress, formatAddress, parseAddress, validateAddress } from '../ip.ts';
import { goEqual } from '../go/values.ts';
import { PROTOCOLS } from '../pod/mounts.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, items, object, size, text, texts } from '../values.ts';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const [MOST_PORTS, MOST_ENDPOINTS, MOST_ADDRESSES, MOST_LABELS, MOST_HINTS] = [20000, 1000, 100, 16, 8];

function ports(errors: FieldErrors, path: FieldPath, given: readonly k8s.DiscoveryEndpointPort[]): void {
  if (given.length > MOST_PORTS) return errors.tooMany(path, given.length, MOST_PORTS);
  const names = new Set<string>();
  given.forEach((port, i) => {
    const at = path.index(i);
    const name = text(port.name);
    if (name !== '') dnsLabel(errors, at.child('name'), name);
    if (names.has(name)) errors.duplicate(at.child('name'), name);
    names.add(name);
    if (!has(port.protocol)) errors.required(at.child('protocol'));
    else if (!PROTOCOLS.includes(text(port.protocol))) errors.notSupported(at.child('protocol'), text(port.protocol), PROTOCOLS);
    if (has(port.appProtocol)) qualifiedName(errors, at.child('appProtocol'), text(port.appProtocol));
  });
}

function endpoints(errors: FieldErrors, late: FieldErrors, path: FieldPath, given: readonly k8s.Endpoint[], type: string): void {
  if (given.length > MOST_ENDPOINTS) return errors.tooMany(path, given.length, MOST_ENDPOINTS);
  given.forEach((endpoint, i) => {
    const at = path.index(i);
    const addresses = texts(endpoint.addresses);
    if (addresses.length === 0) late.required(at.child('addresses'));
    else if (addresses.length > MOST_ADDRESSES) late.tooMany(at.child('addresses'), addresses.length, MOST_ADDRESSES);
    addresses.forEach((address, j) => endpointOf(errors, at.child('addresses'), j, address, type));
    if (has(endpoint.nodeName)) dnsSubdomain(errors, at.child('nodeName'), text(endpoint.nodeName));
    if (size(endpoint.deprecatedTopology) > MOST_LABELS) errors.tooMany(at.child('deprecatedTopology'), size(endpoint.deprecatedTopology), MOST_LABELS);
    if (endpoint.deprecatedTopology) labels(errors, at.child('deprecatedTopology'), endpoint.deprecatedTopology);
    if (has(endpoint.hostname)) dnsLabel(errors, at.child('hostname'), text(endpoint.hostname));
    const hints = object(endpoint.hints);
    if (hints) validateHints(errors, at.child('hints'), hints);
  });
}
function endpointOf(errors: FieldErrors, path: FieldPath, i: number, address: string, type: string): void {
  const at = path.index(i);
  if (type === 'FQDN') return domainName(errors, at, address);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const before = errors.length;
  validateAddress(errors, at, address);
  const parsed = parseAddress(address);
  if (errors.length > before || !parsed) return;
  const canonical = formatAddress(parsed);
  if (type === 'IPv6' && canonical !== address) return errors.invalid(at, address, `must be in canonical form ("${canonical}")`);
  if (parsed.family !== type) errors.invalid(path, address, `must be an ${type} address`);
  endpointAddress(errors, at, address);
}
/** Follows IsFullyQualifiedDomainName. */
function domainName(errors: FieldErrors, path: FieldPath, written: string): void {
  if (written === '') return errors.required(path);
  const name = written.replace(/\.$/, '');
  const complaints = dnsSubdomainComplaints(name);
  if (complaints.length > 0) return errors.invalid(path, name, complaints.join(','));
  const parts = name.split('.');
  if (parts.length < 2) return errors.invalid(path, name, 'should be a domain with at least two segments separated by dots');
  const bad = parts.find(part => dnsLabelComplaints(part).length > 0);
  if (bad !== undefined) errors.invalid(path, bad, dnsLabelComplaints(bad).join(','));
}
function validateHints(errors: FieldErrors, path: FieldPath, hints: k8s.EndpointHints): void {
  for (const [field, check] of [['forZones', labelValueComplaints], ['forNodes', dnsSubdomainComplaints]] as const) {
    const given = items(hints[field]).map(hint => text(hint.name));
    if (given.length > MOST_HINTS) return errors.tooMany(path.child(field), given.length, MOST_HINTS);
    given.forEach((name, i) => {
      const at = path.child(field).index(i).child('name');
      if (given.indexOf(name) < i) errors.duplicate(at, name);
      checkName(errors, at, name, check);
    });
  }
}

const TYPE = FieldPath.of('addressType');
function slice(errors: FieldErrors, given: k8s.EndpointSlice, old: k8s.EndpointSlice | undefined): void {
  const late = new FieldErrors();
  const type = text(given.addressType);
  ports(errors, FieldPath.of('ports'), items(given.ports));
  if (!old || !goEqual('raw?', given.endpoints, old.endpoints)) endpoints(errors, late, FieldPath.of('endpoints'), items(given.endpoints), type);
  if (type === '') late.required(TYPE);
  else if (!ADDRESS_TYPES.includes(type)) late.notSupported(TYPE, type, ADDRESS_TYPES);
  errors.list.push(...late.list);
}
export const endpointSlices: KindRules = {
  create: (errors, raw) => {
    checkMeta(errors, raw, namespaced());
    slice(errors, as<k8s.EndpointSlice>(raw), undefined);
  },
  update: (errors, next, old) => {
    checkMeta(errors, next, namespaced());
    slice(errors, as<k8s.EndpointSlice>(next), as<k8s.EndpointSlice>(old));
    immutable(errors, TYPE, 'string', text(next['addressType']), text(old['addressType']));
  },
};
