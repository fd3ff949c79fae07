/** `kubectl edit`. Follows kubectl pkg/cmd/util/editor. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { parseManifests, stringifyYaml } from '../../manifest/index.ts';
import type { KubeObject } from '../../model/objects.ts';
import { gather, place, select } from '../builder.ts';
import type { Found } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, ExitError, isFailure, isNotFound, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { twoWayPatch } from '../merge.ts';
import { goJson, sortedKeys } from '../printers/go-json.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { print, printError, send } from '../session.ts';
import { FIELD_MANAGER_FLAG, fieldValidation, FILE_FLAGS, queryOf, results, VALIDATE_FLAG } from './common.ts';
import type { Results } from './common.ts';

export const editCommand: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME)',
  summary: 'Change an object in an editor',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...VALIDATE_FLAG, ...FIELD_MANAGER_FLAG('kubectl-edit'),
    ...flags(`
      output-patch bool # Print the patch when the object was edited.
      save-config bool # Remember the manifest, as kubectl apply does.
      subresource string # Edit this subresource.
      windows-line-endings bool # End lines as Windows does.
    `),
  ],
  run: runEdit,
};

interface Reason {
  readonly head: string;
  readonly other: readonly string[];
}

const HEAD = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
/** What stands above the object; why it is opened again, too. */
function header(reasons: readonly Reason[]): string {
  const told = reasons.map(({ head, other }) => `# ${head}${other.length === 0 ? '' : ':'}\n${other.map((line) => `# * ${line}\n`).join('')}`);
  return HEAD + (told.length === 0 ? '' : `${told.join('#\n')}#\n`);
}

const withoutComments = (text: string): string => text.split('\n').filter((line) => !line.startsWith('#')).join('\n');

function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function* runEdit(invocation: Invocation): Client<number> {
  const { session, flags: values } = invocation;
  const selection = yield* select(session, queryOf(invocation, { typeMeansAll: true }));
  const { found, errors } = yield* gather(session, values.text('subresource') === '' ? selection : { ...selection, subresource: values.text('subresource') });
  throwAll(errors);
  if (found.length === 0) throw new CommandError('edit cancelled, no objects found');
  const original = values.bool('show-managed-fields') ? found : found.map((each) => ({ ...each, object: withoutManagedFields(each.object) }));
  return yield* editing(invocation, original, yield* results(values, 'none'));
}

const bodyOf = (found: readonly Found[]): string =>
  stringifyYaml(found.length === 1 ? found[0]?.object : { apiVersion: 'v1', items: found.map(({ object }) => object), kind: 'List', metadata: {} });

type Save = (invocation: Invocation, found: Found, edited: KubeObject, printer: Results) => Client<void>;

/** Opens the editor until what it gives can be saved, or is given up. */
export function* editing(invocation: Invocation, found: readonly Found[], printer: Results, saveOne: Save = save): Client<number> {
  const name = `kubectl-edit-${found[0]?.target.name ?? 'object'}.yaml`;
  const original = bodyOf(found);
  let body = original;
  let reasons: readonly Reason[] = [];
  for (;;) {
    const edited = yield* call({ call: 'edit', name, text: header(reasons) + body });
    const text = edited === null ? body : withoutComments(edited).replaceAll('\r\n', '\n');
    if (reasons.length > 0 && text === body) {
      yield* keep(name, text);
      throw new CommandError('Edit cancelled, no valid changes were saved.');
    }
    if (edited === null || text === original) return yield* cancelled('Edit cancelled, no changes made.');
    if (text.trim() === '') return yield* cancelled('Edit cancelled, saved file was empty.');
    body = text;
    const read = objectsOf(text, found);
    if (typeof read === 'string') {
      reasons = [{ head: `The edited file had a syntax error: ${read}`, other: [] }];
      continue;
    }
    reasons = yield* saveAll(invocation, found, read, printer, name, text, saveOne);
    if (reasons.length === 0) return 0;
  }
}

/** What was written is not lost. */
function* keep(name: string, text: string): Client<void> {
  const path = `/tmp/${name}`;
  yield* call({ call: 'writeFile', path, text });
  yield* printError(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
}

function* cancelled(text: string): Client<number> {
  yield* printError(`${text}\n`);
  return 0;
}

/** The edited objects, in the order of those that were opened, or what is wrong with the text. */
function objectsOf(text: string, found: readonly Found[]): readonly KubeObject[] | string {
  const document = parseManifests(text).documents.find(({ value, error }) => value !== null || error !== null);
  if (document === undefined || document.error !== null) return `error parsing edited-file: error converting YAML to JSON: ${document?.error ?? 'no object'}`;
  const value = document.object;
  if (value === null) return 'the file holds no object';
  const all = found.length === 1 ? [value] : Array.isArray(value['items']) ? value['items'].filter(isObject) : [];
  const named = all.filter((each) => isObject(each['metadata']) && typeof each['metadata']['name'] === 'string');
  return named.length === found.length ? (named as unknown as readonly KubeObject[]) : 'an object or its name is missing';
}

/** Sends what changed; gives why the editor must be opened again. */
function* saveAll(invocation: Invocation, found: readonly Found[], edited: readonly KubeObject[], printer: Results, name: string, text: string, saveOne: Save): Client<readonly Reason[]> {
  const reasons: Reason[] = [];
  let failed: 'gone' | 'refused' | null = null;
  for (const [at, each] of found.entries()) {
    const object = edited[at];
    if (object === undefined) continue;
    const what = `${each.target.mapping.resource} ${JSON.stringify(each.target.name)}`;
    try {
      yield* saveOne(invocation, each, object, printer);
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!(error instanceof ApiError)) {
        yield* keep(name, text);
        throw error;
      }
      if (error.status.reason === 'Invalid') {
        reasons.push({ head: `${what} was not valid`, other: (error.status.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`) });
        yield* printError(`error: ${what} is invalid\n`);
        continue;
      }
      failed = isNotFound(error) && failed !== 'refused' ? 'gone' : 'refused';
      yield* printError(`error: ${what} ${isNotFound(error) ? 'could not be found on the server' : `could not be patched: ${error.message}`}\n`);
    }
  }
  if (failed === null) return reasons;
  const path = `/tmp/${name}`;
  yield* call({ call: 'writeFile', path, text });
  yield* printError(failed === 'refused' ? `You can run \`kubectl replace -f ${path}\` to try this update again.\n` : `The edits you made on deleted resources have been saved to ${JSON.stringify(path)}\n`);
  throw new ExitError('');
}

function* save(invocation: Invocation, { target, object }: Found, edited: KubeObject, printer: Results): Client<void> {
  const { session, flags: values } = invocation;
  if (edited.metadata.name !== object.metadata.name || edited.kind !== object.kind || edited.apiVersion !== object.apiVersion || edited.metadata.namespace !== object.metadata.namespace) {
    throw new CommandError('At least one of apiVersion, kind and name was changed');
  }
  const patch = twoWayPatch(object, edited);
  if (Object.keys(patch).length === 0) return yield* printer.print(object, 'skipped');
  if (values.bool('output-patch')) yield* print(`Patch: ${goJson(sortedKeys(patch))}\n`);
  const subresource = values.text('subresource');
  const options = { fieldManager: values.text('field-manager'), fieldValidation: fieldValidation(values) };
  const { body } = yield* send(session, { verb: 'patch', ...place(target), ...(subresource === '' ? {} : { subresource }), patchType: 'strategic', body: patch, options });
  yield* printer.print(body, 'edited');
}
