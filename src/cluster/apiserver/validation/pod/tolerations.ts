/** Taints and what tolerates them. Follows ValidateTolerations and validateNodeTaints. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { labelValueComplaints } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { qualifiedName } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { has, items, text } from '../values.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(errors: FieldErrors, path: FieldPath, tolerations: readonly k8s.Toleration[] | undefined): void {
  if (!tolerations) return;
  items(tolerations).forEach((toleration, i) => {
    const at = path.index(i);
    const [key, operator, value, effect] = [text(toleration.key), text(toleration.operator), text(toleration.value), text(toleration.effect)];
    if (key !== '') qualifiedName(errors, at.child('key'), key);
    else if (operator !== 'Exists') errors.invalid(at.child('operator'), operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"');
    if (has(toleration.tolerationSeconds) && effect !== 'NoExecute') errors.invalid(at.child('effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    operatorAndValue(errors, at, operator, value);
    if (effect !== '' && !EFFECTS.includes(effect)) errors.notSupported(at.child('effect'), effect, EFFECTS);
  });
}

/** The operators that compare numbers are behind a feature gate, and named only to those who ask for them. */
function operatorAndValue(errors: FieldErrors, path: FieldPath, operator: string, value: string): void {
  switch (operator) {
    case 'Equal': case '': {
      const complaints = labelValueComplaints(value);
      if (complaints.length > 0) errors.invalid(path.child('operator'), value, complaints.join(';'));
      return;
    }
    case 'Exists':
      if (value !== '') errors.invalid(path.child('operator'), value, "value must be empty when `operator` is 'Exists'");
      return;
    case 'Lt': case 'Gt': return errors.notSupported(path.child('operator'), operator, ['Equal', 'Exists', 'Lt', 'Gt']);
    default: errors.notSupported(path.child('operator'), operator, ['Equal', 'Exists']);
  }
}

export function validateTaints(errors: FieldErrors, path: FieldPath, taints: readonly k8s.Taint[] | undefined): void {
  const seen = new Set<string>();
  items(taints).forEach((taint, i) => {
    const at = path.index(i);
    const [key, value, effect] = [text(taint.key), text(taint.value), text(taint.effect)];
    qualifiedName(errors, at.child('key'), key);
    const complaints = labelValueComplaints(value);
    if (complaints.length > 0) errors.invalid(at.child('value'), value, complaints.join(';'));
    if (effect === '') errors.required(at.child('effect'));
    else if (!EFFECTS.includes(effect)) errors.notSupported(at.child('effect'), effect, EFFECTS);
    const pair = `${effect} ${key}`;
    if (seen.has(pair)) errors.duplicate(at, asType('core.Taint', taint), 'taints must be unique by key and effect pair');
    seen.add(pair);
  });
}

/** Follows validateOnlyAddedTolerations: an existing one may only change for how long. */
export function onlyAddedTolerations(errors: FieldErrors, path: FieldPath, next: readonly k8s.Toleration[] | undefined, old: readonly k8s.Toleration[] | undefined): void {
  const now = items(next);
  const kept = items(old).every(each => now.some(other => goEqual('core.Toleration', { ...each, tolerationSeconds: other.tolerationSeconds }, other)));
  if (!kept) return errors.forbidden(path, 'existing toleration can not be modified except its tolerationSeconds');
  validateTolerations(errors, path, next);
}
