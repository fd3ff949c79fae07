/** `kubectl autoscale`. Follows kubectl pkg/cmd/autoscale. */
import type { Client } from '../../cluster/contract/client.ts';
import { canonicalQuantity, parseQuantity } from '../../model/quantity.ts';
import type { Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, wrapped } from '../errors.ts';
import { deprecated, flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { withCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, RECORD_FLAG } from './common.ts';
import { createMade, metadata, SAVE_CONFIG_FLAG } from './generator.ts';
import type { Made } from './generator.ts';
import { visit } from './targets.ts';

export const autoscaleCommand: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  summary: 'Create a HorizontalPodAutoscaler for a workload',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-autoscale'), ...RECORD_FLAG,
    ...deprecated("Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).", flags('cpu-percent int=-1 # The share of the requested CPU to keep to.')),
    ...flags(`
      cpu string # The CPU to keep to: 70% or 500m.
      max int=-1 # At most so many Pods.
      memory string # The memory to keep to: 70% or 500Mi.
      min int=-1 # At least so many Pods.
      name string # The name of the autoscaler.
    `),
  ],
  required: ['max'],
  run: runAutoscale,
};

const SCALED = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];
const UNITS = { cpu: 'm', memory: 'Mi' } as const;
type Goal = { readonly type: 'Utilization'; readonly averageUtilization: number } | { readonly type: 'AverageValue'; readonly averageValue: string };

/** `70%` is a share of what is requested, anything else an amount for each Pod: of thousandths of a CPU, or of mebibytes, where it names no unit. */
function goalOf(name: 'cpu' | 'memory', given: string): Goal {
  const text = given.trim();
  if (text === '') throw new CommandError('empty input');
  if (text.endsWith('%')) {
    const share = text.slice(0, -1);
    if (!/^\+?\d+$/.test(share) || Number(share) > 2 ** 31 - 1) throw new CommandError(`invalid percentage value: ${share}`);
    return { type: 'Utilization', averageUtilization: Number(share) };
  }
  const bare = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text);
  const amount = bare ? `${Number(text)}${UNITS[name]}` : text;
  if (parseQuantity(amount) === null) throw new CommandError(`invalid resource ${name} value: ${text}`);
  return { type: 'AverageValue', averageValue: canonicalQuantity(amount) };
}

const metric = (name: 'cpu' | 'memory', target: Goal): Made => ({ type: 'Resource', resource: { name, target } });

function metricsOf(values: FlagValues): readonly Made[] {
  const [cpu, memory, share] = [values.text('cpu'), values.text('memory'), values.int('cpu-percent')];
  if (share > 0 && cpu !== '') throw new CommandError('--cpu-percent and --cpu are mutually exclusive');
  return [
    ...(share > 0 ? [metric('cpu', { type: 'Utilization', averageUtilization: share })] : []),
    ...(cpu === '' ? [] : [metric('cpu', goalOf('cpu', cpu))]),
    ...(memory === '' ? [] : [metric('memory', goalOf('memory', memory))]),
  ];
}

function* runAutoscale(invocation: Invocation): Client<number> {
  const { flags: values } = invocation;
  const [min, max] = [values.int('min'), values.int('max')];
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  const metrics = metricsOf(values);
  const operation = (yield* dryRunOf(values)) === 'client' ? 'created' : 'autoscaled';
  const count = yield* visit(invocation, { asFiled: true }, function* ({ target }) {
    if (!SCALED.includes(target.mapping.kind)) throw new CommandError(`cannot autoscale a ${target.mapping.kind}: could not find scale subresource for ${target.mapping.group}/${target.mapping.version}, Resource=${target.mapping.fact.name} in discovery information`);
    const made = withCause(invocation, {
      kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: metadata(invocation, values.text('name') || target.name),
      spec: {
        scaleTargetRef: { kind: target.mapping.kind, name: target.name, apiVersion: target.mapping.fact.groupVersion }, ...(min > 0 ? { minReplicas: min } : {}),
        maxReplicas: max, ...(metrics.length > 0 ? { metrics } : {}),
      },
      status: { currentMetrics: null, desiredReplicas: 0 },
    });
    try {
      yield* createMade(invocation, made, '', operation);
    } catch (error) {
      if (!isFailure(error)) throw error;
      yield* fallBack(invocation, target, [min, max], operation);
    }
  });
  if (count === 0) throw new CommandError('no objects passed to autoscale');
  return 0;
}

/** What autoscaling/v2 refuses is tried once more in v1, which knows nothing but a share of the CPU. */
function* fallBack(invocation: Invocation, target: Target, [min, max]: readonly [number, number], operation: string): Client<void> {
  const { flags: values } = invocation;
  const cannot = 'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ';
  let goal: Goal;
  try {
    goal = goalOf('cpu', values.text('cpu'));
  } catch (error) {
    throw isFailure(error) ? wrapped(cannot, error) : error;
  }
  const share = values.int('cpu-percent');
  if (values.text('memory') !== '' || (share < 0 && goal.type !== 'Utilization')) throw new CommandError(`${cannot}%!w(<nil>)`);
  yield* createMade(invocation, {
    kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v1', metadata: metadata(invocation, values.text('name') || target.name),
    spec: {
      scaleTargetRef: { kind: target.mapping.kind, name: target.name, apiVersion: target.mapping.fact.groupVersion }, ...(min > 0 ? { minReplicas: min } : {}),
      maxReplicas: max, ...(share >= 0 ? { targetCPUUtilizationPercentage: share } : {}),
    },
    status: { currentReplicas: 0, desiredReplicas: 0 },
  }, '', operation);
}
