/** Containers, init containers and ephemeral containers. Follows validateContainerCommon and its callers. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { setFields } from '../go/values.ts';
import { requiredName, requiredWord } from '../common.ts';
import { has, items, object, size, text } from '../values.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateDevices, validateHostPorts, validateMounts, validatePorts } from './mounts.ts';
import { validateLifecycle, validateProbes } from './probes.ts';
import { validateContainerResources, validateResizePolicy } from './resources.ts';
import { validateSecurityContext } from './security.ts';
import type { PodScope } from './scope.ts';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
export const validatePullPolicy = (errors: FieldErrors, path: FieldPath, policy: unknown): void => requiredWord(errors, path, text(policy), PULL_POLICIES);

function validateCommon(scope: PodScope, path: FieldPath, container: k8s.Container): void {
  const { errors } = scope;
  requiredName(errors, path.child('name'), text(container.name), dnsLabelComplaints);
  if (text(container.image) === '') errors.required(path.child('image'));
  requiredWord(errors, path.child('terminationMessagePolicy'), text(container.terminationMessagePolicy), ['File', 'FallbackToLogsOnError']);
  validatePorts(errors, path.child('ports'), container.ports);
  validateEnv(errors, path.child('env'), container.env);
  validateEnvFrom(errors, path.child('envFrom'), container.envFrom);
  validateMounts(scope, path.child('volumeMounts'), container);
  validateDevices(scope, path.child('volumeDevices'), container);
  validatePullPolicy(errors, path.child('imagePullPolicy'), container.imagePullPolicy);
  validateContainerResources(scope, path.child('resources'), container.resources);
  validateResizePolicy(errors, path.child('resizePolicy'), container.resizePolicy, text(scope.spec.restartPolicy));
  validateSecurityContext(scope, path.child('securityContext'), object(container.securityContext));
}

/** Follows validateContainers. */
export function validateContainers(scope: PodScope, path: FieldPath): void {
  const { errors, spec } = scope;
  const containers = items(spec.containers);
  if (containers.length === 0) return errors.required(path);
  const names = new Set<string>();
  containers.forEach((container, i) => {
    const at = path.index(i);
    validateCommon(scope, at, container);
    if (names.has(text(container.name))) errors.duplicate(at.child('name'), text(container.name));
    else names.add(text(container.name));
    const lifecycle = object(container.lifecycle);
    if (lifecycle) validateLifecycle(scope, at.child('lifecycle'), lifecycle);
    validateProbes(scope, at, container);
    restartPolicy(errors, at, container);
  });
  validateHostPorts(errors, path, containers);
}

/** Follows validateInitContainers: they end, and only those that restart always may have probes and hooks. */
export function validateInitContainers(scope: PodScope, path: FieldPath): void {
  const { errors, spec } = scope;
  const names = new Set(items(spec.containers).map(container => text(container.name)));
  items(spec.initContainers).forEach((container, i) => {
    const at = path.index(i);
    validateCommon(scope, at, container);
    restartPolicy(errors, at, container);
    const name = text(container.name);
    if (names.has(name)) errors.duplicate(at.child('name'), name);
    else if (name !== '') names.add(name);
    validateHostPorts(errors, path, [container]);
    const sidecar = container.restartPolicy === 'Always';
    const lifecycle = object(container.lifecycle);
    if (sidecar) {
      if (lifecycle) validateLifecycle(scope, at.child('lifecycle'), lifecycle);
      validateProbes(scope, at, container);
      return;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (has(container[field])) errors.forbidden(at.child(field), 'may not be set for init containers without restartPolicy=Always');
    }
    items(container.resizePolicy).forEach((policy, j) => {
      if (policy.restartPolicy !== 'RestartContainer') return;
      errors.invalid(at.child('resizePolicy').index(j).child('restartPolicy'), policy.restartPolicy, "must not be set to 'RestartContainer' for non-sidecar initContainers");
    });
  });
}

/** Follows validateContainerRestartPolicy. */
function restartPolicy(errors: FieldErrors, path: FieldPath, container: k8s.Container): void {
  const rules = items(container.restartPolicyRules);
  const at = path.child('restartPolicy');
  if (!has(container.restartPolicy)) {
    if (rules.length === 0) return;
    errors.required(at, 'must specify restartPolicy when restart rules are used');
  } else if (!['Always', 'Never', 'OnFailure'].includes(text(container.restartPolicy))) errors.notSupported(at, text(container.restartPolicy), ['Always', 'Never', 'OnFailure']);
  if (rules.length > 20) errors.tooMany(path.child('restartPolicyRules'), rules.length, 20);
  rules.forEach((rule, i) => {
    const ruleAt = path.child('restartPolicyRules').index(i);
    const action = text(rule.action);
    if (action !== 'Restart' && action !== 'RestartAllContainers') errors.notSupported(ruleAt.child('action'), action, ['Restart', 'RestartAllContainers']);
    const codes = object(rule.exitCodes);
    if (!codes) return errors.required(ruleAt.child('exitCodes'), 'must be specified');
    const operator = text(codes.operator);
    if (operator !== 'In' && operator !== 'NotIn') errors.notSupported(ruleAt.child('exitCodes', 'operator'), operator, ['In', 'NotIn']);
    if (size(codes.values) > 255) errors.tooMany(ruleAt.child('exitCodes', 'values'), size(codes.values), 255);
  });
}

/** What an ephemeral container may say. */
const EPHEMERAL_FIELDS = new Set([
  'name', 'image', 'command', 'args', 'workingDir', 'envFrom', 'env', 'volumeMounts', 'volumeDevices', 'terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy',
  'securityContext', 'stdin', 'stdinOnce', 'tty', 'targetContainerName',
]);

/** Follows validateEphemeralContainers. */
export function validateEphemeralContainers(scope: PodScope, path: FieldPath): void {
  const { errors, spec } = scope;
  if (!spec.ephemeralContainers) return;
  const others = new Set([...items(spec.containers), ...items(spec.initContainers)].map(container => text(container.name)));
  const names = new Set(others);
  items(spec.ephemeralContainers).forEach((container, i) => {
    const at = path.index(i);
    validateCommon(scope, at, container as k8s.Container);
    imageWhitespace(errors, at, container as k8s.Container);
    const [name, target] = [text(container.name), text(container.targetContainerName)];
    if (names.has(name)) errors.duplicate(at.child('name'), name);
    else names.add(name);
    if (target !== '' && !others.has(target)) errors.notFound(at.child('targetContainerName'), target);
    for (const field of setFields('core.EphemeralContainerCommon', container)) {
      if (!EPHEMERAL_FIELDS.has(field)) errors.forbidden(at.child(field), 'cannot be set for an Ephemeral Container');
    }
    items(container.volumeMounts).forEach((mount, j) => {
      for (const field of ['subPath', 'subPathExpr'] as const) {
        if (text(mount[field]) !== '') errors.forbidden(at.child('volumeMounts').index(j).child(field), 'cannot be set for an Ephemeral Container');
      }
    });
  });
}

/** Follows validateContainerOnlyForPod: a rule that templates are spared. */
export function imageWhitespace(errors: FieldErrors, path: FieldPath, container: k8s.Container): void {
  const image = text(container.image);
  if (image.trim() !== image) errors.invalid(path.child('image'), image, 'must not have leading or trailing whitespace');
}
