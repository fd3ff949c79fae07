/** `kubectl replace`. Follows kubectl pkg/cmd/replace. */
import type { Client } from '../../cluster/contract/client.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { fetchObject, parted, place, select } from '../builder.ts';
import type { Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, isNotFound, throwAll, withSource } from '../errors.ts';
import { flags } from '../flags.ts';
import { kindName } from '../mapper.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { print, send } from '../session.ts';
import type { Session } from '../session.ts';
import { DRY_RUN_FLAG, dryRunOf, fieldValidation, FIELD_MANAGER_FLAG, FILE_FLAGS, queryOf, requireFiles, results, VALIDATE_FLAG } from './common.ts';
import type { DryRun, Results } from './common.ts';
import { cascade, deadline, deleteOne, waitGone } from './delete-run.ts';
import { SAVE_CONFIG_FLAG } from './generator.ts';
import { checkRaw, sendRaw } from './raw.ts';
import { annotationsOf, withLastApplied } from './last-applied.ts';

export const replaceCommand: Command = {
  name: 'replace',
  use: 'replace -f FILENAME',
  summary: 'Replace an object by what a file holds',
  completes: 'files',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...VALIDATE_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-replace'),
    ...flags(`
      cascade string=background ~background # What happens to dependents: background, orphan, foreground.
      force bool # Delete the object first.
      grace-period int=-1 # Seconds that a Pod has to end.
      raw string # Send to this path of the API.
      subresource string # Replace this subresource.
      timeout duration # How long to wait for the deletion.
      wait bool # Wait until the old object is gone.
    `),
  ],
  run: runReplace,
};

interface Replace {
  readonly invocation: Invocation;
  readonly dryRun: DryRun;
  readonly results: Results;
}

function* runReplace(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  if (values.int('grace-period') >= 0 && !values.bool('force')) throw new CommandError('--grace-period must have --force specified');
  if (values.duration('timeout') !== 0 && !values.bool('force')) throw new CommandError('--timeout must have --force specified');
  if (values.bool('force') && dryRun !== 'none') throw new CommandError('--dry-run can not be used when --force is set');
  requireFiles(values);
  if (values.text('raw') !== '') {
    checkRaw(values, { needsFile: true });
    return yield* sendRaw(invocation, 'update');
  }
  const replace: Replace = { invocation, dryRun, results: yield* results(values, dryRun) };
  const selection = yield* select(session, queryOf(invocation, { args: [] }));
  const errors: Error[] = [];
  const { readable, unread } = parted(selection);
  const targets = readable.items.flatMap((item) => (item.ok ? [item.target] : []));
  if (values.bool('force')) yield* clearAway(replace, targets);
  for (const target of targets) {
    try {
      yield* values.bool('force') ? createAgain(replace, target) : replaceOne(replace, target);
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
    }
  }
  throwAll([...errors, ...unread]);
  return 0;
}

/** The annotation of kubectl apply is renewed where it is there already, or asked for. */
function prepared({ invocation }: Replace, object: KubeObject): KubeObject {
  const keeps = invocation.flags.bool('save-config') || annotationsOf(object)[LAST_APPLIED] !== undefined;
  return keeps ? (withLastApplied(object) as KubeObject) : object;
}

function* replaceOne(replace: Replace, target: Target): Client<void> {
  const { session, flags: values } = replace.invocation;
  const body = prepared(replace, target.object as KubeObject);
  if (replace.dryRun === 'client') return yield* replace.results.print(body, 'replaced');
  const subresource = values.text('subresource');
  try {
    const version = body.metadata.resourceVersion ?? '';
    // Without a version the newest one is overwritten, as kubectl's helper does.
    const known = version === '' ? yield* knownVersion(session, target) : version;
    const sent = known === '' ? body : { ...body, metadata: { ...body.metadata, resourceVersion: known } };
    const options = { fieldManager: values.text('field-manager'), fieldValidation: fieldValidation(values), ...(replace.dryRun === 'server' ? { dryRun: true } : {}) };
    const response = yield* send(session, { verb: 'update', ...place(target), ...(subresource === '' ? {} : { subresource }), body: sent, options });
    yield* replace.results.print(response.body, 'replaced');
  } catch (error) {
    throw withSource('replacing', target.source, error);
  }
}

/** The version that is there; '' where nothing is: the server says so itself then. */
function* knownVersion(session: Session, target: Target): Client<string> {
  try {
    return (yield* fetchObject(session, target)).metadata.resourceVersion ?? '';
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return '';
  }
}

/** All are deleted, then all are awaited, before the first is made again. */
function* clearAway(replace: Replace, targets: readonly Target[]): Client<void> {
  const { session, flags: values } = replace.invocation;
  // Nothing goes at once here: what is to be made again has to be gone first.
  const grace = values.int('grace-period') === 0 ? 1 : values.int('grace-period');
  const options = { propagationPolicy: yield* cascade(values), ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) };
  const going: { readonly target: Target; readonly uid: string }[] = [];
  for (const target of targets) {
    try {
      going.push({ target, uid: yield* deleteOne(session, target, options) });
      yield* print(`${kindName(target.mapping)} "${target.name}" deleted${target.mapping.namespaced ? ` from ${target.namespace} namespace` : ''}\n`);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  const until = yield* deadline(values.duration('timeout'));
  for (const { target, uid } of going) if (!(yield* waitGone(session, target, uid, until))) throw new CommandError('timed out waiting for the condition');
}

function* createAgain(replace: Replace, target: Target): Client<void> {
  const { session, flags: values } = replace.invocation;
  const { resourceVersion: _, uid: __, ...metadata } = (target.object as KubeObject).metadata;
  const body = prepared(replace, { ...(target.object as KubeObject), metadata: metadata as KubeObject['metadata'] });
  const { name: ___, ...where } = place(target);
  const made = yield* send(session, { verb: 'create', ...where, body, options: { fieldManager: values.text('field-manager'), fieldValidation: fieldValidation(values) } });
  yield* replace.results.print(made.body, 'replaced');
}
