/** `kubectl label` and `kubectl annotate`. Follows kubectl pkg/cmd/label and pkg/cmd/annotate. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import type { KubeObject } from '../../model/objects.ts';
import { labelValueComplaints } from '../../model/names.ts';
import { mergePatch } from '../../model/json-merge-patch.ts';
import type { Selection } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { print } from '../session.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { CHANGE_CAUSE, recordCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, RECORD_FLAG, results, SELECTOR_FLAG } from './common.ts';
import type { DryRun } from './common.ts';
import { patchObject, visit } from './targets.ts';

type Pairs = Readonly<Record<string, string>>;
interface Kind {
  readonly verb: 'label' | 'annotate';
  readonly noun: 'label' | 'annotation';
  readonly field: 'labels' | 'annotations';
}
const LABEL: Kind = { verb: 'label', noun: 'label', field: 'labels' };
const ANNOTATE: Kind = { verb: 'annotate', noun: 'annotation', field: 'annotations' };

const commandOf = (kind: Kind): Command => ({
  name: kind.verb,
  use: `${kind.verb} [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]`,
  summary: kind.verb === 'label' ? 'Set labels of objects' : 'Set annotations of objects',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...FIELD_MANAGER_FLAG(`kubectl-${kind.verb}`), ...RECORD_FLAG,
    ...flags(`
      all bool # All objects of the kind.
      all-namespaces|A bool # In every namespace.
      field-selector string # Only objects with these fields.
      list bool # Show what is set.
      local bool # Ask no server.
      overwrite bool # Replace values that are there.
      resource-version string # Only if the object is still at this version.
    `),
  ],
  run: (invocation) => run(invocation, kind),
});
export const labelCommand = commandOf(LABEL);
export const annotateCommand = commandOf(ANNOTATE);

/** Resources come first, then KEY=VALUE and KEY-. */
export function resourcesAndPairs(args: readonly string[], what: string): { readonly resources: readonly string[]; readonly pairs: readonly string[] } {
  const isPair = (arg: string): boolean => (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isPair);
  if (first < 0) return { resources: args, pairs: [] };
  const stray = args.slice(first).find((arg) => !isPair(arg));
  if (stray !== undefined) throw new CommandError(`all resources must be specified before ${what} changes: ${stray}`);
  return { resources: args.slice(0, first), pairs: args.slice(first) };
}

interface Changes {
  readonly set: Pairs;
  readonly remove: readonly string[];
}
function changesOf(pairs: readonly string[], kind: Kind): Changes {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 0) {
      remove.push(pair.slice(0, -1));
      continue;
    }
    const value = pair.slice(equals + 1);
    if (kind === LABEL && value.includes('=')) throw new CommandError(`invalid label spec: ${pair}`);
    const complaints = kind === LABEL ? labelValueComplaints(value) : [];
    if (complaints.length > 0) throw new CommandError(`invalid label value: ${JSON.stringify(pair)}: ${complaints.join(';')}`);
    set[pair.slice(0, equals)] = value;
  }
  refuseBoth(remove.filter((key) => key in set), kind);
  return { set, remove };
}

function refuseBoth(keys: readonly string[], kind: Kind): void {
  if (keys.length === 0) return;
  throw new CommandError(`can not both modify and remove ${kind === LABEL ? 'a label' : 'the following annotation(s)'} in the same command${kind === LABEL ? '' : `: ${keys.join(', ')}`}`);
}

