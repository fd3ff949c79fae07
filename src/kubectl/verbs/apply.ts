/** `kubectl apply`, and what it remembers. Follows kubectl pkg/cmd/apply. */
import type { Client } from '../../cluster/contract/client.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { fetchObject, place, select } from '../builder.ts';
import type { Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, isConflict, isFailure, isNotFound, throwAll, withSource } from '../errors.ts';
import { flags } from '../flags.ts';
import { kindInFull } from '../mapper.ts';
import { applyStrategic, threeWayPatch } from '../merge.ts';
import { sortedKeys } from '../printers/go-json.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { printError, send } from '../session.ts';
import { usageError } from '../usage.ts';
import { lastAppliedCommands } from './apply-last.ts';
import { migrated, SERVER_MANAGER } from './apply-migrate.ts';
import { withCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, fieldValidation, FIELD_MANAGER_FLAG, FILE_FLAGS, queryOf, RECORD_FLAG, requireFiles, results, SELECTOR_FLAG, VALIDATE_FLAG } from './common.ts';
import type { DryRun, Results } from './common.ts';
import { deleteAndWait } from './delete-run.ts';
import { lastApplied, withLastApplied, withoutNulls } from './last-applied.ts';
import { checkPrune, prune, prunedKinds } from './prune.ts';

const CLIENT_MANAGER = 'kubectl-client-side-apply';

interface Apply {
  readonly invocation: Invocation;
  readonly dryRun: DryRun;
  readonly manager: string;
  readonly results: Results;
}

export const applyCommand: Command = {
  name: 'apply',
  use: 'apply (-f FILENAME | -k DIRECTORY)',
  summary: 'Make objects as the manifests say, new or changed',
  completes: 'files',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...VALIDATE_FLAG, ...FIELD_MANAGER_FLAG(CLIENT_MANAGER), ...RECORD_FLAG,
    ...flags(`
      all bool # With --prune: everything that is not in the manifests.
      applyset string # The object that keeps the set's members.
      cascade string=background ~background # What happens to dependents: background, orphan, foreground.
      force bool # Delete and create again where a change is refused.
      force-conflicts bool # Take fields over from other managers.
      grace-period int=-1 # Seconds that a Pod has to end.
      openapi-patch bool=true # Merge as the API's schema says.
      overwrite bool=true # Set fields that somebody else changed.
      prune bool # Delete what the manifests no longer hold.
      prune-allowlist array # Kinds that may be pruned.
      server-side bool # Let the server merge, and keep who owns which field.
      subresource string # Apply to this subresource.
      timeout duration # How long to wait for a deletion.
      wait bool # Wait until deleted objects are gone.
    `),
  ],
  run: runApply,
  subcommands: lastAppliedCommands,
};

function* runApply(invocation: Invocation): Client<number> {
  const { flags: values, args, session } = invocation;
  if (args.length > 0) throw usageError(invocation, `Unexpected args: [${args.join(' ')}]`);
  requireFiles(values);
  const dryRun = yield* dryRunOf(values);
  const serverSide = values.bool('server-side');
  const chosen = prunedKinds(invocation);
  fieldValidation(values);
  check(invocation, dryRun, serverSide);
  checkPrune(invocation);
  const manager = values.changed('field-manager') ? values.text('field-manager') : serverSide ? SERVER_MANAGER : CLIENT_MANAGER;
  const apply: Apply = { invocation, dryRun, manager, results: yield* results(values, dryRun) };
  const query = queryOf(invocation, { args: [] });
  const selection = yield* select(session, { ...query, all: false });
  const errors: Error[] = [];
  const targets: Target[] = [];
  for (const item of selection.items) {
    if (item.ok) targets.push(item.target);
    else errors.push(item.error);
  }
  if (targets.length === 0 && errors.length === 0) throw new CommandError('no objects passed to apply');
  const applied: KubeObject[] = [];
  for (const target of targets) {
    try {
      applied.push(yield* serverSide ? applyServerSide(apply, target) : applyOne(apply, target));
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
    }
  }
  // Objects in a form of -o are printed together, as a List when there are several.
  if (apply.results.formatted && applied.length > 0) yield* apply.results.print(applied.length === 1 ? applied[0] : { apiVersion: 'v1', items: applied, kind: 'List', metadata: {} }, '');
  throwAll(errors);
  if (values.bool('prune')) yield* prune(invocation, applied, chosen, dryRun, apply.results);
  return 0;
}

