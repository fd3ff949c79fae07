/** The level `baseline`: what would break out of the container. Follows pod-security-admission/policy. */
import { APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD } from '../../../../model/well-known.ts';
import { at, listOf, textOf, type Fields } from '../../fields.ts';
import { containersOf, containersText, hasOwnUsers, namesWhere, plural, quoted, settersText, sortedSet, type Check, type PodParts, type Rule, type Violation } from './checks.ts';

const isGoodArmor = (type: unknown): boolean => type === 'RuntimeDefault' || type === 'Localhost';
const isGoodArmorText = (value: string): boolean => value === '' || value === 'runtime/default' || value.startsWith('localhost/');

function appArmor({ spec, annotations }: PodParts): Violation | null {
  const typeOf = (holder: Fields): unknown => at(holder, 'securityContext', 'appArmorProfile', 'type');
  const isBad = (holder: Fields): boolean => typeOf(holder) !== undefined && !isGoodArmor(typeOf(holder));
  const names = namesWhere(spec, isBad);
  const notes = Object.entries(annotations).filter(([key, value]) => key.startsWith(APP_ARMOR) && !isGoodArmorText(value)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort();
  const setters = [settersText(isBad(spec), names), ...(notes.length > 0 ? [plural('annotation', notes.length)] : [])].filter(Boolean);
  if (setters.length === 0) return null;
  const values = [...sortedSet([spec, ...containersOf(spec)].filter(isBad).map(each => textOf(typeOf(each)))), ...notes];
  return { reason: plural('forbidden AppArmor profile', values.length), detail: `${setters.join(' and ')} must not set AppArmor profile type to ${quoted(values)}` };
}

const DEFAULT_CAPABILITIES = new Set(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT']);
function capabilities({ spec }: PodParts): Violation | null {
  const extra = (container: Fields): readonly string[] => ((at(container, 'securityContext', 'capabilities', 'add') ?? []) as readonly string[]).filter(each => !DEFAULT_CAPABILITIES.has(each));
  const names = namesWhere(spec, each => extra(each).length > 0);
  if (names.length === 0) return null;
  return { reason: 'non-default capabilities', detail: `${containersText(names)} must not include ${quoted(sortedSet(containersOf(spec).flatMap(extra)))} in securityContext.capabilities.add` };
}

function hostNamespaces({ spec }: PodParts): Violation | null {
  const set = ['hostNetwork', 'hostPID', 'hostIPC'].filter(name => spec[name] === true).map(name => `${name}=true`);
  return set.length === 0 ? null : { reason: 'host namespaces', detail: set.join(', ') };
}
function hostPaths({ spec }: PodParts): Violation | null {
  const names = listOf(spec['volumes']).filter(volume => volume['hostPath'] !== undefined).map(volume => textOf(volume['name']));
  return names.length === 0 ? null : { reason: 'hostPath volumes', detail: `${plural('volume', names.length)} ${quoted(names)}` };
}
function hostPorts({ spec }: PodParts): Violation | null {
  const used = (container: Fields): readonly string[] => listOf(container['ports']).filter(port => Boolean(port['hostPort'])).map(port => String(port['hostPort']));
  const names = namesWhere(spec, each => used(each).length > 0);
  if (names.length === 0) return null;
  const ports = sortedSet(containersOf(spec).flatMap(used));
  return { reason: 'hostPort', detail: `${containersText(names)} ${names.length === 1 ? 'uses' : 'use'} ${plural('hostPort', ports.length)} ${ports.join(', ')}` };
}
function handlerHosts({ spec }: PodParts): Violation | null {
  const handlers = (container: Fields): readonly unknown[] => [
    container['livenessProbe'], container['readinessProbe'], container['startupProbe'], at(container, 'lifecycle', 'postStart'), at(container, 'lifecycle', 'preStop'),
  ];
  const hosts = (container: Fields): readonly string[] => handlers(container).flatMap(each => [textOf(at(each, 'httpGet', 'host')), textOf(at(each, 'tcpSocket', 'host'))]).filter(Boolean);
  const names = sortedSet(namesWhere(spec, each => hosts(each).length > 0));
  if (names.length === 0) return null;
  const all = sortedSet(containersOf(spec).flatMap(hosts));
  return { reason: 'probe or lifecycle host', detail: `${containersText(names)} ${names.length === 1 ? 'uses' : 'use'} ${plural('probe or lifecycle host', all.length)} ${quoted(all)}` };
}
function privileged({ spec }: PodParts): Violation | null {
  const names = namesWhere(spec, each => at(each, 'securityContext', 'privileged') === true);
  return names.length === 0 ? null : { reason: 'privileged', detail: `${containersText(names)} must not set securityContext.privileged=true` };
}
export function procMount({ spec }: PodParts): Violation | null {
  const type = (container: Fields): string => textOf(at(container, 'securityContext', 'procMount'));
  const isBad = (container: Fields): boolean => type(container) !== '' && type(container) !== 'Default';
  const names = namesWhere(spec, isBad);
  if (names.length === 0) return null;
  return { reason: 'procMount', detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(sortedSet(containersOf(spec).filter(isBad).map(type)))}` };
}

const seLinux = (allowed: ReadonlySet<string>): Rule => ({ spec }) => {
  const optionsOf = (holder: Fields): Fields | undefined => at(holder, 'securityContext', 'seLinuxOptions') as Fields | undefined;
  const isBadType = (options: Fields | undefined): boolean => options !== undefined && !allowed.has(textOf(options['type']));
  const isBad = (holder: Fields): boolean => isBadType(optionsOf(holder)) || Boolean(optionsOf(holder)?.['user']) || Boolean(optionsOf(holder)?.['role']);
  const setters = settersText(isBad(spec), namesWhere(spec, isBad));
  if (setters === '') return null;
  const all = [spec, ...containersOf(spec)].map(optionsOf);
  const types = sortedSet(all.filter(isBadType).map(options => textOf(options?.['type'])));
  const data = [
    ...(types.length > 0 ? [`${plural('type', types.length)} ${quoted(types)}`] : []),
    ...(all.some(options => options?.['user']) ? ['user may not be set'] : []),
    ...(all.some(options => options?.['role']) ? ['role may not be set'] : []),
  ];
  return { reason: 'seLinuxOptions', detail: `${setters} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}` };
};
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

export const seccompType = (holder: Fields): unknown => at(holder, 'securityContext', 'seccompProfile', 'type');
export const isGoodSeccomp = (type: unknown): boolean => type === 'RuntimeDefault' || type === 'Localhost';
export function seccomp({ spec }: PodParts): Violation | null {
  const isBad = (holder: Fields): boolean => at(holder, 'securityContext', 'seccompProfile') !== undefined && !isGoodSeccomp(seccompType(holder));
  const setters = settersText(isBad(spec), namesWhere(spec, isBad));
  if (setters === '') return null;
  const values = sortedSet([spec, ...containersOf(spec)].filter(isBad).map(each => textOf(seccompType(each))));
  return { reason: 'seccompProfile', detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(values)}` };
}
/** Before v1.19 seccomp was asked for by annotations. */
function seccompAnnotations({ spec, annotations }: PodParts): Violation | null {
  const isGood = (value: string): boolean => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const keys = [SECCOMP_POD, ...containersOf(spec).map(each => `${SECCOMP_CONTAINER}${textOf(each['name'])}`)];
  const bad = sortedSet(keys.flatMap(key => (annotations[key] !== undefined && !isGood(annotations[key]) ? [`${key}=${JSON.stringify(annotations[key])}`] : [])));
  return bad.length === 0 ? null : { reason: 'seccompProfile', detail: `forbidden ${plural('annotation', bad.length)} ${bad.join(', ')}` };
}

