/** The body of a patch -> its value, or what the API server says of it. Follows endpoints/handlers/patch.go. */
import { quote } from '../../../base/go-quote.ts';
import { isObject } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { badRequest, failure, type Status } from '../../../model/status.ts';
import { isTextBody } from '../../contract/api.ts';
import type { Call } from '../types.ts';
import type { ParsedBody } from '../decode/body.ts';
import { parseText, tooLarge } from '../decode/index.ts';
import { kindOf } from '../decode/scalars.ts';
import { plain } from '../decode/unmarshal.ts';

const MOST_OPERATIONS = 10_000;

export function readPatch(call: Call): Result<ParsedBody, Status> {
  const parsed = valueOf(call.request.body);
  if (!parsed.ok) return parsed;
  const { value, strict } = parsed.value;
  const isStrict = call.options.fieldValidation !== 'Ignore';
  if (call.request.patchType === 'json') return readOperations(value, strict, isStrict);
  const isMerge = call.request.patchType === 'merge';
  if (value === null) return isMerge ? err(badRequest('Invalid JSON Patch')) : ok({ value: {}, strict: [] });
  if (isObject(value)) return ok({ value, strict: isStrict ? strict : [] });
  return err(badRequest(`${isMerge ? DECODING : ''}json: cannot unmarshal ${kindOf(value)} into Go value of type map[string]interface {}`));
}
const DECODING = 'error decoding patch: ';

function valueOf(body: unknown): Result<ParsedBody, Status> {
  if (!isTextBody(body)) return ok({ value: body ?? null, strict: [] });
  const large = tooLarge(body.text);
  if (large) return err(large);
  const parsed = parseText(body.text, 'application/json');
  return parsed.ok ? ok({ value: plain(parsed.value.value), strict: parsed.value.strict }) : err(badRequest('invalid JSON patch'));
}

/** A JSON patch: a list of operations, each with fields of their own. */
function readOperations(value: unknown, duplicates: readonly string[], isStrict: boolean): Result<ParsedBody, Status> {
  const list = value ?? [];
  const wrongKind = (each: unknown, type: string, loose: string): Result<never, Status> =>
    err(badRequest(isStrict ? `${DECODING}json: cannot unmarshal ${kindOf(each)} into Go ${type}` : `json: cannot unmarshal ${kindOf(each)} into Go value of type ${loose}`));
  if (!Array.isArray(list)) return wrongKind(list, 'value of type []handlers.jsonPatchOp', 'jsonpatch.Patch');
  const strict: string[] = [...duplicates];
  for (const [i, operation] of list.entries()) {
    if (operation === null) continue;
    if (!isObject(operation)) return wrongKind(operation, 'value of type handlers.jsonPatchOp', 'jsonpatch.Operation');
    for (const [name, given] of Object.entries(operation)) {
      if (!OPERATION_FIELDS.includes(name)) strict.push(`unknown field ${quote(`[${i}].${name}`)}`);
      else if (isStrict && name !== 'value' && given !== null && typeof given !== 'string') return wrongKind(given, `struct field jsonPatchOp.${name} of type string`, '');
    }
  }
  if (list.length > MOST_OPERATIONS) return err(tooManyOperations(list.length));
  return ok({ value: list, strict: isStrict ? strict.map(each => `json patch ${each}`) : [] });
}
const OPERATION_FIELDS: readonly string[] = ['op', 'path', 'from', 'value'];
const tooManyOperations = (found: number): Status =>
  failure(413, 'RequestEntityTooLarge', `Request entity too large: The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${found}`);
