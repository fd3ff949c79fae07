/** `kubectl scale` and `kubectl autoscale`. Follows kubectl pkg/cmd/scale, pkg/scale and pkg/cmd/autoscale. */
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
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, queryOf, results, SELECTOR_FLAG } from './common.ts';
import type { DryRun } from './common.ts';
import { createMade, metadata, SAVE_CONFIG_FLAG } from './generator.ts';
import { visit } from './targets.ts';

export const scaleCommand: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  summary: 'Set how many Pods a workload has',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG,
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

export const autoscaleCommand: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  summary: 'Create a HorizontalPodAutoscaler for a workload',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-autoscale'),
    ...flags(`
      cpu string # The CPU to keep to: 70% or 500m.
      cpu-percent int=-1 # The share of the requested CPU to keep to.
      max int=-1 # At most so many Pods.
      memory string # The memory to keep to: 70% or 500Mi.
      min int=-1 # At least so many Pods.
      name string # The name of the autoscaler.
    `),
  ],
  required: ['max'],
  run: runAutoscale,
};

/** `70%` is a share of what is requested, anything else an amount for each Pod. */
function metric(name: 'cpu' | 'memory', text: string): unknown {
  const share = /^(\d+)%?$/.exec(text);
  const target = share ? { type: 'Utilization', averageUtilization: Number(share[1]) } : { type: 'AverageValue', averageValue: text };
  return { type: 'Resource', resource: { name, target } };
}

function* runAutoscale(invocation: Invocation): Client<number> {
  const { flags: values } = invocation;
  const [min, max] = [values.int('min'), values.int('max')];
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  const cpu = values.text('cpu') || (values.int('cpu-percent') >= 0 ? `${values.int('cpu-percent')}%` : '');
  const memory = values.text('memory');
  const metrics = [...(cpu === '' ? [] : [metric('cpu', cpu)]), ...(memory === '' ? [] : [metric('memory', memory)])];
  const count = yield* visit(invocation, {}, function* ({ target, object }) {
    if (!['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].includes(object.kind)) throw new CommandError(`cannot autoscale a ${object.kind}: the server could not find the requested resource`);
    yield* createMade(invocation, {
      kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: metadata(invocation, values.text('name') || target.name),
      spec: { scaleTargetRef: { kind: object.kind, name: target.name, apiVersion: object.apiVersion }, ...(min > 0 ? { minReplicas: min } : {}), maxReplicas: max, ...(metrics.length > 0 ? { metrics } : {}) },
      status: { currentMetrics: null, desiredReplicas: 0 },
    }, '', 'autoscaled');
  });
  if (count === 0) throw new CommandError('no objects passed to autoscale');
  return 0;
}
