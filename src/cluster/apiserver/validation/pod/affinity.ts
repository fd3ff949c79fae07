/** Where a Pod wants to be: affinity to nodes and to Pods, and how it is to be spread. Follows validateAffinity and its parts. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints, dnsSubdomainComplaints, labelValueComplaints } from '../../../../model/names.ts';
import { FieldErrors } from '../errors.ts';
import { ROOT, checkName, labelSelector, operatorValues, positive, qualifiedName } from '../common.ts';
import { has, items, map, number, object, struct, text, texts } from '../values.ts';
import type { PodScope } from './scope.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity(scope: PodScope, path: FieldPath, affinity: k8s.Affinity | undefined): void {
  if (!affinity) return;
  const [node, pod, anti] = [object(affinity.nodeAffinity), object(affinity.podAffinity), object(affinity.podAntiAffinity)];
  if (node) nodeAffinity(scope, path.child('nodeAffinity'), node);
  if (pod) podAffinity(scope, path.child('podAffinity'), pod);
  if (anti) podAffinity(scope, path.child('podAntiAffinity'), anti);
}

function weight(errors: FieldErrors, path: FieldPath, value: unknown): void {
  if (number(value) <= 0 || number(value) > 100) errors.invalid(path.child('weight'), number(value), 'must be in the range 1-100');
}

function nodeAffinity({ errors, options }: PodScope, path: FieldPath, affinity: k8s.NodeAffinity): void {
  const required = object(affinity[REQUIRED]);
  if (required) validateNodeSelector(errors, path.child(REQUIRED), required, options.invalidNodeAffinityValues);
  items(affinity[PREFERRED]).forEach((term, i) => {
    const at = path.child(PREFERRED).index(i);
    weight(errors, at, term.weight);
    nodeSelectorTerm(errors, at.child('preference'), struct(term.preference), true);
  });
}

/** Follows ValidateNodeSelector. */
export function validateNodeSelector(errors: FieldErrors, path: FieldPath, selector: k8s.NodeSelector, anyValues: boolean): void {
  const terms = items(selector.nodeSelectorTerms);
  if (terms.length === 0) return errors.required(path.child('nodeSelectorTerms'), 'must have at least one node selector term');
  terms.forEach((term, i) => nodeSelectorTerm(errors, path.child('nodeSelectorTerms').index(i), term, anyValues));
}
function nodeSelectorTerm(errors: FieldErrors, path: FieldPath, term: k8s.NodeSelectorTerm, anyValues: boolean): void {
  items(term.matchExpressions).forEach((requirement, i) => labelRequirement(errors, path.child('matchExpressions').index(i), requirement, anyValues));
  items(term.matchFields).forEach((requirement, i) => fieldRequirement(errors, path.child('matchFields').index(i), requirement));
}

