/** `kubectl scale`. Follows kubectl pkg/cmd/scale and pkg/scale. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';
import { fetchObject, gather, place, select } from '../builder.ts';
import type { Found, Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { groupOf } from '../../model/resources.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { clock, send } from '../session.ts';
import { recordCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FILE_FLAGS, queryOf, RECORD_FLAG, results, SELECTOR_FLAG } from './common.ts';
import type { DryRun } from './common.ts';

export const scaleCommand: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  summary: 'Set how many Pods a workload has',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...RECORD_FLAG,
    ...flags(`
      all bool # All objects of the kind.
      current-replicas int=-1 # Only if it has so many now.
      replicas int # How many Pods.
      resource-version string # Only if the object is still at this version.
      timeout duration # How long to wait until it is done; 0 does not wait.
    `),
  ],
  required: ['replicas'],
  run: runScale,
};

const specReplicas = (object: KubeObject): number => {
  const spec: Readonly<Record<string, unknown>> = isObject(object['spec']) ? object['spec'] : {};
  return typeof spec['replicas'] === 'number' ? spec['replicas'] : 0;
};

function* runScale(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  const printer = yield* results(values, dryRun);
  if (values.int('replicas') < 0) throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  if (values.int('current-replicas') < -1) throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
  const selection = yield* select(session, queryOf(invocation));
  const { found, errors } = yield* gather(session, selection);
  if (values.text('resource-version') !== '' && found.length > 1) throw new CommandError('cannot use --resource-version with multiple resources');
  if (found.length === 0) {
    throwAll(errors);
    throw new CommandError('no objects passed to scale');
  }
  for (const each of found) {
    if (dryRun !== 'client') yield* scaleOne(invocation, each, dryRun);
    const scaled = ['apps', ''].includes(groupOf(each.object.apiVersion)) ? { ...each.object, spec: { ...(isObject(each.object['spec']) ? each.object['spec'] : {}), replicas: values.int('replicas') } } : each.object;
    yield* recordCause(invocation, each.target, each.object, dryRun);
    yield* printer.print(scaled, 'scaled');
  }
  throwAll(errors);
  return 0;
}

function* scaleOne(invocation: Invocation, { target }: Found, dryRun: DryRun): Client<void> {
  const { flags: values, session } = invocation;
  const replicas = values.int('replicas');
  const [expected, version] = [values.int('current-replicas'), values.text('resource-version')];
  const options = dryRun === 'server' ? { options: { dryRun: true } } : {};
  if (expected === -1 && version === '') {
    yield* send(session, { verb: 'patch', ...place(target), subresource: 'scale', patchType: 'merge', body: { spec: { replicas } }, ...options });
  } else {
    const scale = (yield* send(session, { verb: 'get', ...place(target), subresource: 'scale' })).body as KubeObject;
    if (expected !== -1 && specReplicas(scale) !== expected) throw new CommandError(`Expected replicas to be ${expected}, was ${specReplicas(scale)}`);
    if (version !== '' && scale.metadata.resourceVersion !== version) throw new CommandError(`Expected resource version to be ${version}, was ${scale.metadata.resourceVersion}`);
    yield* send(session, { verb: 'update', ...place(target), subresource: 'scale', body: { ...scale, spec: { replicas } }, ...options });
  }
  const timeout = values.duration('timeout');
  if (timeout !== 0 && dryRun === 'none') yield* untilScaled(invocation, target, replicas, timeout);
}

function* untilScaled(invocation: Invocation, target: Target, replicas: number, timeout: number): Client<void> {
  const until = (yield* clock()).now + timeout;
  for (;;) {
    const object = yield* fetchObject(invocation.session, target);
    const status: Readonly<Record<string, unknown>> = isObject(object['status']) ? object['status'] : {};
    if ((status['replicas'] ?? 0) === replicas && specReplicas(object) === replicas) return;
    const { now } = yield* clock();
    if (now >= until) throw new CommandError('timed out waiting for the condition');
    yield* call({ call: 'sleep', ms: Math.min(1000, until - now) });
  }
}
