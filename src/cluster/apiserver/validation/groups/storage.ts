/** StorageClasses. Follows ValidateStorageClass; what is declared beside the type speaks last. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength } from '../../../../model/names.ts';
import { asJson, type FieldErrors } from '../errors.ts';
import { IMMUTABLE, immutable, qualifiedName } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { as, checkMeta, clusterWide, type KindRules } from '../rules.ts';
import { items, map, text, texts } from '../values.ts';

const MOST_BYTES = 256 * 1024;
const MOST_PARAMETERS = 512;

/** Follows validateParameters. */
export function parameters(errors: FieldErrors, path: FieldPath, given: unknown): void {
  const held = map(given);
  const keys = Object.keys(held);
  if (keys.length > MOST_PARAMETERS) return errors.tooLong(path, MOST_PARAMETERS);
  if (keys.includes('')) errors.invalid(path, '', 'field can not be empty.');
  if (keys.reduce((sum, key) => sum + byteLength(key) + byteLength(held[key] ?? ''), 0) > MOST_BYTES) errors.tooLong(path, MOST_BYTES);
}

/** Follows validateProvisioner, without the rule that there is one. */
export function provisioner(errors: FieldErrors, path: FieldPath, given: string): void {
  if (given !== '') qualifiedName(errors, path, given.toLowerCase());
}

/** Follows ValidateTopologySelectorTerm. */
function topologies(errors: FieldErrors, path: FieldPath, terms: readonly k8s.TopologySelectorTerm[]): void {
  const known = new Set<string>();
  terms.forEach((term, i) => {
    const expressions = items(term.matchLabelExpressions);
    const keys = new Set<string>();
    expressions.forEach((expression, j) => {
      const at = path.index(i).child('matchLabelExpressions').index(j);
      const [key, values] = [text(expression.key), texts(expression.values)];
      if (values.length === 0) errors.required(at.child('values'));
      values.forEach((value, v) => {
        if (values.indexOf(value) < v) errors.duplicate(at.child('values').index(v), value);
      });
      qualifiedName(errors, at.child('key'), key);
      if (keys.has(key)) errors.duplicate(at.child('key'), key);
      keys.add(key);
    });
    const shape = JSON.stringify(expressions.map(each => [text(each.key), [...texts(each.values)].sort()]).sort());
    if (known.has(shape)) errors.duplicate(path.index(i).child('matchLabelExpressions'), '');
    known.add(shape);
  });
}

const PROVISIONER = FieldPath.of('provisioner');
export const storageClasses: KindRules = {
  create: (errors, object) => {
    const given = as<k8s.StorageClass>(object);
    checkMeta(errors, object, clusterWide());
    provisioner(errors, PROVISIONER, text(given.provisioner));
    parameters(errors, FieldPath.of('parameters'), given.parameters);
    const [policy, mode] = [text(given.reclaimPolicy), given.volumeBindingMode];
    if (policy !== '' && policy !== 'Delete' && policy !== 'Retain') errors.notSupported(FieldPath.of('reclaimPolicy'), policy, ['Delete', 'Retain']);
    if (typeof mode !== 'string') errors.required(FieldPath.of('volumeBindingMode'));
    else if (mode !== 'Immediate' && mode !== 'WaitForFirstConsumer') errors.notSupported(FieldPath.of('volumeBindingMode'), mode, ['Immediate', 'WaitForFirstConsumer']);
    topologies(errors, FieldPath.of('allowedTopologies'), items(given.allowedTopologies));
    if (text(given.provisioner) === '') errors.required(PROVISIONER);
  },
  update: (errors, next, old, context) => {
    storageClasses.create(errors, next, context);
    immutable(errors, PROVISIONER, 'string', text(next['provisioner']), text(old['provisioner']));
    if (!goEqual('{}string', next['parameters'], old['parameters'])) errors.invalid(FieldPath.of('parameters'), asJson(next['parameters']), IMMUTABLE);
    immutable(errors, FieldPath.of('reclaimPolicy'), '*string', next['reclaimPolicy'], old['reclaimPolicy']);
    immutable(errors, FieldPath.of('volumeBindingMode'), '*string', next['volumeBindingMode'], old['volumeBindingMode']);
  },
};
