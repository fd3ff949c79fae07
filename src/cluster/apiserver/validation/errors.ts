/** Field errors as validation collects them. Messages follow apimachinery's pkg/util/validation/field/errors.go. */
import type { FieldPath } from '../../../model/field-path.ts';

export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueNotFound'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

export interface FieldError {
  readonly reason: FieldErrorReason;
  readonly field: FieldPath;
  /** The whole cause message, value and all: `Invalid value: 80000: must be between 1 and 65535, inclusive`. */
  readonly message: string;
}
