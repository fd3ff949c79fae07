/** Probes and lifecycle hooks, and the actions that both are made of. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { httpHeaderComplaints } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { notNegative, portNumber, portNumberOrName } from '../common.ts';
import { items, number, object, optional, size, text } from '../values.ts';
import type { PodScope } from './scope.ts';

type Actions = k8s.Probe & { readonly sleep?: k8s.SleepAction | undefined };

/** The one action of a probe or a hook. Follows validateHandler. */
function validateActions({ errors, grace }: PodScope, path: FieldPath, given: Actions): void {
  let actions = 0;
  const only = <T extends object>(name: keyof Actions & string, action: T | undefined | null, check: (at: FieldPath, action: T) => void): void => {
    const held = object(action);
    if (!held) return;
    if (actions++ > 0) errors.forbidden(path.child(name), 'may not specify more than 1 handler type');
    else check(path.child(name), held);
  };
  only('exec', given.exec, (at, exec) => {
    if (size(exec.command) === 0) errors.required(at.child('command'));
  });
  only('httpGet', given.httpGet, (at, get) => httpGet(errors, at, get));
  only('tcpSocket', given.tcpSocket, (at, socket) => portNumberOrName(errors, at.child('port'), socket.port));
  only('grpc', given.grpc, (at, grpc) => portNumber(errors, at.child('port'), number(grpc.port)));
  only('sleep', given.sleep, (at, sleep) => {
    const seconds = number(sleep.seconds);
    if (grace !== undefined && (seconds < 0 || seconds > grace)) errors.invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`);
  });
  if (actions === 0) errors.required(path, 'must specify a handler type');
}

/** Follows validateHTTPGetAction. */
function httpGet(errors: FieldErrors, path: FieldPath, get: k8s.HTTPGetAction): void {
  if (text(get.path) === '') errors.required(path.child('path'));
  portNumberOrName(errors, path.child('port'), get.port);
  if (get.scheme !== 'HTTP' && get.scheme !== 'HTTPS') errors.notSupported(path.child('scheme'), text(get.scheme), ['HTTP', 'HTTPS']);
  for (const header of items(get.httpHeaders)) errors.complaints(path.child('httpHeaders'), text(header.name), httpHeaderComplaints(text(header.name)));
}

/** Follows validateProbe. */
function validateProbe(scope: PodScope, path: FieldPath, probe: k8s.Probe): void {
  const { errors } = scope;
  validateActions(scope, path, probe);
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) notNegative(errors, path, field, probe[field]);
  const grace = optional(probe.terminationGracePeriodSeconds);
  if (grace !== undefined && grace <= 0) errors.invalid(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0');
}

/** Follows validateLivenessProbe, validateReadinessProbe and validateStartupProbe. */
export function validateProbes(scope: PodScope, path: FieldPath, container: k8s.Container): void {
  const { errors } = scope;
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = object(container[field]);
    if (!probe) continue;
    const at = path.child(field);
    validateProbe(scope, at, probe);
    if (field === 'readinessProbe') {
      const grace = optional(probe.terminationGracePeriodSeconds);
      if (grace !== undefined) errors.invalid(at.child('terminationGracePeriodSeconds'), grace, 'must not be set for readinessProbes');
    } else if (number(probe.successThreshold) !== 1) errors.invalid(at.child('successThreshold'), number(probe.successThreshold), 'must be 1');
  }
}

/** Follows validateLifecycle. */
export function validateLifecycle(scope: PodScope, path: FieldPath, lifecycle: k8s.Lifecycle): void {
  const [start, stop] = [object(lifecycle.postStart), object(lifecycle.preStop)];
  if (start) validateActions(scope, path.child('postStart'), hook(start));
  if (stop) validateActions(scope, path.child('preStop'), hook(stop));
}
const hook = (handler: k8s.LifecycleHandler): Actions => ({ exec: handler.exec, httpGet: handler.httpGet, tcpSocket: handler.tcpSocket, sleep: handler.sleep });
