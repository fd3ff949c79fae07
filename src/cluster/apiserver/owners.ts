/** Owner references that come twice are taken once. Follows apiserver endpoints/handlers/rest.go dedupOwnerReferencesAndAddWarning. */
import type { KubeObject, k8s } from '../../model/objects.ts';
import { warn } from './call.ts';
import { withMeta } from './fields.ts';
import type { Call } from './types.ts';

type Owner = k8s.OwnerReference;
const isSame = (a: Owner, b: Owner): boolean =>
  a.uid === b.uid && a.name === b.name && a.kind === b.kind && a.apiVersion === b.apiVersion && (a.controller ?? false) === (b.controller ?? false) && (a.blockOwnerDeletion ?? false) === (b.blockOwnerDeletion ?? false);

/** `when` tells whether a mutating plugin may have brought them in. */
export function withSingleOwners(call: Call, object: KubeObject, when: 'asSent' | 'afterAdmission'): KubeObject {
  const owners = object.metadata.ownerReferences;
  if (!Array.isArray(owners) || owners.length < 2) return object;
  const kept: Owner[] = [];
  const twice: string[] = [];
  for (const owner of owners as readonly Owner[]) {
    if (kept.some(each => isSame(each, owner))) twice.push(owner.uid);
    else kept.push(owner);
  }
  if (twice.length === 0) return object;
  warn(
    call,
    `.metadata.ownerReferences contains duplicate entries${when === 'asSent' ? '' : ' after mutating admission happens'}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${twice.join(', ')}`,
  );
  return withMeta(object, { ownerReferences: kept });
}
