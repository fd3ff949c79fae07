/** Field errors -> the refusal. Follows apimachinery api/errors NewInvalid and util/validation/field ToAggregate. */
import { quote } from '../../base/go-quote.ts';
import { failure, type Status } from '../../model/status.ts';
import type { Row } from './types.ts';
import type { FieldError } from './validation/index.ts';

/** The refusal of an invalid object. `kind` stands for the row's kind where upstream names another. */
export function invalid(row: Pick<Row, 'group' | 'kind'>, name: string, errors: readonly FieldError[], kind: string = row.kind): Status {
  const told = new Map(errors.map(({ reason, field, message }) => [`${field.toString()}: ${message}`, { reason, message, field: field.toString() }]));
  const [texts, causes] = [[...told.keys()], [...told.values()]];
  const title = row.group === '' ? kind : `${kind}.${row.group}`;
  const all = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return failure(422, 'Invalid', `${title} ${quote(name)} is invalid${texts.length === 0 ? '' : `: ${all}`}`, {
    ...(name === '' ? {} : { name }), ...(row.group === '' ? {} : { group: row.group }), kind, causes,
  });
}

/** Follows errors.NewGenericServerResponse with an unexpected error: a 500 without a reason. */
export const serverError = (message: string): Status => ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
/** The refusal of a patch that makes no object of its kind. It names no kind. */
export function invalidPatch(shown: string, why: string): Status {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`;
  return failure(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }] });
}
export const internalError = (message: string): Status => failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ reason: '', message, field: '' }] });
