/** metrics.k8s.io, which is asked and never stored: what the meters of nodes show, as a metrics server tells it. Follows metrics-server pkg/api. */
import { err, ok, type Result } from '../../base/result.ts';
import { byKey } from '../../base/order.ts';
import { METRICS_API, METRICS_GROUP, NODE_METRICS, POD_METRICS, type NodeMetrics, type PodMetrics, type UsageTexts } from '../../model/metrics.ts';
import type { KubeObject, Node, Pod } from '../../model/objects.ts';
import { formatQuantity, parseQuantity } from '../../model/quantity.ts';
import { parseSelector } from '../../model/parse-selector.ts';
import { matches, parseFieldSelector } from '../../model/selectors.ts';
import { badRequest, forbidden, notFound, type Status } from '../../model/status.ts';
import { formatTime } from '../../model/time.ts';
import type { ApiRequest, ApiResponse, ResponseBody } from '../contract/api.ts';
import { hostFactKey, podFactKey, usageOf, type ContainerUsage, type HostFact, type PodFact } from '../contract/facts.ts';
import { registryKey, registryPrefix, type Store } from '../contract/store.ts';
import { authenticate, UNAUTHORIZED } from './authenticate.ts';
import { decide } from './authorise/index.ts';
import { answer, refusal } from './call.ts';
import { NOT_ALLOWED } from './reviews.ts';
import { selectableField } from './selectable.ts';
import type { ApiServerDeps } from './types.ts';

/** How long the meters of a node count before they tell. */
const WINDOW = '15s';
const FIELDS = ['metadata.name', 'metadata.namespace'];

/** The two resources: whose usage it is, and how it is told; null where nothing is known of it. */
const TOLD: Readonly<Record<string, { readonly of: 'pods' | 'nodes'; readonly kind: string; tell(deps: ApiServerDeps, object: KubeObject): PodMetrics | NodeMetrics | null }>> = {
  [POD_METRICS]: { of: 'pods', kind: 'PodMetrics', tell: (deps, pod) => podMetrics(deps, pod as unknown as Pod) },
  [NODE_METRICS]: { of: 'nodes', kind: 'NodeMetrics', tell: (deps, node) => nodeMetrics(deps, node as unknown as Node) },
};

/** The answer to a question about usage; null where the request is none, or where nobody measures. */
export function answerMetrics(deps: ApiServerDeps, request: ApiRequest): ApiResponse | null {
  const told = TOLD[request.resource];
  if (told === undefined || deps.settings.metrics === false || (request.subresource ?? '') !== '' || (request.apiVersion ?? METRICS_API) !== METRICS_API) return null;
  const user = authenticate(deps, request);
  if (user === null) return refusal(null, UNAUTHORIZED);
  const { verb, name = '' } = request;
  const namespace = told.of === 'pods' ? (request.namespace ?? '') : '';
  const decision = decide(deps.store, user, { verb, group: METRICS_GROUP, resource: told.of, namespace, name });
  if (!decision.allowed) return refusal(null, forbidden(request.resource, name, decision.reason));
  if (verb === 'get') {
    const object = deps.store.get(registryKey(told.of, namespace, name)) as KubeObject | null;
    if (object === null) return refusal(null, notFound(told.of, name));
    const metrics = told.tell(deps, object);
    if (metrics === null) return refusal(null, notFound(`${told.kind.toLowerCase()}.${METRICS_GROUP}`, namespace === '' ? name : `${namespace}/${name}`));
    return answer(null, 200, (asTable(request) ? tableOf([metrics]) : metrics) as unknown as ResponseBody);
  }
  if (verb !== 'list') return refusal(null, NOT_ALLOWED);
  const selected = select(deps.store, told.of, namespace, request.options ?? {});
  if (!selected.ok) return refusal(null, selected.error);
  const items = selected.value.flatMap(object => told.tell(deps, object) ?? []);
  return answer(null, 200, (asTable(request) ? tableOf(items) : { kind: `${told.kind}List`, apiVersion: METRICS_API, metadata: {}, items }) as unknown as ResponseBody);
}

const asTable = ({ options }: ApiRequest): boolean => options?.accept === 'table';

