/** Options of Windows, and what each operating system forbids. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, dnsSubdomainComplaints } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { has, object, optionalText, size, text } from '../values.ts';
import { eachContainer, type PodScope } from './scope.ts';

const SPEC_KIB = 64;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_DOMAIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** Follows validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(errors: FieldErrors, path: FieldPath, options: k8s.WindowsSecurityContextOptions | undefined): void {
  if (!options) return;
  const [name, spec, user] = [optionalText(options.gmsaCredentialSpecName), optionalText(options.gmsaCredentialSpec), optionalText(options.runAsUserName)];
  if (name !== undefined) errors.complaints(path.child('gmsaCredentialSpecName'), name, dnsSubdomainComplaints(name));
  if (spec === '') errors.invalid(path.child('gmsaCredentialSpec'), spec, 'gmsaCredentialSpec cannot be an empty string');
  else if (spec !== undefined && byteLength(spec) > SPEC_KIB * 1024) errors.invalid(path.child('gmsaCredentialSpec'), spec, `gmsaCredentialSpec size must be under ${SPEC_KIB} KiB`);
  if (user !== undefined) for (const complaint of userComplaints(user)) errors.invalid(path.child('runAsUserName'), { printed: JSON.stringify(user) }, `runAsUserName${complaint}`);
}

function userComplaints(name: string): readonly string[] {
  if (name === '') return [' cannot be an empty string'];
  if (/\p{Cc}/u.test(name)) return [' cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const [domain, user] = parts.length === 1 ? [undefined, parts[0] ?? ''] : [parts[0] ?? '', parts[1] ?? ''];
  const complaints: string[] = [];
  if (domain !== undefined && byteLength(domain) >= 256) complaints.push("'s Domain length must be under 256 characters");
  if (domain !== undefined && !NETBIOS.test(domain) && !DNS_DOMAIN.test(domain)) complaints.push("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === '') complaints.push("'s User cannot be empty");
  else if (byteLength(user) > 104) complaints.push("'s User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) complaints.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) complaints.push('\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return complaints;
}

/** Follows validateWindowsHostProcessPod: all containers of a Pod are host processes, or none. */
export function validateHostProcess({ errors, spec, allowPrivileged }: PodScope, path: FieldPath): void {
  const ofPod = object(object(spec.securityContext)?.windowsOptions)?.hostProcess;
  let [containers, hostProcesses] = [0, 0];
  eachContainer(spec, path, (container, at) => {
    containers++;
    const own = object(object(container.securityContext)?.windowsOptions)?.hostProcess;
    if (has(ofPod) && has(own) && ofPod !== own) {
      errors.invalid(at().child('securityContext', 'windowsOptions', 'hostProcess'), own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`);
    }
    if (own === true || (!has(own) && ofPod === true)) hostProcesses++;
  });
  if (hostProcesses === 0) return;
  if (hostProcesses !== containers) errors.invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  if (spec.hostNetwork !== true) errors.invalid(path.child('hostNetwork'), false, 'hostNetwork must be true if pod contains any hostProcess containers');
  if (!allowPrivileged) errors.forbidden(path, 'hostProcess containers are disallowed by cluster policy');
}

/** Follows validateOS, validateLinux and validateWindows. */
export function validateOs(scope: PodScope, path: FieldPath): void {
  const os = object(scope.spec.os);
  if (!os) return;
  const name = text(os.name);
  if (name === '') scope.errors.required(path.child('os', 'name'));
  else if (name === 'linux') forLinux(scope, path);
  else if (name === 'windows') forWindows(scope, path);
  else scope.errors.notSupported(path.child('os'), name, ['linux', 'windows']);
}

function forLinux({ errors, spec }: PodScope, path: FieldPath): void {
  const message = 'windows options cannot be set for a linux pod';
  if (has(object(spec.securityContext)?.windowsOptions)) errors.forbidden(path.child('securityContext', 'windowsOptions'), message);
  eachContainer(spec, path, (container, at) => {
    if (has(object(container.securityContext)?.windowsOptions)) errors.forbidden(at().child('securityContext', 'windowsOptions'), message);
  });
}

const POD_FIELDS = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup', 'supplementalGroups',
  'supplementalGroupsPolicy', 'seLinuxChangePolicy',
] as const;
const CONTAINER_FIELDS = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'] as const;

function forWindows({ errors, spec }: PodScope, path: FieldPath): void {
  const message = 'cannot be set for a windows pod';
  const context = object(spec.securityContext);
  if (context) {
    for (const field of POD_FIELDS) {
      if (field === 'sysctls' ? size(context.sysctls) > 0 : has(context[field])) errors.forbidden(path.child('securityContext', field), message);
    }
  }
  if (has(spec.hostUsers)) errors.forbidden(path.child('hostUsers'), message);
  if (spec.hostPID === true) errors.forbidden(path.child('hostPID'), message);
  if (spec.hostIPC === true) errors.forbidden(path.child('hostIPC'), message);
  if (has(spec.shareProcessNamespace)) errors.forbidden(path.child('shareProcessNamespace'), message);
  eachContainer(spec, path, (container, at) => {
    const own = object(container.securityContext);
    if (own) for (const field of CONTAINER_FIELDS) if (has(own[field])) errors.forbidden(at().child('securityContext', field), message);
  });
}