function check({ flags: values }: Invocation, dryRun: DryRun, serverSide: boolean): void {
  if (values.bool('force-conflicts') && !serverSide) throw new CommandError('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide) throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (values.bool('force') && serverSide) throw new CommandError('--force cannot be used with --server-side');
  if (values.bool('force') && dryRun === 'server') throw new CommandError('--dry-run=server cannot be used with --force');
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  if (values.text('subresource') !== '' && !serverSide) throw new CommandError('--subresource can only be specified for --server-side');
}

/** Prints a result line; in a form of -o the object waits for the end. */
function* done(apply: Apply, object: unknown, operation: string): Client<KubeObject> {
  if (!apply.results.formatted) yield* apply.results.print(object, operation);
  return object as KubeObject;
}

const writeOptions = (apply: Apply): { fieldManager: string; fieldValidation: 'Strict' | 'Warn' | 'Ignore'; dryRun?: boolean } => ({
  fieldManager: apply.manager,
  fieldValidation: fieldValidation(apply.invocation.flags),
  ...(apply.dryRun === 'server' ? { dryRun: true } : {}),
});

function* applyOne(apply: Apply, target: Target): Client<KubeObject> {
  const { session } = apply.invocation;
  const manifest = withCause(apply.invocation, target.object as KubeObject);
  if (target.name === '' && typeof manifest.metadata.generateName === 'string') throw new CommandError(`from ${manifest.metadata.generateName}: cannot use generate name with apply`);
  const modified = withLastApplied(manifest);
  let current: KubeObject;
  try {
    current = yield* fetchObject(session, target);
  } catch (error) {
    if (!isNotFound(error)) throw withSource(`retrieving current configuration of:\n${describeTarget(target)}\nfrom server for:`, target.source, error);
    return yield* createOne(apply, target, withoutNulls(modified) as KubeObject);
  }
  if (current.metadata.annotations?.[LAST_APPLIED] === undefined) {
    yield* printError(`Warning: resource ${target.mapping.fact.name}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`);
  }
  const patch = threeWayPatch(lastApplied(current), modified, current);
  const unchanged = Object.keys(patch).length === 0;
  const patched = unchanged ? current : apply.dryRun === 'client' ? (applyStrategic(current, patch) as KubeObject) : yield* patchOne(apply, target, patch, modified as KubeObject);
  yield* warnIfDeleting(patched);
  return yield* done(apply, patched, unchanged ? 'unchanged' : 'configured');
}

const describeTarget = (target: Target): string => `Resource: ${JSON.stringify(`${target.mapping.group}/${target.mapping.version}, Resource=${target.mapping.fact.name}`)}, GroupVersionKind: ${JSON.stringify(kindInFull(target.mapping))}\nName: ${JSON.stringify(target.name)}, Namespace: ${JSON.stringify(target.namespace)}`;

function* warnIfDeleting(object: KubeObject): Client<void> {
  if (object.metadata.deletionTimestamp === undefined || object.metadata.deletionTimestamp === null) return;
  yield* printError(`Warning: Detected changes to resource ${object.metadata.name} which is currently being deleted.\n`);
}

function* createOne(apply: Apply, target: Target, object: KubeObject): Client<KubeObject> {
  if (apply.dryRun === 'client') return yield* done(apply, object, 'created');
  try {
    const { name: _, ...where } = place(target);
    const made = yield* send(apply.invocation.session, { verb: 'create', ...where, body: object, options: writeOptions(apply) });
    return yield* done(apply, made.body, 'created');
  } catch (error) {
    throw withSource('creating', target.source, error);
  }
}

function* patchOne(apply: Apply, target: Target, patch: unknown, modified: KubeObject): Client<KubeObject> {
  const { session, flags: values } = apply.invocation;
  try {
    return (yield* send(session, { verb: 'patch', ...place(target), patchType: 'strategic', body: patch, options: writeOptions(apply) })).body as KubeObject;
  } catch (error) {
    const refused = error instanceof ApiError && (error.status.reason === 'Invalid' || error.status.reason === 'Conflict');
    if (!refused || !values.bool('force')) throw withSource(`applying patch:\n${JSON.stringify(sortedKeys(patch))}\nto:\n${describeTarget(target)}\nfor:`, target.source, withSource('patching', target.source, error));
    yield* deleteAndWait(session, target, values);
    const { name: _, ...where } = place(target);
    return (yield* send(session, { verb: 'create', ...where, body: modified, options: writeOptions(apply) })).body as KubeObject;
  }
}

const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function* applyServerSide(apply: Apply, target: Target): Client<KubeObject> {
  const { session, flags: values } = apply.invocation;
  const subresource = values.text('subresource');
  try {
    const options = { ...writeOptions(apply), force: values.bool('force-conflicts') };
    const response = yield* send(session, { verb: 'patch', ...place(target), ...(subresource === '' ? {} : { subresource }), patchType: 'apply', body: target.object, options });
    const stored = apply.dryRun === 'none' ? yield* migrated({ session, target, manager: apply.manager }, response.body as KubeObject, options) : (response.body as KubeObject);
    yield* warnIfDeleting(stored);
    return yield* done(apply, stored, 'serverside-applied');
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new CommandError(`${(error as ApiError).message}\n${CONFLICT_ADVICE}`);
  }
}
