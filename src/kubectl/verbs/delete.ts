/** `kubectl delete`. Follows kubectl pkg/cmd/delete. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import { list, parted, select } from '../builder.ts';
import type { Selection, Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, isNotFound, throwAll, withSource } from '../errors.ts';
import { flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { kindName } from '../mapper.ts';
import { print, printError } from '../session.ts';
import { DRY_RUN_FLAG, dryRunOf, dryRunSuffix, FILE_FLAGS, queryOf, refuseKustomize, SELECTOR_FLAG } from './common.ts';
import type { DryRun } from './common.ts';
import { checkRaw, sendRaw } from './raw.ts';
import { cascade, deadline, deleteOne, waitGone } from './delete-run.ts';

export const deleteCommand: Command = {
  name: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  summary: 'Delete objects by file, by name or by label',
  suggestFor: ['rm', 'remove'],
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG,
    ...flags(`
      all bool # All objects of the kind in the namespace.
      all-namespaces|A bool # In every namespace.
      cascade string=background ~background # What happens to dependents: background, orphan, foreground.
      field-selector string # Only objects with these fields.
      force bool # Do not wait for the node to confirm.
      grace-period int=-1 # Seconds that a Pod has to end.
      ignore-not-found bool # An object that is not there is no failure.
      interactive|i bool # Ask before deleting.
      now bool # Give a Pod one second to end.
      output|o string # name prints only names.
      raw string # Delete this path of the API.
      timeout duration # How long to wait.
      wait bool=true # Wait until the objects are gone.
    `),
  ],
  run: runDelete,
};

function gracePeriod(values: FlagValues): number {
  const given = values.int('grace-period');
  if (values.bool('now')) {
    if (given !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    return 1;
  }
  if (given === 0 && !values.bool('force')) return 1;
  return values.bool('force') && given < 0 ? 0 : given;
}

function* runDelete(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  refuseKustomize(values);
  const dryRun = yield* dryRunOf(values);
  const grace = gracePeriod(values);
  const propagationPolicy = yield* cascade(values);
  const chosen = values.bool('all') || values.text('selector') !== '' || values.text('field-selector') !== '';
  const ignore = values.bool('ignore-not-found') || (chosen && !values.changed('ignore-not-found'));
  if (values.text('raw') !== '') return yield* deleteRaw(invocation, grace);
  const selection = yield* select(session, queryOf(invocation));
  yield* checkFlags(values, grace);
  const { readable, unread } = parted(selection);
  const { targets, errors } = yield* expand(invocation, readable);
  if (values.bool('interactive') && targets.length > 0 && !(yield* confirmed(targets))) {
    yield* print('deletion is cancelled\n');
    return 0;
  }
  const options = { propagationPolicy, ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), ...(dryRun === 'server' ? { dryRun: true } : {}) };
  if (session.explicitNamespace
    && !values.bool('all-namespaces')
    && targets.some(({ mapping }) => !mapping.namespaced)) yield* printError('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
  const going: { readonly target: Target; readonly uid: string }[] = [];
  for (const target of targets) {
    try {
      const uid = dryRun === 'client' ? '' : yield* deleteOne(session, target, options);
      yield* print(resultLine(target, values, grace, dryRun));
      going.push({ target, uid });
    } catch (error) {
      const told = withSource('deleting', target.source, error);
      if (!isFailure(told)) throw error;
      if (!(ignore && isNotFound(told))) errors.push(told);
    }
  }
  errors.push(...unread);
  if (targets.length === 0 && errors.length === 0) yield* print('No resources found\n');
  if (errors.length === 0 && values.bool('wait') && dryRun === 'none') yield* waitForAll(invocation, going);
  throwAll(errors);
  return 0;
}

function* deleteRaw(invocation: Invocation, grace: number): Client<number> {
  const { flags: values } = invocation;
  yield* checkFlags(values, grace);
  if (values.bool('interactive')) throw new CommandError('--interactive can not be used with --raw');
  checkRaw(values, { needsFile: false });
  return yield* sendRaw(invocation, 'delete');
}

function* checkFlags(values: FlagValues, grace: number): Client<void> {
  const output = values.text('output');
  if (output !== '' && output !== 'name') throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  if (values.bool('force') && grace > 0) throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  if (values.bool('force') && grace === 0) yield* printError(
    'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
  );
}

function* expand(invocation: Invocation, selection: Selection): Client<{ readonly targets: readonly Target[]; readonly errors: Error[] }> {
  const targets: Target[] = [];
  const errors: Error[] = [];
  for (const item of selection.items) if (item.ok) targets.push(item.target);
  for (const bulk of selection.bulk) {
    try {
      const body = (yield* list(invocation.session, bulk, selection)).body as ObjectList;
      for (const { metadata } of body.items) targets.push({ mapping: bulk.mapping, namespace: metadata.namespace ?? '', name: metadata.name, object: null, source: '' });
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
    }
  }
  return { targets, errors };
}

function resultLine(target: Target, values: FlagValues, grace: number, dryRun: DryRun): string {
  const kind = kindName(target.mapping);
  if (values.text('output') === 'name') return `${kind}/${target.name}\n`;
  const operation = `${grace === 0 ? 'force deleted' : 'deleted'}${target.mapping.namespaced ? ` from ${target.namespace} namespace` : ''}`;
  return `${kind} "${target.name}" ${operation}${dryRunSuffix(dryRun)}\n`;
}

function* confirmed(targets: readonly Target[]): Client<boolean> {
  yield* print(`You are about to delete the following ${targets.length} resource(s):\n${targets.map((target) => `${kindName(target.mapping)}/${target.name}\n`).join('')}Do you want to continue? (y/N): `);
  return ((yield* call({ call: 'input' })) ?? '').trim().toLowerCase() === 'y';
}

function* waitForAll(invocation: Invocation, going: readonly { readonly target: Target; readonly uid: string }[]): Client<void> {
  const until = yield* deadline(invocation.flags.duration('timeout'));
  for (const { target, uid } of going) {
    if (yield* waitGone(invocation.session, target, uid, until)) continue;
    throw new CommandError(`timed out waiting for the condition on ${target.mapping.fact.name}/${target.name}`);
  }
}
