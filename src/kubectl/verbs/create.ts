/** `kubectl create`: from manifests, and the generators below it. Follows kubectl pkg/cmd/create/create.go. */
import type { Client } from '../../cluster/contract/client.ts';
import type { KubeObject } from '../../model/objects.ts';
import { gather, parted, place, select } from '../builder.ts';
import type { Selection } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, throwAll, withSource } from '../errors.ts';
import { flags } from '../flags.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { send } from '../session.ts';
import { subcommandMissing, usageError } from '../usage.ts';
import { DRY_RUN_FLAG, dryRunOf, fieldValidation, FIELD_MANAGER_FLAG, FILE_FLAGS, queryOf, refuseKustomize, requireFiles, results, SELECTOR_FLAG, VALIDATE_FLAG } from './common.ts';
import type { Results } from './common.ts';
import { accessGenerators } from './create-access.ts';
import { configGenerators, secretGenerators } from './create-config.ts';
import { ingressGenerator, serviceGenerators } from './create-network.ts';
import { workloadGenerators } from './create-workloads.ts';
import { generatorCommand, SAVE_CONFIG_FLAG } from './generator.ts';
import { tokenCommand } from './create-token.ts';
import { editing } from './edit.ts';
import { checkRaw, sendRaw } from './raw.ts';
import { withLastApplied } from './last-applied.ts';

const serviceCommand: Command = {
  name: 'service', aliases: ['svc'], use: 'service', flagsInUse: true, summary: 'Create a Service', flags: [],
  subcommands: serviceGenerators.map(generatorCommand),
  run: (invocation) => subcommandMissing(serviceCommand, invocation),
};
const secretCommand: Command = {
  name: 'secret', use: 'secret (docker-registry | generic | tls)', summary: 'Create a Secret', flags: [],
  subcommands: secretGenerators.map(generatorCommand),
  run: (invocation) => subcommandMissing(secretCommand, invocation),
};
export const createCommand: Command = {
  name: 'create',
  use: 'create -f FILENAME',
  summary: 'Create objects from files or by hand',
  completes: 'files',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...VALIDATE_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-create'),
    ...flags('edit bool # Edit the manifest first.\nraw string # Send to this path of the API.\nwindows-line-endings bool # With --edit: line ends of Windows.'),
  ],
  subcommands: [...[...configGenerators, ...workloadGenerators, ...accessGenerators, ingressGenerator].map(generatorCommand), secretCommand, serviceCommand, tokenCommand],
  run: runCreate,
};

function* runCreate(invocation: Invocation): Client<number> {
  const { flags: values, args, session } = invocation;
  if (args.length > 0) throw usageError(invocation, `Unexpected args: [${args.join(' ')}]`);
  const dryRun = yield* dryRunOf(values);
  if (values.bool('edit')) refuseKustomize(values);
  else requireFiles(values);
  if (values.text('raw') !== '') {
    if (values.bool('edit')) throw new CommandError('--raw and --edit are mutually exclusive');
    checkRaw(values, { needsFile: true });
    return yield* sendRaw(invocation, 'create');
  }
  const printer = yield* results(values, dryRun);
  const selection = yield* select(session, queryOf(invocation, { args: [] }));
  if (values.bool('edit')) return yield* createEdited(invocation, selection, printer);
  const options = { fieldManager: values.text('field-manager'), fieldValidation: fieldValidation(values), ...(dryRun === 'server' ? { dryRun: true } : {}) };
  const errors: Error[] = [];
  let count = 0;
  const { readable, unread } = parted(selection);
  for (const item of readable.items) {
    try {
      if (!item.ok) continue;
      const { target } = item;
      const object = values.bool('save-config') ? (withLastApplied(target.object as KubeObject) as KubeObject) : (target.object as KubeObject);
      const { name: __, ...where } = place(target);
      const made = dryRun === 'client' ? object : (yield* send(session, { verb: 'create', ...where, body: object, options })).body;
      count++;
      yield* printer.print(made, 'created');
    } catch (error) {
      const told = withSource('creating', item.ok ? item.target.source : '', error);
      if (!isFailure(told)) throw error;
      errors.push(told);
    }
  }
  throwAll([...errors, ...unread]);
  if (count === 0) throw new CommandError('no objects passed to create');
  return 0;
}

/** `--edit`: what the files hold is opened in the editor, and created as it was left. */
function* createEdited(invocation: Invocation, selection: Selection, printer: Results): Client<number> {
  const { found, errors } = yield* gather(invocation.session, selection, { latest: false });
  throwAll(errors);
  if (found.length === 0) throw new CommandError('edit cancelled, no objects found');
  return yield* editing(invocation, found, printer, function* (_, { target }, edited) {
    const { flags: values, session } = invocation;
    const { name: __, ...where } = place(target);
    const options = { fieldManager: values.text('field-manager'), fieldValidation: fieldValidation(values) };
    const { body } = yield* send(session, { verb: 'create', ...where, body: values.bool('save-config') ? withLastApplied(edited) : edited, options });
    yield* printer.print(body, 'created');
  });
}
