/** Through pods/resize a Pod's cpu and memory change, and nothing else. Follows ValidatePodResize. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { qosClassOf, type QosClass } from '../../../../model/qos.ts';
import { MIRROR } from '../../../../model/well-known.ts';
import type { ValidationContext } from '../context.ts';
import { type FieldErrors } from '../errors.ts';
import { ROOT, SPEC } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { validateMetaUpdate } from '../metadata.ts';
import { has, items, object, quantities, size, struct, text } from '../values.ts';
import { annotationsOf } from './annotations.ts';
import { optionsFrom } from './options.ts';
import { validateMetadataAndSpec } from './pod.ts';

type Resources = k8s.ResourceRequirements | undefined;

export function validateResize(errors: FieldErrors, next: k8s.Pod, old: k8s.Pod, context: ValidationContext): void {
  const [now, then] = [struct(next.spec), struct(old.spec)];
  if (annotationsOf(old.metadata)[MIRROR] !== undefined) return errors.forbidden(ROOT, 'static pods cannot be resized');
  if (object(then.os)?.name === 'windows') return errors.forbidden(ROOT, 'windows pods cannot be resized');
  validateMetaUpdate(errors, struct(next.metadata), struct(old.metadata));
  validateMetadataAndSpec(errors, next, optionsFrom(then, old.metadata, { resourceIsPod: true }), context);
  const before = text(struct(old.status).qosClass) || qosClass(then);
  if (before !== qosClass(now)) errors.invalid(SPEC, text(struct(next.status).qosClass), 'Pod QOS Class may not change as a result of resizing');
  if (!nodeCanResize(old)) errors.forbidden(SPEC, 'Pod running on node without support for resize');
  const podLevel = podLevelResize(errors, SPEC.child('resources'), object(now.resources), object(then.resources));
  if (!sameOrder(errors, now, then)) return;
  for (const field of ['initContainers', 'containers'] as const) {
    items(then[field]).forEach((container, i) => nothingRemoved(errors, SPEC.child(field).index(i).child('resources'), object(items(now[field])[i]?.resources), object(container.resources)));
  }
  const containers = items(now.containers).map((container, i) => {
    const kept = withOldAmounts(container, items(then.containers)[i]);
    if (!goEqual('core.Container', kept, items(then.containers)[i])) errors.forbidden(SPEC, 'only cpu and memory resources are mutable');
    return kept;
  });
  const initContainers = items(now.initContainers).map((container, i) => resizedInit(errors, SPEC.child('initContainers').index(i), container, items(then.initContainers)[i]));
  if (!goEqual('[]core.Volume', now.volumes, then.volumes)) {
    errors.forbidden(SPEC.child('volumes'), 'volumes are immutable on resize when InPlacePodVerticalScalingMemoryBackedVolumes feature gate is disabled');
  }
  if (errors.length > 0) return;
  if (!goEqual('core.PodSpec', { ...now, containers, initContainers, resources: podLevel }, then)) errors.forbidden(SPEC, 'only cpu and memory resources are mutable');
}

function qosClass(spec: k8s.PodSpec): QosClass {
  const holders = has(spec.resources) ? [spec] : [...items(spec.containers), ...items(spec.initContainers)];
  return qosClassOf(holders.map(({ resources }) => object(resources)).map(given => ({ requests: quantities(given?.requests), limits: quantities(given?.limits) })));
}

/** Follows isPodResizeRequestSupported: a kubelet that can resize tells the resources of running containers. */
const nodeCanResize = (pod: k8s.Pod): boolean => {
  const running = items(struct(pod.status).containerStatuses).find(status => has(object(status.state)?.running));
  return running === undefined || has(running.resources);
};

/** Follows validatePodResizeContainerOrdering. */
function sameOrder(errors: FieldErrors, next: k8s.PodSpec, old: k8s.PodSpec): boolean {
  const before = errors.length;
  for (const field of ['containers', 'initContainers'] as const) {
    const [now, then] = [items(next[field]), items(old[field])];
    if (now.length !== then.length) errors.forbidden(SPEC.child(field), `${field} may not be added or removed on resize`);
    else then.forEach((container, i) => {
      if (text(now[i]?.name) !== text(container.name)) errors.forbidden(SPEC.child(field).index(i).child('name'), `${field} may not be renamed or reordered on resize`);
    });
  }
  return errors.length === before;
}

const removed = (next: unknown, old: unknown): boolean => {
  const [now, then] = [quantities(next), quantities(old)];
  return Object.keys(then).length > Object.keys(now).length || Object.keys(then).some(name => now[name] === undefined);
};
/** Follows validateContainerResize. */
function nothingRemoved(errors: FieldErrors, path: FieldPath, next: Resources, old: Resources): void {
  if (removed(next?.requests, old?.requests)) errors.forbidden(path.child('requests'), 'resource requests cannot be removed');
  if (removed(next?.limits, old?.limits)) errors.forbidden(path.child('limits'), 'resource limits cannot be removed');
}

/** The new amounts with cpu and memory put back. Follows dropCPUMemoryUpdates. */
function oldAmounts(next: unknown, old: unknown): Readonly<Record<string, string>> {
  const [now, then] = [quantities(next), quantities(old)];
  const rest: Record<string, string> = {};
  for (const [from, keep] of [[now, (name: string) => name !== 'cpu' && name !== 'memory'], [then, (name: string) => name === 'cpu' || name === 'memory']] as const) {
    for (const name in from) if (keep(name)) rest[name] = from[name] ?? '0';
  }
  return rest;
}
function withOldAmounts(container: k8s.Container, old: k8s.Container | undefined): k8s.Container {
  const [now, then] = [object(container.resources), object(old?.resources)];
  return { ...container, resources: { ...now, limits: oldAmounts(now?.limits, then?.limits), requests: oldAmounts(now?.requests, then?.requests) } };
}

function resizedInit(errors: FieldErrors, path: FieldPath, container: k8s.Container, old: k8s.Container | undefined): k8s.Container {
  const kept = withOldAmounts(container, old);
  if (!goEqual('core.Container', kept, old)) errors.forbidden(path, 'only cpu and memory resources for init or sidecar containers are mutable');
  if (container.restartPolicy !== 'Always' && !goEqual('core.Container', container, old)) {
    for (const policy of items(container.resizePolicy)) {
      if (policy.restartPolicy === 'RestartContainer') errors.forbidden(path, 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized');
    }
  }
  return kept;
}

/** Follows validatePodLevelResourcesResize; gives the Pod's own resources with cpu and memory put back. */
function podLevelResize(errors: FieldErrors, path: FieldPath, next: Resources, old: Resources): Resources {
  const set = (resources: Resources): boolean => size(resources?.requests) + size(resources?.limits) > 0;
  if (!set(next) && !set(old)) return next;
  if (old && !next) {
    errors.forbidden(path, 'pod-level resources cannot be removed');
    return next;
  }
  if (old && removed(next?.requests, old.requests)) errors.forbidden(path.child('requests'), 'pod-level resource requests cannot be removed');
  if (old && removed(next?.limits, old.limits)) errors.forbidden(path.child('limits'), 'pod-level resource limits cannot be removed');
  const kept: Resources = { ...next, requests: oldAmounts(next?.requests, old?.requests), limits: oldAmounts(next?.limits, old?.limits) };
  const rest = !old && size(kept.requests) + size(kept.limits) === 0 ? undefined : kept;
  if (!goEqual('*core.ResourceRequirements', rest, old)) errors.forbidden(SPEC, 'only cpu and memory resources are mutable at pod-level');
  return rest;
}
