/** A Pod's spec, of a Pod or of a template: every rule in the order in which the API server applies it. Follows ValidatePodSpec. */
import { quote } from '../../../../base/go-quote.ts';
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsSubdomainComplaints, inRange } from '../../../../model/names.ts';
import { MIRROR } from '../../../../model/well-known.ts';
import type { ValidationContext } from '../context.ts';
import type { FieldErrors } from '../errors.ts';
import { checkName, dnsSubdomain, labels, qualifiedName, requiredWord } from '../common.ts';
import { has, items, object, optional, text } from '../values.ts';
import { type Annotations } from './annotations.ts';
import { validateAffinity, validateSpread } from './affinity.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './containers.ts';
import { validateFileKeyVolumes } from './env.ts';
import { validateDnsConfig, validateHostAliases, validateHostNetworkPorts, validateHostUsers, validateHostnameOverride, validateHostnames, validateShareProcessNamespace } from './network.ts';
import { validateContainerResources, validatePodResources, validateResourceClaims } from './resources.ts';
import { eachContainer, type PodOptions, type PodScope } from './scope.ts';
import { validatePodSecurityContext } from './security.ts';
import { validateTolerations } from './tolerations.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcess, validateOs } from './windows.ts';

/** Whose spec it is: a Pod's name and annotations, or neither of a template. */
interface SpecOwner {
  readonly podName: string;
  readonly annotations: Annotations;
}
export const TEMPLATE: SpecOwner = { podName: '', annotations: {} };

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
export const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];

export function scopeOf(errors: FieldErrors, spec: k8s.PodSpec, options: PodOptions, context: ValidationContext): PodScope {
  return {
    errors,
    allowPrivileged: context.allowPrivileged,
    options,
    spec,
    volumes: new Map(),
    claims: new Set(spec.resourceClaims ? items(spec.resourceClaims).map(claim => text(claim.name)).filter(name => name !== '') : []),
    grace: optional(spec.terminationGracePeriodSeconds),
    hostUsers: spec.hostUsers !== false,
  };
}

export function validatePodSpec(base: PodScope, path: FieldPath, owner: SpecOwner): void {
  const { errors, spec, options } = base;
  if (base.grace === undefined) errors.required(path.child('terminationGracePeriodSeconds'));
  const volumes = validateVolumes({ errors, options, podName: owner.podName }, path.child('volumes'), spec.volumes);
  const scope: PodScope = { ...base, volumes };
  validateResourceClaims(errors, path.child('resourceClaims'), spec, owner.annotations[MIRROR] !== undefined);
  validateContainers(scope, path.child('containers'));
  if (spec.initContainers) validateInitContainers(scope, path.child('initContainers'));
  validateEphemeralContainers(scope, path.child('ephemeralContainers'));
  validatePodResources(scope, path);
  validateHostNetworkPorts(scope, path);
  requiredWord(errors, path.child('restartPolicy'), text(spec.restartPolicy), RESTART_POLICIES);
  requiredWord(errors, path.child('dnsPolicy'), text(spec.dnsPolicy), DNS_POLICIES);
  if (spec.nodeSelector) labels(errors, path.child('nodeSelector'), spec.nodeSelector);
  validatePodSecurityContext(scope, path.child('securityContext'));
  validateShareProcessNamespace(errors, path, spec);
  validateAffinity(scope, path.child('affinity'), object(spec.affinity));
  validateDnsConfig(errors, path.child('dnsConfig'), object(spec.dnsConfig), text(spec.dnsPolicy));
  items(spec.readinessGates).forEach((gate, i) => qualifiedName(errors, path.child('readinessGates').index(i).child('conditionType'), text(gate.conditionType)));
  if (spec.schedulingGates) schedulingGates(errors, path.child('schedulingGates'), items(spec.schedulingGates));
  validateSpread(scope, path.child('topologySpreadConstraints'), spec.topologySpreadConstraints);
  validateHostProcess(scope, path);
  validateHostUsers(scope, path);
  validateHostnameOverride(scope, path);
  namesAndLimits(scope, path);
  validateOs(scope, path);
  fileKeyVolumes(errors, path, spec);
}

function fileKeyVolumes(errors: FieldErrors, path: FieldPath, spec: k8s.PodSpec): void {
  const volumes = items(spec.volumes);
  eachContainer(spec, path, (container, at) => {
    if (container.env) validateFileKeyVolumes(errors, at().child('env'), container.env, volumes);
  });
}

function schedulingGates(errors: FieldErrors, path: FieldPath, gates: readonly k8s.PodSchedulingGate[]): void {
  const seen = new Set<string>();
  gates.forEach((gate, i) => {
    const name = text(gate.name);
    qualifiedName(errors, path.index(i), name);
    if (seen.has(name)) errors.duplicate(path.index(i), name);
    seen.add(name);
  });
}

/** Names of other objects, seconds, tolerations, aliases, and what the Pod costs beside its containers. */
function namesAndLimits(scope: PodScope, path: FieldPath): void {
  const { errors, spec } = scope;
  const account = text(spec.serviceAccountName);
  if (account !== '') dnsSubdomain(errors, path.child('serviceAccountName'), account);
  if (text(spec.serviceAccount) !== account) errors.invalid(path.child('deprecatedServiceAccount'), text(spec.serviceAccount), `must be the same as serviceAccountName: ${quote(account)}`);
  if (text(spec.nodeName) !== '') dnsSubdomain(errors, path.child('nodeName'), text(spec.nodeName));
  const deadline = optional(spec.activeDeadlineSeconds);
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647)) errors.invalid(path.child('activeDeadlineSeconds'), deadline, inRange(1, 2147483647));
  validateHostnames(errors, path, spec);
  validateTolerations(errors, path.child('tolerations'), spec.tolerations);
  if (spec.hostAliases) validateHostAliases(errors, path.child('hostAliases'), spec.hostAliases);
  if (text(spec.priorityClassName) !== '') dnsSubdomain(errors, path.child('priorityClassName'), text(spec.priorityClassName));
  if (has(spec.runtimeClassName)) checkName(errors, path.child('runtimeClassName'), text(spec.runtimeClassName), dnsSubdomainComplaints);
  if (has(spec.preemptionPolicy)) requiredWord(errors, path.child('preemptionPolicy'), text(spec.preemptionPolicy), PREEMPTION_POLICIES);
  if (has(spec.overhead)) validateContainerResources({ ...scope, claims: new Set() }, path.child('overhead'), { limits: spec.overhead });
}
