/** `kubectl top`: what nodes and Pods use, where the cluster has a metrics API. Follows kubectl pkg/cmd/top. */
import type { ApiRequest, ObjectList } from '../../cluster/contract/api.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { METRICS_API, NODE_METRICS, POD_METRICS, type NodeMetrics, type PodMetrics } from '../../model/metrics.ts';
import type { Node, Pod } from '../../model/objects.ts';
import { parseSelector } from '../../model/parse-selector.ts';
import { parseFieldSelector } from '../../model/selectors.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, isNotFound } from '../errors.ts';
import { flags } from '../flags.ts';
import { goDuration } from '../printers/age.ts';
import { nodeUsageTable, podUsageTable, type Available, type UsageOptions } from '../printers/usage.ts';
import { print, printError, send, wallClock } from '../session.ts';
import { subcommandMissing, usageError } from '../usage.ts';
import { SELECTOR_FLAG } from './common.ts';

const METRICS_DELAY_MS = 120_000;
const RESOURCES = ['cpu', 'memory'];

/** The name that was given, or ''; refuses what does not go together. */
function nameOf(invocation: Invocation, selected: boolean, refusal: string): string {
  const { args, flags: values, path } = invocation;
  const [name = '', ...rest] = args;
  if (rest.length > 0) throw usageError(invocation, `${path.slice(path.lastIndexOf(' ') + 1)} [NAME | -l label]`);
  const sortBy = values.text('sort-by');
  if (sortBy !== '' && !RESOURCES.includes(sortBy)) throw new CommandError('--sort-by accepts only cpu or memory');
  if (name !== '' && selected) throw new CommandError(refusal);
  return name;
}
function checkSelectors(labels: string, fields: string): void {
  for (const parsed of [parseSelector(labels), parseFieldSelector(fields)]) if (!parsed.ok) throw new CommandError(parsed.error);
}
const usageOptions = ({ flags: values }: Invocation): UsageOptions => ({ noHeaders: values.bool('no-headers'), sortBy: values.text('sort-by'), swap: values.bool('show-swap') });

/** One object's metrics, or all that a selector chooses. */
function* metricsOf<M>({ session }: Invocation, resource: string, namespace: string, name: string, labelSelector: string): Client<readonly M[]> {
  const where: Pick<ApiRequest, 'resource' | 'apiVersion' | 'namespace'> = { resource, apiVersion: METRICS_API, ...(namespace === '' ? {} : { namespace }) };
  try {
    if (name !== '') return [(yield* send(session, { verb: 'get', ...where, name })).body as unknown as M];
    return ((yield* send(session, { verb: 'list', ...where, options: { labelSelector } })).body as unknown as { readonly items: readonly M[] }).items;
  } catch (error) {
    // A refusal that names nothing: nobody serves the group.
    if (error instanceof ApiError && isNotFound(error) && (error.status.details?.name ?? '') === '') throw new CommandError('Metrics API not available');
    throw error;
  }
}

function* topPod(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const [labels, fields, all] = [values.text('selector'), values.text('field-selector'), values.bool('all-namespaces')];
  const name = nameOf(invocation, labels !== '' || fields !== '', 'only one of NAME or selector can be provided');
  checkSelectors(labels, fields);
  if (name !== '' && all) throw new CommandError('an empty namespace may not be set when a resource name is provided');
  const namespace = all ? '' : session.namespace;
  let metrics = yield* metricsOf<PodMetrics>(invocation, POD_METRICS, namespace, name, labels);
  if (metrics.length > 0 && fields !== '') {
    const selected = new Set((yield* podsOf(invocation, namespace, labels, fields)).map(placeOf));
    metrics = metrics.filter((each) => selected.has(placeOf(each)));
  }
  if (metrics.length === 0) {
    yield* explainNone(invocation, labels, fields);
    yield* printError(all ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
  }
  yield* print(podUsageTable(metrics, { ...usageOptions(invocation), containers: values.bool('containers'), namespaces: all, sum: values.bool('sum') }));
  return 0;
}

const placeOf = ({ metadata }: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string => `${metadata.namespace ?? ''}/${metadata.name}`;
function* podsOf({ session }: Invocation, namespace: string, labelSelector: string, fieldSelector: string): Client<readonly Pod[]> {
  const { body } = yield* send(session, { verb: 'list', resource: 'pods', ...(namespace === '' ? {} : { namespace }), options: { labelSelector, fieldSelector } });
  return (body as ObjectList).items as unknown as readonly Pod[];
}

/** Pods that are there but not measured: too young, or something is wrong. kubectl asks in its own namespace, even with -A. */
function* explainNone(invocation: Invocation, labels: string, fields: string): Client<void> {
  const pods = yield* podsOf(invocation, invocation.session.namespace, labels, fields);
  if (pods.length === 0) return;
  const now = yield* wallClock();
  for (const { metadata } of pods) {
    const age = now - Date.parse(metadata.creationTimestamp);
    if (age > METRICS_DELAY_MS) throw new CommandError(`Metrics not available for pod ${placeOf({ metadata })}, age: ${goDuration(age)}`);
  }
  throw new CommandError('metrics not available yet');
}

function* topNode(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const labels = values.text('selector');
  const name = nameOf(invocation, labels !== '', 'only one of NAME or --selector can be provided');
  checkSelectors(labels, '');
  const metrics = yield* metricsOf<NodeMetrics>(invocation, NODE_METRICS, '', name, labels);
  if (metrics.length === 0) throw new CommandError('metrics not available yet');
  const { body } = yield* send(session, name === '' ? { verb: 'list', resource: 'nodes', options: { labelSelector: labels } } : { verb: 'get', resource: 'nodes', name });
  const nodes = (name === '' ? (body as ObjectList).items : [body]) as unknown as readonly Node[];
  const available: Available = new Map(nodes.map(({ metadata, status }) => {
    const swap = status.nodeInfo?.swap?.capacity;
    return [metadata.name, { ...(values.bool('show-capacity') ? status.capacity : status.allocatable), ...(swap === undefined ? {} : { swap: String(swap) }) }];
  }));
  yield* print(nodeUsageTable(metrics, available, usageOptions(invocation)));
  return 0;
}

const COMMON = flags('no-headers bool # No headings.\nsort-by string # cpu or memory.\nuse-protocol-buffers bool=true # How to ask.');

export const topCommand: Command = {
  name: 'top',
  use: 'top',
  summary: 'Show what nodes and Pods use',
  suggestFor: ['stats'],
  flagsInUse: true,
  flags: [],
  subcommands: [
    {
      name: 'node', aliases: ['nodes', 'no'], use: 'node [NAME | -l label]', summary: 'Show what nodes use', completes: 'nodes',
      flags: [...COMMON, ...SELECTOR_FLAG, ...flags('show-capacity bool # Compare with what the node has.\nshow-swap bool # Swap, too.')], run: topNode,
    },
    {
      name: 'pod', aliases: ['pods', 'po'], use: 'pod [NAME | -l label]', summary: 'Show what Pods use', completes: 'pods',
      flags: [
        ...COMMON, ...SELECTOR_FLAG,
        ...flags('all-namespaces|A bool # In every namespace.\ncontainers bool # A line a container.\nfield-selector string # Only Pods with these fields.\nsum bool # The sum, too.\nshow-swap bool # Swap, too.'),
      ],
      run: topPod,
    },
  ],
  run: (invocation) => subcommandMissing(topCommand, invocation),
};
