/** `kubectl rollout`. Follows kubectl pkg/cmd/rollout. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { place } from '../builder.ts';
import type { Found, Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, wrapped } from '../errors.ts';
import { groupKind } from '../mapper.ts';
import { flags } from '../flags.ts';
import type { Flag } from '../flags.ts';
import { twoWayPatch } from '../merge.ts';
import { nameOf, objectPrinter, PRINT_FLAGS } from '../printers/output.ts';
import { clock, nowText, print, printError } from '../session.ts';
import { subcommandMissing } from '../usage.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, results, SELECTOR_FLAG } from './common.ts';
import { historyOf, historyText, undo } from './rollout-history.ts';
import { rolloutStatus } from './rollout-status.ts';
import { openStream } from './streams.ts';
import { patchObject, visit } from './targets.ts';

const BASE: readonly Flag[] = [...FILE_FLAGS, ...SELECTOR_FLAG];

function requireResource({ args, flags: values }: Invocation): void {
  if (args.length === 0 && values.list('filename').length === 0) throw new CommandError('required resource not specified');
}

function* runStatus(invocation: Invocation): Client<number> {
  requireResource(invocation);
  const { flags: values, session } = invocation;
  const revision = values.int('revision');
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
  const timeout = values.duration('timeout');
  const count = yield* visit(invocation, { typeMeansAll: true, singleType: false }, function* ({ target, object }) {
    const first = rolloutStatus(object, revision);
    yield* print(first.text);
    if (first.done || !values.bool('watch')) return;
    yield* followStatus(invocation, target, object, revision, timeout === 0 ? Infinity : (yield* clock()).now + timeout);
  });
  if (count === 0) yield* printError(`No resources found in ${session.namespace} namespace.\n`);
  return 0;
}

/** Prints the state at each change until the roll-out is done. */
function* followStatus(invocation: Invocation, target: Target, object: KubeObject, revision: number, until: number): Client<void> {
  const { name: _, ...where } = place(target);
  const options = { fieldSelector: `metadata.name=${target.name}`, resourceVersion: object.metadata.resourceVersion };
  const stream = yield* openStream(invocation.session, { verb: 'watch', ...where, options });
  try {
    for (;;) {
      const { now } = yield* clock();
      if (now >= until) throw new CommandError('timed out waiting for the condition');
      for (const chunk of yield* call({ call: 'read', stream, timeoutMs: until === Infinity ? null : until - now })) {
        if (chunk.channel === 'end') return;
        if (chunk.channel !== 'watch') continue;
        if (chunk.type === 'DELETED') throw new CommandError('object has been deleted');
        const status = rolloutStatus(chunk.object, revision);
        yield* print(status.text);
        if (status.done) return;
      }
    }
  } finally {
    yield* call({ call: 'close', stream });
  }
}

function* runHistory(invocation: Invocation): Client<number> {
  requireResource(invocation);
  const { flags: values, session } = invocation;
  const revision = values.int('revision');
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
  const printer = yield* objectPrinter(values);
  yield* visit(invocation, { typeMeansAll: true }, function* ({ object }) {
    const history = yield* historyOf(session, object);
    if (printer === null) return void (yield* print(`${nameOf(object)} ${revision > 0 ? `with revision #${revision}` : ''}\n${historyText(history, revision)}\n`));
    const wanted = revision > 0 ? history.filter((past) => past.revision === revision) : history;
    if (wanted.length === 0) throw new CommandError('unable to find the specified revision');
    for (const past of wanted) yield* print(printer.print(past.object));
  });
  return 0;
}

function* runUndo(invocation: Invocation): Client<number> {
  requireResource(invocation);
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  const printer = yield* results(values, dryRun);
  yield* visit(invocation, { typeMeansAll: true }, function* ({ target, object }) {
    if (object.metadata.annotations?.[LAST_APPLIED] !== undefined) {
      yield* printError(`Warning: resource ${target.mapping.fact.name}/${target.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`);
    }
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind)) throw new CommandError(`no rollbacker has been implemented for ${JSON.stringify(groupKind(object))}`);
    const result = yield* undo(session, target, object, values.int('to-revision'), dryRun);
    yield* printer.print(object, result);
  });
  return 0;
}

type Change = (object: KubeObject) => Client<KubeObject>;
const specOf = (object: KubeObject): Readonly<Record<string, unknown>> => (isObject(object['spec']) ? object['spec'] : {});

