/** Rows of workloads. Follows pkg/printers/internalversion. */
import { parseTime } from '../../../model/time.ts';
import { at, fieldsOf, listOf, specOf, statusOf, textOf, type Fields } from '../fields.ts';
import { age, humanDuration } from './duration.ts';
import type { Printer, Printing } from './printer.ts';
import { containerCells, count, hasCondition, labelsText, NONE, orNone, selectorText } from './words.ts';

const templateCells = (spec: Fields): readonly [string, string] => containerCells(at(spec, 'template', 'spec', 'containers'));

export const deployment: Printer = (object, printing) => {
  const [spec, status] = [specOf(object), statusOf(object)];
  return [
    object.metadata.name, `${count(status['readyReplicas'])}/${count(spec['replicas'])}`, count(status['updatedReplicas']), count(status['availableReplicas']),
    age(printing, object.metadata.creationTimestamp), ...templateCells(spec), selectorText(spec['selector']),
  ];
};
export const replicaSet: Printer = (object, printing) => {
  const [spec, status] = [specOf(object), statusOf(object)];
  const selector = object.kind === 'ReplicationController' ? labelsText(spec['selector']) : selectorText(spec['selector']);
  return [object.metadata.name, count(spec['replicas']), count(status['replicas']), count(status['readyReplicas']), age(printing, object.metadata.creationTimestamp), ...templateCells(spec), selector];
};
export const statefulSet: Printer = (object, printing) => {
  const spec = specOf(object);
  return [object.metadata.name, `${count(statusOf(object)['readyReplicas'])}/${count(spec['replicas'])}`, age(printing, object.metadata.creationTimestamp), ...templateCells(spec)];
};
export const daemonSet: Printer = (object, printing) => {
  const [spec, status] = [specOf(object), statusOf(object)];
  return [
    object.metadata.name, count(status['desiredNumberScheduled']), count(status['currentNumberScheduled']), count(status['numberReady']), count(status['updatedNumberScheduled']), count(status['numberAvailable']),
    labelsText(at(spec, 'template', 'spec', 'nodeSelector')), age(printing, object.metadata.creationTimestamp), ...templateCells(spec), selectorText(spec['selector']),
  ];
};

const JOB_STATES: readonly (readonly [condition: string, shown: string])[] = [['Suspended', 'Suspended'], ['FailureTarget', 'FailureTarget'], ['SuccessCriteriaMet', 'SuccessCriteriaMet']];
export const job: Printer = (object, printing) => {
  const [spec, status] = [specOf(object), statusOf(object)];
  const done = count(status['succeeded']);
  const parallelism = count(spec['parallelism']);
  const completions = spec['completions'] === undefined ? `${done}/1${parallelism > 1 ? ` of ${parallelism}` : ''}` : `${done}/${count(spec['completions'])}`;
  const state = hasCondition(object, 'Complete')
    ? 'Complete'
    : hasCondition(object, 'Failed') ? 'Failed' : object.metadata.deletionTimestamp !== undefined ? 'Terminating' : (JOB_STATES.find(([condition]) => hasCondition(object, condition))?.[1] ?? 'Running');
  return [object.metadata.name, state, completions, durationOf(status, printing), age(printing, object.metadata.creationTimestamp), ...templateCells(spec), selectorText(spec['selector'])];
};
function durationOf(status: Fields, printing: Printing): string {
  const { startTime, completionTime } = status;
  if (typeof startTime !== 'string') return '';
  if (typeof completionTime !== 'string') return age(printing, startTime);
  return humanDuration(parseTime(printing.epoch, completionTime) - parseTime(printing.epoch, startTime));
}
export const cronJob: Printer = (object, printing) => {
  const [spec, status] = [specOf(object), statusOf(object)];
  const inner = fieldsOf(at(spec, 'jobTemplate', 'spec'));
  return [
    object.metadata.name, textOf(spec['schedule']), orNone(spec['timeZone']), spec['suspend'] === undefined ? '<unset>' : spec['suspend'] === true ? 'True' : 'False', listOf(status['active']).length,
    status['lastScheduleTime'] === undefined ? NONE : age(printing, status['lastScheduleTime']), age(printing, object.metadata.creationTimestamp), ...templateCells(inner), selectorText(inner['selector']),
  ];
};
export const controllerRevision: Printer = (object, printing) => {
  const owner = object.metadata.ownerReferences?.find(each => each.controller === true);
  const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.slice(0, owner.apiVersion.indexOf('/'))}` : '';
  return [object.metadata.name, owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : NONE, count(object['revision']), age(printing, object.metadata.creationTimestamp)];
};

/** `cpu: 12%/80%`. Follows formatHPAMetrics. */
function metricText(metric: Fields, current: Fields | undefined): string {
  const type = textOf(metric['type']);
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const source = fieldsOf(metric[key]);
  const now = fieldsOf(at(current, key, 'current'));
  const target = fieldsOf(source['target']);
  const name = key === 'resource' || key === 'containerResource' ? `${textOf(source['name'])}: ` : '';
  if (target['averageUtilization'] !== undefined) return `${name}${now['averageUtilization'] === undefined ? '<unknown>' : `${count(now['averageUtilization'])}%`}/${count(target['averageUtilization'])}%`;
  const average = target['averageValue'] !== undefined;
  const wanted = textOf(average ? target['averageValue'] : target['value']);
  const found = textOf(average ? now['averageValue'] : now['value']) || '<unknown>';
  return `${name}${found}/${wanted}${average && key !== 'resource' && key !== 'containerResource' && key !== 'pods' ? ' (avg)' : ''}`;
}
const MOST_METRICS = 2;
export const horizontalPodAutoscaler: Printer = (object, printing) => {
  const [spec, status] = [specOf(object), statusOf(object)];
  const metrics = listOf(spec['metrics']);
  const current = listOf(status['currentMetrics']);
  const texts = metrics.slice(0, MOST_METRICS).map((metric, i) => metricText(metric, current[i]));
  const targets = metrics.length === 0 ? NONE : metrics.length > MOST_METRICS ? `${texts.join(', ')} + ${metrics.length - MOST_METRICS} more...` : texts.join(', ');
  const reference = fieldsOf(spec['scaleTargetRef']);
  return [
    object.metadata.name, `${textOf(reference['kind'])}/${textOf(reference['name'])}`, targets, spec['minReplicas'] === undefined ? '<unset>' : String(spec['minReplicas']), count(spec['maxReplicas']),
    count(status['currentReplicas']), age(printing, object.metadata.creationTimestamp),
  ];
};
export const podDisruptionBudget: Printer = (object, printing) => {
  const spec = specOf(object);
  const shown = (value: unknown): string => (value === undefined ? 'N/A' : String(value));
  return [object.metadata.name, shown(spec['minAvailable']), shown(spec['maxUnavailable']), count(statusOf(object)['disruptionsAllowed']), age(printing, object.metadata.creationTimestamp)];
};
export const scale: Printer = (object, printing) => [object.metadata.name, count(specOf(object)['replicas']), count(statusOf(object)['replicas']), age(printing, object.metadata.creationTimestamp)];
