/** What may change in a Pod once it exists. Follows ValidatePodUpdate and ValidatePodEphemeralContainersUpdate. */
import { quote } from '../../../../base/go-quote.ts';
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { inRange } from '../../../../model/names.ts';
import { MIRROR } from '../../../../model/well-known.ts';
import type { ValidationContext } from '../context.ts';
import { FieldErrors, asJson, asType } from '../errors.ts';
import { METADATA, ROOT, SPEC } from '../common.ts';
import { goDiff } from '../go/diff.ts';
import { goEqual } from '../go/values.ts';
import { validateMetaUpdate } from '../metadata.ts';
import { items, map, object, optional, size, struct, text } from '../values.ts';
import { annotationsOf, validatePodAnnotationUpdates, validatePodAnnotations } from './annotations.ts';
import { optionsFrom } from './options.ts';
import { validateMetadataAndSpec } from './pod.ts';
import type { PodOptions } from './scope.ts';
import { scopeOf } from './spec.ts';
import { onlyAddedTolerations } from './tolerations.ts';

/** As the server names what may change. */
const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** Metadata, annotations and the whole spec again: what every update of a Pod is first checked for. */
function validateAnew(errors: FieldErrors, next: k8s.Pod, old: k8s.Pod, context: ValidationContext): PodOptions {
  const options = optionsFrom(struct(old.spec), old.metadata, { resourceIsPod: true });
  validateMetaUpdate(errors, struct(next.metadata), struct(old.metadata));
  validateMetadataAndSpec(errors, next, options, context);
  annotationUpdates(errors, next, old, options, context);
  return options;
}
/** Follows ValidatePodSpecificAnnotationUpdates. */
export function annotationUpdates(errors: FieldErrors, next: k8s.Pod, old: k8s.Pod, options: PodOptions, context: ValidationContext): void {
  const [now, then] = [annotationsOf(next.metadata), annotationsOf(old.metadata)];
  const path = METADATA.child('annotations');
  validatePodAnnotationUpdates(errors, path, now, then);
  validatePodAnnotations(scopeOf(errors, struct(next.spec), options, context), path, now);
}

export function validatePodUpdate(errors: FieldErrors, next: k8s.Pod, old: k8s.Pod, context: ValidationContext): void {
  validateAnew(errors, next, old, context);
  const [now, then] = [struct(next.spec), struct(old.spec)];
  if (!sameContainers(errors, SPEC.child('containers'), now.containers, then.containers)) return;
  if (!sameContainers(errors, SPEC.child('initContainers'), now.initContainers, then.initContainers)) return;
  if (!deadline(errors, SPEC.child('activeDeadlineSeconds'), optional(now.activeDeadlineSeconds), optional(then.activeDeadlineSeconds))) return;
  onlyAddedTolerations(errors, SPEC.child('tolerations'), now.tolerations, then.tolerations);
  onlyDeletedGates(errors, SPEC.child('schedulingGates'), now, then);
  if (goEqual('core.PodSpec', now, then)) return;
  const rest = withoutUpdatable(errors, now, then);
  if (!goEqual('core.PodSpec', rest, then)) errors.forbidden(SPEC, `pod updates may not change fields other than ${UPDATABLE}\n${goDiff('core.PodSpec', then, rest)}`);
}

/** Follows ValidateContainerUpdates; false ends the validation. */
function sameContainers(errors: FieldErrors, path: FieldPath, next: readonly k8s.Container[] | undefined, old: readonly k8s.Container[] | undefined): boolean {
  if (size(next) !== size(old)) {
    errors.forbidden(path, 'pod updates may not add or remove containers');
    return false;
  }
  items(next).forEach((container, i) => {
    const image = text(container.image);
    if (image === '') errors.required(path.index(i).child('image'));
    if (image.trim() !== image) errors.invalid(path.index(i).child('image'), image, 'must not have leading or trailing whitespace');
  });
  return true;
}

/** The deadline may come, and come nearer; false ends the validation. */
function deadline(errors: FieldErrors, path: FieldPath, next: number | undefined, old: number | undefined): boolean {
  if (next === undefined) {
    if (old !== undefined) errors.invalid(path, null, 'must not update from a positive integer to nil value');
    return true;
  }
  if (next < 0 || next > 2147483647) {
    errors.invalid(path, next, inRange(0, 2147483647));
    return false;
  }
  if (old === undefined || old >= next) return true;
  errors.invalid(path, next, 'must be less than or equal to previous value');
  return false;
}

/** Follows validateOnlyDeletedSchedulingGates. */
function onlyDeletedGates(errors: FieldErrors, path: FieldPath, next: k8s.PodSpec, old: k8s.PodSpec): void {
  const before = new Set(items(old.schedulingGates).map(gate => text(gate.name)));
  items(next.schedulingGates).forEach((gate, i) => {
    if (!before.has(text(gate.name))) errors.forbidden(path.index(i).child('name'), `only deletion is allowed, but found new scheduling gate '${text(gate.name)}'`);
  });
}

