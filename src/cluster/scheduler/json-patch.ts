/** The JSON patches that counterfactuals are made of, applied to a copy. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}
export type Patch = readonly PatchOperation[];

export const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

export const applyPatch = <T>(target: T, patch: Patch): T => patch.reduce((value, operation) => change(value, operation.path.slice(1).split('/').map(unescapeKey), operation) as T, target);

/** Parents that are missing are made: an addition may be the first of its kind. */
function change(target: unknown, path: readonly string[], operation: PatchOperation): unknown {
  const [step = '', ...rest] = path;
  if (Array.isArray(target)) {
    const list: unknown[] = target.slice();
    const at = step === '-' ? list.length : Number(step);
    if (rest.length > 0) list[at] = change(list[at], rest, operation);
    else if (operation.op === 'remove') list.splice(at, 1);
    else if (operation.op === 'replace') list[at] = operation.value;
    else list.splice(at, 0, operation.value);
    return list;
  }
  const object = { ...(target as Record<string, unknown> | undefined) };
  if (rest.length > 0) object[step] = change(object[step], rest, operation);
  else if (operation.op === 'remove') delete object[step];
  else object[step] = operation.value;
  return object;
}
