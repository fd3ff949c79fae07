/** What most kinds do on their way into the store: a clean status, and a generation that counts changes of the spec. */
import { jsonEqual } from '../../../base/json.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { schemaOf } from '../../../model/schema.ts';
import { withField, withMeta, type Fields } from '../fields.ts';
import { zeroStruct } from '../decode/unmarshal.ts';
import type { Strategy } from '../types.ts';

export const withGeneration = (object: KubeObject, generation: number): KubeObject => withMeta(object, { generation });
/** The next generation where something of it changed. */
export const counted = (next: KubeObject, old: KubeObject, changed: boolean): KubeObject => (changed ? withGeneration(next, (old.metadata.generation ?? 0) + 1) : next);
export const specChanged = (next: KubeObject, old: KubeObject): boolean => !jsonEqual(next['spec'], old['spec']);

/** A kind with spec and status, whose generation counts changes of the spec. `status` names the type of its status. */
export function specAndStatus(status: string, more: Strategy = {}): Strategy {
  let empty: Fields | null = null;
  return {
    prepareForCreate: object => withGeneration(withField(object, 'status', (empty ??= Object.freeze(zeroStruct(schemaOf(status))))), 1),
    prepareForUpdate: (next, old) => counted(withField(next, 'status', old['status']), old, specChanged(next, old)),
    ...more,
  };
}
/** A kind with spec and status and no generation. */
export function statusOnly(status: string, more: Strategy = {}): Strategy {
  let empty: Fields | null = null;
  return {
    prepareForCreate: object => withField(object, 'status', (empty ??= Object.freeze(zeroStruct(schemaOf(status))))),
    prepareForUpdate: (next, old) => withField(next, 'status', old['status']),
    ...more,
  };
}
/** A kind without a status, whose generation counts changes of these fields. */
export const counting = (...fields: readonly string[]): Strategy => ({
  prepareForCreate: object => withGeneration(object, 1),
  prepareForUpdate: (next, old) => counted(next, old, fields.some(field => !jsonEqual(next[field], old[field]))),
});
