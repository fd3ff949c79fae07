/** Field errors as validation collects them. Messages follow apimachinery's pkg/util/validation/field/errors.go. */
import { quote } from '../../../base/go-quote.ts';
import type { FieldPath } from '../../../model/field-path.ts';
import type { Complaints } from '../../../model/names.ts';
import { goJson, jsonText, plainJson } from './go/values.ts';

type FieldErrorReason =
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

/** A value already written out as its Go type prints it. */
interface Printed {
  readonly printed: string;
}
/** What a message shows: plain strings are quoted, numbers and booleans shown as they are, nothing is `null`. */
export type BadValue = string | number | boolean | null | undefined | Printed;

/** A value of one of the server's types, as JSON. */
export const asType = (type: string, value: unknown): Printed => ({ printed: goJson(type, value) });
/** A plain list or map, as JSON; missing ones are `null`. */
export const asJson = (value: unknown): Printed => ({ printed: plainJson(value) });

function print(value: BadValue): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? value.printed : String(value);
}
const detailed = (text: string, detail: string): string => (detail === '' ? text : `${text}: ${detail}`);

/** Collects what is wrong, in the order in which it is found. Messages are made only here, so a faultless object costs none. */
export class FieldErrors {
  readonly list: FieldError[] = [];

  get length(): number {
    return this.list.length;
  }
  private add(reason: FieldErrorReason, field: FieldPath, message: string): void {
    this.list.push({ reason, field, message });
  }
  required(field: FieldPath, detail = ''): void {
    this.add('FieldValueRequired', field, detailed('Required value', detail));
  }
  invalid(field: FieldPath, value: BadValue, detail: string): void {
    this.add('FieldValueInvalid', field, detailed(`Invalid value: ${print(value)}`, detail));
  }
  /** One error for each complaint about a name. */
  complaints(field: FieldPath, value: BadValue, complaints: Complaints): void {
    for (const complaint of complaints) this.invalid(field, value, complaint);
  }
  /** Where the message shows no value. */
  invalidWithoutValue(field: FieldPath, detail: string): void {
    this.add('FieldValueInvalid', field, detailed('Invalid value', detail));
  }
  notSupported(field: FieldPath, value: BadValue, supported: readonly string[]): void {
    const shown = typeof value === 'string' ? jsonText(value) : print(value);
    this.add('FieldValueNotSupported', field, detailed(`Unsupported value: ${shown}`, `supported values: ${supported.map(quote).join(', ')}`));
  }
  duplicate(field: FieldPath, value: BadValue, detail = ''): void {
    this.add('FieldValueDuplicate', field, detailed(`Duplicate value: ${print(value)}`, detail));
  }
  forbidden(field: FieldPath, detail: string): void {
    this.add('FieldValueForbidden', field, detailed('Forbidden', detail));
  }
  tooLong(field: FieldPath, most: number): void {
    this.add('FieldValueTooLong', field, `Too long: may not be more than ${most} ${most === 1 ? 'byte' : 'bytes'}`);
  }
  tooMany(field: FieldPath, actual: number, most: number): void {
    this.add('FieldValueTooMany', field, `Too many: ${actual}: must have at most ${most} ${most === 1 ? 'item' : 'items'}`);
  }
  notFound(field: FieldPath, value: BadValue, detail = ''): void {
    this.add('FieldValueNotFound', field, detailed(`Not found: ${print(value)}`, detail));
  }
  /** Drops errors again, of a field that a later rule speaks for. */
  withdraw(unwanted: (error: FieldError) => boolean): void {
    this.list.splice(0, this.list.length, ...this.list.filter(error => !unwanted(error)));
  }
}