/** pause, resume and restart: one patch each. */
function* patchEach(invocation: Invocation, verb: string, change: Change): Client<number> {
  requireResource(invocation);
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  const printer = yield* results(values, dryRun);
  const count = yield* visit(invocation, { typeMeansAll: true }, function* ({ target, object }: Found) {
    let changed: KubeObject;
    try {
      changed = yield* change(object);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new CommandError(`error: ${target.mapping.resource} ${JSON.stringify(target.name)} ${error.message}`);
    }
    const patch = twoWayPatch(object, changed);
    if (Object.keys(patch).length === 0) throw new CommandError(`failed to create patch for ${target.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`);
    try {
      const done = dryRun === 'client' ? changed : yield* patchObject(invocation, target, 'strategic', patch, dryRun, values.text('field-manager'));
      yield* printer.print(done, verb);
    } catch (error) {
      throw isFailure(error) ? wrapped('failed to patch: ', error) : error;
    }
  });
  if (count === 0) yield* printError(`No resources found in ${session.namespace} namespace.\n`);
  return 0;
}

const pause: Change = function* (object) {
  if (object.kind !== 'Deployment') throw new CommandError('pausing is not supported');
  if (specOf(object)['paused'] === true) throw new CommandError('is already paused');
  yield* clock();
  return { ...object, spec: { ...specOf(object), paused: true } };
};
const resume: Change = function* (object) {
  if (object.kind !== 'Deployment') throw new CommandError('resuming is not supported');
  if (specOf(object)['paused'] !== true) throw new CommandError('is not paused');
  const { paused: _, ...spec } = specOf(object);
  yield* clock();
  return { ...object, spec };
};
const restart: Change = function* (object) {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind)) throw new CommandError('restarting is not supported');
  const spec = specOf(object);
  if (spec['paused'] === true) throw new CommandError("can't restart paused deployment (run rollout resume first)");
  const template: Readonly<Record<string, unknown>> = isObject(spec['template']) ? spec['template'] : {};
  const metadata: Readonly<Record<string, unknown>> = isObject(template['metadata']) ? template['metadata'] : {};
  const annotations = { ...(isObject(metadata['annotations']) ? metadata['annotations'] : {}), 'kubectl.kubernetes.io/restartedAt': yield* nowText() };
  return { ...object, spec: { ...spec, template: { ...template, metadata: { ...metadata, annotations } } } };
};

const CHANGING: readonly Flag[] = [...BASE, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...FIELD_MANAGER_FLAG('kubectl-rollout')];

export const rolloutCommand: Command = {
  name: 'rollout', use: 'rollout SUBCOMMAND', summary: 'Follow and steer the roll-out of a workload', flags: [],
  run: (invocation) => subcommandMissing(rolloutCommand, invocation, print),
  subcommands: [
    {
      name: 'history', use: 'history (TYPE NAME | TYPE/NAME) [flags]', summary: 'Show earlier revisions', completes: 'resources',
      flags: [...BASE, ...PRINT_FLAGS, ...flags('revision int # Show this revision in full.')], run: runHistory,
    },
    { name: 'pause', use: 'pause RESOURCE', summary: 'Hold a roll-out', completes: 'resources', flags: CHANGING, run: (invocation) => patchEach(invocation, 'paused', pause) },
    { name: 'resume', use: 'resume RESOURCE', summary: 'Go on with a roll-out', completes: 'resources', flags: CHANGING, run: (invocation) => patchEach(invocation, 'resumed', resume) },
    {
      name: 'undo', use: 'undo (TYPE NAME | TYPE/NAME) [flags]', summary: 'Go back to an earlier revision', completes: 'resources',
      flags: [...BASE, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...flags('to-revision int # The revision to go back to; 0 is the one before.')], run: runUndo,
    },
    {
      name: 'status', use: 'status (TYPE NAME | TYPE/NAME) [flags]', summary: 'Follow a roll-out until it is done', completes: 'resources',
      flags: [...BASE, ...flags('revision int # Only for this revision.\ntimeout duration # How long to follow; 0 has no end.\nwatch|w bool=true # Follow until it is done.')],
      run: runStatus,
    },
    { name: 'restart', use: 'restart RESOURCE', summary: 'Replace all Pods, one after another', completes: 'resources', flags: CHANGING, run: (invocation) => patchEach(invocation, 'restarted', restart) },
  ],
};
