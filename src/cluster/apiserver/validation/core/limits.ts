/** LimitRanges and ResourceQuotas. */
import { jsonEqual } from '../../../../base/json.ts';
import type { FieldPath } from '../../../../model/field-path.ts';
import { FieldPath as Path } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { qualifiedNameComplaints } from '../../../../model/names.ts';
import { canonicalQuantity, compareQuantities, milliValue, wholeValue } from '../../../../model/quantity.ts';
import { asJson, asType, type FieldErrors } from '../errors.ts';
import { IMMUTABLE, SPEC, STATUS } from '../common.ts';
import { containerResourceName, isStandardQuotaResource, mayOvercommit, quotaResourceName, resourceAmount, resourceName } from '../pod/resources.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { items, object, quantities, size, struct, text, texts } from '../values.ts';

type Amounts = Readonly<Record<string, string>>;
const shown = canonicalQuantity;
const over = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && compareQuantities(a, b) > 0;

/** Follows ValidateLimitRange. */
function limitRange(errors: FieldErrors, range: k8s.LimitRange): void {
  const types = new Set<string>();
  items(struct(range.spec).limits).forEach((limit, i) => {
    const path = SPEC.child('limits').index(i);
    const type = text(limit.type);
    limitType(errors, path.child('type'), type);
    if (types.has(type)) errors.duplicate(path.child('type'), type);
    types.add(type);
    limitItem(errors, path, limit, type);
  });
}
function limitType(errors: FieldErrors, path: FieldPath, type: string): void {
  const complaints = qualifiedNameComplaints(type);
  if (complaints.length > 0) errors.complaints(path, type, complaints);
  else if (!type.includes('/') && !['Pod', 'Container', 'PersistentVolumeClaim'].includes(type)) errors.invalid(path, type, 'must be a standard limit type or fully qualified');
}

function limitItem(errors: FieldErrors, path: FieldPath, limit: k8s.LimitRangeItem, type: string): void {
  const names = type === 'Pod' || type === 'Container' ? containerResourceName : resourceName;
  const take = (field: 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio'): Amounts => {
    const amounts = quantities(limit[field]);
    for (const name in amounts) names(errors, path.child(field).key(name), name);
    return amounts;
  };
  const [max, min] = [take('max'), take('min')];
  let [defaults, requests]: [Amounts, Amounts] = [{}, {}];
  if (type === 'Pod') {
    for (const field of ['default', 'defaultRequest'] as const) if (size(limit[field]) > 0) errors.forbidden(path.child(field), "may not be specified when `type` is 'Pod'");
  } else [defaults, requests] = [take('default'), take('defaultRequest')];
  if (type === 'PersistentVolumeClaim' && max['storage'] === undefined && min['storage'] === undefined) {
    errors.required(path.child('limits'), 'either minimum or maximum storage value is required, but neither was provided');
  }
  const ratios = take('maxLimitRequestRatio');
  for (const name of new Set([max, min, defaults, requests, ratios].flatMap(each => Object.keys(each)))) {
    amountsAgree(errors, path, name, max[name], min[name], defaults[name], requests[name]);
    ratio(errors, path.child('maxLimitRequestRatio').key(name), ratios[name], max[name], min[name]);
    const [limitOf, request] = [defaults[name], requests[name]];
    if (!mayOvercommit(name) && limitOf !== undefined && request !== undefined && compareQuantities(limitOf, request) !== 0) {
      errors.invalid(path.child('defaultRequest').key(name), shown(request), `default value ${shown(limitOf)} must equal to defaultRequest value ${shown(request)} in ${name}`);
    }
  }
}

/** min <= default request <= default <= max, of those that are given. */
function amountsAgree(errors: FieldErrors, path: FieldPath, name: string, max: string | undefined, min: string | undefined, limit: string | undefined, request: string | undefined): void {
  const say = (field: string, value: string | undefined, message: string): void => errors.invalid(path.child(field).key(name), shown(value ?? '0'), message);
  const text = (value: string | undefined): string => shown(value ?? '0');
  if (over(min, max)) say('min', min, `min value ${text(min)} is greater than max value ${text(max)}`);
  if (over(min, request)) say('defaultRequest', request, `min value ${text(min)} is greater than default request value ${text(request)}`);
  if (over(request, max)) say('defaultRequest', request, `default request value ${text(request)} is greater than max value ${text(max)}`);
  if (over(request, limit)) say('defaultRequest', request, `default request value ${text(request)} is greater than default limit value ${text(limit)}`);
  if (over(min, limit)) say('default', min, `min value ${text(min)} is greater than default value ${text(limit)}`);
  if (over(limit, max)) say('default', max, `default value ${text(limit)} is greater than max value ${text(max)}`);
}
function ratio(errors: FieldErrors, path: FieldPath, value: string | undefined, max: string | undefined, min: string | undefined): void {
  if (value === undefined) return;
  if (compareQuantities(value, '1') < 0) errors.invalid(path, shown(value), `ratio ${shown(value)} is less than 1`);
  if (max === undefined || min === undefined) return;
  const small = [value, max, min].every(each => wholeValue(each) < 9.2e15);
  const [most, least, given] = small ? [milliValue(max), milliValue(min), milliValue(value) / 1000] : [wholeValue(max), wholeValue(min), wholeValue(value)];
  const limit = most / least;
  if (given > limit) errors.invalid(path, shown(value), `ratio ${shown(value)} is greater than max/min = ${Number.isFinite(limit) ? limit.toFixed(6) : '+Inf'}`);
}

