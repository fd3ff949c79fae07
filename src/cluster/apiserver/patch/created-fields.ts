/**
 * The fields of a new object, straight as the text of FieldsV1: what managed-fields.ts would find by comparing it with an empty one,
 * but without building sets, as every creation needs it.
 */
import { byText } from '../../../base/order.ts';
import { isObject } from '../../../base/json.ts';
import type { Field, StructType, Type } from '../../../model/schema.ts';
import { sharedFields } from './field-set.ts';
import { elementOf, relationOf } from './typed.ts';

const sortedFields = new WeakMap<StructType, readonly Field[]>();
function fieldsInOrder(type: StructType): readonly Field[] {
  const known = sortedFields.get(type);
  if (known !== undefined) return known;
  const made = [...type.order].sort((a, b) => byText(a.name, b.name));
  sortedFields.set(type, made);
  return made;
}

/** FieldsV1 of a new object; `skipped` tells top-level fields that are not its writer's. */
export function createdFields(type: StructType, object: Readonly<Record<string, unknown>>, skipped: ReadonlySet<string>, skippedMeta: ReadonlySet<string>): object | null {
  let parts = '';
  for (const field of fieldsInOrder(type)) {
    const value = object[field.name];
    if (value === undefined || skipped.has(field.name)) continue;
    const text = field.name === 'metadata' ? metaText(field, value, skippedMeta) : fieldText(field, value);
    if (text !== '') parts += `${parts === '' ? '' : ','}${JSON.stringify(`f:${field.name}`)}:${text}`;
  }
  return parts === '' ? null : sharedFields(`{${parts}}`);
}

function metaText(field: Field, value: unknown, skipped: ReadonlySet<string>): string {
  if (field.type.kind !== 'struct' || !isObject(value)) return '';
  let parts = '';
  for (const each of fieldsInOrder(field.type)) {
    const inner = value[each.name];
    if (inner === undefined || skipped.has(each.name)) continue;
    parts += `${parts === '' ? '' : ','}${JSON.stringify(`f:${each.name}`)}:${valueText(each.type, inner, each, 'absent')}`;
  }
  return parts === '' ? '' : `{${parts}}`;
}

/** A field is new itself unless an empty object has it, too. */
function fieldText(field: Field, value: unknown): string {
  const isThere = !field.pointer && (!field.omitEmpty || field.type.kind === 'struct');
  if (!isThere) return valueText(field.type, value, field, 'absent');
  // An empty object has null for a list and '' for a text; whatever is the same is not set by anyone.
  if (field.type.kind === 'struct' || field.type.kind === 'list' || field.type.kind === 'map') return value === null ? '' : valueText(field.type, value, field, 'there');
  return value === '' || value === 0 || value === false || value === null || value === '0' ? '' : '{}';
}

/** Whether the value itself, and not only what is in it, was not there before. */
type Was = 'absent' | 'there';
function valueText(type: Type, value: unknown, field: Field | null, was: Was): string {
  const relation = relationOf(type, field);
  if (relation === 'leaf') return '{}';
  const parts = relation === 'map' ? mapParts(type, value, was) : listParts(type, value, field, relation === 'set');
  if (parts === '') return was === 'absent' ? '{}' : '';
  return was === 'absent' ? `{".":{},${parts}}` : `{${parts}}`;
}
function mapParts(type: Type, value: unknown, was: Was): string {
  if (!isObject(value)) return '';
  let parts = '';
  if (type.kind === 'struct') {
    for (const field of fieldsInOrder(type)) {
      const inner = value[field.name];
      if (inner === undefined) continue;
      const text = was === 'absent' ? valueText(field.type, inner, field, 'absent') : fieldText(field, inner);
      if (text !== '') parts += `${parts === '' ? '' : ','}"f:${field.name}":${text}`;
    }
    return parts;
  }
  if (type.kind !== 'map') return '';
  for (const key of Object.keys(value).sort()) parts += `${parts === '' ? '' : ','}${JSON.stringify(`f:${key}`)}:${valueText(type.value, value[key], null, 'absent')}`;
  return parts;
}
function listParts(type: Type, value: unknown, field: Field | null, isSet: boolean): string {
  if (!Array.isArray(value) || type.kind !== 'list') return '';
  const texts = value.map((item: unknown) => `${JSON.stringify(elementOf(type, field, item))}:${isSet ? '{}' : valueText(type.item, item, null, 'absent')}`);
  return texts.length < 2 ? (texts[0] ?? '') : texts.sort().join(',');
}
