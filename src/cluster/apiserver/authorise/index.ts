/** May this user do this? Administrators and components may do everything; everyone else what RBAC objects of the sandbox allow. */
import type { GroupResource, KubeObject } from '../../../model/objects.ts';
import type { UserInfo } from '../../contract/api.ts';
import { registryKey, registryPrefix, type Store } from '../../contract/store.ts';
import { isComponent } from '../call.ts';
import { at, listOf, textOf, type Fields } from '../fields.ts';
import type { Call } from '../types.ts';

interface Decision {
  readonly allowed: boolean;
  /** By what it is allowed; or the end of the refusal's message. */
  readonly reason: string;
}
/** What is asked, as RBAC sees it. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export const ADMIN_GROUPS = ['kubeadm:cluster-admins', 'system:masters'];

export const authorise = (call: Call): Decision => (call.internal ? A_COMPONENT : decide(call.deps.store, call.user, attributesOf(call)));

const A_COMPONENT: Decision = { allowed: true, reason: 'a component of the cluster' };
export function decide(store: Store, user: UserInfo, attributes: Attributes): Decision {
  const admin = user.groups.find(group => ADMIN_GROUPS.includes(group));
  if (admin !== undefined) return { allowed: true, reason: `group ${admin} may do everything` };
  if (isComponent(user)) return A_COMPONENT;
  const rule = ruleThatAllows(store, user, attributes);
  return rule === null ? { allowed: false, reason: refusalReason(user, attributes) } : { allowed: true, reason: rule };
}

function attributesOf(call: Call): Attributes {
    const resource = call.subresource === '' ? call.row.plural : `${call.row.plural}/${call.subresource}`;
  return { verb: call.request.verb, group: call.row.group, resource, namespace: call.row.namespaced ? (call.request.namespace ?? '') : '', name: call.request.name ?? '' };
}

/** Follows apiserver pkg/endpoints/handlers/responsewriters forbiddenMessage. */
function refusalReason(user: UserInfo, { verb, group, resource, namespace }: Attributes): string {
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${scope}`;
}

/** The binding and role that allow it, in a few words; null where none does. Follows plugin/pkg/auth/authorizer/rbac. */
function ruleThatAllows(store: Store, user: UserInfo, attributes: Attributes): string | null {
  for (const binding of all(store, 'clusterrolebindings.rbac.authorization.k8s.io')) {
    if (bindsTo(binding, user) && roleAllows(store, binding, '', attributes)) return `ClusterRoleBinding ${binding.metadata.name}`;
  }
  if (attributes.namespace === '') return null;
  for (const binding of all(store, 'rolebindings.rbac.authorization.k8s.io', attributes.namespace)) {
    if (bindsTo(binding, user) && roleAllows(store, binding, attributes.namespace, attributes)) return `RoleBinding ${binding.metadata.namespace ?? ''}/${binding.metadata.name}`;
  }
  return null;
}

const all = (store: Store, resource: GroupResource, namespace?: string): readonly KubeObject[] => store.list(registryPrefix(resource, namespace)).map(([, value]) => value as KubeObject);

function bindsTo(binding: KubeObject, user: UserInfo): boolean {
  return listOf(binding['subjects']).some(subject => {
    switch (subject['kind']) {
      case 'User': return subject['name'] === user.name;
      case 'Group': return user.groups.includes(textOf(subject['name']));
      case 'ServiceAccount': return user.name === `system:serviceaccount:${textOf(subject['namespace'])}:${textOf(subject['name'])}`;
      default: return false;
    }
  });
}

const roleAllows = (store: Store, binding: KubeObject, namespace: string, attributes: Attributes): boolean => rulesOf(store, binding, namespace).some(rule => ruleAllows(rule, attributes));

/** All rules that bindings of the sandbox give a user, in a namespace and everywhere. */
export function rulesBoundTo(store: Store, user: UserInfo, namespace: string): readonly Fields[] {
  const everywhere = all(store, 'clusterrolebindings.rbac.authorization.k8s.io').map(binding => [binding, ''] as const);
  const here = namespace === '' ? [] : all(store, 'rolebindings.rbac.authorization.k8s.io', namespace).map(binding => [binding, namespace] as const);
  return [...everywhere, ...here].flatMap(([binding, place]) => (bindsTo(binding, user) ? rulesOf(store, binding, place) : []));
}

function rulesOf(store: Store, binding: KubeObject, namespace: string): readonly Fields[] {
  const name = textOf(at(binding, 'roleRef', 'name'));
  const isClusterRole = at(binding, 'roleRef', 'kind') === 'ClusterRole';
  const resource: GroupResource = isClusterRole ? 'clusterroles.rbac.authorization.k8s.io' : 'roles.rbac.authorization.k8s.io';
  const role = store.get(registryKey(resource, isClusterRole ? '' : namespace, name));
  return role === null ? [] : listOf((role as KubeObject)['rules']);
}

function ruleAllows(rule: Fields, { verb, group, resource, name }: Attributes): boolean {
  const texts = (field: string): readonly string[] => (Array.isArray(rule[field]) ? (rule[field] as readonly string[]) : []);
  const has = (field: string, value: string): boolean => texts(field).includes('*') || texts(field).includes(value);
  const slash = resource.indexOf('/');
  const anyOfSubresource = slash >= 0 && texts('resources').includes(`*${resource.slice(slash)}`);
  const names = texts('resourceNames');
  return has('verbs', verb) && has('apiGroups', group) && (has('resources', resource) || anyOfSubresource) && (names.length === 0 || names.includes(name));
}
