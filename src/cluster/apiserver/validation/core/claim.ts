/** PersistentVolumeClaims. Follows ValidatePersistentVolumeClaim and its update. */
import type { k8s } from '../../../../model/objects.ts';
import { FieldPath } from '../../../../model/field-path.ts';
import { qualifiedNameComplaints } from '../../../../model/names.ts';
import { compareQuantities, wholeValue } from '../../../../model/quantity.ts';
import { OLD_STORAGE_CLASS } from '../../../../model/well-known.ts';
import { FieldErrors } from '../errors.ts';
import { IMMUTABLE, METADATA, ROOT, SPEC, STATUS, immutable, labelSelector } from '../common.ts';
import { goDiff } from '../go/diff.ts';
import { goEqual } from '../go/values.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, map, object, optionalText, quantities, struct, text, texts } from '../values.ts';
import { STRICT_CLAIM, validateClaimSpec, type ClaimOptions } from './claim-spec.ts';

const SIZE = SPEC.child('resources', 'requests', 'storage');

const selectorIsBad = (spec: k8s.PersistentVolumeClaimSpec): boolean => {
  const errors = new FieldErrors();
  labelSelector(errors, ROOT, spec.selector);
  return errors.length > 0;
};
const optionsFrom = (old: k8s.PersistentVolumeClaimSpec): ClaimOptions => ({
  invalidDataSourceGroup: has(object(old.dataSource)?.apiGroup) || has(object(old.dataSourceRef)?.apiGroup),
  invalidSelectorValues: selectorIsBad(old),
});

function validateClaim(errors: FieldErrors, claim: k8s.PersistentVolumeClaim, options: ClaimOptions): void {
  validateClaimSpec(errors, SPEC, struct(claim.spec), options);
}

/** Follows ValidatePersistentVolumeClaimUpdate: the spec stays, but for what a bound claim may ask more of. */
function claimChanges(errors: FieldErrors, next: k8s.PersistentVolumeClaim, old: k8s.PersistentVolumeClaim): void {
  const [spec, before, status] = [struct(next.spec), struct(old.spec), struct(next.status)];
  const bound = status.phase === 'Bound';
  let rest: k8s.PersistentVolumeClaimSpec = spec;
  const then = text(before.volumeName) === '' ? { ...before, volumeName: spec.volumeName } : before;
  rest = classComes(errors, rest, next, old);
  if (bound && object(spec.resources)?.requests) {
    const requests: Record<string, string> = { ...quantities(spec.resources?.requests) };
    const size = quantities(object(before.resources)?.requests)['storage'];
    if (size !== undefined) requests['storage'] = size;
    rest = { ...rest, resources: { ...rest.resources, requests } };
  }
  if (bound) rest = { ...rest, volumeAttributesClassName: before.volumeAttributesClassName };
  if (!goEqual('core.PersistentVolumeClaimSpec', rest, then)) {
    errors.forbidden(SPEC, `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${goDiff('core.PersistentVolumeClaimSpec', then, rest)}`);
  }
  sizeShrinks(errors, spec, before, struct(old.status));
  immutable(errors, FieldPath.of('volumeMode'), '*string', spec.volumeMode, before.volumeMode);
  attributesClass(errors, spec, before, struct(old.status));
}

/** A class may move from the old annotation into the spec, or come where there was none. */
function classComes(errors: FieldErrors, rest: k8s.PersistentVolumeClaimSpec, next: k8s.PersistentVolumeClaim, old: k8s.PersistentVolumeClaim): k8s.PersistentVolumeClaimSpec {
  const [now, then] = [map(struct(next.metadata).annotations)[OLD_STORAGE_CLASS], map(struct(old.metadata).annotations)[OLD_STORAGE_CLASS]];
  const [name, oldName] = [optionalText(rest.storageClassName), optionalText(struct(old.spec).storageClassName)];
  if (then !== undefined && oldName === undefined && name === then && (now === undefined || now === then)) return { ...rest, storageClassName: undefined };
  if ((now ?? '') !== (then ?? '')) errors.invalid(METADATA.child('annotations', OLD_STORAGE_CLASS), now ?? '', IMMUTABLE);
  return name !== undefined && oldName === undefined && (then === undefined || name === then) ? { ...rest, storageClassName: undefined } : rest;
}

function sizeShrinks(errors: FieldErrors, next: k8s.PersistentVolumeClaimSpec, old: k8s.PersistentVolumeClaimSpec, status: k8s.PersistentVolumeClaimStatus): void {
  const sizeOf = (spec: k8s.PersistentVolumeClaimSpec): string => quantities(object(spec.resources)?.requests)['storage'] ?? '0';
  const capacity = quantities(status.capacity)['storage'] ?? '0';
  if (compareQuantities(sizeOf(next), sizeOf(old)) < 0 && compareQuantities(sizeOf(next), capacity) <= 0) errors.forbidden(SIZE, 'field can not be less than status.capacity');
}

function attributesClass(errors: FieldErrors, next: k8s.PersistentVolumeClaimSpec, old: k8s.PersistentVolumeClaimSpec, status: k8s.PersistentVolumeClaimStatus): void {
  if ((next.volumeAttributesClassName ?? null) === (old.volumeAttributesClassName ?? null) || !has(status.currentVolumeAttributesClassName)) return;
  const path = SPEC.child('volumeAttributesClassName');
  if (!has(next.volumeAttributesClassName)) errors.forbidden(path, 'update to nil is forbidden when status.currentVolumeAttributesClassName is not nil');
  else if (text(next.volumeAttributesClassName) === '') errors.forbidden(path, 'update to empty string is forbidden when status.currentVolumeAttributesClassName is not nil');
}

const RESIZE_STATES = ['ControllerResizeInProgress', 'ControllerResizeInfeasible', 'NodeResizePending', 'NodeResizeInProgress', 'NodeResizeInfeasible'];
/** Follows ValidatePersistentVolumeClaimStatusUpdate. */
function claimStatus(errors: FieldErrors, next: k8s.PersistentVolumeClaim): void {
  const status = struct(next.status);
  if (text(struct(next.metadata).resourceVersion) === '') errors.required(FieldPath.of('resourceVersion'));
  if (texts(struct(next.spec).accessModes).length === 0) errors.required(FieldPath.of('Spec', 'accessModes'));
  for (const [name, amount] of Object.entries(quantities(status.capacity))) {
    if (wholeValue(amount) < 0) errors.invalid(STATUS.child('capacity').key(name), wholeValue(amount), 'must be a valid resource quantity');
  }
  for (const [name, state] of Object.entries(map(status.allocatedResourceStatuses))) {
    const path = STATUS.child('allocatedResourceStatuses');
    errors.complaints(path, name, qualifiedNameComplaints(name));
    if (!RESIZE_STATES.includes(state)) errors.notSupported(path, name, [...RESIZE_STATES].sort());
  }
}

export const persistentVolumeClaims: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    validateClaim(errors, as<k8s.PersistentVolumeClaim>(object), STRICT_CLAIM);
  },
  update: (errors, next, old) => {
    const [now, then] = [as<k8s.PersistentVolumeClaim>(next), as<k8s.PersistentVolumeClaim>(old)];
    checkMeta(errors, next, namespaced());
    validateClaim(errors, now, optionsFrom(struct(then.spec)));
    claimChanges(errors, now, then);
  },
  subresources: {
    status: (errors, next) => {
      claimStatus(errors, as<k8s.PersistentVolumeClaim>(next));
    },
  },
};
