/** Refusals of admission plugins. Follows apiserver pkg/admission/errors.go. */
import { forbidden, type Status } from '../../../model/status.ts';
import type { Attributes } from './plugin.ts';

/** The name that a refusal tells: the URL's, else the object's, else the beginning of the name that will be made up. */
export function nameOf({ call, object }: Attributes): string {
  const meta = object?.metadata as { name?: string; generateName?: string } | undefined;
  return call.request.name || meta?.name || meta?.generateName || 'Unknown';
}
export const refuse = (attributes: Attributes, why: string): Status => forbidden(attributes.call.row.resource, nameOf(attributes), why);
