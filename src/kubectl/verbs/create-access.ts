/** `kubectl create role`, `clusterrole` and their bindings. Follows kubectl pkg/cmd/create/create_role.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import { CommandError, ExitError } from '../errors.ts';
import { flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { findMapping } from '../mapper.ts';
import { printError } from '../session.ts';
import { clusterMetadata, metadata } from './generator.ts';
import type { Generator, Made } from './generator.ts';

const GROUP = 'rbac.authorization.k8s.io';
const API = `${GROUP}/v1`;
const VERBS = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'approve', 'sign', 'escalate', 'impersonate']);

const RULE_FLAGS = flags(`
  resource slice # Kinds: pods, deployments.apps, pods/log.
  resource-name array # Only objects with these names.
  verb slice # What may be done: get,list,watch.
`);

function* rules(values: FlagValues): Client<readonly Made[]> {
  const verbs = values.list('verb');
  const chosen = verbs.includes('*') ? ['*'] : [...new Set(verbs)];
  for (const verb of chosen) if (!VERBS.has(verb)) yield* printError(`Warning: '${verb}' is not a standard resource verb\n`);
  const groups = new Map<string, string[]>();
  for (const given of values.list('resource')) {
    const [named = '', subresource = ''] = given.split('/');
    if (named === '*') {
      groups.set('*', ['*']);
      continue;
    }
    const mapping = findMapping(named);
    if (mapping === undefined) throw new ExitError(missing(named));
    const resource = `${mapping.fact.name}${subresource === '' ? '' : `/${subresource}`}`;
    const known = groups.get(mapping.group) ?? [];
    if (!known.includes(resource)) groups.set(mapping.group, [...known, resource]);
  }
  const resourceNames = values.list('resource-name');
  return [...groups].sort(([a], [b]) => byText(a, b)).map(([group, resources]) => ({ verbs: chosen, apiGroups: [group], resources, ...(resourceNames.length > 0 ? { resourceNames } : {}) }));
}

function missing(named: string): string {
  const [resource = '', ...group] = named.split('.');
  return `the server doesn't have a resource type ${JSON.stringify(resource)}${group.length > 0 ? ` in group ${JSON.stringify(group.join('.'))}` : ''}`;
}

const role: Generator = {
  name: 'role', use: 'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]', summary: 'Create a Role',
  flags: RULE_FLAGS, failed: '',
  *build(invocation, name) {
    const { flags: values } = invocation;
    if (values.list('verb').length === 0) throw new CommandError('at least one verb must be specified');
    if (values.list('resource').length === 0) throw new CommandError('at least one resource must be specified');
    return { kind: 'Role', apiVersion: API, metadata: metadata(invocation, name), rules: yield* rules(values) };
  },
};

const clusterRole: Generator = {
  name: 'clusterrole', use: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]', summary: 'Create a ClusterRole',
  flags: [...RULE_FLAGS, ...flags('non-resource-url slice # Paths of the API that are no objects.')], failed: '',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const urls = values.list('non-resource-url');
    if (values.list('verb').length === 0) throw new CommandError('at least one verb must be specified');
    if (values.list('resource').length === 0 && urls.length === 0) throw new CommandError('one of resource or nonResourceURL must be specified');
    const bad = urls.find((url) => url !== '*' && !url.startsWith('/'));
    if (bad !== undefined) throw new CommandError('nonResourceURL should start with /');
    const ofPaths = urls.length > 0 ? [{ verbs: values.list('verb'), nonResourceURLs: urls }] : [];
    return { kind: 'ClusterRole', apiVersion: API, metadata: clusterMetadata(name), rules: [...(yield* rules(values)), ...ofPaths] };
  },
};

const SUBJECT_FLAGS = flags(`
  group array # A group.
  serviceaccount array # A service account: NAMESPACE:NAME.
  user array # A user.
`);

function subjects(values: FlagValues): readonly Made[] {
  const accounts = values.list('serviceaccount').map((given) => {
    const parts = given.split(':');
    if (parts.length !== 2 || parts[1] === '') throw new CommandError('serviceaccount must be <namespace>:<name>');
    return { kind: 'ServiceAccount', name: parts[1], namespace: parts[0] };
  });
  const named = (kind: string, names: readonly string[]): readonly Made[] => names.map((name) => ({ kind, apiGroup: GROUP, name }));
  return [...named('User', values.list('user')), ...named('Group', values.list('group')), ...accounts];
}

const roleBinding: Generator = {
  name: 'rolebinding', use: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]', summary: 'Bind a role to users in a namespace',
  flags: [...SUBJECT_FLAGS, ...flags('clusterrole string # The ClusterRole to bind.\nrole string # The Role to bind.')], failed: 'failed to create rolebinding: ',
  *build(invocation, name) {
    const [ofCluster, local] = [invocation.flags.text('clusterrole'), invocation.flags.text('role')];
    if ((ofCluster === '') === (local === '')) throw new CommandError('exactly one of clusterrole or role must be specified');
    const roleRef = { apiGroup: GROUP, kind: local === '' ? 'ClusterRole' : 'Role', name: local === '' ? ofCluster : local };
    const bound = subjects(invocation.flags);
    return { kind: 'RoleBinding', apiVersion: API, metadata: metadata(invocation, name), ...(bound.length > 0 ? { subjects: bound } : {}), roleRef };
  },
};

const clusterRoleBinding: Generator = {
  name: 'clusterrolebinding', use: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]', summary: 'Bind a ClusterRole to users everywhere',
  flags: [...SUBJECT_FLAGS, ...flags('clusterrole string # The ClusterRole to bind.')], required: ['clusterrole'], failed: 'failed to create clusterrolebinding: ',
  *build(invocation, name) {
    const bound = subjects(invocation.flags);
    return { kind: 'ClusterRoleBinding', apiVersion: API, metadata: clusterMetadata(name), ...(bound.length > 0 ? { subjects: bound } : {}), roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: invocation.flags.text('clusterrole') } };
  },
};

export const accessGenerators: readonly Generator[] = [clusterRole, clusterRoleBinding, role, roleBinding];
