/**
 * What server-side apply grants `kubectl`: an object of client-side apply goes over without conflicts, and its annotation is kept true.
 * Follows apimachinery managedfields/internal/lastappliedmanager.go and lastappliedupdater.go.
 */
import { isObject } from '../../../base/json.ts';
import type { KubeObject } from '../../../model/objects.ts';
import type { StructType } from '../../../model/schema.ts';
import { LAST_APPLIED } from '../../../model/well-known.ts';
import type { Fields } from '../fields.ts';
import { difference, EMPTY, type FieldSet } from '../patch/field-set.ts';
import { compare, setOf } from '../patch/typed.ts';

const MANAGER = 'kubectl';

function rememberedIn(live: KubeObject | null): Fields | null {
  const text = live?.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined || text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Fields that client-side apply set and that still are as it set them: kubectl may take these over. */
export function handedOver(manager: string, schema: StructType, live: KubeObject | null, before: Fields): FieldSet {
  const remembered = manager === MANAGER ? rememberedIn(live) : null;
  if (remembered === null || remembered['apiVersion'] !== live?.apiVersion) return EMPTY;
  const { modified, added, removed } = compare(schema, remembered, before);
  return [modified, added, removed].reduce(difference, setOf(schema, remembered));
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(sorted) : isObject(value) ? Object.fromEntries(Object.keys(value).sort((a, b) => (a < b ? -1 : 1)).map(key => [key, sorted(value[key])])) : value;

/** The object with the annotation of what has been applied now, where one stands already. */
export function withAnnotationRenewed(manager: string, object: KubeObject, config: Fields): KubeObject {
  const { annotations } = object.metadata;
  if (manager !== MANAGER || annotations?.[LAST_APPLIED] === undefined) return object;
  const meta = isObject(config['metadata']) ? config['metadata'] : {};
  const { [LAST_APPLIED]: _, ...own } = isObject(meta['annotations']) ? meta['annotations'] : {};
  const bare = { ...config, metadata: { ...meta, ...(meta['annotations'] === undefined ? {} : { annotations: own }) } };
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: `${JSON.stringify(sorted(bare))}\n` } } };
}
