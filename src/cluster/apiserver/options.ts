/** The options of a write, which stand in its URL. Follows apimachinery pkg/apis/meta/v1/validation: ValidateCreateOptions and its siblings. */
import { FieldPath } from '../../model/field-path.ts';
import type { Status } from '../../model/status.ts';
import type { Call } from './types.ts';
import { deleteOptions } from './verbs/delete.ts';
import { invalid } from './invalid.ts';
import { FieldErrors } from './validation/errors.ts';
import { fieldManager } from './validation/metadata.ts';

const KINDS: Readonly<Record<string, string>> = {
  create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions', delete: 'DeleteOptions', deletecollection: 'DeleteOptions',
};

/** What is wrong with the options of a request; components send good ones. */
export function wrongOptions(call: Call): Status | null {
  const kind = KINDS[call.request.verb];
  if (kind === undefined || call.internal) return null;
  const errors = new FieldErrors();
  if (kind === 'DeleteOptions') propagation(errors, deleteOptions(call).propagationPolicy);
  else writeOptions(errors, call);
  return errors.length === 0 ? null : invalid({ group: 'meta.k8s.io', kind }, '', errors.list);
}

function writeOptions(errors: FieldErrors, { request, options }: Call): void {
  const manager = FieldPath.of('fieldManager');
  if (request.verb === 'patch') {
    if (request.patchType !== 'apply' && options.force !== undefined) errors.forbidden(FieldPath.of('force'), 'may not be specified for non-apply patch');
    if (request.patchType === 'apply' && !options.fieldManager) errors.required(manager, 'is required for apply patch');
  }
  fieldManager(errors, manager, options.fieldManager ?? '');
  const { fieldValidation = '' } = options;
  if (!FIELD_VALIDATIONS.includes(fieldValidation)) errors.notSupported(FieldPath.of('fieldValidation'), fieldValidation, FIELD_VALIDATIONS);
}
const FIELD_VALIDATIONS: readonly string[] = ['', 'Ignore', 'Strict', 'Warn'];

function propagation(errors: FieldErrors, policy: string | undefined): void {
  if (policy !== undefined && !PROPAGATIONS.includes(policy)) errors.notSupported(FieldPath.of('propagationPolicy'), policy, [...PROPAGATIONS, 'nil']);
}
const PROPAGATIONS: readonly string[] = ['Foreground', 'Background', 'Orphan'];
