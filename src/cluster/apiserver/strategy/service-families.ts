/** The address families of a Service, chosen before it is validated. Follows initIPFamilyFields of pkg/registry/core/service/storage/alloc.go; one family, IPv4. */
import { jsonEqual } from '../../../base/json.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject, k8s } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import { isEmptyMap, textOf, textsOf, withField, withFields, type Fields } from '../fields.ts';
import { invalid } from '../invalid.ts';
import type { Call } from '../types.ts';
import { validateClusterAddresses } from '../validation/core/service-addresses.ts';
import { FieldErrors, asJson } from '../validation/errors.ts';
import { parseAddress } from '../validation/ip.ts';

export class Refused extends Error {
  constructor(readonly status: Status) {
    super();
  }
}
function refuseAll(call: Call, object: KubeObject, errors: FieldErrors): void {
  if (errors.length > 0) throw new Refused(invalid(call.row, object.metadata.name, errors.list));
}
export function refuse(call: Call, object: KubeObject, field: FieldPath, shown: string, why: string): never {
  throw new Refused(invalid(call.row, object.metadata.name, [{ reason: 'FieldValueInvalid', field, message: `Invalid value: ${shown}: ${why}` }]));
}

const OURS = 'IPv4';
const SPEC = FieldPath.of('spec');
const POLICY = SPEC.child('ipFamilyPolicy');
const list = (spec: Fields, field: 'clusterIPs' | 'ipFamilies'): readonly string[] => (Array.isArray(spec[field]) ? (spec[field] as readonly unknown[]).map(textOf) : []);
const isBare = (spec: Fields): boolean => spec['clusterIP'] === 'None' && isEmptyMap(textsOf(spec['selector']));

/** `old` is null for a new Service. */
export function withFamilies(call: Call, object: KubeObject, spec: Fields, old: Fields | null): Fields {
  if (old !== null && staysAsItWas(spec, old)) return spec;
  let made = withField(spec, 'ipFamilyPolicy', spec['ipFamilyPolicy'] ?? old?.['ipFamilyPolicy'] ?? (isBare(spec) ? 'RequireDualStack' : 'SingleStack'));
  const errors = new FieldErrors();
  validateClusterAddresses(errors, made as unknown as k8s.ServiceSpec, old === null ? undefined : (old as unknown as k8s.ServiceSpec));
  refuseAll(call, object, errors);
  if (old !== null) made = released(errors, made, old);
  made = inferred(errors, made);
  refuseAll(call, object, errors);
  const families = list(made, 'ipFamilies');
  if (isBare(made)) return withField(made, 'ipFamilies', ofBareService(families, made['ipFamilyPolicy'] === 'SingleStack'));
  if (made['ipFamilyPolicy'] === 'RequireDualStack') errors.invalid(POLICY, 'RequireDualStack', 'this cluster is not configured for dual-stack services');
  families.forEach((family, i) => {
    if (family !== OURS) errors.invalid(SPEC.child('ipFamilies').index(i), family, 'not configured on this cluster');
  });
  refuseAll(call, object, errors);
  return withField(made, 'ipFamilies', families.length === 0 ? [OURS] : families);
}

/** A headless Service without a selector may have any families: nothing is handed out for it. */
function ofBareService(given: readonly string[], single: boolean): readonly string[] {
  const [first = OURS, ...more] = given;
  return single || more.length > 0 ? [first, ...more] : [first, first === 'IPv4' ? 'IPv6' : 'IPv4'];
}

/** Follows isMatchingPreferDualStackClusterIPFields. */
function staysAsItWas(spec: Fields, old: Fields): boolean {
  const prefers = (policy: unknown): boolean => policy === undefined || policy === 'PreferDualStack';
  if (spec['ipFamilyPolicy'] !== 'PreferDualStack' || !prefers(old['ipFamilyPolicy']) || spec['type'] !== old['type']) return false;
  return (['clusterIPs', 'ipFamilies'] as const).every(field => jsonEqual(list(spec, field), list(old, field)));
}

/** A second address or family goes with the policy. */
function released(errors: FieldErrors, spec: Fields, old: Fields): Fields {
  let made = spec;
  for (const [field, what] of [['clusterIPs', 'cluster IP'], ['ipFamilies', 'IP family']] as const) {
    const [now, then] = [list(spec, field), list(old, field)];
    if (spec['ipFamilyPolicy'] === 'SingleStack') {
      if (now.length > 1 && jsonEqual(now, then)) made = withFields(made, { [field]: now.slice(0, 1) });
    } else if (now.length > 0 && now.length < then.length) errors.invalid(POLICY, textOf(spec['ipFamilyPolicy']), `must be 'SingleStack' to release the secondary ${what}`);
  }
  return made;
}

/** One address or family for each that the policy allows; families that are not named follow the addresses. */
function inferred(errors: FieldErrors, spec: Fields): Fields {
  const [addresses, families] = [list(spec, 'clusterIPs'), [...list(spec, 'ipFamilies')]];
  if (spec['ipFamilyPolicy'] === 'SingleStack') {
    for (const [count, what] of [[addresses.length, 'cluster IPs'], [families.length, 'IP families']] as const) {
      if (count === 2) errors.invalid(POLICY, 'SingleStack', `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`);
    }
  }
  if (addresses[0] === 'None') return spec;
  addresses.forEach((address, i) => {
    const family = parseAddress(address)?.family;
    if (i < families.length || family === undefined) return;
    if (family === OURS) families.push(family);
    else errors.invalid(SPEC.child('clusterIPs').index(i), asJson(addresses), `${family} is not configured on this cluster`);
  });
  return families.length === 0 ? spec : withField(spec, 'ipFamilies', families);
}
