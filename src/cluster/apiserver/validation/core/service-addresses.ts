/** The cluster addresses and address families of Services, and what of them may change. */
import type { k8s } from '../../../../model/objects.ts';
import { asJson, type FieldErrors } from '../errors.ts';
import { SPEC } from '../common.ts';
import { isDualStack, parseAddress, validateAddress } from '../ip.ts';
import { number, optionalText, size, text, texts } from '../values.ts';

const ADDRESSES = SPEC.child('clusterIPs');
const FAMILIES = SPEC.child('ipFamilies');
const POLICY = SPEC.child('ipFamilyPolicy');

export const isHeadless = (spec: k8s.ServiceSpec): boolean => texts(spec.clusterIPs).length === 1 && texts(spec.clusterIPs)[0] === 'None';
export const needsHealthCheck = (spec: k8s.ServiceSpec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** Follows ValidateServiceClusterIPsRelatedFields. */
export function validateClusterAddresses(errors: FieldErrors, spec: k8s.ServiceSpec, old: k8s.ServiceSpec | undefined): void {
  if (spec.type === 'ExternalName') return;
  const [first, addresses, families] = [text(spec.clusterIP), texts(spec.clusterIPs), texts(spec.ipFamilies)];
  if (first !== '' && addresses.length === 0) errors.required(ADDRESSES);
  else if (first !== '' && addresses[0] !== first) errors.invalid(ADDRESSES, asJson(addresses), 'first value must match `clusterIP`');
  else if (first === '' && addresses.length > 0) errors.invalid(ADDRESSES, asJson(addresses), 'must be empty when `clusterIP` is not specified');
  families.forEach((family, i) => {
    if (family !== 'IPv4' && family !== 'IPv6') errors.notSupported(FAMILIES.index(i), family, ['IPv4', 'IPv6']);
    if (families.indexOf(family) < i) errors.duplicate(FAMILIES.index(i), family);
  });
  const policy = optionalText(spec.ipFamilyPolicy);
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (policy !== undefined && !policies.includes(policy)) errors.notSupported(POLICY, policy, policies);
  if (!eachAddress(errors, addresses, texts(old?.clusterIPs))) return;
  if (addresses.length > 1 && !isDualStack(addresses)) errors.invalid(ADDRESSES, asJson(addresses), 'may specify no more than one IP for each IP family');
  if (isHeadless(spec)) return;
  addresses.forEach((address, i) => {
    const family = parseAddress(address)?.family ?? 'IPv4';
    const wanted = families[i];
    if ((wanted === 'IPv4' || wanted === 'IPv6') && wanted !== family) errors.invalid(ADDRESSES.index(i), address, `expected an ${wanted} value as indicated by \`ipFamilies[${i}]\``);
  });
}
/** False where an address is none. */
function eachAddress(errors: FieldErrors, addresses: readonly string[], existing: readonly string[]): boolean {
  let good = true;
  addresses.forEach((address, i) => {
    const before = errors.length;
    if (i > 0 || address !== 'None') validateAddress(errors, ADDRESSES.index(i), address, existing);
    else if (addresses.length > 1) errors.invalid(ADDRESSES, asJson(addresses), "'None' must be the first and only value");
    good &&= errors.length === before;
  });
  if (addresses.length > 2) errors.invalid(ADDRESSES, asJson(addresses), 'may only hold up to 2 values');
  return good;
}

/** Follows ValidateServiceUpdate's own rules: addresses and families stay, a second one may come and go. */
export function validateServiceChanges(errors: FieldErrors, next: k8s.ServiceSpec, old: k8s.ServiceSpec): void {
  const named = next.type === 'ExternalName' || old.type === 'ExternalName';
  if (!named && !(isHeadless(old) && isHeadless(next))) addressChanges(errors, next, texts(next.clusterIPs), texts(old.clusterIPs));
  if (!named && !isHeadless(old) && !isHeadless(next)) familyChanges(errors, next, texts(next.ipFamilies), texts(old.ipFamilies));
  if (next.type === 'LoadBalancer' && old.type === 'LoadBalancer' && (next.loadBalancerClass ?? null) !== (old.loadBalancerClass ?? null)) {
    errors.invalid(SPEC.child('loadBalancerClass'), next.loadBalancerClass, 'may not change once set');
  }
  if (needsHealthCheck(old) && needsHealthCheck(next) && number(next.healthCheckNodePort) !== number(old.healthCheckNodePort)) {
    errors.forbidden(SPEC.child('healthCheckNodePort'), 'field is immutable');
  }
}

const releases = (errors: FieldErrors, next: k8s.ServiceSpec, what: string): void => {
  if (next.ipFamilyPolicy !== 'SingleStack') errors.invalid(POLICY, next.ipFamilyPolicy, `must be set to 'SingleStack' when releasing the secondary ${what}`);
};

/** Follows validateUpgradeDowngradeClusterIPs. */
function addressChanges(errors: FieldErrors, spec: k8s.ServiceSpec, next: readonly string[], old: readonly string[]): void {
  const changed = (i: number): void => errors.invalid(ADDRESSES.index(i), asJson(spec.clusterIPs), 'may not change once set');
  if (old.length === next.length) return old.forEach((address, i) => {
    if (address !== next[i]) changed(i);
  });
  if (old.length > next.length) {
    if (next.length === 0) return errors.invalid(ADDRESSES.index(0), asJson(spec.clusterIPs), 'primary clusterIP can not be unset');
    if (next[0] !== old[0]) changed(0);
    if (next.length === 1) releases(errors, spec, 'clusterIP');
  } else if (old.length > 0 && next[0] !== old[0]) changed(0);
}

/** Follows validateUpgradeDowngradeIPFamilies. */
function familyChanges(errors: FieldErrors, spec: k8s.ServiceSpec, next: readonly string[], old: readonly string[]): void {
  const at = FAMILIES.index(0);
  if (old.length === next.length) return old.forEach((family, i) => {
    if (family !== next[i]) errors.invalid(at, asJson(spec.ipFamilies), 'may not change once set');
  });
  if (old.length > next.length && size(spec.clusterIPs) === 0) errors.invalid(at, asJson(spec.ipFamilies), 'primary ipFamily can not be unset');
  if (old.length > 0 && next.length > 0 && next[0] !== old[0]) errors.invalid(at, asJson(spec.clusterIPs), 'may not change once set');
  if (old.length > next.length && next.length === 1) releases(errors, spec, 'ipFamily');
}
