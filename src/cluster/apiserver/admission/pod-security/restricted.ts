/** The level `restricted`: what good practice asks for on top of `baseline`. Follows pod-security-admission/policy. */
import { at, listOf, textOf, type Fields } from '../../fields.ts';
import { isGoodSeccomp, procMount, seccomp, seccompType } from './baseline.ts';
import { containersOf, containersText, hasOwnUsers, isWindows, namesWhere, plural, quoted, settersText, sortedSet, type Check, type PodParts, type Rule, type Violation } from './checks.ts';

/** From v1.25 on, rules that Windows cannot meet leave its Pods alone. */
const exceptWindows = (rule: Rule): Rule => pod => (isWindows(pod.spec) ? null : rule(pod));
/** From v1.35 on, root in a user namespace of its own is no root. */
const exceptOwnUsers = (rule: Rule): Rule => pod => (hasOwnUsers(pod.spec) ? null : rule(pod));

function escalation({ spec }: PodParts): Violation | null {
  const names = namesWhere(spec, each => at(each, 'securityContext', 'allowPrivilegeEscalation') !== false);
  return names.length === 0 ? null : { reason: 'allowPrivilegeEscalation != false', detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false` };
}

function capabilities({ spec }: PodParts): Violation | null {
  const list = (container: Fields, field: string): readonly string[] => (at(container, 'securityContext', 'capabilities', field) ?? []) as readonly string[];
  const added = (container: Fields): readonly string[] => list(container, 'add').filter(each => each !== 'NET_BIND_SERVICE');
  const keeping = namesWhere(spec, each => !list(each, 'drop').includes('ALL'));
  const adding = namesWhere(spec, each => added(each).length > 0);
  const details = [
    ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0 ? [`${containersText(adding)} must not include ${quoted(sortedSet(containersOf(spec).flatMap(added)))} in securityContext.capabilities.add`] : []),
  ];
  return details.length === 0 ? null : { reason: 'unrestricted capabilities', detail: details.join('; ') };
}

const FREE_VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
function volumes({ spec }: PodParts): Violation | null {
  const bad = listOf(spec['volumes']).filter(volume => !FREE_VOLUMES.some(type => volume[type] !== undefined));
  if (bad.length === 0) return null;
  const types = sortedSet(bad.map(volume => Object.keys(volume).find(key => key !== 'name') ?? 'unknown'));
  const names = bad.map(volume => textOf(volume['name']));
  return { reason: 'restricted volume types', detail: `${plural('volume', names.length)} ${quoted(names)} ${names.length === 1 ? 'uses' : 'use'} ${plural('restricted volume type', types.length)} ${quoted(types)}` };
}

function nonRoot({ spec }: PodParts): Violation | null {
  const set = (holder: Fields): unknown => at(holder, 'securityContext', 'runAsNonRoot');
  const setters = settersText(set(spec) === false, namesWhere(spec, each => set(each) === false));
  if (setters !== '') return { reason: 'runAsNonRoot != true', detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  const names = set(spec) === true ? [] : namesWhere(spec, each => set(each) === undefined);
  return names.length === 0 ? null : { reason: 'runAsNonRoot != true', detail: `pod or ${containersText(names)} must set securityContext.runAsNonRoot=true` };
}
function nonRootUser({ spec }: PodParts): Violation | null {
  const isRoot = (holder: Fields): boolean => at(holder, 'securityContext', 'runAsUser') === 0;
  const setters = settersText(isRoot(spec), namesWhere(spec, isRoot));
  return setters === '' ? null : { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` };
}

function seccompSet(pod: PodParts): Violation | null {
  const explicit = seccomp(pod);
  if (explicit !== null) return explicit;
  const names = isGoodSeccomp(seccompType(pod.spec)) ? [] : namesWhere(pod.spec, each => at(each, 'securityContext', 'seccompProfile') === undefined);
  return names.length === 0 ? null : { reason: 'seccompProfile', detail: `pod or ${containersText(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` };
}

/** In order of their ids, as violations are told. */
export const restrictedChecks: readonly Check[] = [
  { id: 'allowPrivilegeEscalation', versions: [[8, escalation], [25, exceptWindows(escalation)]] },
  { id: 'capabilities_restricted', versions: [[22, capabilities], [25, exceptWindows(capabilities)]], overrides: ['capabilities_baseline'] },
  { id: 'procMount_restricted', versions: [[35, procMount]], overrides: ['procMount'] },
  { id: 'restrictedVolumes', versions: [[0, volumes]], overrides: ['hostPathVolumes'] },
  { id: 'runAsNonRoot', versions: [[0, nonRoot], [35, exceptOwnUsers(nonRoot)]] },
  { id: 'runAsUser', versions: [[23, nonRootUser], [35, exceptOwnUsers(nonRootUser)]] },
  { id: 'seccompProfile_restricted', versions: [[19, seccompSet], [25, exceptWindows(seccompSet)]], overrides: ['seccompProfile_baseline'] },
];
