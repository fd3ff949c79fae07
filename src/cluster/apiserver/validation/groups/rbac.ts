/** Roles and bindings. Follows pkg/apis/rbac/validation; what is declared beside the types speaks last. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s, KubeObject } from '../../../../model/objects.ts';
import { dnsSubdomainComplaints, pathSegmentComplaints } from '../../../../model/names.ts';
import { FieldErrors, asJson } from '../errors.ts';
import { immutable, isReadableSelector, labelSelector } from '../common.ts';
import { as, checkMeta, type KindRules } from '../rules.ts';
import { items, object, size, struct, text } from '../values.ts';

const GROUP = 'rbac.authorization.k8s.io';
/** Rules checked in code, then rules declared beside the type. */
type Late = FieldErrors;

/** Follows ValidatePolicyRule. */
function policyRules(errors: FieldErrors, late: Late, rules: readonly k8s.PolicyRule[], namespaced: boolean): void {
  rules.forEach((rule, i) => {
    const path = FieldPath.of('rules').index(i);
    if (size(rule.verbs) === 0) late.required(path.child('verbs'));
    if (size(rule.nonResourceURLs) > 0) {
      const [at, shown] = [path.child('nonResourceURLs'), asJson(rule.nonResourceURLs)];
      if (namespaced) errors.invalid(at, shown, 'namespaced rules cannot apply to non-resource URLs');
      if (size(rule.apiGroups) + size(rule.resources) + size(rule.resourceNames) > 0) errors.invalid(at, shown, 'rules cannot apply to both regular resources and non-resource URLs');
      return;
    }
    if (size(rule.apiGroups) === 0) errors.required(path.child('apiGroups'), 'resource rules must supply at least one api group');
    if (size(rule.resources) === 0) errors.required(path.child('resources'), 'resource rules must supply at least one resource');
  });
}

function aggregation(errors: FieldErrors, rule: k8s.AggregationRule): void {
  const path = FieldPath.of('aggregationRule', 'clusterRoleSelectors');
  const selectors = items(rule.clusterRoleSelectors);
  if (selectors.length === 0) errors.required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
  selectors.forEach((selector, i) => {
    labelSelector(errors, path.index(i), selector);
    // What is shown is what was made of it: nothing.
    if (!isReadableSelector(selector)) errors.invalid(path.index(i), null, 'invalid label selector.');
  });
}

/** Follows ValidateRoleBindingSubject. */
function subject(errors: FieldErrors, late: Late, path: FieldPath, given: k8s.Subject, namespaced: boolean): void {
  const [kind, name, group] = [text(given.kind), text(given.name), text(given.apiGroup)];
  if (name === '') late.required(path.child('name'));
  if (kind === 'ServiceAccount') {
    if (name !== '') errors.complaints(path.child('name'), name, dnsSubdomainComplaints(name));
    if (group !== '') errors.notSupported(path.child('apiGroup'), group, ['']);
    if (!namespaced && text(given.namespace) === '') errors.required(path.child('namespace'));
  } else if (kind === 'User' || kind === 'Group') {
    if (group !== GROUP) errors.notSupported(path.child('apiGroup'), group, [GROUP]);
  } else errors.notSupported(path.child('kind'), kind, ['ServiceAccount', 'User', 'Group']);
}

function binding(errors: FieldErrors, late: Late, given: k8s.RoleBinding, namespaced: boolean): void {
  const ref = struct(given.roleRef);
  const path = FieldPath.of('roleRef');
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (text(ref.apiGroup) !== GROUP) errors.notSupported(path.child('apiGroup'), text(ref.apiGroup), [GROUP]);
  if (!kinds.includes(text(ref.kind))) errors.notSupported(path.child('kind'), text(ref.kind), kinds);
  const name = text(ref.name);
  if (name === '') late.required(path.child('name'));
  else errors.complaints(path.child('name'), name, pathSegmentComplaints(name));
  items(given.subjects).forEach((each, i) => subject(errors, late, FieldPath.of('subjects').index(i), each, namespaced));
}

const withLate = (errors: FieldErrors, rules: (late: Late) => void): void => {
  const late = new FieldErrors();
  rules(late);
  errors.list.push(...late.list);
};

const rolesOf = (scope: 'namespace' | 'cluster'): KindRules => {
  const namespaced = scope === 'namespace';
  const check = (errors: FieldErrors, late: Late, raw: KubeObject): void => {
    const role = as<k8s.ClusterRole>(raw);
    checkMeta(errors, raw, { namespaced, name: pathSegmentComplaints });
    policyRules(errors, late, items(role.rules), namespaced);
    const rule = object(role.aggregationRule);
    if (rule && !namespaced) aggregation(errors, rule);
  };
  return {
    create: (errors, raw) => withLate(errors, late => check(errors, late, raw)),
    update: (errors, next) => withLate(errors, late => {
      check(errors, late, next);
    }),
  };
};
const bindingsOf = (scope: 'namespace' | 'cluster'): KindRules => {
  const namespaced = scope === 'namespace';
  const check = (errors: FieldErrors, late: Late, raw: KubeObject): void => {
    checkMeta(errors, raw, { namespaced, name: pathSegmentComplaints });
    binding(errors, late, as<k8s.RoleBinding>(raw), namespaced);
  };
  return {
    create: (errors, raw) => withLate(errors, late => check(errors, late, raw)),
    update: (errors, next, old) => withLate(errors, late => {
      check(errors, late, next);
      immutable(errors, FieldPath.of('roleRef'), 'rbac.RoleRef', next['roleRef'], old['roleRef']);
    }),
  };
};

export const [roles, clusterRoles] = [rolesOf('namespace'), rolesOf('cluster')];
export const [roleBindings, clusterRoleBindings] = [bindingsOf('namespace'), bindingsOf('cluster')];
