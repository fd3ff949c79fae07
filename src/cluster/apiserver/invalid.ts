/** Field errors -> the refusal. Follows apimachinery api/errors NewInvalid and util/validation/field ToAggregate. */
import { failure, type Status } from '../../model/status.ts';
import type { Row } from './rows.ts';
import type { FieldError } from './validation/index.ts';

/** The refusal of an invalid object. `kind` stands for the row's kind where upstream names another. */
export function invalid(row: Row, name: string, errors: readonly FieldError[], kind: string = row.kind): Status {
  const causes = errors.map(({ reason, field, message }) => ({ reason, message, field: String(field) }));
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const title = row.group === '' ? kind : `${kind}.${row.group}`;
  const all = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return failure(422, 'Invalid', `${title} "${name}" is invalid${texts.length === 0 ? '' : `: ${all}`}`, {
    ...(name === '' ? {} : { name }), ...(row.group === '' ? {} : { group: row.group }), kind, causes,
  });
}

/** Follows errors.NewGenericServerResponse with an unexpected error: a 500 without a reason. */
export const serverError = (message: string): Status => ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
export const internalError = (message: string): Status => failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ reason: '', message, field: '' }] });