export const limitRanges: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    limitRange(errors, as<k8s.LimitRange>(object));
  },
  // The update validates the new object as a create does (LimitRange's strategy).
  update: (errors, next) => limitRanges.create(errors, next, { allowPrivileged: true }),
};

const COMPUTE_QUOTA = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const POD_SCOPES = ['Terminating', 'NotTerminating', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity'];
const SCOPES = [...POD_SCOPES, 'BestEffort', 'VolumeAttributesClass'];
/** Follows IsResourceQuotaScopeValidForResource. */
function scopeTakes(scope: string, resource: string): boolean {
  if (POD_SCOPES.includes(scope)) return resource === 'pods' || COMPUTE_QUOTA.includes(resource);
  if (scope === 'BestEffort') return resource === 'pods';
  return scope !== 'VolumeAttributesClass' || resource === 'persistentvolumeclaims' || resource === 'requests.storage';
}
const CLASHING = [['BestEffort', 'NotBestEffort'], ['NotTerminating', 'Terminating']];

function amounts(errors: FieldErrors, path: FieldPath, given: unknown): void {
  const list = quantities(given);
  for (const name in list) {
    quotaResourceName(errors, path.key(name), name);
    resourceAmount(errors, path.key(name), name, list[name] ?? '0');
  }
}

/** Follows ValidateResourceQuotaSpec. */
function quotaSpec(errors: FieldErrors, spec: k8s.ResourceQuotaSpec): void {
  amounts(errors, SPEC.child('hard'), spec.hard);
  const scopes = texts(spec.scopes);
  const path = SPEC.child('scopes');
  const limited = Object.keys(quantities(spec.hard)).sort().filter(isStandardQuotaResource);
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) errors.invalid(path, asJson(scopes), 'unsupported scope');
    for (const resource of limited) if (!scopeTakes(scope, resource)) errors.invalid(path, asJson(scopes), 'unsupported scope applied to resource');
  }
  if (scopes.length > 0) clash(errors, path, scopes, spec);
  const selector = object(spec.scopeSelector);
  if (selector) scopeSelector(errors, SPEC.child('scopeSelector', 'matchExpressions'), spec, selector, limited);
}
function clash(errors: FieldErrors, path: FieldPath, scopes: readonly string[], spec: k8s.ResourceQuotaSpec): void {
  for (const pair of CLASHING) if (pair.every(scope => scopes.includes(scope))) errors.invalid(path, asJson(spec.scopes), 'conflicting scopes');
}

/** Follows validateScopedResourceSelectorRequirement. */
function scopeSelector(errors: FieldErrors, path: FieldPath, spec: k8s.ResourceQuotaSpec, selector: k8s.ScopeSelector, limited: readonly string[]): void {
  const requirements = items(selector.matchExpressions);
  for (const requirement of requirements) {
    const [scope, operator, values] = [text(requirement.scopeName), text(requirement.operator), texts(requirement.values)];
    if (!SCOPES.includes(scope)) errors.invalid(path.child('scopeName'), scope, 'unsupported scope');
    for (const resource of limited) if (!scopeTakes(scope, resource)) errors.invalid(path, asType('core.ScopeSelector', selector), 'unsupported scope applied to resource');
    if (['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'].includes(scope) && operator !== 'Exists') {
      errors.invalid(
        path.child('operator'), operator,
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      );
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.required(path.child('values'), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.invalid(path.child('values'), asJson(values), "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
    } else errors.invalid(path.child('operator'), operator, 'not a valid selector operator');
  }
  clash(errors, path, requirements.map(requirement => text(requirement.scopeName)), spec);
}

function quotaStatus(errors: FieldErrors, status: k8s.ResourceQuotaStatus): void {
  amounts(errors, STATUS.child('hard'), status.hard);
  amounts(errors, STATUS.child('used'), status.used);
}

export const resourceQuotas: KindRules = {
  create: (errors, object) => {
    const quota = as<k8s.ResourceQuota>(object);
    checkMeta(errors, object, namespaced());
    quotaSpec(errors, struct(quota.spec));
    quotaStatus(errors, struct(quota.status));
  },
  update: (errors, next, old) => {
    const [now, then] = [struct(as<k8s.ResourceQuota>(next).spec), struct(as<k8s.ResourceQuota>(old).spec)];
    quotaSpec(errors, now);
    const scopes = (spec: k8s.ResourceQuotaSpec): readonly string[] => [...new Set(texts(spec.scopes))].sort();
    if (!jsonEqual(scopes(now), scopes(then))) errors.invalid(SPEC.child('scopes'), asJson(now.scopes), IMMUTABLE);
  },
  subresources: {
    status: (errors, next) => {
      if (text(struct(next.metadata).resourceVersion) === '') errors.required(Path.of('resourceVersion'));
      quotaStatus(errors, struct(as<k8s.ResourceQuota>(next).status));
    },
  },
};
