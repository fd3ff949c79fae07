/** An object's metadata. Follows apimachinery pkg/api/validation/objectmeta.go and ValidateObjectMeta of pkg/apis/core/validation. */
import type { FieldPath } from '../../../model/field-path.ts';
import type { k8s } from '../../../model/objects.ts';
import { byteLength, dnsLabelComplaints, pathPrefixComplaints, pathSegmentComplaints, qualifiedNameComplaints, type NameCheck } from '../../../model/names.ts';
import { FieldErrors, asJson, asType } from './errors.ts';
import { METADATA, checkName, dnsLabel, immutable, labels, notNegative } from './common.ts';
import { has, items, map, number, text, texts } from './values.ts';

type Meta = Partial<k8s.ObjectMeta>;
const MOST_ANNOTATION_BYTES = 256 * 1024;

export interface MetaRules {
  readonly namespaced: boolean;
  readonly name: NameCheck;
}

/** Of an object that is to be created. */
export function validateMeta(errors: FieldErrors, meta: Meta, { namespaced, name }: MetaRules): void {
  names(errors, meta, name);
  validateNamespace(errors, text(meta.namespace), namespaced);
  everyMeta(errors, meta);
  standardFinalizers(errors, texts(meta.finalizers));
}

function names(errors: FieldErrors, meta: Meta, name: NameCheck, beginning: NameCheck = prefix => name(maskTrailingDash(prefix))): void {
  const prefix = text(meta.generateName);
  if (prefix !== '') errors.complaints(METADATA.child('generateName'), prefix, beginning(prefix));
  const given = text(meta.name);
  if (given === '') errors.required(METADATA.child('name'), 'name or generateName is required');
  else checkName(errors, METADATA.child('name'), given, name);
}

/** Follows ValidateObjectMetaAccessor, which speaks of every write. */
function everyMeta(errors: FieldErrors, meta: Meta): void {
  notNegative(errors, METADATA, 'generation', meta.generation);
  labels(errors, METADATA.child('labels'), meta.labels);
  annotations(errors, METADATA.child('annotations'), meta.annotations);
  ownerReferences(errors, meta.ownerReferences);
  finalizers(errors, texts(meta.finalizers));
  managedFields(errors, meta.managedFields);
}

/** Of a new state of an object. Follows registry/rest validateCommonFields, then ValidateObjectMetaUpdate. */
export function validateMetaUpdate(errors: FieldErrors, next: Meta, old: Meta): void {
  names(errors, next, pathSegmentComplaints, pathPrefixComplaints);
  everyMeta(errors, next);
  if (has(old.deletionTimestamp)) noNewFinalizers(errors, texts(next.finalizers), texts(old.finalizers));
  if (text(next.resourceVersion) === '') errors.invalid(METADATA.child('resourceVersion'), '', 'must be specified for an update');
  if (number(next.generation) < number(old.generation)) errors.invalid(METADATA.child('generation'), number(next.generation), 'must not be decremented');
  immutable(errors, METADATA.child('name'), 'string', text(next.name), text(old.name));
  immutable(errors, METADATA.child('namespace'), 'string', text(next.namespace), text(old.namespace));
  immutable(errors, METADATA.child('uid'), 'string', text(next.uid), text(old.uid));
  immutable(errors, METADATA.child('creationTimestamp'), '*time', next.creationTimestamp, old.creationTimestamp);
  immutable(errors, METADATA.child('deletionTimestamp'), '*time', next.deletionTimestamp, old.deletionTimestamp);
  immutable(errors, METADATA.child('deletionGracePeriodSeconds'), '*int', next.deletionGracePeriodSeconds, old.deletionGracePeriodSeconds);
  standardFinalizers(errors, texts(next.finalizers));
}

/** A prefix may end in a dash, as more letters follow. Follows maskTrailingDash. */
export const maskTrailingDash = (prefix: string): string => (prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);

function validateNamespace(errors: FieldErrors, namespace: string, namespaced: boolean): void {
  if (!namespaced) {
    if (namespace !== '') errors.forbidden(METADATA.child('namespace'), 'not allowed on this type');
  } else if (namespace === '') errors.required(METADATA.child('namespace'));
  else if (dnsLabelComplaints(namespace).length > 0) dnsLabel(errors, METADATA.child('namespace'), namespace);
}

/** Follows ValidateAnnotations; also of templates. */
export function annotations(errors: FieldErrors, path: FieldPath, value: unknown): void {
  const pairs = map(value);
  let size = 0;
  for (const key in pairs) {
    errors.complaints(path, key, qualifiedNameComplaints(key.toLowerCase()));
    size += byteLength(key) + byteLength(pairs[key] ?? '');
  }
  if (size > MOST_ANNOTATION_BYTES) errors.tooLong(path, MOST_ANNOTATION_BYTES);
}

