/** JSON merge patch, RFC 7386: null removes, objects are merged, everything else replaces. */
import { isObject } from '../base/json.ts';

export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const made: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete made[key];
    else made[key] = mergePatch(made[key], value);
  }
  return made;
}
