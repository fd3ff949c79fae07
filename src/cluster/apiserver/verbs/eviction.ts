/** Eviction: a deletion that PodDisruptionBudgets may refuse. Follows registry/core/pod/storage/eviction.go. */
import type { KubeObject, Pod, PodDisruptionBudget } from '../../../model/objects.ts';
import { selects } from '../../../model/selectors.ts';
import { failure, notFound, SUCCESS, type Status } from '../../../model/status.ts';
import type { ApiResponse, RequestOptions } from '../../contract/api.ts';
import { registryKey } from '../../contract/store.ts';
import { answer, findAll, live, passed, refusal, refusedAt, save } from '../call.ts';
import { at, fieldsOf } from '../fields.ts';
import type { Call } from '../types.ts';
import { removeObject } from './delete.ts';
import { evictionRow, subresourceBody } from './subresource-body.ts';


export function evict(call: Call): ApiResponse {
  const name = call.request.name ?? '';
  const decoded = subresourceBody(call, evictionRow(call));
  if (!decoded.ok) return refusal(call, refusedAt(call, 'decode', decoded.error));
  const pod = live(call, name) as Pod | null;
  if (pod === null) return refusal(call, refusedAt(call, 'store', notFound('pods', name)));
  const options = fieldsOf(at(fieldsOf(decoded.value), 'deleteOptions')) as RequestOptions;
  const refused = canIgnoreBudget(pod) ? null : takeFromBudget(call, pod);
  if (refused) return refusal(call, refusedAt(call, 'store', refused));
  const marked = call.dryRun ? pod : markEvicted(call, pod);
  const removed = removeObject(call, marked as unknown as KubeObject, { ...call.options, ...options });
  if (!removed.ok) return refusal(call, removed.error);
  passed(call, 'store', () => 'evicted');
  return answer(call, 201, SUCCESS);
}

/** A condition tells why the Pod goes; it is written before the deletion. */
function markEvicted(call: Call, pod: Pod): Pod {
  const conditions = pod.status.conditions ?? [];
  const condition = { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting', lastProbeTime: null as never, lastTransitionTime: call.now };
  const next = { ...pod, status: { ...pod.status, conditions: [...conditions.filter(({ type }) => type !== 'DisruptionTarget'), condition] } };
  return save(call, next as unknown as KubeObject) as unknown as Pod;
}

/** A Pod that has ended, has not begun, or is going anyway disturbs no budget. */
const canIgnoreBudget = (pod: Pod): boolean =>
  pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' || pod.status.phase === 'Pending' || pod.metadata.deletionTimestamp !== undefined;

const isReady = (pod: Pod): boolean => pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

function takeFromBudget(call: Call, pod: Pod): Status | null {
  const namespace = pod.metadata.namespace;
  const budgets = findAll(call, 'poddisruptionbudgets.policy', namespace).filter(each => selects(each.spec.selector, pod.metadata.labels));
  if (budgets.length > 1) {
    return failure(500, 'InternalError', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.', {});
  }
  const budget = budgets[0];
  if (budget === undefined) return null;
  const spares = !isReady(pod) && (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' ||
    (budget.spec.unhealthyPodEvictionPolicy ?? 'IfHealthyBudget') === 'IfHealthyBudget' && (budget.status.currentHealthy ?? 0) >= (budget.status.desiredHealthy ?? 0) && (budget.status.desiredHealthy ?? 0) > 0);
  if (spares) return null;
  const refused = refuseByBudget(budget);
  if (refused || call.dryRun) return refused;
  spend(call, budget, pod.metadata.name);
  return null;
}

function refuseByBudget(budget: PodDisruptionBudget): Status | null {
  const { name, generation = 0 } = budget.metadata;
  const { observedGeneration = 0, disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0 } = budget.status;
  if (observedGeneration < generation) {
    return failure(
      429, 'TooManyRequests', 'Cannot evict pod as it would violate the pod\'s disruption budget.',
      { causes: [{ reason: 'DisruptionBudget', message: `The disruption budget ${name} is still being processed by the server.`, field: '' }], retryAfterSeconds: 10 },
    );
  }
  if (disruptionsAllowed > 0) return null;
  return failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message: `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`, field: '' }],
  });
}

/** One disruption less is allowed, until the disruption controller counts again. */
function spend(call: Call, budget: PodDisruptionBudget, pod: string): void {
  const { store } = call.deps;
  const { namespace = '', name } = budget.metadata;
  const status = { ...budget.status, disruptionsAllowed: (budget.status.disruptionsAllowed ?? 0) - 1, disruptedPods: { ...budget.status.disruptedPods, [pod]: call.now } };
  const next = { ...budget, metadata: { ...budget.metadata, resourceVersion: String(store.revision + 1) }, status };
  store.put(registryKey('poddisruptionbudgets.policy', namespace, name), next, call.deps.now());
}