const SYSCTLS_0 = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'];
const SYSCTLS_27 = [...SYSCTLS_0, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [...SYSCTLS_27, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const SYSCTLS_37 = [...SYSCTLS_32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];
const sysctls = (allowed: readonly string[]): Rule => ({ spec }) => {
  const bad = listOf(at(spec, 'securityContext', 'sysctls')).map(each => textOf(each['name'])).filter(name => !allowed.includes(name));
  return bad.length === 0 ? null : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};
function hostProcess({ spec }: PodParts): Violation | null {
  const isBad = (holder: Fields): boolean => at(holder, 'securityContext', 'windowsOptions', 'hostProcess') === true;
  const setters = settersText(isBad(spec), namesWhere(spec, isBad));
  return setters === '' ? null : { reason: 'hostProcess', detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true` };
}

/** In order of their ids, as violations are told. */
export const baselineChecks: readonly Check[] = [
  { id: 'appArmorProfile', versions: [[0, appArmor]] },
  { id: 'capabilities_baseline', versions: [[0, capabilities]] },
  { id: 'hostNamespaces', versions: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', versions: [[0, hostPaths]] },
  { id: 'hostPorts', versions: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', versions: [[34, handlerHosts]] },
  { id: 'privileged', versions: [[0, privileged]] },
  { id: 'procMount', versions: [[0, procMount], [35, pod => (hasOwnUsers(pod.spec) ? null : procMount(pod))]] },
  { id: 'seLinuxOptions', versions: [[0, seLinux(new Set(SELINUX_TYPES))], [31, seLinux(new Set([...SELINUX_TYPES, 'container_engine_t']))]] },
  { id: 'seccompProfile_baseline', versions: [[0, seccompAnnotations], [19, seccomp]] },
  { id: 'sysctls', versions: [[0, sysctls(SYSCTLS_0)], [27, sysctls(SYSCTLS_27)], [29, sysctls(SYSCTLS_29)], [32, sysctls(SYSCTLS_32)], [37, sysctls(SYSCTLS_37)]] },
  { id: 'windowsHostProcess', versions: [[0, hostProcess]] },
];
