/** LimitRanger: fills in what a LimitRange gives by default and refuses what is outside its bounds. Follows plugin/pkg/admission/limitranger. */
import { ok } from '../../../base/result.ts';
import { byText } from '../../../base/order.ts';
import type { KubeObject, LimitRange, k8s } from '../../../model/objects.ts';
import { compareQuantities, milliValue, wholeValue } from '../../../model/quantity.ts';
import type { Status } from '../../../model/status.ts';
import { findAll } from '../call.ts';
import { at, inField, isEmptyMap, listOf, mapShared, specOf, textOf, textsOf, withDefaults, withField, withMeta, type Fields } from '../fields.ts';
import { podTotal, type ResourceTexts } from '../resources.ts';
import type { Call } from '../types.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { refuse } from './refuse.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';
const rangesOf = (call: Call): readonly LimitRange[] => findAll(call, 'limitranges', call.namespace);
const isNew = ({ call, operation }: Attributes): boolean => operation === 'create' && call.subresource === '';

function withDefaultsOf(range: LimitRange, object: KubeObject): KubeObject {
  const given: { requests: Fields; limits: Fields } = { requests: {}, limits: {} };
  for (const limit of range.spec.limits) {
    if (limit.type !== 'Container') continue;
    given.requests = { ...given.requests, ...limit.defaultRequest };
    given.limits = { ...given.limits, ...limit.default };
  }
  if (isEmptyMap(given.requests) && isEmptyMap(given.limits)) return object;
  const words: string[] = [];
  let spec = specOf(object);
  for (const [field, word] of [['containers', 'container'], ['initContainers', 'init container']] as const) {
    const list = listOf(spec[field]);
    if (list.length > 0) spec = withField(spec, field, mapShared(list, container => filledIn(container, given, word, words)));
  }
  if (words.length === 0) return object;
  return withMeta(withField(object, 'spec', spec), { annotations: { ...object.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${words.join('; ')}` } });
}

function filledIn(container: Fields, given: { readonly requests: Fields; readonly limits: Fields }, word: string, words: string[]): Fields {
  return inField(withDefaults(container, { resources: {} }), 'resources', resources => {
    let next = resources;
    for (const field of ['requests', 'limits'] as const) {
      const own = textsOf(next[field]);
      const added = Object.keys(given[field]).filter(name => own[name] === undefined).sort(byText);
      if (added.length === 0) continue;
      next = withField(next, field, withDefaults(own, given[field]));
      words.push(`${added.join(', ')} ${field === 'limits' ? 'limit' : 'request'} for ${word} ${textOf(container['name'])}`);
    }
    return next;
  });
}

interface Bounded {
  readonly type: string;
  readonly requests: ResourceTexts;
  readonly limits: ResourceTexts;
}
/** Finer amounts are compared in thousandths, as far as they fit. */
const larger = (a: string, b: string): boolean => compareQuantities(a, b) > 0;

function complaints(limit: k8s.LimitRangeItem, { type, requests, limits }: Bounded): readonly string[] {
  const found: string[] = [];
  for (const [name, bound] of sorted(limit.min)) {
    const [request, own] = [requests[name], limits[name]];
    const rule = `minimum ${name} usage per ${type} is ${bound}`;
    if (request === undefined) found.push(`${rule}.  No request is specified`);
    else if (larger(bound, request)) found.push(`${rule}, but request is ${request}`);
    else if (own !== undefined && larger(bound, own)) found.push(`${rule}, but limit is ${own}`);
  }
  for (const [name, bound] of sorted(limit.max)) {
    const [request, own] = [requests[name], limits[name]];
    const rule = `maximum ${name} usage per ${type} is ${bound}`;
    if (own === undefined) found.push(`${rule}.  No limit is specified`);
    else if (larger(own, bound)) found.push(`${rule}, but limit is ${own}`);
    else if (request !== undefined && larger(request, bound)) found.push(`${rule}, but request is ${request}`);
  }
  for (const [name, ratio] of sorted(limit.maxLimitRequestRatio)) {
    const rule = `${name} max limit to request ratio per ${type} is ${ratio}`;
    const [request, own] = [amountOf(requests[name]), amountOf(limits[name])];
    if (request === 0) found.push(`${rule}, but no request is specified or request is 0`);
    else if (own === 0) found.push(`${rule}, but no limit is specified or limit is 0`);
    else if ((own / request) * 1000 > milliValue(ratio)) found.push(`${rule}, but provided ratio is ${(own / request).toFixed(6)}`);
  }
  return found;
}
const sorted = (list: { readonly [name: string]: string } | undefined): readonly (readonly [string, string])[] => Object.entries(list ?? {}).sort(([a], [b]) => byText(a, b));
const amountOf = (text: string | undefined): number => (wholeValue(text) > Number.MAX_SAFE_INTEGER / 1000 ? wholeValue(text) : milliValue(text));

function podComplaints(range: LimitRange, object: KubeObject): readonly string[] {
  const spec = specOf(object);
  return range.spec.limits.flatMap(limit => {
    if (limit.type === 'Container') {
      return [...listOf(spec['containers']), ...listOf(spec['initContainers'])].flatMap(container =>
        complaints(limit, { type: limit.type, requests: textsOf(at(container, 'resources', 'requests')), limits: textsOf(at(container, 'resources', 'limits')) }));
    }
    return limit.type === 'Pod' ? complaints(limit, { type: limit.type, requests: podTotal(spec, 'requests'), limits: podTotal(spec, 'limits') }) : [];
  });
}

/** A claim has only a request: it is held against both ends. */
function claimComplaints(range: LimitRange, object: KubeObject): readonly string[] {
  const requests = textsOf(at(object, 'spec', 'resources', 'requests'));
  return range.spec.limits.filter(({ type }) => type === 'PersistentVolumeClaim').flatMap(limit => [
    ...sorted(limit.min).flatMap(([name, bound]) => complaints({ type: limit.type, min: { [name]: bound } }, { type: limit.type, requests, limits: {} })),
    ...sorted(limit.max).flatMap(([name, bound]) => {
      const request = requests[name];
      const rule = `maximum ${name} usage per ${limit.type} is ${bound}`;
      return request === undefined ? [`${rule}.  No request is specified`] : larger(request, bound) ? [`${rule}, but request is ${request}`] : [];
    }),
  ]);
}

function validate(attributes: Attributes): Status | null {
  const { call, object } = attributes;
  const { resource } = call.row;
  const isClaim = resource === 'persistentvolumeclaims' && call.subresource === '' && attributes.operation !== 'delete';
  if (object === null || !(isClaim || (resource === 'pods' && (isNew(attributes) || call.subresource === 'resize')))) return null;
  for (const range of rangesOf(call)) {
    const found = resource === 'pods' ? podComplaints(range, object) : claimComplaints(range, object);
    if (found.length > 0) return refuse(attributes, found.length === 1 ? (found[0] ?? '') : `[${[...new Set(found)].join(', ')}]`);
  }
  return null;
}

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(object, attributes) {
    if (attributes.call.row.resource !== 'pods' || !isNew(attributes)) return ok(object);
    let next = object;
    for (const range of rangesOf(attributes.call)) next = withDefaultsOf(range, next);
    return ok(next);
  },
  validate,
};