/** Follows ValidateNodeSelectorRequirement. */
function labelRequirement(errors: FieldErrors, path: FieldPath, requirement: k8s.NodeSelectorRequirement, anyValues: boolean): void {
  const [operator, values] = [text(requirement.operator), texts(requirement.values)];
  if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) errors.required(path.child('values'), "must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else operatorValues(errors, path, operator, values);
  qualifiedName(errors, path.child('key'), text(requirement.key));
  if (!anyValues) values.forEach((value, i) => checkName(errors, path.child('values').index(i), value, labelValueComplaints));
}
/** Follows ValidateNodeFieldSelectorRequirement: the only field is the node's name. */
function fieldRequirement(errors: FieldErrors, path: FieldPath, requirement: k8s.NodeSelectorRequirement): void {
  const [operator, values] = [text(requirement.operator), texts(requirement.values)];
  if (operator !== 'In' && operator !== 'NotIn') errors.invalid(path.child('operator'), operator, 'not a valid selector operator');
  else if (values.length !== 1) errors.required(path.child('values'), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  if (requirement.key !== 'metadata.name') errors.invalid(path.child('key'), text(requirement.key), 'not a valid field selector key');
  else values.forEach((value, i) => checkName(errors, path.child('values').index(i), value, dnsSubdomainComplaints));
}

function podAffinity(scope: PodScope, path: FieldPath, affinity: k8s.PodAffinity | k8s.PodAntiAffinity): void {
  items(affinity[REQUIRED]).forEach((term, i) => podAffinityTerm(scope, path.child(REQUIRED).index(i), term));
  items(affinity[PREFERRED]).forEach((term, i) => {
    const at = path.child(PREFERRED).index(i);
    weight(scope.errors, at, term.weight);
    podAffinityTerm(scope, at.child('podAffinityTerm'), struct(term.podAffinityTerm));
  });
}

/** Follows validatePodAffinityTerm. */
function podAffinityTerm({ errors, options }: PodScope, path: FieldPath, term: k8s.PodAffinityTerm): void {
  labelSelector(errors, path.child('labelSelector'), term.labelSelector, options.invalidSelectorValues);
  labelSelector(errors, path.child('namespaceSelector'), term.namespaceSelector, options.invalidSelectorValues);
  for (const namespace of texts(term.namespaces)) checkName(errors, path.child('namespace'), namespace, dnsLabelComplaints);
  matchLabelKeys(errors, path, texts(term.matchLabelKeys), texts(term.mismatchLabelKeys), term.labelSelector);
  const topology = text(term.topologyKey);
  if (topology === '') errors.required(path.child('topologyKey'), 'can not be empty');
  qualifiedName(errors, path.child('topologyKey'), topology);
}

/** Follows ValidateMatchLabelKeysAndMismatchLabelKeys: keys are merged into the selector, so none may clash with it. */
function matchLabelKeys(errors: FieldErrors, path: FieldPath, match: readonly string[], mismatch: readonly string[], selector: k8s.LabelSelector | undefined | null): void {
  const given = object(selector);
  for (const [field, keys] of [['matchLabelKeys', match], ['mismatchLabelKeys', mismatch]] as const) {
    if (keys.length === 0) continue;
    if (!given) errors.forbidden(path.child(field), 'must not be specified when labelSelector is not set');
    else keys.forEach((key, i) => qualifiedName(errors, path.child(field).index(i), key));
  }
  if (given) {
    const selected = new Set(Object.keys(map(given.matchLabels)));
    for (const { key } of items(given.matchExpressions)) {
      if (match.includes(key) && selected.has(key)) errors.invalid(path.index(match.lastIndexOf(key)), key, 'exists in both matchLabelKeys and labelSelector');
      selected.add(key);
    }
  }
  match.forEach((key, i) => {
    if (mismatch.includes(key)) errors.invalid(path.child('matchLabelKeys').index(i), key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  });
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
/** Follows validateTopologySpreadConstraints. */
export function validateSpread({ errors, options }: PodScope, path: FieldPath, constraints: readonly k8s.TopologySpreadConstraint[] | undefined): void {
  if (!constraints) return;
  const given = items(constraints);
  given.forEach((constraint, i) => {
    const at = path.index(i);
    const [topology, action] = [text(constraint.topologyKey), text(constraint.whenUnsatisfiable)];
    positive(errors, at.child('maxSkew'), constraint.maxSkew);
    if (topology === '') errors.required(at.child('topologyKey'), 'can not be empty');
    if (!ACTIONS.includes(action)) errors.notSupported(at.child('whenUnsatisfiable'), action, ACTIONS);
    const repeated = given.slice(i + 1).some(other => text(other.topologyKey) === topology && text(other.whenUnsatisfiable) === action);
    if (repeated) errors.duplicate(at.child('{topologyKey, whenUnsatisfiable}'), `{${topology}, ${action}}`);
    if (has(constraint.minDomains)) {
      positive(errors, at.child('minDomains'), constraint.minDomains);
      if (action !== 'DoNotSchedule') errors.invalid(at.child('minDomains'), number(constraint.minDomains), `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`);
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (has(policy) && policy !== 'Honor' && policy !== 'Ignore') errors.notSupported(at.child(field), text(policy), ['Honor', 'Ignore']);
    }
    matchLabelKeys(errors, at, texts(constraint.matchLabelKeys), [], constraint.labelSelector);
    if (!options.invalidSpreadSelector) labelSelector(errors, at.child('labelSelector'), constraint.labelSelector);
  });
}

/** What an existing Pod's affinity would be refused for, which an update lets pass. */
export function selectorFaults(spec: k8s.PodSpec): { readonly selectors: boolean; readonly nodes: boolean; readonly spread: boolean } {
  const affinity = object(spec.affinity);
  const bad = (terms: readonly (k8s.PodAffinityTerm | undefined)[]): boolean =>
    terms.some(term => [term?.labelSelector, term?.namespaceSelector].some(selector => items(object(selector)?.matchExpressions).some(hasBadValue)));
  const terms = [object(affinity?.podAffinity), object(affinity?.podAntiAffinity)].flatMap(each => [...items(each?.[REQUIRED]), ...items(each?.[PREFERRED]).map(term => object(term.podAffinityTerm))]);
  const nodeTerms = items(object(object(affinity?.nodeAffinity)?.[REQUIRED])?.nodeSelectorTerms);
  const spread = new FieldErrors();
  for (const constraint of items(spec.topologySpreadConstraints)) labelSelector(spread, ROOT, constraint.labelSelector);
  return { selectors: bad(terms), nodes: nodeTerms.some(term => items(term.matchExpressions).some(hasBadValue)), spread: spread.length > 0 };
}
const hasBadValue = (requirement: { readonly values?: readonly string[] | undefined }): boolean => texts(requirement.values).some(value => labelValueComplaints(value).length > 0);
