/** YAML text -> a value, as sigs.k8s.io/yaml turns it into JSON for the API server. */
import { quote } from '../../../base/go-quote.ts';
import { isObject } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { readFirst } from '../../../manifest/index.ts';
import type { ParsedBody } from './body.ts';

export function parseYaml(text: string): Result<ParsedBody, string> {
  const document = readFirst(text);
  if (document.empty) return ok({ value: null, strict: [] });
  if (document.error !== null) return err(document.error);
  const duplicates = document.duplicates.map(({ key, isText, line }) => `  line ${line}: key ${isText ? quote(key) : key} already set in map`);
  return ok({ value: sorted(document.value), strict: duplicates.length === 0 ? [] : [`yaml: unmarshal errors:\n${duplicates.join('\n')}`] });
}

/** Go writes the keys of a map in order, so what is wrong is told in that order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) Object.defineProperty(made, key, { value: sorted(value[key]), enumerable: true, configurable: true, writable: true });
  return made;
}
