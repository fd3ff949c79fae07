/** Annotations that mean something for Pods: mirrors of static Pods, deletion cost, old forms of seccomp and AppArmor. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { APP_ARMOR, DELETION_COST, MIRROR, SECCOMP_CONTAINER, SECCOMP_POD } from '../../../../model/well-known.ts';
import type { FieldErrors } from '../errors.ts';
import { map, object, text } from '../values.ts';
import { descendingPath } from './mounts.ts';
import { eachContainer, type PodScope } from './scope.ts';


export type Annotations = Readonly<Record<string, string>>;
export const annotationsOf = (meta: { readonly annotations?: unknown } | undefined): Annotations => map(meta?.annotations);
/** Whether a text is a 32-bit number as GetDeletionCostFromPodAnnotations reads it: no plus, no leading zeros. */
const isDeletionCost = (value: string): boolean => /^-?(0|[1-9][0-9]*)$/.test(value) && Math.abs(Number(value)) <= 2147483648 && Number(value) <= 2147483647;

/** Follows ValidatePodSpecificAnnotations. */
export function validatePodAnnotations({ errors, spec, options }: PodScope, path: FieldPath, annotations: Annotations): void {
  for (const key in annotations) {
    const value = annotations[key] ?? '';
    if (key === MIRROR && text(spec.nodeName) === '') errors.invalid(path.key(key), value, 'must set spec.nodeName if mirror pod annotation is set');
    if (key === DELETION_COST && !options.invalidDeletionCost && !isDeletionCost(value)) errors.invalid(path.key(key), value, 'must be a 32bit integer');
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) seccompProfile(errors, path.child(key), value);
    if (key.startsWith(APP_ARMOR)) appArmorProfile(errors, path.key(key), key.slice(APP_ARMOR.length), value, spec);
  }
}
export const deletionCostIsBad = (annotations: Annotations): boolean => annotations[DELETION_COST] !== undefined && !isDeletionCost(annotations[DELETION_COST]);

function seccompProfile(errors: FieldErrors, path: FieldPath, profile: string): void {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return;
  if (profile.startsWith('localhost/')) descendingPath(errors, path, profile.slice('localhost/'.length));
  else errors.invalid(path, profile, 'must be a valid seccomp profile');
}
function appArmorProfile(errors: FieldErrors, path: FieldPath, container: string, profile: string, spec: k8s.PodSpec): void {
  let found = false;
  eachContainer(spec, path, each => {
    found ||= text(each.name) === container;
  });
  if (!found) errors.invalid(path, container, 'container not found');
  if (profile !== '' && profile !== 'runtime/default' && profile !== 'unconfined' && !profile.startsWith('localhost/')) {
    errors.invalid(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`);
  }
}

interface Profile {
  readonly type?: string | undefined;
  readonly localhostProfile?: string | undefined;
}
/** The old annotation and the field beside it must say the same. */
function match(errors: FieldErrors, path: FieldPath, annotation: string, profile: Profile, what: string, runtime: readonly string[]): void {
  const types = `${what} type in annotation and field must match`;
  if (profile.type === 'Unconfined' && annotation !== 'unconfined') errors.forbidden(path.child('type'), types);
  if (profile.type === 'RuntimeDefault' && !runtime.includes(annotation)) errors.forbidden(path.child('type'), types);
  if (profile.type !== 'Localhost') return;
  if (!annotation.startsWith('localhost/')) errors.forbidden(path.child('type'), types);
  else if (annotation.slice('localhost/'.length) !== profile.localhostProfile) errors.forbidden(path.child('localhostProfile'), `${what} profile in annotation and field must match`);
}

/** Follows validateSeccompAnnotationsAndFields and validateAppArmorAnnotationsAndFieldsMatchOnCreate. */
export function annotationsMatchFields(errors: FieldErrors, path: FieldPath, annotations: Annotations, spec: k8s.PodSpec): void {
  const keys = Object.keys(annotations);
  if (!keys.some(key => key.startsWith(APP_ARMOR) || key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER))) return;
  const ofPod = object(spec.securityContext);
  const podSeccomp = object(ofPod?.seccompProfile);
  const seccompRuntime = ['runtime/default', 'docker/default'];
  const podAnnotation = annotations[SECCOMP_POD];
  if (podSeccomp && podAnnotation !== undefined) match(errors, path.child('securityContext', 'seccompProfile'), podAnnotation, podSeccomp, 'seccomp', seccompRuntime);
  eachContainer(spec, path, (container, at) => {
    const own = object(object(container.securityContext)?.seccompProfile);
    const annotation = annotations[SECCOMP_CONTAINER + text(container.name)];
    if (own && annotation !== undefined) match(errors, at().child('securityContext', 'seccompProfile'), annotation, own, 'seccomp', seccompRuntime);
  });
  if (text(object(spec.os)?.name) === 'windows') return;
  eachContainer(spec, path, (container, at) => {
    const profile = object(object(container.securityContext)?.appArmorProfile) ?? object(ofPod?.appArmorProfile);
    const annotation = annotations[APP_ARMOR + text(container.name)];
    if (profile && annotation !== undefined) match(errors, at().child('securityContext', 'appArmorProfile'), annotation, profile, 'apparmor', ['runtime/default']);
  });
}

/** Follows ValidatePodSpecificAnnotationUpdates. */
export function validatePodAnnotationUpdates(errors: FieldErrors, path: FieldPath, next: Annotations, old: Annotations): void {
  for (const key in old) {
    if (next[key] === old[key]) continue;
    if (key.startsWith(APP_ARMOR)) errors.forbidden(path.key(key), 'may not remove or update AppArmor annotations');
    if (key === MIRROR) errors.forbidden(path.key(key), 'may not remove or update mirror pod annotation');
  }
  for (const key in next) {
    if (old[key] !== undefined) continue;
    if (key.startsWith(APP_ARMOR)) errors.forbidden(path.key(key), 'may not add AppArmor annotations');
    if (key === MIRROR) errors.forbidden(path.key(key), 'may not add mirror pod annotation');
  }
}
