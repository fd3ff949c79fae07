/** Rules that many kinds share: numbers that may not be negative, names, addresses of selectors, fields that never change. */
import { FieldPath } from '../../../model/field-path.ts';
import type { k8s } from '../../../model/objects.ts';
import { FieldErrors, asType, type BadValue } from './errors.ts';
import { goEqual } from './go/values.ts';
import { dnsLabelComplaints, dnsSubdomainComplaints, labelValueComplaints, percentComplaints, portNameComplaints, portNumberComplaints, qualifiedNameComplaints, type NameCheck } from '../../../model/names.ts';
import { selects } from '../../../model/selectors.ts';
import { items, map, number, object, text, texts } from './values.ts';

/** The path '' (Go's field.NewPath("")), for errors about the object as a whole. */
export const ROOT = FieldPath.of('');
export const METADATA = FieldPath.of('metadata');
export const SPEC = FieldPath.of('spec');
export const STATUS = FieldPath.of('status');
export const TEMPLATE = FieldPath.of('template');

export const NEGATIVE = 'must be greater than or equal to 0';
export const IMMUTABLE = 'field is immutable';
export const NOT_POSITIVE = 'must be greater than zero';

/** Follows ValidateNonnegativeField; a missing number is fine. */
export function notNegative(errors: FieldErrors, path: FieldPath, name: string, value: unknown): void {
  const amount = number(value);
  if (amount < 0) errors.invalid(path.child(name), amount, NEGATIVE);
}
/** Follows ValidatePositiveField. */
export function positive(errors: FieldErrors, path: FieldPath, value: unknown): void {
  if (number(value) <= 0) errors.invalid(path, number(value), NOT_POSITIVE);
}

export const checkName = (errors: FieldErrors, path: FieldPath, value: string, check: NameCheck): void => errors.complaints(path, value, check(value));
export const dnsLabel = (errors: FieldErrors, path: FieldPath, value: string): void => checkName(errors, path, value, dnsLabelComplaints);
export const dnsSubdomain = (errors: FieldErrors, path: FieldPath, value: string): void => checkName(errors, path, value, dnsSubdomainComplaints);
export const qualifiedName = (errors: FieldErrors, path: FieldPath, value: string): void => checkName(errors, path, value, qualifiedNameComplaints);

/** A name that must be there, of a form. */
export function requiredName(errors: FieldErrors, path: FieldPath, value: string, check: NameCheck): void {
  if (value === '') errors.required(path);
  else checkName(errors, path, value, check);
}
/** A text that must be there, whatever its form. */
export function requiredText(errors: FieldErrors, path: FieldPath, name: string, value: unknown): void {
  if (text(value) === '') errors.required(path.child(name));
}
/** One of a few words; '' counts as missing. */
export function requiredWord(errors: FieldErrors, path: FieldPath, value: string, words: readonly string[]): void {
  if (value === '') errors.required(path);
  else if (!words.includes(value)) errors.notSupported(path, value, words);
}
/** One of a few words, where there is one. */
export function optionalWord(errors: FieldErrors, path: FieldPath, value: unknown, words: readonly string[]): void {
  if (typeof value === 'string' && !words.includes(value)) errors.notSupported(path, value, words);
}

/** Follows ValidatePortNumOrName. */
export function portNumberOrName(errors: FieldErrors, path: FieldPath, port: unknown): void {
  if (typeof port === 'string') checkName(errors, path, port, portNameComplaints);
  else errors.complaints(path, number(port), portNumberComplaints(number(port)));
}
export const portNumber = (errors: FieldErrors, path: FieldPath, port: number): void => errors.complaints(path, port, portNumberComplaints(port));

/** Follows ValidateImmutableField; `shown` is the new value as its type prints it. */
export function immutable(errors: FieldErrors, path: FieldPath, type: string, next: unknown, old: unknown): void {
  if (goEqual(type, next, old)) return;
  const shown: BadValue = (type === 'string' || type === 'int') && (typeof next === 'string' || typeof next === 'number') ? next : asType(type, next);
  errors.invalid(path, shown, IMMUTABLE);
}

/** Follows metav1's ValidateLabels. */
export function labels(errors: FieldErrors, path: FieldPath, value: unknown): void {
  const pairs = map(value);
  for (const key in pairs) {
    const held = pairs[key] ?? '';
    checkName(errors, path, key, qualifiedNameComplaints);
    checkName(errors, path, held, labelValueComplaints);
  }
}

/** Follows metav1's ValidateLabelSelector. `tolerant` lets values pass that an older object already has. */
export function labelSelector(errors: FieldErrors, path: FieldPath, selector: k8s.LabelSelector | undefined | null, tolerant = false): void {
  const given = object(selector);
  if (!given) return;
  if (given.matchLabels) labels(errors, path.child('matchLabels'), given.matchLabels);
  items(given.matchExpressions).forEach((requirement, i) => selectorRequirement(errors, path.child('matchExpressions').index(i), requirement, tolerant));
}
function selectorRequirement(errors: FieldErrors, path: FieldPath, requirement: k8s.LabelSelectorRequirement, tolerant: boolean): void {
  const values = texts(requirement.values);
  operatorValues(errors, path, text(requirement.operator), values);
  checkName(errors, path.child('key'), text(requirement.key), qualifiedNameComplaints);
  if (!tolerant) values.forEach((value, i) => checkName(errors, path.child('values').index(i), value, labelValueComplaints));
}
/** How many values an operator of a selector takes. */
export function operatorValues(errors: FieldErrors, path: FieldPath, operator: string, values: readonly string[]): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) errors.forbidden(path.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else errors.invalid(path.child('operator'), operator, 'not a valid selector operator');
}
export const isEmptySelector = (selector: k8s.LabelSelector): boolean => items(selector.matchExpressions).length === 0 && Object.keys(map(selector.matchLabels)).length === 0;
/** Whether metav1.LabelSelectorAsSelector can read it: every requirement has a known operator, a fitting number of values and a good key. */
export function isReadableSelector(selector: k8s.LabelSelector | undefined | null): boolean {
  const errors = new FieldErrors();
  labelSelector(errors, ROOT, selector);
  return errors.length === 0;
}

/** Whether a selector selects these labels; a missing one selects nothing, an empty one everything. */
export function selectsLabels(selector: k8s.LabelSelector | undefined | null, value: unknown): boolean {
  const given = object(selector);
  if (!given) return false;
  const expressions = items(given.matchExpressions);
  return selects(expressions === given.matchExpressions ? given : { ...given, matchExpressions: expressions }, map(value));
}

const isPercent = (value: unknown): value is string => typeof value === 'string' && percentComplaints(value).length === 0;
/** Follows ValidatePositiveIntOrPercent. */
export function amountOrPercent(errors: FieldErrors, path: FieldPath, value: unknown): void {
  if (typeof value === 'string') checkName(errors, path, value, percentComplaints);
  else if (number(value) < 0) errors.invalid(path, number(value), NEGATIVE);
}
/** Follows getIntOrPercentValue. */
export const amountOf = (value: unknown): number => (typeof value !== 'string' ? number(value) : /^(?:\d+%|[+-]?\d+)$/.test(value) ? Number.parseInt(value, 10) : 0);
/** Follows IsNotMoreThan100Percent. */
export function atMostAllPercent(errors: FieldErrors, path: FieldPath, value: unknown): void {
  if (isPercent(value) && amountOf(value) > 100) errors.invalid(path, value, 'must not be greater than 100%');
}

