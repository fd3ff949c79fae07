/** Refusals of admission plugins. Follows apiserver pkg/admission/errors.go. */
import { quote } from '../../../base/go-quote.ts';
import { pathSegmentComplaints } from '../../../model/names.ts';
import { forbidden, type Status } from '../../../model/status.ts';
import type { Attributes } from './plugin.ts';

/** The name that a refusal tells: the URL's, else the object's, else the beginning of the name that will be made up. */
export function nameOf({ call, object }: Attributes): string {
  const meta = object?.metadata as { name?: string; generateName?: string } | undefined;
  return call.request.name || meta?.name || meta?.generateName || 'Unknown';
}
export const refuse = (attributes: Attributes, why: string): Status => forbidden(attributes.call.row.resource, nameOf(attributes), why);

/** Why an object of this name cannot even be asked for, '' where it can. Follows client-go rest/request.go Name. */
export function unaskable(name: string): string {
  if (name === '') return 'resource name may not be empty';
  const complaints = pathSegmentComplaints(name);
  return complaints.length === 0 ? '' : `invalid resource name ${quote(name)}: [${complaints.join(' ')}]`;
}
