/** Requests and limits: names of resources and their amounts. Follows validateResourceRequirements and core/helper. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { addQuantities, canonicalQuantity, compareQuantities, milliValue, parseQuantity, wholeValue } from '../../../../model/quantity.ts';
import { qualifiedNameComplaints } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { NEGATIVE, ROOT, dnsLabel, dnsSubdomain } from '../common.ts';
import { has, items, object, optionalText, quantities, size, text } from '../values.ts';
import type { PodScope } from './scope.ts';

const HUGE_PAGES = 'hugepages-';
export const isHugePages = (name: string): boolean => name.startsWith(HUGE_PAGES);
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-');
const OBJECT_COUNTS = ['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'];
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const QUOTA = new Set([
  ...COMPUTE, ...COMPUTE.map(name => `requests.${name}`), ...COMPUTE.map(name => `limits.${name}`), 'requests.storage', ...OBJECT_COUNTS,
]);
const STANDARD = new Set([...QUOTA, 'storage']);

const isStandardResource = (name: string): boolean => STANDARD.has(name) || isQuotaHugePages(name);
export const isStandardQuotaResource = (name: string): boolean => QUOTA.has(name) || isQuotaHugePages(name);
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const isExtendedResource = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedNameComplaints(`requests.${name}`).length === 0;
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);
const isWholeResource = (name: string): boolean => OBJECT_COUNTS.includes(name) || isExtendedResource(name);

type ResourceNameRule = (errors: FieldErrors, path: FieldPath, name: string) => void;

/** Follows validateResourceName. */
export const resourceName: ResourceNameRule = (errors, path, name) => {
  const complaints = qualifiedNameComplaints(name);
  if (complaints.length > 0) errors.complaints(path, name, complaints);
  else if (!name.includes('/') && !isStandardResource(name)) errors.invalid(path, name, 'must be a standard resource type or fully qualified');
};
/** Follows ValidateContainerResourceName. */
export const containerResourceName: ResourceNameRule = (errors, path, name) => {
  if (COMPUTE.includes(name)) return;
  resourceName(errors, path, name);
  if (!name.includes('/')) {
    if (!isHugePages(name)) errors.invalid(path, name, 'must be a standard resource for containers');
  } else if (!isNative(name) && !isExtendedResource(name)) errors.invalid(path, name, "doesn't follow extended resource name standard");
};
/** Follows ValidateResourceQuotaResourceName. */
export const quotaResourceName: ResourceNameRule = (errors, path, name) => {
  resourceName(errors, path, name);
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.invalid(path, name, 'must be a standard resource for quota');
};
const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);
/** Follows validatePodResourceName. */
const podResourceName: ResourceNameRule = (errors, path, name) => {
  const before = errors.length;
  resourceName(errors, path, name);
  if (errors.length === before && !isPodLevel(name)) errors.notSupported(path, name, ['cpu', HUGE_PAGES, 'memory']);
};

/** Follows ValidateNonnegativeQuantity. */
export function notNegativeQuantity(errors: FieldErrors, path: FieldPath, value: string): void {
  if (compareQuantities(value, '0') < 0) errors.invalid(path, canonicalQuantity(value), NEGATIVE);
}
/** Follows ValidateResourceQuantityValue. */
export function resourceAmount(errors: FieldErrors, path: FieldPath, name: string, value: string): void {
  if (value.startsWith('-')) notNegativeQuantity(errors, path, value);
  if (!COMPUTE.includes(name) && isWholeResource(name) && milliValue(value) % 1000 !== 0) errors.invalid(path, canonicalQuantity(value), 'must be an integer');
}

function hugePages(errors: FieldErrors, path: FieldPath, name: string, value: string, tolerant: boolean): void {
  if (tolerant || !isHugePages(name)) return;
  const page = parseQuantity(name.slice(HUGE_PAGES.length));
  const bytes = page ? wholeValue(name.slice(HUGE_PAGES.length)) : 0;
  if (bytes <= 0 || wholeValue(value) % bytes !== 0) errors.invalid(path, canonicalQuantity(value), `${canonicalQuantity(value)} is not positive integer multiple of ${name}`);
}

/** Follows ValidateContainerResourceRequirements. */
export const validateContainerResources = (scope: Pick<PodScope, 'errors' | 'options' | 'claims'>, path: FieldPath, resources: k8s.ResourceRequirements | undefined | null): void => {
  const given = object(resources);
  if (given) requirements(scope, path, given, containerResourceName);
};