/** What the flags and arguments alone make impossible. */
function refuseMixes({ flags: values }: Invocation, kind: Kind, resources: readonly string[], dryRun: DryRun): void {
  const noFiles = values.list('filename').length === 0;
  if (values.bool('list') && values.text('output') !== '') throw new CommandError('--list and --output may not be specified together');
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  if (values.bool('all') && values.text('field-selector') !== '') throw new CommandError('cannot set --all and --field-selector at the same time');
  if (!values.bool('local')) {
    if (resources.length === 0 && noFiles) throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    return;
  }
  const file = kind === LABEL ? 'pod' : 'rsrc';
  if (dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (resources.length > 0) throw new CommandError(`can only use local files by -f ${file}.yaml or --filename=${file}.json when --local=true is set`);
  if (noFiles) throw new CommandError(`one or more files must be specified as -f ${file}.yaml or --filename=${file}.json`);
}

function* run(invocation: Invocation, kind: Kind): Client<number> {
  const { flags: values, args } = invocation;
  const dryRun = yield* dryRunOf(values);
  const { resources, pairs } = resourcesAndPairs(args, kind.noun);
  const changes = changesOf(pairs, kind);
  const listing = values.bool('list');
  refuseMixes(invocation, kind, resources, dryRun);
  if (pairs.length === 0 && !listing) throw new CommandError(`at least one ${kind.noun} update is required`);
  const printer = yield* results(values, dryRun);
  const onlyOne = (selection: Selection): void => {
    if (values.text('resource-version') !== '' && !selection.single) throw new CommandError('--resource-version may only be used with a single resource');
  };
  yield* visit(invocation, { args: resources, typeMeansAll: values.bool('all'), all: false }, function* ({ target, object }, selection) {
    const current = (object.metadata[kind.field] ?? {}) as Pairs;
    if (kind === LABEL && !listing && dryRun !== 'client' && !values.bool('local')) for (const key of changes.remove) if (!(key in current)) yield* print(`label ${JSON.stringify(key)} not found.\n`);
    if (!values.bool('overwrite')) refuseOverwrites(current, changes, kind);
    const added = Object.entries(changes.set).filter(([key, value]) => current[key] !== value);
    const removed = changes.remove.filter((key) => key in current);
    if (listing) return yield* list(object, Object.fromEntries([...Object.entries(current), ...added].filter(([key]) => !removed.includes(key))), kind, selection.single);
    const version = values.text('resource-version');
    const patch = { metadata: { ...(version === '' ? {} : { resourceVersion: version }), [kind.field]: { ...Object.fromEntries(added), ...Object.fromEntries(removed.map((key) => [key, null])) } } };
    const changed = added.length > 0 || removed.length > 0;
    const patched = !changed ? object : dryRun === 'client' || values.bool('local') ? mergePatch(object, patch) : yield* patchObject(invocation, target, 'merge', patch, dryRun, values.text('field-manager'));
    const operation = kind === ANNOTATE ? 'annotated' : added.length > 0 ? (removed.length > 0 ? 'modified' : 'labeled') : removed.length > 0 ? 'unlabeled' : 'not labeled';
    yield* printer.print(changed ? yield* recordCause(invocation, target, patched as KubeObject, values.bool('local') ? 'client' : dryRun, values.text('field-manager')) : patched, operation);
  }, onlyOne);
  return 0;
}

function refuseOverwrites(current: Pairs, changes: Changes, kind: Kind): void {
  const taken = Object.entries(changes.set).filter(([key, value]) => key in current && current[key] !== value && !(kind === ANNOTATE && key === CHANGE_CAUSE));
  if (taken.length === 0) return;
  const words = taken.map(([key]) => `'${key}' already has a value (${current[key] ?? ''})`);
  if (kind === ANNOTATE) throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${words.join('; ')}`);
  throwAll(words.map((each) => new CommandError(`${each}, and --overwrite is false`)));
}

function* list(object: KubeObject, current: Pairs, kind: Kind, single: boolean): Client<void> {
  const group = object.apiVersion.includes('/') ? `.${object.apiVersion.slice(0, object.apiVersion.indexOf('/'))}` : '.';
  if (!single) yield* print(`Listing ${kind.field} for ${object.kind}${group}/${object.metadata.name}:\n`);
  yield* print(Object.keys(current).sort(byText).map((key) => `${single ? '' : ' '}${key}=${current[key] ?? ''}\n`).join(''));
}
