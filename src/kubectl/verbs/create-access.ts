/** `kubectl create role`, `clusterrole` and their bindings. Follows kubectl pkg/cmd/create/create_role.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import { CommandError, ExitError } from '../errors.ts';
import { flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { groupResource } from '../../model/resources.ts';
import { beyondFact, findMapping, mappingOf } from '../mapper.ts';
import { printError } from '../session.ts';
import { clusterMetadata, metadata } from './generator.ts';
import type { Generator, Made } from './generator.ts';

const GROUP = 'rbac.authorization.k8s.io';
const API = `${GROUP}/v1`;
const VERBS = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate']);

const RULE_FLAGS = flags(`
  resource slice # Kinds: pods, deployments.apps, pods/log.
  resource-name array # Only objects with these names.
  verb slice # What may be done: get,list,watch.
`);

/** Verbs that are there for a few resources alone. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  escalate: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
};

interface RuleResource {
  readonly group: string;
  readonly name: string;
  readonly subresource: string;
}
function resourceOf(given: string, verbs: readonly string[]): RuleResource {
  const [named = '', subresource = ''] = given.split('/');
  if (named.split('.')[0] === '') throw new CommandError('resource must be specified if apiGroup/subresource specified');
  if (named === '*') return { group: '', name: '*', subresource: '' };
  const beyond = beyondFact(named);
  const mapping = findMapping(named) ?? (beyond && mappingOf(beyond));
  const [plain = '', ...rest] = named.split('.');
  const found = { group: mapping?.group ?? rest.join('.'), name: mapping?.fact.name ?? plain, subresource };
  let known = mapping !== undefined;
  for (const verb of verbs) {
    const allowed = SPECIAL[verb];
    if (allowed === undefined) continue;
    if (!allowed.includes(groupResource(found.group, found.name))) throw new CommandError(`can not perform '${verb}' on '${found.name}' in group '${found.group}'`);
    known = true;
  }
  if (!known) throw new ExitError(missing(named));
  return found;
}

function* rules(values: FlagValues): Client<readonly Made[]> {
  const verbs = values.list('verb');
  const chosen = verbs.includes('*') ? ['*'] : [...new Set(verbs)];
  for (const verb of chosen) if (!VERBS.has(verb)) yield* printError(`Warning: '${verb}' is not a standard resource verb\n`);
  const groups = new Map<string, string[]>();
  for (const given of values.list('resource')) {
    const { group, name, subresource } = resourceOf(given, chosen);
    const resource = `${name}${subresource === '' ? '' : `/${subresource}`}`;
    const known = groups.get(group) ?? [];
    if (!known.includes(resource)) groups.set(group, [...known, resource]);
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

const PATH_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];

/** Rules about paths of the API that are no objects. */
function pathRules(values: FlagValues): readonly Made[] {
  const urls = [...new Set(values.list('non-resource-url'))];
  if (urls.length === 0) return [];
  const verbs = [...new Set(values.list('verb'))];
  const odd = verbs.find((verb) => !PATH_VERBS.includes(verb));
  if (odd !== undefined) throw new CommandError(`invalid verb: '${odd}' for nonResourceURL`);
  for (const url of urls) {
    if (url !== '*' && !url.startsWith('/')) throw new CommandError('nonResourceURL should start with /');
    if (url !== '*' && url.slice(0, -1).includes('*')) throw new CommandError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
  return [{ verbs, nonResourceURLs: urls }];
}

function aggregated(values: FlagValues): Made | null {
  const given = values.list('aggregation-rule');
  if (given.length === 0) return null;
  if (['non-resource-url', 'verb', 'resource', 'resource-name'].some((flag) => values.list(flag).length > 0)) throw new CommandError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
  const matchLabels = Object.fromEntries(given.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new CommandError(`malformed pair, expect string=string`);
    return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  }));
  return { clusterRoleSelectors: [{ matchLabels }] };
}

const clusterRole: Generator = {
  name: 'clusterrole', use: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]', summary: 'Create a ClusterRole',
  flags: [...RULE_FLAGS, ...flags('aggregation-rule slice # Take the rules of ClusterRoles with this label.\nnon-resource-url slice # Paths of the API that are no objects.')], failed: '',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const aggregationRule = aggregated(values);
    const head = { kind: 'ClusterRole', apiVersion: API, metadata: clusterMetadata(name) };
    if (aggregationRule !== null) return { ...head, rules: null, aggregationRule };
    if (values.list('verb').length === 0) throw new CommandError('at least one verb must be specified');
    if (values.list('resource').length === 0 && values.list('non-resource-url').length === 0) throw new CommandError('one of resource or nonResourceURL must be specified');
    const ofObjects = values.list('resource').length === 0 ? [] : yield* rules(values);
    return { ...head, rules: [...ofObjects, ...pathRules(values)] };
  },
};

export const SUBJECT_FLAGS = flags(`
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
  name: 'rolebinding',
  use: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Bind a role to users in a namespace',
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
  name: 'clusterrolebinding',
  use: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Bind a ClusterRole to users everywhere',
  flags: [...SUBJECT_FLAGS, ...flags('clusterrole string # The ClusterRole to bind.')], required: ['clusterrole'], failed: 'failed to create clusterrolebinding: ',
  *build(invocation, name) {
    const bound = subjects(invocation.flags);
    return {
      kind: 'ClusterRoleBinding', apiVersion: API, metadata: clusterMetadata(name), ...(bound.length > 0 ? { subjects: bound } : {}),
      roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: invocation.flags.text('clusterrole') },
    };
  },
};

export const accessGenerators: readonly Generator[] = [clusterRole, clusterRoleBinding, role, roleBinding];