function requirements({ errors, options, claims }: Pick<PodScope, 'errors' | 'options' | 'claims'>, path: FieldPath, given: k8s.ResourceRequirements, nameRule: ResourceNameRule): void {
  const [limits, requests] = [quantities(given.limits), quantities(given.requests)];
  for (const name in limits) {
    const at = path.child('limits').key(name);
    nameRule(errors, at, name);
    resourceAmount(errors, at, name, limits[name] ?? '0');
    hugePages(errors, at, name, limits[name] ?? '0', options.indivisibleHugePages);
  }
  for (const name in requests) {
    const at = path.child('requests').key(name);
    nameRule(errors, at, name);
    resourceAmount(errors, at, name, requests[name] ?? '0');
    againstLimit(errors, path, name, requests[name] ?? '0', limits[name]);
    hugePages(errors, at, name, requests[name] ?? '0', options.indivisibleHugePages);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) errors.forbidden(path, 'HugePages require cpu or memory');
  if (given.claims) claimNames(errors, path.child('claims'), given, claims);
}

function againstLimit(errors: FieldErrors, path: FieldPath, name: string, request: string, limit: string | undefined): void {
  if (limit === undefined) {
    if (!mayOvercommit(name)) errors.required(path.child('limits'), 'Limit must be set for non overcommitable resources');
    return;
  }
  const order = compareQuantities(request, limit);
  if (order !== 0 && !mayOvercommit(name)) errors.invalid(path.child('requests'), canonicalQuantity(request), `must be equal to ${name} limit of ${canonicalQuantity(limit)}`);
  else if (order > 0) errors.invalid(path.child('requests'), canonicalQuantity(request), `must be less than or equal to ${name} limit of ${canonicalQuantity(limit)}`);
}

/** Follows validateResourceClaimNames: a claim as a whole, or requests of it, each once. */
function claimNames(errors: FieldErrors, path: FieldPath, given: k8s.ResourceRequirements, claims: ReadonlySet<string>): void {
  const seen = new Set<string>();
  items(given.claims).forEach((claim, i) => {
    const [name, request] = [text(claim.name), text(claim.request)];
    if (name === '') return errors.required(path.index(i));
    if (seen.has(name)) errors.duplicate(path.index(i), name);
    else {
      if (request !== '') dnsLabel(errors, path.index(i).child('request'), request);
      const key = request === '' ? name : `${name}/${request}`;
      if (seen.has(key)) errors.duplicate(path.index(i), key);
      else if (request === '') for (const other of seen) if (other.startsWith(`${name}/`)) errors.duplicate(path.index(i), name);
      seen.add(key);
    }
    if (claims.has(name)) return;
    const known = claims.size === 0 ? ' which is empty' : `: ${[...claims].sort().join(', ')}`;
    errors.notFound(path.index(i), name, `must be one of the names in pod.spec.resourceClaims${known}`);
  });
}

/** Follows validatePodResources: requests and limits of the Pod as a whole. */
export function validatePodResources(scope: PodScope, path: FieldPath): void {
  const given = object(scope.spec.resources);
  if (!given) return;
  const at = path.child('resources');
  if (text(object(scope.spec.os)?.name) === 'windows') return scope.errors.forbidden(at, 'may not be set for a windows pod');
  if (has(given.claims)) scope.errors.forbidden(at.child('claims'), 'claims may not be set for Resources at pod-level');
  requirements(scope, at, given, podResourceName);
  podConsistency(scope, at, given);
}

