/** `kubectl cordon`, `uncordon` and `drain`. Follows kubectl pkg/cmd/drain and pkg/drain. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import type { KubeObject, Node, Pod } from '../../model/objects.ts';
import { parseSelector } from '../../model/parse-selector.ts';
import { MIRROR } from '../../model/well-known.ts';
import { gather, list, select } from '../builder.ts';
import type { Found, Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, isFailure, isNotFound, throwAll, throwList } from '../errors.ts';
import { flags } from '../flags.ts';
import { mappingFor } from '../mapper.ts';
import { clock, print, printError, send } from '../session.ts';
import { usageError } from '../usage.ts';
import { controllerOf } from '../describe/pod.ts';
import { DRY_RUN_FLAG, dryRunOf, results, SELECTOR_FLAG } from './common.ts';
import type { DryRun } from './common.ts';
import { deleteOne, waitGone } from './delete-run.ts';
import { patchObject } from './targets.ts';

const FATAL = {
  daemonSet: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
  localStorage: 'Pods with local storage (use --delete-emptydir-data to override)',
  unmanaged: 'Pods that declare no controller (use --force to override)',
};
const WARNING = { daemonSet: 'ignoring DaemonSet-managed Pods', localStorage: 'deleting Pods with local storage', unmanaged: 'deleting Pods that declare no controller' };
const RETRY_MS = 5_000;

const cordonOf = (name: 'cordon' | 'uncordon'): Command => ({
  name, use: `${name} NODE`, summary: name === 'cordon' ? 'Take no more Pods on a node' : 'Take Pods on a node again', completes: 'nodes',
  flags: [...SELECTOR_FLAG, ...DRY_RUN_FLAG],
  *run(invocation) {
    const dryRun = yield* dryRunOf(invocation.flags);
    const nodes = yield* nodesOf(invocation, name);
    for (const node of nodes) yield* setUnschedulable(invocation, node, name === 'cordon', dryRun);
    return 0;
  },
});
export const cordonCommand = cordonOf('cordon');
export const uncordonCommand = cordonOf('uncordon');

function* nodesOf(invocation: Invocation, name: string): Client<readonly Found[]> {
  const { args, flags: values, session } = invocation;
  const selector = values.text('selector');
  if (args.length === 0 && !values.changed('selector')) throw usageError(invocation, `USAGE: ${name} NODE [flags]`);
  if (args.length > 0 && selector !== '') throw usageError(invocation, 'error: cannot specify both a node name and a --selector option');
  if (values.has('pod-selector') && !parseSelector(values.text('pod-selector')).ok) throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector');
  const names = args.map((arg) => (arg.includes('/') ? arg : `nodes/${arg}`));
  const selection = yield* select(session, { args: selector === '' ? names : ['nodes'], selector, namespace: session.namespace, singleType: true });
  const { found, errors } = yield* gather(session, selection, { stopAtError: true });
  throwAll(errors);
  const other = found.find(({ object }) => object.kind !== 'Node');
  if (other) throw new CommandError(`error: expected resource of type node, got ${JSON.stringify(`${other.target.mapping.fact.groupVersion}, Resource=${other.target.mapping.fact.name}`)}`);
  return found;
}

function* setUnschedulable(invocation: Invocation, { target, object }: Found, desired: boolean, dryRun: DryRun): Client<void> {
  const printer = yield* results(invocation.flags, dryRun);
  const word = desired ? 'cordoned' : 'uncordoned';
  if (((object as unknown as Node).spec.unschedulable ?? false) === desired) return yield* printer.print(object, `already ${word}`);
  try {
    if (dryRun !== 'client') yield* patchObject(invocation, target, 'strategic', { spec: { unschedulable: desired ? true : null } }, dryRun, 'kubectl-cordon');
    yield* printer.print(object, word);
  } catch (error) {
    if (!isFailure(error)) throw error;
    yield* printError(`error: unable to ${desired ? 'cordon' : 'uncordon'} node ${JSON.stringify(target.name)}: ${error.message}\n`);
  }
}

export const drainCommand: Command = {
  name: 'drain', use: 'drain NODE', summary: 'Empty a node, for maintenance', completes: 'nodes',
  flags: [
    ...SELECTOR_FLAG, ...DRY_RUN_FLAG,
    ...flags(`
      chunk-size int=500 # How many objects to ask for at once.
      delete-emptydir-data bool # Go on although data in emptyDir volumes is lost.
      disable-eviction bool # Delete instead of evicting; budgets are not asked.
      force bool # Go on although Pods have no controller.
      grace-period int=-1 # Seconds that each Pod has to end.
      ignore-daemonsets bool # Leave Pods of DaemonSets alone.
      pod-selector string # Only Pods with these labels.
      skip-wait-for-delete-timeout int # Do not wait for Pods that have been going for so long.
      timeout duration # How long to wait; 0 has no end.
    `),
  ],
  run: runDrain,
};

function* runDrain(invocation: Invocation): Client<number> {
  const dryRun = yield* dryRunOf(invocation.flags);
  const nodes = yield* nodesOf(invocation, 'drain');
  const printer = yield* results(invocation.flags, dryRun);
  for (const node of nodes) yield* setUnschedulable(invocation, node, true, dryRun);
  const fatal: Error[] = [];
  const remaining: string[] = [];
  for (const { target, object } of nodes) {
    try {
      yield* empty(invocation, target.name, dryRun);
      yield* printer.print(object, 'drained');
    } catch (error) {
      if (!isFailure(error)) throw error;
      yield* printError(`error: unable to drain node ${JSON.stringify(target.name)} due to error: ${error.message}, continuing command...\n`);
      fatal.push(error);
      remaining.push(target.name);
    }
  }
  if (remaining.length > 0) yield* printError(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`);
  throwList(fatal);
  return 0;
}

interface Verdict {
  readonly goes: boolean;
  readonly error?: string;
  readonly warning?: string;
}

function judge(pod: Pod, { flags: values }: Invocation): readonly Verdict[] {
  const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const owner = controllerOf(pod.metadata);
  const verdicts: Verdict[] = [];
  if (owner?.kind === 'DaemonSet' && !over) return [values.bool('ignore-daemonsets') ? { goes: false, warning: WARNING.daemonSet } : { goes: false, error: FATAL.daemonSet }];
  if (pod.metadata.annotations?.[MIRROR] !== undefined) return [{ goes: false }];
  if (!over && (pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir)) verdicts.push(values.bool('delete-emptydir-data') ? { goes: true, warning: WARNING.localStorage } : { goes: false, error: FATAL.localStorage });
  if (verdicts.some(({ goes }) => !goes)) return verdicts;
  if (!over && owner === undefined) verdicts.push(values.bool('force') ? { goes: true, warning: WARNING.unmanaged } : { goes: false, error: FATAL.unmanaged });
  return verdicts;
}

/** `why: ns/a, ns/b; why: ns/c` */
function told(groups: ReadonlyMap<string, readonly Pod[]>, after: string): string {
  return [...groups].map(([why, pods]) => `${why}: ${pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ')}`).join('; ') + after;
}

