/** `kubectl patch`. Follows kubectl pkg/cmd/patch. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject, jsonEqual } from '../../base/json.ts';
import { parseManifests } from '../../manifest/index.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { mergePatch } from '../../model/json-merge-patch.ts';
import { applyJsonPatch } from '../../model/json-patch.ts';
import type { JsonPatchOperation } from '../../model/json-patch.ts';
import { applyStrategic } from '../merge.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { recordCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, RECORD_FLAG, results } from './common.ts';
import { patchObject, visit } from './targets.ts';

const TYPES: readonly string[] = ['json', 'merge', 'strategic'];

export const patchCommand: Command = {
  name: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  summary: 'Change fields of an object',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...FIELD_MANAGER_FLAG('kubectl-patch'), ...RECORD_FLAG,
    ...flags(`
      local bool # Ask no server.
      patch|p string # The patch, as JSON or YAML.
      patch-file string # A file with the patch.
      subresource string # Change this subresource.
      type string=strategic # strategic, merge or json.
    `),
  ],
  run: runPatch,
};

/** A patch as it was written, as JSON. What cannot be read at all is sent as it is: the server says so. */
function parsePatch(text: string): unknown {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return { text, contentType: 'application/strategic-merge-patch+json' };
    }
  }
  const document = parseManifests(text).documents[0];
  if (document === undefined) return null;
  if (document.error !== null) throw new CommandError(`unable to parse ${JSON.stringify(text)}: ${document.error}`);
  return document.value;
}

function* readPatch({ flags: values }: Invocation): Client<string> {
  const [patch, path] = [values.text('patch'), values.text('patch-file')];
  if (patch !== '' && path !== '') throw new CommandError('cannot specify --patch and --patch-file together');
  if (patch === '' && path === '') throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  if (path === '') return patch;
  const file = yield* call({ call: 'readFile', path });
  if (!file.ok) throw new CommandError(`unable to read patch file: open ${path}: no such file or directory`);
  return file.text;
}

function* runPatch(invocation: Invocation): Client<number> {
  const { flags: values } = invocation;
  const dryRun = yield* dryRunOf(values);
  const text = yield* readPatch(invocation);
  const type = values.text('type').toLowerCase();
  if (!TYPES.includes(type)) throw new CommandError(`--type must be one of [${TYPES.join(' ')}], not ${JSON.stringify(values.text('type'))}`);
  const body = parsePatch(text);
  // kubectl's words for a patch say nothing of a dry run.
  const printer = yield* results(values, 'none');
  const subresource = values.text('subresource');
  const count = yield* visit(invocation, { asFiled: true, ...(subresource === '' ? {} : { subresource }) }, function* ({ target, object }) {
    const patched = dryRun === 'client' || values.bool('local')
      ? locally(object, body, type)
      : yield* patchObject(invocation, target, type as 'strategic' | 'merge' | 'json', body, dryRun, values.text('field-manager'), subresource);
    const asks = dryRun !== 'client' && !values.bool('local');
    const noted = asks ? yield* recordCause(invocation, target, patched as KubeObject, dryRun, values.text('field-manager')) : patched;
    yield* printer.print(noted, sameObject(patched, object) ? 'patched (no change)' : 'patched');
  });
  if (count === 0) throw new CommandError('no objects passed to patch');
  return 0;
}

/** Who owns what says nothing about a change of the object. */
function sameObject(a: unknown, b: KubeObject): boolean {
  if (!isObject(a) || !isObject(a['metadata'])) return false;
  const { managedFields: _a, ...metadata } = a['metadata'];
  const { managedFields: _b, ...before } = b.metadata;
  return jsonEqual(metadata, before) && jsonEqual({ ...a, metadata: null }, { ...b, metadata: null });
}

function locally(object: KubeObject, body: unknown, type: string): unknown {
  if (type === 'merge') return mergePatch(object, body);
  if (type === 'strategic' && isObject(body)) return applyStrategic(object, body);
  const patched = applyJsonPatch(object, Array.isArray(body) ? (body as readonly JsonPatchOperation[]) : []);
  if (!patched.ok) throw new CommandError(patched.error);
  return patched.value;
}