function ownerReferences(errors: FieldErrors, given: Meta['ownerReferences']): void {
  if (!given) return;
  const path = METADATA.child('ownerReferences');
  let controller = '';
  items(given).forEach((owner, i) => {
    ownerReference(errors, path.index(i), owner);
    if (owner.controller !== true) return;
    const name = `${text(owner.kind)}/${text(owner.name)}`;
    if (controller === '') controller = name;
    else errors.invalid(path, asType('[]metav1.OwnerReference', given), `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`);
  });
}

function ownerReference(errors: FieldErrors, path: FieldPath, owner: k8s.OwnerReference): void {
  const [group, version] = groupVersion(text(owner.apiVersion));
  if (text(owner.apiVersion) === '') errors.required(path.child('apiVersion'), 'must not be empty');
  else if (version === '') errors.invalid(path.child('apiVersion'), owner.apiVersion, 'must be <group>/<version> or <version>');
  for (const field of ['kind', 'name', 'uid'] as const) if (text(owner[field]) === '') errors.required(path.child(field), 'must not be empty');
  if (group === '' && version === 'v1' && owner.kind === 'Event') {
    errors.invalid(path, asType('metav1.OwnerReference', owner), `/v1, Kind=Event is disallowed from being an owner`);
  }
}
/** Follows schema.ParseGroupVersion; the version is '' where it cannot be read. */
function groupVersion(apiVersion: string): readonly [group: string, version: string] {
  const parts = apiVersion.split('/');
  if (parts.length === 1) return ['', apiVersion];
  return parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', ''];
}

function finalizers(errors: FieldErrors, given: readonly string[]): void {
  const path = METADATA.child('finalizers');
  for (const finalizer of given) checkName(errors, path, finalizer, qualifiedNameComplaints);
  if (given.includes('orphan') && given.includes('foregroundDeletion')) errors.invalid(path, asJson(given), 'finalizer orphan and foregroundDeletion cannot be both set');
}
const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion'];
const NOT_QUALIFIED = 'name is neither a standard finalizer name nor is it fully qualified';
/** Follows validateKubeFinalizerName. */
const isKubeFinalizer = (name: string): boolean => name.includes('/') || STANDARD_FINALIZERS.includes(name);
function standardFinalizers(errors: FieldErrors, given: readonly string[]): void {
  given.forEach((finalizer, i) => {
    if (!isKubeFinalizer(finalizer)) errors.invalid(METADATA.child('finalizers').index(i), finalizer, NOT_QUALIFIED);
  });
}
/** Follows validateFinalizerName, for a namespace's own finalizers. */
export function finalizerName(errors: FieldErrors, path: FieldPath, name: string): void {
  checkName(errors, path, name, qualifiedNameComplaints);
  if (!isKubeFinalizer(name)) errors.invalid(path, name, NOT_QUALIFIED);
}
function noNewFinalizers(errors: FieldErrors, next: readonly string[], old: readonly string[]): void {
  const extra = [...new Set(next)].filter(finalizer => !old.includes(finalizer)).sort();
  if (extra.length > 0) {
    errors.forbidden(METADATA.child('finalizers'), `no new finalizers can be added if the object is being deleted, found new finalizers []string{${extra.map(name => JSON.stringify(name)).join(', ')}}`);
  }
}

const LONGEST_MANAGER = 128;
/** Follows ValidateFieldManager. */
export function fieldManager(errors: FieldErrors, path: FieldPath, name: string): void {
  if (byteLength(name) > LONGEST_MANAGER) errors.tooLong(path, LONGEST_MANAGER);
  let at = 0;
  for (const char of name) {
    if (!PRINTABLE.test(char)) errors.invalid(path, name, `invalid character U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} (at position ${at})`);
    at += byteLength(char);
  }
}
/** Follows unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the plain space. */
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function managedFields(errors: FieldErrors, given: Meta['managedFields']): void {
  if (!given) return;
  items(given).forEach((entry, i) => {
    const path = METADATA.child('managedFields').index(i);
    const operation = text(entry.operation);
    if (operation === '') errors.required(path.child('operation'), 'must not be empty');
    else if (operation !== 'Apply' && operation !== 'Update') errors.notSupported(path.child('operation'), operation, ['Apply', 'Update']);
    if (text(entry.fieldsType) !== '' && entry.fieldsType !== 'FieldsV1') errors.invalid(path.child('fieldsType'), entry.fieldsType, 'must be `FieldsV1`');
    fieldManager(errors, path.child('manager'), text(entry.manager));
    if (byteLength(text(entry.subresource)) > 256) errors.tooLong(path.child('subresource'), 256);
  });
}