function* podsToGo(invocation: Invocation, node: string): Client<readonly Pod[]> {
  const body = (yield* list(invocation.session, { mapping: mappingFor('pods'), namespace: '' }, { labelSelector: invocation.flags.text('pod-selector'), fieldSelector: `spec.nodeName=${node}` })).body as ObjectList;
  const errors = new Map<string, Pod[]>();
  const warnings = new Map<string, Pod[]>();
  const going: Pod[] = [];
  const note = (into: Map<string, Pod[]>, why: string, pod: Pod): void => void into.set(why, [...(into.get(why) ?? []), pod]);
  for (const pod of body.items as unknown as readonly Pod[]) {
    const verdicts = judge(pod, invocation);
    const last = verdicts.at(-1);
    if (last?.error !== undefined) note(errors, last.error, pod);
    else if (last?.warning !== undefined) note(warnings, last.warning, pod);
    if (verdicts.every(({ goes }) => goes)) going.push(pod);
  }
  if (errors.size > 0) throwAll([...errors].map(([why, pods]) => new CommandError(`cannot delete ${why}: ${pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ')}`)));
  if (warnings.size > 0) yield* printError(`Warning: ${told(warnings, '')}\n`);
  return going;
}

function* empty(invocation: Invocation, node: string, dryRun: DryRun): Client<void> {
  const { flags: values, session } = invocation;
  const pods = yield* podsToGo(invocation, node);
  const suffix = dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
  const printer = yield* results(values, dryRun);
  const timeout = values.duration('timeout');
  const until = timeout === 0 ? Infinity : (yield* clock()).now + timeout;
  const grace = values.int('grace-period') >= 0 ? { gracePeriodSeconds: values.int('grace-period') } : {};
  for (const pod of pods) if (!values.bool('disable-eviction')) yield* print(`evicting pod ${pod.metadata.namespace}/${pod.metadata.name}${suffix}\n`);
  if (dryRun === 'client') return;
  for (const pod of pods) {
    if (values.bool('disable-eviction')) yield* deleteOne(session, targetOf(pod), { ...grace, ...(dryRun === 'server' ? { dryRun: true } : {}) });
    else yield* evict(invocation, pod, grace, dryRun, until);
  }
  if (dryRun === 'server') return;
  for (const pod of pods) {
    if (!(yield* waitGone(session, targetOf(pod), pod.metadata.uid, until))) throw new CommandError(`error when waiting for pod ${JSON.stringify(pod.metadata.name)} in namespace ${JSON.stringify(pod.metadata.namespace)} to terminate: global timeout reached: ${values.text('timeout')}`);
    yield* printer.print({ ...pod, kind: 'Pod', apiVersion: 'v1' } as unknown as KubeObject, values.bool('disable-eviction') ? 'deleted' : 'evicted');
  }
}

const targetOf = (pod: Pod): Target => ({ mapping: mappingFor('pods'), namespace: pod.metadata.namespace, name: pod.metadata.name, object: null, source: '' });

/** Evicts; a budget that forbids it now is asked again later. */
function* evict(invocation: Invocation, pod: Pod, grace: { gracePeriodSeconds?: number }, dryRun: DryRun, until: number): Client<void> {
  const { namespace, name } = pod.metadata;
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, ...(Object.keys(grace).length > 0 ? { deleteOptions: grace } : {}) };
  for (;;) {
    try {
      yield* send(invocation.session, { verb: 'create', resource: 'pods', namespace, name, subresource: 'eviction', body, ...(dryRun === 'server' ? { options: { dryRun: true } } : {}) });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!(error instanceof ApiError)) throw error;
      const words = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
      if (error.status.code !== 429) throw new CommandError(`${words}: ${error.message}`);
      yield* printError(`${words} (will retry after 5s): ${error.message}\n`);
      if ((yield* clock()).now + RETRY_MS > until) throw new CommandError(`${words}: global timeout reached: ${invocation.flags.text('timeout')}`);
      yield* call({ call: 'sleep', ms: RETRY_MS });
      yield* print(`evicting pod ${namespace}/${name}\n`);
    }
  }
}