/** Follows metrics-server pkg/api/table.go: a column for each resource, a Pod's containers together. */
function tableOf(items: readonly (PodMetrics | NodeMetrics)[]): object {
  const amount = (text: string): bigint => parseQuantity(text)?.nano ?? 0n;
  const total = (item: PodMetrics | NodeMetrics, resource: 'cpu' | 'memory'): string => {
    const usages = item.kind === 'NodeMetrics' ? [item.usage] : item.containers.map(({ usage }) => usage);
    return formatQuantity({ nano: usages.reduce((sum, usage) => sum + amount(usage[resource] ?? '0'), 0n), format: resource === 'cpu' ? 'DecimalSI' : 'BinarySI' });
  };
  const column = (name: string, format = ''): object => ({ name, type: 'string', format, priority: 0 });
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: {},
    columnDefinitions: [column('Name', 'name'), column('cpu'), column('memory'), column('Window')],
    rows: items.map(item => ({ cells: [item.metadata.name, total(item, 'cpu'), total(item, 'memory'), item.window], object: item })),
  };
}

/** The Pods or nodes that a list asks for, in order of name. */
function select(store: Store, of: 'pods' | 'nodes', namespace: string, { labelSelector = '', fieldSelector = '' }: NonNullable<ApiRequest['options']>): Result<readonly KubeObject[], Status> {
  const labels = parseSelector(labelSelector);
  if (!labels.ok) return err(badRequest(labels.error));
  const fields = parseFieldSelector(fieldSelector);
  if (!fields.ok) return err(badRequest(fields.error));
  // Follows apimachinery pkg/runtime/converter.go DefaultMetaV1FieldSelectorConversion.
  const unknown = fields.value.find(({ path }) => !FIELDS.includes(path));
  if (unknown !== undefined) return err(badRequest(`${JSON.stringify(unknown.path)} is not a known field selector: only "metadata.name", "metadata.namespace"`));
  const objects = store.list(registryPrefix(of, namespace === '' ? undefined : namespace)).map(([, object]) => object as KubeObject);
  return ok(objects.filter(object => matches(labels.value, object.metadata.labels) && fields.value.every(({ path, equal, value }) => (selectableField(object, path) === value) === equal)));
}

/** Nobody hears of the meters of a machine that is off or cut off. */
const isHeard = ({ store }: ApiServerDeps, node: string): boolean => (store.get(hostFactKey(node)) as HostFact | null)?.reachable === true;

function podMetrics(deps: ApiServerDeps, { metadata, spec, status }: Pod): PodMetrics | null {
  const { nodeName = '' } = spec;
  const fact = deps.store.get(podFactKey(nodeName, metadata.uid)) as PodFact | null;
  if (fact === null || status.phase !== 'Running' || !isHeard(deps, nodeName)) return null;
  const used = usageOf(fact);
  if (used.length === 0) return null;
  const { name, namespace, labels } = metadata;
  return {
    kind: 'PodMetrics', apiVersion: METRICS_API, ...measured(deps, { name, namespace, ...(labels === undefined ? {} : { labels }) }),
    containers: used.toSorted(byKey(each => each.name)).map(each => ({ name: each.name, usage: usageTexts([each]) })),
  };
}

/** A node's own programs are not simulated: it uses what its Pods use. */
function nodeMetrics(deps: ApiServerDeps, { metadata: { name, labels } }: Node): NodeMetrics | null {
  if (!isHeard(deps, name)) return null;
  const used = deps.store.list(podFactKey(name, '')).flatMap(([, fact]) => usageOf(fact as PodFact));
  return { kind: 'NodeMetrics', apiVersion: METRICS_API, ...measured(deps, { name, ...(labels === undefined ? {} : { labels }) }), usage: usageTexts(used) };
}

function measured<M extends object>(deps: ApiServerDeps, metadata: M): { readonly metadata: M & { readonly creationTimestamp: string }; readonly timestamp: string; readonly window: string } {
  const now = formatTime(deps.settings.epoch, deps.now());
  return { metadata: { ...metadata, creationTimestamp: now }, timestamp: now, window: WINDOW };
}

function usageTexts(used: readonly ContainerUsage[]): UsageTexts {
  const sum = (amountOf: (usage: ContainerUsage) => number): bigint => BigInt(Math.round(used.reduce((all, each) => all + amountOf(each), 0)));
  return {
    cpu: formatQuantity({ nano: sum(({ milliCpu }) => milliCpu * 1_000_000), format: 'DecimalSI' }),
    memory: formatQuantity({ nano: sum(({ memoryBytes }) => memoryBytes) * 1_000_000_000n, format: 'BinarySI' }),
  };
}
