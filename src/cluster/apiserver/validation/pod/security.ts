/** Security contexts of Pods and containers: users, seccomp, AppArmor, sysctls. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, idComplaints } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { optionalWord, requiredWord } from '../common.ts';
import { has, items, numbers, object, optional, text, texts } from '../values.ts';
import { descendingPath } from './mounts.ts';
import type { PodScope } from './scope.ts';
import { validateWindowsOptions } from './windows.ts';

/** Follows ValidateSecurityContext. */
export function validateSecurityContext({ errors, allowPrivileged, hostUsers }: PodScope, path: FieldPath, context: k8s.SecurityContext | undefined): void {
  if (!context) return;
  if (context.privileged === true && !allowPrivileged) errors.forbidden(path.child('privileged'), 'disallowed by cluster policy');
  ids(errors, path, context, ['runAsUser', 'runAsGroup']);
  if (has(context.procMount)) {
    optionalWord(errors, path.child('procMount'), text(context.procMount), ['Default', 'Unmasked']);
    if (hostUsers && context.procMount === 'Unmasked') errors.invalid(path.child('procMount'), 'Unmasked', '`hostUsers` must be false to use `Unmasked`');
  }
  seccomp(errors, path.child('seccompProfile'), object(context.seccompProfile));
  if (context.allowPrivilegeEscalation === false) noEscalation(errors, path, context);
  validateWindowsOptions(errors, path.child('windowsOptions'), object(context.windowsOptions));
  appArmor(errors, path.child('appArmorProfile'), object(context.appArmorProfile));
}
function noEscalation(errors: FieldErrors, path: FieldPath, context: k8s.SecurityContext): void {
  const shown = (): ReturnType<typeof asType> => asType('core.SecurityContext', context);
  if (context.privileged === true) errors.invalid(path, shown(), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
  for (const capability of texts(object(context.capabilities)?.add)) {
    if (capability === 'CAP_SYS_ADMIN') errors.invalid(path, shown(), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
  }
}

type IdFields = 'runAsUser' | 'runAsGroup' | 'fsGroup';
function ids<K extends IdFields>(errors: FieldErrors, path: FieldPath, context: { readonly [F in K]?: number | undefined }, fields: readonly K[]): void {
  for (const field of fields) {
    const id = optional(context[field]);
    if (id !== undefined) errors.complaints(path.child(field), id, idComplaints(id));
  }
}

/** Follows validatePodSpecSecurityContext. */
export function validatePodSecurityContext(scope: PodScope, path: FieldPath): void {
  const { errors, spec } = scope;
  const context = object(spec.securityContext);
  if (!context) return;
  ids(errors, path, context, ['fsGroup', 'runAsUser', 'runAsGroup']);
  if (context.supplementalGroups) numbers(context.supplementalGroups).forEach((id, i) => errors.complaints(path.child('supplementalGroups').index(i), id, idComplaints(id)));
  if (context.sysctls) sysctls(scope, path.child('sysctls'), items(context.sysctls));
  optionalWord(errors, path.child('fsGroupChangePolicy'), context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  seccomp(errors, path.child('seccompProfile'), object(context.seccompProfile));
  validateWindowsOptions(errors, path.child('windowsOptions'), object(context.windowsOptions));
  appArmor(errors, path.child('appArmorProfile'), object(context.appArmorProfile));
  optionalWord(errors, path.child('supplementalGroupsPolicy'), context.supplementalGroupsPolicy, ['Merge', 'Strict']);
  optionalWord(errors, path.child('seLinuxChangePolicy'), context.seLinuxChangePolicy, ['MountOption', 'Recursive']);
}

/** Follows validateSeccompProfileField. */
function seccomp(errors: FieldErrors, path: FieldPath, profile: k8s.SeccompProfile | undefined): void {
  if (!profile) return;
  const type = text(profile.type);
  if (type === '') errors.required(path.child('type'), 'type is required when seccompProfile is set');
  else requiredWord(errors, path.child('type'), type, ['Localhost', 'RuntimeDefault', 'Unconfined']);
  if (type === 'Localhost') {
    if (!has(profile.localhostProfile)) errors.required(path.child('localhostProfile'), 'must be set when seccomp type is Localhost');
    else descendingPath(errors, path.child('localhostProfile'), text(profile.localhostProfile));
  } else if (has(profile.localhostProfile)) errors.invalid(path.child('localhostProfile'), asType('core.SeccompProfile', profile), 'can only be set when seccomp type is Localhost');
}

/** Follows ValidateAppArmorProfileField. */
function appArmor(errors: FieldErrors, path: FieldPath, profile: k8s.AppArmorProfile | undefined): void {
  if (!profile) return;
  const at = path.child('localhostProfile');
  const [type, name] = [text(profile.type), text(profile.localhostProfile)];
  switch (type) {
    case 'Localhost':
      if (name.trim() !== name) errors.invalid(at, name, 'must not be padded with whitespace');
      else if (name === '') errors.required(at, 'must be set when AppArmor type is Localhost');
      if (byteLength(name) > 4095) errors.tooLong(at, 4095);
      return;
    case 'RuntimeDefault': case 'Unconfined':
      if (has(profile.localhostProfile)) errors.invalid(at, name, 'can only be set when AppArmor type is Localhost');
      return;
    case '': return errors.required(path.child('type'), 'type is required when appArmorProfile is set');
    default: errors.notSupported(path.child('type'), type, ['Localhost', 'RuntimeDefault', 'Unconfined']);
  }
}

const SYSCTL = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctlPattern = new RegExp(SYSCTL);
/** Sysctls that a Pod has for itself, unless it shares the node's. */
const IPC_SYSCTLS = ['kernel.shm', 'kernel.msg', 'kernel.sem', 'fs.mqueue.'];

/** Follows validateSysctls. */
function sysctls({ errors, spec, options }: PodScope, path: FieldPath, given: readonly k8s.Sysctl[]): void {
  const names = new Set<string>();
  given.forEach((sysctl, i) => {
    const name = text(sysctl.name);
    const at = path.index(i).child('name');
    if (name === '') errors.required(at);
    else if (name.length > 253 || !sysctlPattern.test(name)) errors.invalid(at, name, `must have at most 253 characters and match regex ${SYSCTL}`);
    else if (names.has(name)) errors.duplicate(at, name);
    if (!options.hostSysctls) hostSysctl(errors, at, name, spec);
    names.add(name);
  });
}
/** Follows ValidateHostSysctl. */
function hostSysctl(errors: FieldErrors, path: FieldPath, name: string, spec: k8s.PodSpec): void {
  if (spec.hostNetwork === true && sysctlNamespace(name) === 'net') errors.invalid(path, name, "may not be specified when 'hostNetwork' is true");
  else if (spec.hostIPC === true && sysctlNamespace(name) === 'ipc') errors.invalid(path, name, "may not be specified when 'hostIPC' is true");
}
/** Follows component-helpers' sysctl.GetNamespace; slashes and dots are one after the first of them. */
function sysctlNamespace(written: string): 'net' | 'ipc' | '' {
  const name = written.search(/[./]/) >= 0 && written[written.search(/[./]/)] === '/' ? written.replaceAll('/', '.') : written;
  if (name.startsWith('net.')) return 'net';
  return IPC_SYSCTLS.some(prefix => name === prefix || name.startsWith(prefix)) ? 'ipc' : '';
}
export const sharesHostSysctl = (spec: k8s.PodSpec): boolean =>
  items(object(spec.securityContext)?.sysctls).some(({ name }) => (spec.hostNetwork === true && sysctlNamespace(text(name)) === 'net') || (spec.hostIPC === true && sysctlNamespace(text(name)) === 'ipc'));
