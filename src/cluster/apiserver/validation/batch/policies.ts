/** When a Job has failed or succeeded. Follows validatePodFailurePolicy and validateSuccessPolicy. */
import { quote } from '../../../../base/go-quote.ts';
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength } from '../../../../model/names.ts';
import { asJson, type FieldErrors } from '../errors.ts';
import { notNegative, qualifiedName } from '../common.ts';
import { has, items, number, numbers, object, optional, struct, text } from '../values.ts';

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
/** A word that must be one of a list; %q of a list has brackets. */
function word(errors: FieldErrors, path: FieldPath, value: string, words: readonly string[]): void {
  if (value === '') errors.required(path, `valid values: [${words.map(quote).join(' ')}]`);
  else if (!words.includes(value)) errors.notSupported(path, value, words);
}

export function failurePolicy(errors: FieldErrors, path: FieldPath, spec: k8s.JobSpec, policy: k8s.PodFailurePolicy): void {
  const rules = items(policy.rules);
  if (rules.length > 20) errors.tooMany(path.child('rules'), rules.length, 20);
  const pod = struct(struct(spec.template).spec);
  const names = new Set([...items(pod.containers), ...items(pod.initContainers)].map(container => text(container.name)));
  rules.forEach((rule, i) => failureRule(errors, path.child('rules').index(i), spec, rule, names));
}
function failureRule(errors: FieldErrors, path: FieldPath, spec: k8s.JobSpec, rule: k8s.PodFailurePolicyRule, names: ReadonlySet<string>): void {
  const action = text(rule.action);
  if (action !== 'FailIndex') word(errors, path.child('action'), action, ACTIONS);
  else if (!has(spec.backoffLimitPerIndex)) errors.invalid(path.child('action'), action, 'requires the backoffLimitPerIndex to be set');
  const [codes, conditions] = [object(rule.onExitCodes), items(rule.onPodConditions)];
  if (codes) exitCodes(errors, path.child('onExitCodes'), codes, names);
  if (conditions.length > 20) errors.tooMany(path.child('onPodConditions'), conditions.length, 20);
  conditions.forEach((pattern, i) => {
    const at = path.child('onPodConditions').index(i);
    qualifiedName(errors, at.child('type'), text(pattern.type));
    word(errors, at.child('status'), text(pattern.status), STATUSES);
  });
  if (codes && conditions.length > 0) errors.invalidWithoutValue(path, 'specifying both OnExitCodes and OnPodConditions is not supported');
  if (!codes && conditions.length === 0) errors.invalidWithoutValue(path, 'specifying one of OnExitCodes and OnPodConditions is required');
}
function exitCodes(errors: FieldErrors, path: FieldPath, codes: k8s.PodFailurePolicyOnExitCodesRequirement, names: ReadonlySet<string>): void {
  word(errors, path.child('operator'), text(codes.operator), OPERATORS);
  if (has(codes.containerName) && !names.has(text(codes.containerName))) {
    errors.invalid(path.child('containerName'), text(codes.containerName), 'must be one of the container or initContainer names in the pod template');
  }
  const values = numbers(codes.values);
  const at = path.child('values');
  // Whether an empty list was given or none is no longer known here; it is shown as given.
  if (values.length === 0) errors.invalid(at, asJson([]), 'at least one value is required');
  else if (values.length > 255) errors.tooMany(at, values.length, 255);
  values.forEach((value, i) => {
    if (codes.operator === 'In' && value === 0) errors.invalid(at.index(i), value, 'must not be 0 for the In operator');
    if (values.indexOf(value) < i) errors.duplicate(at.index(i), value);
  });
  if (values.some((value, i) => i > 0 && (values[i - 1] ?? 0) > value)) errors.invalid(at, asJson(values), 'must be ordered');
}

export function successPolicy(errors: FieldErrors, path: FieldPath, spec: k8s.JobSpec, policy: k8s.SuccessPolicy): void {
  const rules = items(policy.rules);
  if (rules.length === 0) errors.required(path.child('rules'), 'at least one rules must be specified when the successPolicy is specified');
  if (rules.length > 20) errors.tooMany(path.child('rules'), rules.length, 20);
  rules.forEach((rule, i) => successRule(errors, path.child('rules').index(i), number(spec.completions), rule));
}
function successRule(errors: FieldErrors, path: FieldPath, completions: number, rule: k8s.SuccessPolicyRule): void {
  if (!has(rule.succeededCount) && !has(rule.succeededIndexes)) errors.required(path, 'at least one of succeededCount or succeededIndexes must be specified');
  let total = 0;
  if (has(rule.succeededIndexes)) {
    const given = text(rule.succeededIndexes);
    if (byteLength(given) > 65536) errors.tooLong(path.child('succeededIndexes'), 65536);
    const read = readIndexes(given, completions);
    if (typeof read === 'number') total = read;
    else errors.invalid(path.child('succeededIndexes'), given, `error parsing succeededIndexes: ${read}`);
  }
  const count = optional(rule.succeededCount);
  if (count === undefined) return;
  notNegative(errors, path, 'succeededCount', count);
  if (count > completions) errors.invalid(path.child('succeededCount'), count, `must be less than or equal to ${completions} (the number of specified completions)`);
  if (has(rule.succeededIndexes) && count > total) errors.invalid(path.child('succeededCount'), count, `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`);
}

type Interval = readonly [first: number, last: number];
/** `3` or `3-7`, below the number of completions. Follows parseIndexInterval. */
export function readInterval(written: string, completions: number): Interval | string {
  const limits = written.split('-');
  if (limits.length > 2) return `the fragment ${quote(written)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const read: number[] = [];
  for (const limit of limits) {
    if (!/^[+-]?[0-9]+$/.test(limit)) return `cannot convert string to integer for index: ${quote(limit)}`;
    if (Number(limit) >= completions) return `too large index: ${quote(limit)}`;
    read.push(Number(limit));
  }
  const [first = 0, last = first] = read;
  return read.length > 1 && first >= last ? `non-increasing order, previous: ${first}, current: ${last}` : [first, last];
}
/** How many indexes a list of intervals holds, or what is wrong with it. Follows validateIndexesFormat. */
export function readIndexes(written: string, completions: number): number | string {
  if (written === '') return 0;
  let [total, previous]: [number, number | undefined] = [0, undefined];
  for (const fragment of written.split(',')) {
    const interval = readInterval(fragment, completions);
    if (typeof interval === 'string') return interval;
    const [first, last] = interval;
    if (previous !== undefined && previous >= first) return `non-increasing order, previous: ${previous}, current: ${first}`;
    total += last - first + 1;
    previous = last;
  }
  return total;
}
