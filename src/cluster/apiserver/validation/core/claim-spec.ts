/** What a claim asks for; also of templates of claims. Follows ValidatePersistentVolumeClaimSpec. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsSubdomainComplaints } from '../../../../model/names.ts';
import { canonicalQuantity, compareQuantities } from '../../../../model/quantity.ts';
import type { FieldErrors } from '../errors.ts';
import { setFields } from '../go/values.ts';
import { NOT_POSITIVE, checkName, dnsLabel, dnsSubdomain, labelSelector, labels, optionalWord, requiredText } from '../common.ts';
import { annotations } from '../metadata.ts';
import { has, object, quantities, struct, text, texts } from '../values.ts';

const ACCESS_MODES: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES: readonly string[] = ['Block', 'Filesystem'];

export interface ClaimOptions {
  readonly invalidSelectorValues: boolean;
  readonly invalidDataSourceGroup: boolean;
}
export const STRICT_CLAIM: ClaimOptions = { invalidSelectorValues: false, invalidDataSourceGroup: false };

/** Known words, and the one mode that stands alone. */
export function accessModes(errors: FieldErrors, path: FieldPath, given: unknown): void {
  const modes = texts(given);
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.notSupported(path, mode, ACCESS_MODES);
  const others = modes.some(mode => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others) errors.forbidden(path, 'may not use ReadWriteOncePod with other access modes');
}

export function validateClaimSpec(errors: FieldErrors, path: FieldPath, spec: k8s.PersistentVolumeClaimSpec, options: ClaimOptions = STRICT_CLAIM): void {
  if (texts(spec.accessModes).length === 0) errors.required(path.child('accessModes'), 'at least 1 access mode is required');
  labelSelector(errors, path.child('selector'), spec.selector, options.invalidSelectorValues);
  accessModes(errors, path.child('accessModes'), spec.accessModes);
  const size = quantities(object(spec.resources)?.requests)['storage'];
  const sizeAt = path.child('resources').key('storage');
  if (size === undefined) errors.required(sizeAt);
  else if (compareQuantities(size, '0') <= 0) errors.invalid(sizeAt, canonicalQuantity(size), NOT_POSITIVE);
  if (text(spec.storageClassName) !== '') dnsSubdomain(errors, path.child('storageClassName'), text(spec.storageClassName));
  optionalWord(errors, path.child('volumeMode'), spec.volumeMode, VOLUME_MODES);
  dataSources(errors, path, spec, options);
  if (text(spec.volumeAttributesClassName) !== '') dnsSubdomain(errors, path.child('volumeAttributesClassName'), text(spec.volumeAttributesClassName));
}

function dataSources(errors: FieldErrors, path: FieldPath, spec: k8s.PersistentVolumeClaimSpec, options: ClaimOptions): void {
  const [source, ref] = [object(spec.dataSource), object(spec.dataSourceRef)];
  if (source) dataSource(errors, path.child('dataSource'), source, options);
  if (ref) {
    dataSource(errors, path.child('dataSourceRef'), ref, options);
    if (text(ref.namespace) !== '') dnsLabel(errors, path.child('dataSourceRef', 'namespace'), text(ref.namespace));
  }
  if (!source || !ref) return;
  // The server gives the path of the field as the value, which prints as nothing.
  const shown = { printed: '{}' };
  if (text(ref.namespace) !== '') errors.invalid(path, shown, 'may not be specified when dataSourceRef.namespace is specified');
  else if ((source.apiGroup ?? null) !== (ref.apiGroup ?? null) || source.kind !== ref.kind || source.name !== ref.name) errors.invalid(path, shown, 'must match dataSourceRef');
}
function dataSource(errors: FieldErrors, path: FieldPath, source: k8s.TypedLocalObjectReference, options: ClaimOptions): void {
  requiredText(errors, path, 'name', source.name);
  requiredText(errors, path, 'kind', source.kind);
  const group = text(source.apiGroup);
  if (group === '' && source.kind !== 'PersistentVolumeClaim') errors.invalid(path, text(source.kind), "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  if (group !== '' && !options.invalidDataSourceGroup) checkName(errors, path.child('apiGroup'), group, dnsSubdomainComplaints);
}

/** Follows ValidatePersistentVolumeClaimTemplate: of the metadata only labels and annotations. */
export function validateClaimTemplate(errors: FieldErrors, path: FieldPath, template: k8s.PersistentVolumeClaimTemplate): void {
  const meta = struct(template.metadata);
  annotations(errors, path.child('metadata', 'annotations'), meta.annotations);
  labels(errors, path.child('metadata', 'labels'), meta.labels);
  if (has(template.metadata)) {
    for (const field of setFields('metav1.ObjectMeta', meta)) {
      // The name is made of Go's, with its first letter in lower case: `uID`.
      if (field !== 'annotations' && field !== 'labels') errors.forbidden(path.child('metadata', field === 'uid' ? 'uID' : field), 'cannot be set');
    }
  }
  validateClaimSpec(errors, path.child('spec'), struct(template.spec));
}
