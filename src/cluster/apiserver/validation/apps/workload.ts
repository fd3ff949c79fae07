/** What Deployments, ReplicaSets, StatefulSets and DaemonSets share: a selector, a template that it selects, counts. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { asJson, asType, type FieldErrors } from '../errors.ts';
import { SPEC, STATUS, isEmptySelector, isReadableSelector, labelSelector, notNegative, selectsLabels } from '../common.ts';
import { number, object, optional, struct, type Fields } from '../values.ts';

/** A selector that must be there and say something. */
export function requiredSelector(errors: FieldErrors, selector: k8s.LabelSelector | undefined | null, kind: string): void {
  const given = object(selector);
  if (!given) return errors.required(SPEC.child('selector'));
  labelSelector(errors, SPEC.child('selector'), given);
  if (isEmptySelector(given)) errors.invalid(SPEC.child('selector'), asType('metav1.LabelSelector', given), `empty selector is invalid for ${kind}`);
}

/** The labels of a template as a refusal shows them. */
export const shownLabels = (template: k8s.PodTemplateSpec): ReturnType<typeof asJson> => asJson(struct(template.metadata).labels);

/** Whether the selector selects the template's labels; a missing one selects nothing, an empty one everything. */
export const selectsTemplate = (selector: k8s.LabelSelector | undefined | null, template: k8s.PodTemplateSpec): boolean =>
  selectsLabels(selector, struct(template.metadata).labels);

/** A template that the selector does not select would make Pods for nobody. An empty selector is told so elsewhere. */
export function selectedTemplate(errors: FieldErrors, path: FieldPath, selector: k8s.LabelSelector | undefined | null, template: k8s.PodTemplateSpec): void {
  const given = object(selector);
  if (given && isEmptySelector(given)) return;
  if (!selectsTemplate(given, template)) errors.invalid(path.child('metadata', 'labels'), shownLabels(template), '`selector` does not match template `labels`');
}

/** False where the selector cannot be read, which is told. */
export function readable(errors: FieldErrors, selector: k8s.LabelSelector | undefined | null, message: string): boolean {
  if (isReadableSelector(selector)) return true;
  errors.invalid(SPEC.child('selector'), asType('*metav1.LabelSelector', selector), message);
  return false;
}

/** Numbers of a status that count something. */
export function counts(errors: FieldErrors, status: Fields, fields: readonly string[]): void {
  for (const field of fields) notNegative(errors, STATUS, field, status[field]);
}
/** A count of collisions only grows. */
export function collisionsGrow(errors: FieldErrors, next: Fields, old: Fields): void {
  const [now, then] = [optional(next['collisionCount']), optional(old['collisionCount'])];
  if (then !== undefined && (now === undefined || now < then)) errors.invalid(STATUS.child('collisionCount'), number(now), 'cannot be decremented');
}
