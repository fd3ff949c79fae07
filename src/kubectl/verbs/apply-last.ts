/** `kubectl apply view-last-applied`, `set-last-applied` and `edit-last-applied`. Follows kubectl pkg/cmd/apply/apply_*_last_applied.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { stringifyYaml } from '../../manifest/index.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { fetchObject, gather, place, select } from '../builder.ts';
import type { Found } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { goJson, goJsonIndent, sortedKeys } from '../printers/go-json.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { print, send } from '../session.ts';
import { usageError } from '../usage.ts';
import { DRY_RUN_FLAG, dryRunOf, FILE_FLAGS, queryOf, RECORD_FLAG, refuseKustomize, results, SELECTOR_FLAG } from './common.ts';
import type { Results } from './common.ts';
import { editing } from './edit.ts';
import { annotationsOf, lastApplied } from './last-applied.ts';

export const lastAppliedCommands: readonly Command[] = [
  {
    name: 'view-last-applied', use: 'view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)', summary: 'Show what was applied last', completes: 'resources',
    flags: [...FILE_FLAGS, ...SELECTOR_FLAG, ...flags('all bool # All objects of the kind.\noutput|o string=yaml # yaml or json.')], run: viewLastApplied,
  },
  {
    name: 'set-last-applied', use: 'set-last-applied -f FILENAME', summary: 'Remember a manifest as applied last', completes: 'files',
    flags: [...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...flags('create-annotation bool # Remember it even where nothing was remembered.')], run: setLastApplied,
  },
  {
    name: 'edit-last-applied', use: 'edit-last-applied (RESOURCE/NAME | -f FILENAME)', summary: 'Edit what was applied last', completes: 'resources',
    flags: [
      ...FILE_FLAGS, ...PRINT_FLAGS, ...RECORD_FLAG,
      ...flags('field-manager string=kubectl-client-side-apply # The name that owns the fields that are set.\nwindows-line-endings bool # End lines as Windows does.'),
    ],
    run: editLastApplied,
  },
];

function* viewLastApplied(invocation: Invocation): Client<number> {
  const output = invocation.flags.text('output');
  if (output !== 'yaml' && output !== 'json') throw usageError(invocation, `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
  const selection = yield* select(invocation.session, queryOf(invocation));
  const { found, errors } = yield* gather(invocation.session, selection);
  throwAll(errors);
  // What was never applied is passed over without a word, as kubectl does.
  for (const { object } of found) if (lastApplied(object) !== null) yield* print(output === 'yaml' ? stringifyYaml(lastApplied(object)) : `${goJsonIndent(sortedKeys(lastApplied(object))).replaceAll('    ', '  ')}\n`);
  return 0;
}

/** Here a manifest is remembered as it stands, without empty annotations beside. */
const rememberedText = (object: KubeObject): string => `${goJson(sortedKeys(object))}\n`;
const annotationPatch = (text: string): unknown => ({ metadata: { annotations: { [LAST_APPLIED]: text } } });

function* setLastApplied(invocation: Invocation): Client<number> {
  refuseKustomize(invocation.flags);
  const { session, flags: values } = invocation;
  const dryRun = yield* dryRunOf(values);
  const printer = yield* results(values, dryRun);
  const selection = yield* select(session, queryOf(invocation, { args: [] }));
  const wanted: { readonly found: Found; readonly text: string }[] = [];
  for (const item of selection.items) {
    if (!item.ok) throw item.error;
    const object = yield* fetchObject(session, item.target);
    const present = annotationsOf(object)[LAST_APPLIED];
    if (present === undefined && !values.bool('create-annotation')) throw new CommandError(`no last-applied-configuration annotation found on resource: ${item.target.name}, to create the annotation, run the command with --create-annotation`);
    const text = rememberedText(item.target.object as KubeObject);
    if (present === text) yield* print(`set-last-applied ${item.target.name}: no changes required.\n`);
    else wanted.push({ found: { target: item.target, object }, text });
  }
  for (const { found, text } of wanted) {
    const options = dryRun === 'server' ? { options: { dryRun: true } } : {};
    const changed = dryRun === 'client' ? found.object : (yield* send(session, { verb: 'patch', ...place(found.target), patchType: 'merge', body: annotationPatch(text), ...options })).body;
    yield* printer.print(changed, 'configured');
  }
  return 0;
}

function* editLastApplied(invocation: Invocation): Client<number> {
  const { session, flags: values } = invocation;
  const { found, errors } = yield* gather(session, yield* select(session, queryOf(invocation)));
  throwAll(errors);
  const originals = found.map(({ target, object }): Found => {
    const remembered = lastApplied(object);
    if (remembered === null) throw new CommandError(`no last-applied-configuration annotation found on resource: ${target.name}`);
    return { target, object: remembered as KubeObject };
  });
  return yield* editing(invocation, originals, yield* results(values, 'none'), saveRemembered);
}

/** The edited manifest becomes what is remembered; the object itself stays as it is. */
function* saveRemembered(invocation: Invocation, { target }: Found, edited: KubeObject, printer: Results): Client<void> {
  const options = { fieldManager: invocation.flags.text('field-manager') };
  const { body } = yield* send(invocation.session, { verb: 'patch', ...place(target), patchType: 'merge', body: annotationPatch(rememberedText(edited)), options });
  yield* printer.print(body, 'edited');
}