/** Follows validatePodResourceConsistency: the whole is no less than the sum of the parts. */
function podConsistency({ errors, spec }: PodScope, path: FieldPath, given: k8s.ResourceRequirements): void {
  const [requests, limits] = [quantities(given.requests), quantities(given.limits)];
  const asked = aggregate(spec, 'requests');
  for (const name in asked) {
    const whole = requests[name];
    if (whole === undefined || compareQuantities(asked[name] ?? '0', whole) <= 0) continue;
    errors.invalid(path.child('requests').key(name), canonicalQuantity(whole), `must be greater than or equal to aggregate container requests of ${canonicalQuantity(asked[name] ?? '0')}`);
  }
  const capped = aggregate(spec, 'limits');
  for (const name in capped) {
    const whole = limits[name];
    if (!isHugePages(name) || whole === undefined || compareQuantities(capped[name] ?? '0', whole) <= 0) continue;
    errors.invalid(path.child('limits').key(name), canonicalQuantity(whole), `must be greater than or equal to aggregate container limits of ${canonicalQuantity(capped[name] ?? '0')}`);
  }
  items(spec.containers).forEach((container, i) => {
    const own = quantities(object(container.resources)?.limits);
    for (const name in own) {
      const whole = limits[name];
      if (whole === undefined || compareQuantities(own[name] ?? '0', whole) <= 0) continue;
      errors.invalid(path.child('containers').index(i).key(name).child('limits'), canonicalQuantity(own[name] ?? '0'), `must be less than or equal to pod limits of ${canonicalQuantity(whole)}`);
    }
  });
}

type Amounts = Record<string, string>;
/** Follows component-helpers' AggregateContainerRequests: what containers need together, or one init container beside the sidecars before it. */
function aggregate(spec: k8s.PodSpec, field: 'requests' | 'limits'): Amounts {
  const sum: Amounts = {};
  const amounts = (container: k8s.Container): Amounts => quantities(object(container.resources)?.[field]);
  for (const container of items(spec.containers)) addAll(sum, amounts(container));
  const sidecars: Amounts = {};
  let most: Amounts = {};
  for (const container of items(spec.initContainers)) {
    const own = amounts(container);
    if (container.restartPolicy === 'Always') {
      addAll(sum, own);
      addAll(sidecars, own);
      most = larger(most, sidecars);
    } else most = larger(most, addAll({ ...sidecars }, own));
  }
  return larger(sum, most);
}
function addAll(to: Amounts, from: Amounts): Amounts {
  for (const name in from) to[name] = addQuantities(to[name] ?? '0', from[name] ?? '0');
  return to;
}
function larger(a: Amounts, b: Amounts): Amounts {
  const out = { ...a };
  for (const name in b) if (compareQuantities(b[name] ?? '0', out[name] ?? '0') > 0 || out[name] === undefined) out[name] = b[name] ?? '0';
  return out;
}

/** Follows validateResizePolicy. */
export function validateResizePolicy(errors: FieldErrors, path: FieldPath, policies: k8s.Container['resizePolicy'], podRestartPolicy: string): void {
  if (!policies || size(policies) === 0) return;
  const seen = new Set<string>();
  items(policies).forEach((policy, i) => {
    const [resource, restart] = [text(policy.resourceName), text(policy.restartPolicy)];
    if (seen.has(resource)) errors.duplicate(path.index(i), resource);
    seen.add(resource);
    if (resource === '') errors.required(path);
    else if (resource !== 'cpu' && resource !== 'memory') errors.notSupported(path, resource, ['cpu', 'memory']);
    if (restart === '') errors.required(path);
    else if (restart !== 'NotRequired' && restart !== 'RestartContainer') errors.notSupported(path, restart, ['NotRequired', 'RestartContainer']);
    if (podRestartPolicy === 'Never' && restart !== 'NotRequired') errors.invalid(path, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
  });
}

/** Follows validatePodResourceClaims. */
export function validateResourceClaims(errors: FieldErrors, path: FieldPath, spec: k8s.PodSpec, ofMirrorPod: boolean): void {
  if (!spec.resourceClaims) return;
  const names = new Set<string>();
  items(spec.resourceClaims).forEach((claim, i) => {
    if (ofMirrorPod) return errors.forbidden(ROOT, 'static pods do not support resource claims');
    const at = path.index(i);
    const name = text(claim.name);
    if (name === '') errors.required(at.child('name'));
    else if (names.has(name)) errors.duplicate(at.child('name'), name);
    else {
      dnsLabel(errors, at.child('name'), name);
      names.add(name);
    }
    const [one, template] = [optionalText(claim.resourceClaimName), optionalText(claim.resourceClaimTemplateName)];
    if (one !== undefined && template !== undefined) errors.invalid(at, asType('core.PodResourceClaim', claim), 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified');
    if (one === undefined && template === undefined) errors.invalid(at, asType('core.PodResourceClaim', claim), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
    if (one !== undefined) dnsSubdomain(errors, at.child('resourceClaimName'), one);
    if (template !== undefined) dnsSubdomain(errors, at.child('resourceClaimTemplateName'), template);
  });
}
