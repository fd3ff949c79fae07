/** `kubectl taint`. Follows kubectl pkg/cmd/taint. */
import type { Client } from '../../cluster/contract/client.ts';
import type { k8s, KubeObject, Node } from '../../model/objects.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { findMapping, noMatch } from '../mapper.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { usageError } from '../usage.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, results, SELECTOR_FLAG, VALIDATE_FLAG } from './common.ts';
import { patchObject, visit } from './targets.ts';

interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export const taintCommand: Command = {
  name: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  summary: 'Set taints of nodes',
  completes: 'nodes',
  flags: [...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...VALIDATE_FLAG, ...FIELD_MANAGER_FLAG('kubectl-taint'), ...flags('all bool # All nodes.\noverwrite bool # Replace taints that are there.')],
  run: runTaint,
};

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const NAME_WORDS = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_WORDS = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function parseTaint(text: string): Taint {
  const parts = text.split(':');
  if (parts.length > 2) throw new CommandError(`invalid taint spec: ${text}`);
  const [left = '', effect = ''] = parts;
  let [key, value] = [left, ''];
  if (parts.length === 2) {
    if (!EFFECTS.includes(effect)) throw new CommandError(`invalid taint effect: ${effect}, unsupported taint effect`);
    const pair = left.split('=');
    if (pair.length > 2) throw new CommandError(`invalid taint spec: ${text}`);
    [key = '', value = ''] = pair;
    if (value !== '' && !NAME.test(value)) throw new CommandError(`invalid taint spec: ${text}, ${VALUE_WORDS}`);
  }
  const name = key.slice(key.indexOf('/') + 1);
  if (name === '') throw new CommandError(`invalid taint spec: ${text}, name part must be non-empty; ${NAME_WORDS}`);
  if (!NAME.test(name)) throw new CommandError(`invalid taint spec: ${text}, ${NAME_WORDS}`);
  return { key, value, effect };
}

function parseTaints(specs: readonly string[]): { readonly add: readonly Taint[]; readonly remove: readonly Taint[] } {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      remove.push({ ...parseTaint(spec.slice(0, -1)), value: '' });
      continue;
    }
    const taint = parseTaint(spec);
    if (taint.effect === '') throw new CommandError(`invalid taint spec: ${spec}`);
    if (add.some(({ key, effect }) => key === taint.key && effect === taint.effect)) throw new CommandError(`duplicated taints with the same key and effect: {${taint.key} ${taint.value} ${taint.effect} <nil>}`);
    add.push(taint);
  }
  return { add, remove };
}

const isTaint = (arg: string): boolean => arg.includes('=') || arg.includes(':') || arg.endsWith('-');

function* runTaint(invocation: Invocation): Client<number> {
  const { flags: values, args } = invocation;
  const dryRun = yield* dryRunOf(values);
  const first = args.findIndex(isTaint);
  const resources = first < 0 ? args : args.slice(0, first);
  const specs = first < 0 ? [] : args.slice(first);
  const stray = specs.find((arg) => !isTaint(arg));
  if (stray !== undefined) throw new CommandError(`all resources must be specified before taint changes: ${stray}`);
  if (resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>');
  if (specs.length === 0) throw new CommandError('at least one taint update is required');
  const { add, remove } = parsed(invocation, specs);
  const [type = '', ...names] = resources;
  if ((findMapping(type) ?? noMatch(type.toLowerCase())).kind !== 'Node') throw new CommandError(`invalid resource type ${type.toLowerCase()}, only node types are supported`);
  const both = add.flatMap((taint) => remove.filter((gone) => gone.key === taint.key && (gone.effect === '' || gone.effect === taint.effect)).map((gone) => `${gone.key}=${gone.effect}`));
  if (both.length > 0) throw new CommandError(`can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`);
  const selects = values.bool('all') || values.text('selector') !== '';
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError("setting 'all' parameter with a non empty selector is prohibited");
  if (!selects && names.length === 0) throw new CommandError("at least one resource name must be specified since 'all' parameter is not set");
  // kubectl's words for a taint say nothing of a dry run.
  const printer = yield* results(values, 'none');
  yield* visit(invocation, { args: selects ? ['nodes'] : ['nodes', ...names] }, function* ({ target, object }) {
    const node = object as unknown as Node;
    const { operation, taints } = reorganised(node, add, remove, values.bool('overwrite'));
    const patch = { spec: { taints: taints.length === 0 ? null : taints } };
    const patched = dryRun === 'client' ? ({ ...object, spec: { ...node.spec, taints } } as KubeObject) : yield* patchObject(invocation, target, 'merge', patch, dryRun, values.text('field-manager'));
    yield* printer.print(patched, operation);
  });
  return 0;
}

function parsed(invocation: Invocation, specs: readonly string[]): ReturnType<typeof parseTaints> {
  try {
    return parseTaints(specs);
  } catch (error) {
    throw error instanceof CommandError ? usageError(invocation, error.message) : error;
  }
}

const textOf = ({ key, effect }: Taint): string => (effect === '' ? key : `${key}:${effect}`);

function reorganised(node: Node, add: readonly Taint[], remove: readonly Taint[], overwrite: boolean): { readonly operation: string; readonly taints: readonly k8s.Taint[] } {
  const old = node.spec.taints ?? [];
  const taken = add.filter(({ key, effect }) => old.some((each) => each.key === key && each.effect === effect)).map(({ key }) => key);
  if (!overwrite && taken.length > 0) throw new CommandError(`node ${node.metadata.name} already has ${taken.join(',')} taint(s) with same effect(s) and --overwrite is false`);
  const fresh: k8s.Taint[] = add.map(({ key, value, effect }) => ({ key, ...(value === '' ? {} : { value }), effect }) as k8s.Taint);
  let taints = [...fresh, ...old.filter((each) => !add.some(({ key, effect }) => each.key === key && each.effect === effect))];
  const added = old.length !== taints.length;
  let removed = false;
  const errors: Error[] = [];
  for (const gone of remove) {
    const left = taints.filter((each) => each.key !== gone.key || (gone.effect !== '' && each.effect !== gone.effect));
    removed = left.length !== taints.length;
    if (!removed) errors.push(new CommandError(`taint ${JSON.stringify(textOf(gone))} not found`));
    taints = left;
  }
  throwAll(errors);
  return { operation: (added && removed) || overwrite ? 'modified' : added ? 'tainted' : 'untainted', taints };
}
