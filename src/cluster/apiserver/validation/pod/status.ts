/** What a kubelet may say of a Pod. Follows ValidatePodStatusUpdate. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { ValidationContext } from '../context.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { STATUS, dnsLabel, dnsSubdomain, immutable, qualifiedName } from '../common.ts';
import { isDualStack, validateAddress } from '../ip.ts';
import { validateMetaUpdate } from '../metadata.ts';
import { has, items, number, numbers, object, struct, text } from '../values.ts';
import { idComplaints } from '../../../../model/names.ts';
import { optionsFrom } from './options.ts';
import { annotationUpdates } from './update.ts';

const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized'];
const GENERATION = 'must be a non-negative integer';

export function validatePodStatusUpdate(errors: FieldErrors, next: k8s.Pod, old: k8s.Pod, context: ValidationContext): void {
  const [status, before] = [struct(next.status), struct(old.status)];
  const [spec, oldSpec] = [struct(next.spec), struct(old.spec)];
  validateMetaUpdate(errors, struct(next.metadata), struct(old.metadata));
  annotationUpdates(errors, next, old, optionsFrom(oldSpec, old.metadata, { resourceIsPod: true }), context);
  conditions(errors, STATUS.child('conditions'), status);
  if (text(spec.nodeName) !== text(oldSpec.nodeName)) errors.forbidden(STATUS.child('nodeName'), 'may not be changed directly');
  nominated(errors, STATUS.child('nominatedNodeName'), text(status.nominatedNodeName), text(before.nominatedNodeName), text(oldSpec.nodeName));
  if (number(status.observedGeneration) < 0) errors.invalid(STATUS.child('observedGeneration'), number(status.observedGeneration), GENERATION);
  immutable(errors, STATUS.child('qosClass'), 'string', text(status.qosClass), text(before.qosClass));
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const) {
    transitions(errors, STATUS.child(field), items(status[field]), items(before[field]), oldSpec, field);
  }
  claimStatuses(errors, STATUS.child('resourceClaimStatuses'), status, spec);
  podAddresses(errors, status, before);
  hostAddresses(errors, status, before);
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const) {
    items(status[field]).forEach((each, i) => user(errors, STATUS.child(field).index(i).child('user', 'linux'), each, text(object(spec.os)?.name) || 'linux'));
  }
}

function conditions(errors: FieldErrors, path: FieldPath, status: k8s.PodStatus): void {
  items(status.conditions).forEach((condition, i) => {
    if (number(condition.observedGeneration) < 0) errors.invalid(path.index(i).child('observedGeneration'), number(condition.observedGeneration), GENERATION);
    if (!SYSTEM_CONDITIONS.includes(text(condition.type))) qualifiedName(errors, path.index(i).child('Type'), text(condition.type));
  });
}

function nominated(errors: FieldErrors, path: FieldPath, next: string, old: string, bound: string): void {
  if (next === '' || next === old) return;
  dnsSubdomain(errors, path, next);
  if (bound !== '') errors.forbidden(path, 'may not be set on pods that are already bound to a node');
}

/** A container that has ended for good stays ended. Follows ValidateContainerStateTransition and its two kin. */
function transitions(errors: FieldErrors, path: FieldPath, next: readonly k8s.ContainerStatus[], old: readonly k8s.ContainerStatus[], spec: k8s.PodSpec, field: string): void {
  const rules = [...items(spec.containers), ...items(spec.initContainers)].flatMap(container => items(container.restartPolicyRules));
  if (field !== 'ephemeralContainerStatuses' && rules.some(rule => rule.action === 'RestartAllContainers')) return;
  old.forEach((before, i) => {
    const ended = object(object(before.state)?.terminated);
    if (!ended) return;
    const now = next.find(status => text(status.name) === text(before.name));
    if (!now || has(object(now.state)?.terminated)) return;
    const containers = field === 'ephemeralContainerStatuses' ? [] : items(field === 'containerStatuses' ? spec.containers : spec.initContainers);
    const container = containers.find(each => text(each.name) === text(before.name));
    if (container && mayRestart(container, spec, number(ended.exitCode), field)) return;
    errors.forbidden(path.index(i).child('state'), 'may not be transitioned to non-terminated state');
  });
}
/** Follows ContainerShouldRestart: the container's rules, its own policy, then the Pod's. */
function mayRestart(container: k8s.Container, spec: k8s.PodSpec, exitCode: number, field: string): boolean {
  for (const rule of items(container.restartPolicyRules)) {
    const listed = numbers(object(rule.exitCodes)?.values).includes(exitCode);
    if (rule.action === 'Restart' && (object(rule.exitCodes)?.operator === 'In' ? listed : !listed)) return true;
  }
  const policy = text(container.restartPolicy) || (field === 'initContainerStatuses' && spec.restartPolicy === 'Always' ? 'Always' : text(spec.restartPolicy));
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

function claimStatuses(errors: FieldErrors, path: FieldPath, status: k8s.PodStatus, spec: k8s.PodSpec): void {
  const seen = new Set<string>();
  items(status.resourceClaimStatuses).forEach((claim, i) => {
    const name = text(claim.name);
    const at = path.index(i);
    if (!items(spec.resourceClaims).some(each => text(each.name) === name)) errors.invalid(at.child('name'), name, 'must match the name of an entry in `spec.resourceClaims`');
    if (seen.has(name)) errors.duplicate(at.child('name'), name);
    seen.add(name);
    if (has(claim.resourceClaimName)) dnsSubdomain(errors, at.child('resourceClaimName'), text(claim.resourceClaimName));
  });
  for (const [i, mapping] of items(object(status.extendedResourceClaimStatus)?.requestMappings).entries()) {
    dnsLabel(errors, STATUS.child('extendedResourceClaimStatus', 'requestMappings').index(i).child('requestName'), text(mapping.requestName));
  }
}

/** Follows validatePodIPs. */
function podAddresses(errors: FieldErrors, status: k8s.PodStatus, before: k8s.PodStatus): void {
  const path = STATUS.child('podIPs');
  const first = text(status.podIP);
  const listed = items(status.podIPs).map(each => text(each.ip));
  // The first address may come in either field: the other is filled in as the status is read.
  const addresses = listed.length === 0 && first !== '' ? [first] : listed;
  const known = items(before.podIPs).map(each => text(each.ip));
  addresses.forEach((address, i) => validateAddress(errors, path.index(i), address, known));
  if (addresses.length > 1 && (!isDualStack(addresses) || addresses.length > 2)) errors.invalid(path, asType('[]core.PodIP', status.podIPs), 'may specify no more than one IP for each IP family');
  if (first !== '' && first !== addresses[0]) errors.invalid(path.index(0).child('ip'), addresses[0], 'must be equal to `podIP`');
}
/** Follows validateHostIPs. */
function hostAddresses(errors: FieldErrors, status: k8s.PodStatus, before: k8s.PodStatus): void {
  const path = STATUS.child('hostIPs');
  const addresses = items(status.hostIPs).map(each => text(each.ip));
  if (addresses.length === 0) return;
  if (text(status.hostIP) !== addresses[0]) errors.invalid(path.index(0).child('ip'), addresses[0], 'must be equal to `hostIP`');
  const known = items(before.hostIPs).map(each => text(each.ip));
  addresses.forEach((address, i) => validateAddress(errors, path.index(i), address, known));
  if (addresses.length > 1 && (!isDualStack(addresses) || addresses.length > 2)) errors.invalid(path, asType('[]core.HostIP', status.hostIPs), 'may specify no more than one IP for each IP family');
}

/** Follows validateContainerStatusUsers. */
function user(errors: FieldErrors, path: FieldPath, status: k8s.ContainerStatus, os: string): void {
  const linux = object(object(status.user)?.linux);
  if (!linux) return;
  if (os === 'windows') return errors.forbidden(path, 'cannot be set for a windows pod');
  const [uid, gid] = [number(linux.uid), number(linux.gid)];
  if (uid < 0 || uid > 4294967295) errors.invalid(path.child('uid'), uid, 'must be between 0 and 4294967295, inclusive');
  errors.complaints(path.child('gid'), gid, idComplaints(gid));
  numbers(linux.supplementalGroups).forEach((group, i) => errors.complaints(path.child('supplementalGroups').index(i), group, idComplaints(group)));
}
