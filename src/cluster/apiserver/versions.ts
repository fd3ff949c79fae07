/** Objects in the version of a request <-> objects as they are stored. */
import type { KubeObject } from '../../model/objects.ts';
import { at, fieldsOf, listOf, specOf, textOf, withField, withMeta, withPath, type Fields } from './fields.ts';
import { storageRow } from './rows.ts';
import type { Row } from './types.ts';

/** The stored form of an object that came in a row's version. */
export function toStored(row: Row, object: KubeObject): KubeObject {
  const target = storageRow(row);
  if (target.apiVersion === object.apiVersion && target.kind === object.kind) return object;
  const plain = { ...object, apiVersion: target.apiVersion, kind: target.kind };
  return object.apiVersion === OLD_AUTOSCALER && object.kind === AUTOSCALER ? withMetrics(plain) : plain;
}
/** A stored object in a row's version. */
export function fromStored(row: Row, object: KubeObject): KubeObject {
  if (object.apiVersion === row.apiVersion) return object;
  const plain = { ...object, apiVersion: row.apiVersion, kind: row.kind };
  return row.apiVersion === OLD_AUTOSCALER && row.kind === AUTOSCALER ? withShareOfCpu(plain) : plain;
}

const AUTOSCALER = 'HorizontalPodAutoscaler';
const OLD_AUTOSCALER = 'autoscaling/v1';
/** Where v1 keeps what it has no fields for. Follows pkg/apis/autoscaling/v1 conversion.go. */
const KEPT = [['metrics', 'autoscaling.alpha.kubernetes.io/metrics'], ['behavior', 'autoscaling.alpha.kubernetes.io/behavior']] as const;

const isShareOfCpu = (metric: Fields): boolean => at(metric, 'resource', 'name') === 'cpu' && at(metric, 'resource', 'target', 'type') === 'Utilization';
function withMetrics(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: share, ...spec } = specOf(object);
  const cpu = typeof share === 'number' ? [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: share } } }] : [];
  let made = withField(object, 'spec', { ...spec, metrics: cpu });
  for (const [field, annotation] of KEPT) {
    const kept = parsed(textOf(object.metadata.annotations?.[annotation]));
    if (kept === null) continue;
    made = withPath(made, ['spec', field], field === 'metrics' ? [...cpu, ...listOf(kept)] : kept);
    made = withMeta(made, { annotations: withField(fieldsOf(made.metadata.annotations), annotation, undefined) });
  }
  const usage = at(object, 'status', 'currentCPUUtilizationPercentage');
  const status = withField(fieldsOf(object['status']), 'currentCPUUtilizationPercentage', undefined);
  const current = typeof usage === 'number' ? [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: usage } } }] : status['currentMetrics'];
  return object['status'] === undefined ? made : withField(made, 'status', withField(status, 'currentMetrics', current));
}
function withShareOfCpu(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = specOf(object);
  const share = listOf(metrics).find(isShareOfCpu);
  const others = listOf(metrics).filter(metric => metric !== share);
  let made = withField(object, 'spec', share === undefined ? spec : { ...spec, targetCPUUtilizationPercentage: at(share, 'resource', 'target', 'averageUtilization') });
  const kept: Fields = { metrics: others.length === 0 ? undefined : others, behavior };
  for (const [field, annotation] of KEPT) if (kept[field] !== undefined) made = withMeta(made, { annotations: { ...made.metadata.annotations, [annotation]: JSON.stringify(kept[field]) } });
  const { currentMetrics, ...status } = fieldsOf(object['status']);
  const usage = listOf(currentMetrics).map(metric => at(metric, 'resource', 'name') === 'cpu' ? at(metric, 'resource', 'current', 'averageUtilization') : undefined).find(each => each !== undefined);
  return object['status'] === undefined ? made : withField(made, 'status', usage === undefined ? status : { ...status, currentCPUUtilizationPercentage: usage });
}
function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
