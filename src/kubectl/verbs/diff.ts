/** `kubectl diff`: what `kubectl apply` would change. Follows kubectl pkg/cmd/diff. */
import type { Client } from '../../cluster/contract/client.ts';
import { hash32 } from '../../base/rng.ts';
import { byText } from '../../base/order.ts';
import { isObject } from '../../base/json.ts';
import { stringifyYaml } from '../../manifest/index.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { fetchObject, place, select } from '../builder.ts';
import type { Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ExitError, failureText, isFailure, isNotFound } from '../errors.ts';
import { flags } from '../flags.ts';
import { threeWayPatch } from '../merge.ts';
import { print, send, wallClock } from '../session.ts';
import { usageError } from '../usage.ts';
import { FIELD_MANAGER_FLAG, FILE_FLAGS, queryOf, requireFiles, SELECTOR_FLAG } from './common.ts';
import { annotationsOf, lastApplied, withAnnotations } from './last-applied.ts';
import { unifiedDiff } from './unified.ts';

export const diffCommand: Command = {
  name: 'diff',
  use: 'diff -f FILENAME',
  summary: 'Show what apply would change',
  completes: 'files',
  flags: [
    ...FILE_FLAGS, ...SELECTOR_FLAG, ...FIELD_MANAGER_FLAG('kubectl-client-side-apply'),
    ...flags(`
      concurrency int=1 # How many objects at a time.
      force-conflicts bool # Take fields over from other managers.
      prune bool # Show what would be deleted, too.
      prune-allowlist array # Kinds that may be pruned.
      server-side bool # Let the server merge.
      show-managed-fields bool # Show managedFields, too.
      show-secrets bool # Show the values of Secrets.
    `),
  ],
  run: runDiff,
};

type Fields = Readonly<Record<string, unknown>>;
interface Pair {
  readonly name: string;
  readonly live: Fields | null;
  /** What stands for an object that is not there. */
  readonly absent: string;
  readonly merged: Fields;
}

/** Any failure ends with 2: 1 means that there are differences. */
function* runDiff(invocation: Invocation): Client<number> {
  try {
    return yield* compare(invocation);
  } catch (error) {
    if (isFailure(error)) throw new ExitError(failureText(error), 2);
    throw error;
  }
}

function* compare(invocation: Invocation): Client<number> {
  const { args, flags: values, session } = invocation;
  if (args.length > 0) throw usageError(invocation, `Unexpected args: [${args.join(' ')}]`);
  requireFiles(values);
  if (values.bool('force-conflicts') && !values.bool('server-side')) throw new CommandError('--force-conflicts only works with --server-side');
  if (values.bool('prune')) throw new CommandError('--prune is not part of this sandbox');
  const query = queryOf(invocation, { args: [] });
  const selection = yield* select(session, query);
  const pairs: Pair[] = [];
  for (const item of selection.items) {
    if (!item.ok) throw item.error;
    const found = yield* pairOf(invocation, item.target);
    pairs.push(shown(found, values.bool('show-managed-fields'), values.bool('show-secrets')));
  }
  let differs = false;
  const { live, merged, time } = yield* folders();
  for (const pair of pairs.toSorted((a, b) => byText(a.name, b.name))) {
    const hunks = unifiedDiff(pair.live === null ? pair.absent : stringifyYaml(pair.live), stringifyYaml(pair.merged));
    if (hunks === '') continue;
    differs = true;
    const [from, to] = [`${live}/${pair.name}`, `${merged}/${pair.name}`];
    yield* print(`diff -u -N ${from} ${to}\n--- ${from}\t${time}\n+++ ${to}\t${time}\n${hunks}`);
  }
  return differs ? 1 : 0;
}

/** Names of folders as the real one's temporary ones, from the time of day. */
function* folders(): Client<{ readonly live: string; readonly merged: string; readonly time: string }> {
  const now = yield* wallClock();
  const iso = new Date(now).toISOString();
  return { live: `/tmp/LIVE-${hash32(`live ${now}`)}`, merged: `/tmp/MERGED-${hash32(`merged ${now}`)}`, time: `${iso.slice(0, 10)} ${iso.slice(11, 23)}000000 +0000` };
}

/** What the manifest asks for; annotations are there even when there are none, as in what was applied last. */
const asked = (object: Fields): Fields => {
  const { [LAST_APPLIED]: _, ...annotations } = annotationsOf(object);
  return withAnnotations(object, annotations);
};

function* pairOf(invocation: Invocation, target: Target): Client<Pair> {
  const { session, flags: values } = invocation;
  const { group, version, kind } = target.mapping;
  const manifest = target.object as KubeObject;
  const pair = (live: Fields | null, merged: unknown): Pair => ({ name: `${group === '' ? '' : `${group}.`}${version}.${kind}.${target.namespace}.${target.name}`, live, absent: '', merged: merged as Fields });
  const options = { dryRun: true, fieldManager: values.text('field-manager') };
  let live: KubeObject | null = null;
  try {
    live = yield* fetchObject(session, target);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  if (values.bool('server-side')) {
    const manager = values.changed('field-manager') ? options.fieldManager : 'kubectl';
    return pair(live, (yield* send(session, { verb: 'patch', ...place(target), patchType: 'apply', body: manifest, options: { ...options, fieldManager: manager, force: values.bool('force-conflicts') } })).body);
  }
  if (live === null) {
    const { name: _, ...where } = place(target);
    return pair(null, (yield* send(session, { verb: 'create', ...where, body: manifest, options: { dryRun: true } })).body);
  }
  const patch = threeWayPatch(lastApplied(live), asked(manifest), live);
  if (Object.keys(patch).length === 0) return pair(live, live);
  return pair(live, (yield* send(session, { verb: 'patch', ...place(target), patchType: 'strategic', body: patch, options })).body);
}

function shown(pair: Pair, managedFields: boolean, secrets: boolean): Pair {
  const trimmed = (object: Fields): Fields => {
    const metadata = isObject(object['metadata']) ? object['metadata'] : {};
    const { managedFields: _, ...rest } = metadata;
    return managedFields ? object : { ...object, metadata: rest };
  };
  const plain = { ...pair, live: pair.live === null ? null : trimmed(pair.live), merged: trimmed(pair.merged) };
  return secrets || pair.merged['kind'] !== 'Secret' ? plain : masked(plain);
}

/** A Secret's values are hidden, but that they differ shows. */
function masked(pair: Pair): Pair {
  const dataOf = (object: Fields | null): Fields => (object !== null && isObject(object['data']) ? object['data'] : {});
  const [from, to] = [dataOf(pair.live), dataOf(pair.merged)];
  const hide = (own: Fields, other: Fields, word: string): Fields => Object.fromEntries(Object.keys(own).map((key) => [key, key in other && own[key] !== other[key] ? `*** (${word})` : '***']));
  const put = (object: Fields, data: Fields): Fields => (Object.keys(data).length === 0 ? object : { ...object, data });
  return { ...pair, absent: 'null\n', live: pair.live === null ? null : put(pair.live, hide(from, to, 'before')), merged: put(pair.merged, hide(to, from, 'after')) };
}
