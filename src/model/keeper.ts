/** Who keeps a Pod: a controller that replaces it, the kubelet that reads its file, or nobody. */
import type { Pod } from './objects.ts';
import { MIRROR } from './well-known.ts';

export type Keeper =
  | { readonly by: 'controller'; readonly kind: string; readonly name: string }
  /** A static Pod: what the API shows is only its mirror. */
  | { readonly by: 'kubelet' }
  | { readonly by: 'nobody' };


/** A mirror of a static Pod has its node as owner, and yet the file keeps it. */
export function keeperOf({ metadata }: Pick<Pod, 'metadata'>): Keeper {
  if (metadata.annotations?.[MIRROR] !== undefined) return { by: 'kubelet' };
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? { by: 'nobody' } : { by: 'controller', kind: owner.kind, name: owner.name };
}
