/** metadata.managedFields: who set which fields. Follows apimachinery util/managedfields and structured-merge-diff merge. */
import { byText } from '../../../base/order.ts';
import type { KubeObject, k8s } from '../../../model/objects.ts';
import type { Call } from '../types.ts';
import { zeroStruct } from '../decode/unmarshal.ts';
import { withMeta } from '../fields.ts';
import { createdFields } from './created-fields.ts';
import { difference, EMPTY, fromFieldsV1, isEmpty, toFieldsV1, union, without, type FieldSet } from './field-set.ts';
import { compare, type Comparison } from './typed.ts';

type Operation = 'Apply' | 'Update';
export interface Manager {
  readonly name: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** Fields that the server keeps and nobody owns. */
const STRIPPED: readonly (readonly string[])[] = [
  ['f:apiVersion'], ['f:kind'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'generation', 'managedFields', 'resourceVersion'].map(name => ['f:metadata', `f:${name}`]),
];
/** What a write cannot change is not the writer's: status on the object itself, everything else on a status. */
export function owned(call: Call, set: FieldSet): FieldSet {
  let made = set;
  for (const path of STRIPPED) made = without(made, path);
  const resets = call.subresource === 'status' ? [['f:spec']] : call.row.subresources.has('status') ? [['f:status']] : [];
  for (const path of resets) made = without(made, path);
  const metadata = made.children.get('f:metadata');
  if (metadata?.member === true) made = union(without(made, ['f:metadata']), metadata.children.size === 0 ? EMPTY : { member: false, children: new Map([['f:metadata', { member: false, children: metadata.children }]]) });
  return made;
}

/** The managers of an object; null where an entry cannot be read. */
export function managersOf(object: KubeObject): readonly Manager[] | null {
  const entries = (object.metadata.managedFields ?? []) as readonly k8s.ManagedFieldsEntry[];
  const made: Manager[] = [];
  for (const { manager = '', operation, apiVersion = '', subresource = '', time, fieldsType, fieldsV1 } of entries) {
    if ((operation !== 'Apply' && operation !== 'Update') || (fieldsType !== undefined && fieldsType !== '' && fieldsType !== 'FieldsV1')) return null;
    made.push({ name: manager, operation, apiVersion, subresource, time, set: fromFieldsV1(fieldsV1) });
  }
  return made;
}
export const sameManager = (a: Omit<Manager, 'set' | 'time'>, b: Omit<Manager, 'set' | 'time'>): boolean =>
  a.name === b.name && a.operation === b.operation && a.subresource === b.subresource && (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

/** The object with its managers written into it. */
export function withManagers(object: KubeObject, managers: readonly Manager[]): KubeObject {
  const rank = ({ operation, time = '', name }: Manager): string => `${operation === 'Apply' ? 0 : 1}${time}${name}`;
  const entries = managers.filter(({ set }) => !isEmpty(set)).sort((a, b) => byText(rank(a), rank(b))).map(({ name, operation, apiVersion, subresource, time, set }) => ({
    manager: name, operation, apiVersion, ...(time === undefined ? {} : { time }), fieldsType: 'FieldsV1', fieldsV1: toFieldsV1(set), ...(subresource === '' ? {} : { subresource }),
  }));
  return withMeta(object, { managedFields: entries.length === 0 ? undefined : entries });
}

/** Who writes, where a request names nobody. */
const DEFAULT_MANAGER = 'unknown';
const NO_FIELDS = { managedFields: undefined };

/** Records a create or an update: what it changed is the writer's, and no longer anyone else's. */
export function recordWrite(call: Call, next: KubeObject, old: KubeObject | null): KubeObject {
  if (call.internal) return old === null ? withMeta(next, NO_FIELDS) : withMeta(next, { managedFields: old.metadata.managedFields });
  const own = next.metadata.managedFields as readonly unknown[] | undefined;
  const bare = withMeta(next, NO_FIELDS);
  const isReset = own !== undefined && own.length === 1 && Object.keys(own[0] as object).length === 0;
  const given = own === undefined || own.length === 0 || call.subresource !== '' ? null : managersOf(next);
  if (old === null && (given === null || given.length === 0)) return withCreator(call, bare);
  const managers = isReset ? [] : given !== null && given.length > 0 ? given : old === null ? [] : (managersOf(old) ?? []);
  // Who has never been written down is not begun with in the middle.
  if (old !== null && managers.length === 0) return bare;
  const before = old === null ? zeroStruct(call.row.schema) : withMeta(old, NO_FIELDS);
  const found = compare(call.row.schema, before, bare);
  const me = { name: call.options.fieldManager ?? DEFAULT_MANAGER, operation: 'Update' as const, apiVersion: bare.apiVersion, subresource: call.subresource };
  const mine = managers.find(each => sameManager(each, me));
  const set = owned(call, union(union(difference(mine?.set ?? EMPTY, found.removed), found.modified), found.added));
  const isSame = mine !== undefined && isEmpty(found.modified) && isEmpty(found.added) && isEmpty(found.removed);
  const others = withoutChanged(managers.filter(each => each !== mine), found);
  return withManagers(bare, isSame ? managers : [...others, { ...me, time: call.now, set }]);
}

const STRIPPED_TOP = new Set(['apiVersion', 'kind']);
const STRIPPED_TOP_AND_STATUS = new Set(['apiVersion', 'kind', 'status']);
const STRIPPED_META = new Set(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'generation', 'managedFields', 'resourceVersion']);
/** A new object has one manager, who set all that is in it. */
function withCreator(call: Call, object: KubeObject): KubeObject {
  const fields = createdFields(call.row.schema, object, call.row.subresources.has('status') ? STRIPPED_TOP_AND_STATUS : STRIPPED_TOP, STRIPPED_META);
  if (fields === null) return object;
  return withMeta(object, { managedFields: [{ manager: call.options.fieldManager ?? DEFAULT_MANAGER, operation: 'Update', apiVersion: object.apiVersion, time: call.now, fieldsType: 'FieldsV1', fieldsV1: fields }] });
}

/** Other managers lose what was changed and what is gone. */
export const withoutChanged = (managers: readonly Manager[], { added, modified, removed }: Comparison): readonly Manager[] =>
  managers.map(each => ({ ...each, set: difference(difference(each.set, union(modified, added)), removed) }));
