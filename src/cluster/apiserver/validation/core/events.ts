/** Events of both groups. Follows pkg/apis/core/validation/events.go. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s, KubeObject } from '../../../../model/objects.ts';
import { byteLength, pathSegmentComplaints } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { immutable, qualifiedName } from '../common.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, number, object, struct, text } from '../values.ts';

const isNewGroup = (event: KubeObject): boolean => event.apiVersion === 'events.k8s.io/v1';
/** The fields of an Event as core/v1 has them, whichever group wrote it. */
function coreFields(event: KubeObject): k8s.Event {
  if (!isNewGroup(event)) return as<k8s.Event>(event);
  const { regarding, note, deprecatedSource, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, reportingController, ...rest } = event;
  return {
    ...rest, involvedObject: regarding, message: note, source: deprecatedSource, firstTimestamp: deprecatedFirstTimestamp, lastTimestamp: deprecatedLastTimestamp,
    count: deprecatedCount, reportingComponent: reportingController,
  } as unknown as k8s.Event;
}

/** Follows legacyValidateEvent. */
function legacyEvent(errors: FieldErrors, event: k8s.Event, newGroup: boolean): void {
  const [namespace, involved] = [text(struct(event.metadata).namespace), text(object(event.involvedObject)?.namespace)];
  const mismatch = (): void => errors.invalid(FieldPath.of('involvedObject', 'namespace'), involved, 'does not match event.namespace');
  if (!has(event.eventTime)) {
    if (involved === '' ? namespace !== '' && namespace !== 'default' : namespace !== involved) mismatch();
    return;
  }
  if (involved === '' && namespace !== 'default' && namespace !== 'kube-system') mismatch();
  const controller = FieldPath.of(newGroup ? 'reportingController' : 'reportingComponent');
  const reporter = text(event.reportingComponent);
  if (reporter === '') errors.required(controller);
  qualifiedName(errors, controller, reporter);
  for (const [field, most, needed] of [['reportingInstance', 128, true], ['action', 128, true], ['reason', 128, true], ['message', 1024, false]] as const) {
    const value = text(event[field]);
    if (needed && value === '') errors.required(FieldPath.of(field));
    if (byteLength(value) > most) errors.invalid(FieldPath.of(field), '', `can have at most ${most} characters`);
  }
}
function series(errors: FieldErrors, event: k8s.Event): void {
  const given = object(event.series);
  if (!given) return;
  if (number(given.count) < 2) errors.invalid(FieldPath.of('series.count'), '', 'should be at least 2');
  if (!has(given.lastObservedTime)) errors.required(FieldPath.of('series.lastObservedTime'));
}

export const events: KindRules = {
  create: (errors, raw) => {
    const event = coreFields(raw);
    legacyEvent(errors, event, isNewGroup(raw));
    if (!isNewGroup(raw)) return checkMeta(errors, raw, namespaced(pathSegmentComplaints));
    checkMeta(errors, raw, namespaced());
    series(errors, event);
    if (!has(event.eventTime)) errors.required(FieldPath.of('eventTime'));
    if (event.type !== 'Normal' && event.type !== 'Warning') errors.invalid(FieldPath.of('type'), '', `has invalid value: ${text(event.type)}`);
    const set = {
      firstTimestamp: has(event.firstTimestamp), lastTimestamp: has(event.lastTimestamp), count: number(event.count) !== 0,
      source: text(object(event.source)?.component) + text(object(event.source)?.host) !== '',
    };
    for (const [field, isSet] of Object.entries(set)) if (isSet) errors.invalid(FieldPath.of(field), '', 'needs to be unset');
  },
  update: (errors, next, old) => {
    const [now, then] = [coreFields(next), coreFields(old)];
    legacyEvent(errors, now, isNewGroup(next));
    if (!isNewGroup(next)) return;
    if (JSON.stringify(now.series ?? null) !== JSON.stringify(then.series ?? null)) series(errors, now);
    for (const [field, type] of UNCHANGING) immutable(errors, FieldPath.of(field), type, now[field], then[field]);
  },
};
const UNCHANGING = [
  ['involvedObject', 'core.ObjectReference'], ['reason', 'string'], ['message', 'string'], ['source', 'core.EventSource'], ['firstTimestamp', '*time'], ['lastTimestamp', '*time'],
  ['count', 'int'], ['type', 'string'], ['eventTime', '*time'], ['action', 'string'], ['related', '*core.ObjectReference'], ['reportingInstance', 'string'],
] as const;