/** The new spec with everything that may change put back; what is left over is what may not. */
function withoutUpdatable(errors: FieldErrors, next: k8s.PodSpec, old: k8s.PodSpec): k8s.PodSpec {
  const withOldImages = (field: 'containers' | 'initContainers'): readonly k8s.Container[] =>
    items(next[field]).map((container, i) => ({ ...container, image: text(items(old[field])[i]?.image) }));
  const grace = optional(old.terminationGracePeriodSeconds);
  const forced = grace !== undefined && grace < 0 && next.terminationGracePeriodSeconds === 1;
  const rest: k8s.PodSpec = {
    ...next,
    containers: withOldImages('containers'),
    initContainers: next.initContainers ? withOldImages('initContainers') : undefined,
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    terminationGracePeriodSeconds: forced ? grace : next.terminationGracePeriodSeconds,
  };
  return size(old.schedulingGates) > 0 ? withoutGatedDirectives(errors, rest, old) : rest;
}

/** A Pod that the scheduler may not look at yet may still be narrowed down. */
function withoutGatedDirectives(errors: FieldErrors, next: k8s.PodSpec, old: k8s.PodSpec): k8s.PodSpec {
  nodeSelectorAdditions(errors, SPEC.child('nodeSelector'), next.nodeSelector, old.nodeSelector);
  const [affinity, oldAffinity] = [object(next.affinity), object(old.affinity)];
  const [now, then] = [object(affinity?.nodeAffinity), object(oldAffinity?.nodeAffinity)];
  const rest = { ...next, nodeSelector: old.nodeSelector };
  if (goEqual('*core.NodeAffinity', now, then)) return rest;
  nodeAffinityAdditions(errors, SPEC.child('affinity', 'nodeAffinity'), now, then);
  if (!affinity) return { ...rest, affinity: { nodeAffinity: then } };
  if (!oldAffinity && !object(affinity.podAffinity) && !object(affinity.podAntiAffinity)) return { ...rest, affinity: undefined };
  return { ...rest, affinity: { ...affinity, nodeAffinity: then } };
}
/** Follows validateNodeSelectorMutation. */
function nodeSelectorAdditions(errors: FieldErrors, path: FieldPath, next: unknown, old: unknown): void {
  const [now, then] = [map(next), map(old)];
  if (Object.keys(then).some(key => now[key] !== then[key])) errors.invalid(path, asJson(next), 'only additions to spec.nodeSelector are allowed (no mutations or deletions)');
}
/** Follows validateNodeAffinityMutation. */
function nodeAffinityAdditions(errors: FieldErrors, path: FieldPath, next: k8s.NodeAffinity | undefined, old: k8s.NodeAffinity | undefined): void {
  const field = 'requiredDuringSchedulingIgnoredDuringExecution';
  const terms = (affinity: k8s.NodeAffinity | undefined): readonly k8s.NodeSelectorTerm[] => items(object(affinity?.[field])?.nodeSelectorTerms);
  const [now, then] = [terms(next), terms(old)];
  const at = path.child(field, 'nodeSelectorTerms');
  if (then.length === 0) return;
  if (then.length !== now.length) {
    return errors.invalid(at, asType('[]core.NodeSelectorTerm', now.length === 0 ? undefined : now), 'no additions/deletions to non-empty NodeSelectorTerms list are allowed');
  }
  then.forEach((term, i) => {
    if (!onlyAdds(now[i] ?? {}, term)) errors.invalid(at.index(i), asType('core.NodeSelectorTerm', now[i]), 'only additions are allowed (no mutations or deletions)');
  });
}
function onlyAdds(next: k8s.NodeSelectorTerm, old: k8s.NodeSelectorTerm): boolean {
  if (size(old.matchExpressions) + size(old.matchFields) === 0) return size(next.matchExpressions) + size(next.matchFields) === 0;
  return (['matchExpressions', 'matchFields'] as const).every(field => goEqual('[]core.NodeSelectorRequirement', items(next[field]).slice(0, size(old[field])), old[field]));
}

/** Through pods/ephemeralcontainers containers are only ever added. */
export function validateEphemeralUpdate(errors: FieldErrors, next: k8s.Pod, old: k8s.Pod, context: ValidationContext): void {
  if (annotationsOf(old.metadata)[MIRROR] !== undefined) return errors.forbidden(ROOT, 'static pods do not support ephemeral containers');
  validateAnew(errors, next, old, context);
  const path = SPEC.child('ephemeralContainers');
  const now = new Map(items(struct(next.spec).ephemeralContainers).map(container => [text(container.name), container]));
  for (const container of items(struct(old.spec).ephemeralContainers)) {
    const name = text(container.name);
    const kept = now.get(name);
    if (!kept) errors.forbidden(path, `existing ephemeral containers ${quote(name)} may not be removed\n`);
    else if (!goEqual('core.EphemeralContainer', container, kept)) {
      errors.forbidden(path, `existing ephemeral containers ${quote(name)} may not be changed\n${goDiff('core.EphemeralContainer', container, kept)}`);
    }
  }
}
