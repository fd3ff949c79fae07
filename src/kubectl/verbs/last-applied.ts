/** The annotation in which `kubectl apply` remembers what was applied. Follows kubectl pkg/util/apply.go. */
import { isObject } from '../../base/json.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { goJson, sortedKeys } from '../printers/go-json.ts';

type Fields = Readonly<Record<string, unknown>>;

const metaOf = (object: Fields): Fields => (isObject(object['metadata']) ? object['metadata'] : {});
export const annotationsOf = (object: Fields): Readonly<Record<string, string>> => {
  const annotations = metaOf(object)['annotations'];
  return isObject(annotations) ? (annotations as Readonly<Record<string, string>>) : {};
};
export const withAnnotations = (object: Fields, annotations: Readonly<Record<string, string>>): Fields => ({ ...object, metadata: { ...metaOf(object), annotations } });

/** The object with the annotation that says what it was made of. What kubectl itself made (`typed`) is written in the order of its Go type. */
export function withLastApplied(object: Fields, typed = false): Fields {
  const { [LAST_APPLIED]: _, ...annotations } = annotationsOf(object);
  const text = goJson(typed ? object : sortedKeys(withAnnotations(object, annotations)));
  return withAnnotations(object, { ...annotations, [LAST_APPLIED]: `${text}\n` });
}

/** What was applied last, or null where nothing was. */
export function lastApplied(object: Fields): unknown {
  const text = annotationsOf(object)[LAST_APPLIED];
  if (text === undefined || text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Fields that are null go before an object is created. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null).map(([key, each]) => [key, withoutNulls(each)]));
}
