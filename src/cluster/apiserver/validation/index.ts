/** Object validation: what the API server refuses in an object that has been decoded, defaulted and admitted. */
import type { GroupResource, KubeObject } from '../../../model/objects.ts';
import type { ValidationContext } from './context.ts';
import { FieldErrors, type FieldError } from './errors.ts';
import { rulesOf } from './kinds.ts';
import { validateMetaUpdate } from './metadata.ts';
import { struct } from './values.ts';

export type { FieldError } from './errors.ts';

/** What is wrong with an object that is to be created, in the order in which the API server says it. */
export function validateCreate(resource: GroupResource, object: KubeObject, context: ValidationContext): readonly FieldError[] {
  const errors = new FieldErrors();
  rulesOf(resource).create(errors, object, context);
  return errors.list;
}

/** What is wrong with `next` as the successor of `old`. `subresource` is '' for the object itself. */
export function validateUpdate(resource: GroupResource, subresource: string, next: KubeObject, old: KubeObject, context: ValidationContext): readonly FieldError[] {
  const errors = new FieldErrors();
  // Of every kind, and before its own rules: registry/rest/update.go validateCommonFields.
  validateMetaUpdate(errors, struct(next.metadata), struct(old.metadata));
  const rules = rulesOf(resource);
  const update = subresource === '' ? rules.update : (rules.subresources?.[subresource] ?? rules.update);
  update(errors, next, old, context);
  return errors.list;
}
