/** Object validation: what the API server refuses in an object that has been decoded, defaulted and admitted. */
import type { GroupResource, KubeObject } from '../../../model/objects.ts';
import type { FieldError } from './errors.ts';

export type { FieldError, FieldErrorReason } from './errors.ts';

/** What validation asks of the server's settings beside the objects themselves. */
export interface ValidationContext {
  /** kube-apiserver's --allow-privileged. */
  readonly allowPrivileged: boolean;
}

/** What is wrong with an object that is to be created, in the order in which the API server says it. */
export function validateCreate(_resource: GroupResource, _object: KubeObject, _context: ValidationContext): readonly FieldError[] {
  return [];
}

/** What is wrong with `next` as the successor of `old`. `subresource` is '' for the object itself. */
export function validateUpdate(_resource: GroupResource, _subresource: string, _next: KubeObject, _old: KubeObject, _context: ValidationContext): readonly FieldError[] {
  return [];
}
