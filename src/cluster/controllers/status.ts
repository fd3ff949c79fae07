/** Writing statuses: only what changed, and only where something did. */
import { jsonEqual } from '../../base/json.ts';
import type { GroupResource, KubeObject } from '../../model/objects.ts';
import type { Controller } from './framework.ts';

type WithStatus = Pick<KubeObject, 'metadata'> & { readonly status?: object | undefined };

/** Patches an object's status where it differs; what the new one lacks is taken out. True where something was written. */
export function patchStatus<S extends object>(self: Controller<S>, resource: GroupResource, { metadata, status: before = {} }: WithStatus, status: object, reply = ''): boolean {
  if (jsonEqual(status, before)) return false;
  const { namespace, name } = metadata;
  const where = { resource, name, ...(namespace === undefined || namespace === '' ? {} : { namespace }) };
  self.request({ verb: 'patch', patchType: 'merge', subresource: 'status', body: { status: changes(before, status) }, ...where }, reply);
  return true;
}

function changes(before: object, after: object): Readonly<Record<string, unknown>> {
  const [old, next] = [before as Readonly<Record<string, unknown>>, after as Readonly<Record<string, unknown>>];
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(old)) if (next[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(next)) if (value !== undefined && !jsonEqual(old[key], value)) patch[key] = value;
  return patch;
}
