/** The rules of each kind, by group-resource. A further kind is a row here and its rules beside the others of its group. */
import type { GroupResource } from '../../../model/objects.ts';
import { resourceFact } from '../../../model/resources.ts';
import { pods } from './pod/index.ts';
import { clusterWide, metadataOnly, namespaced, type KindRules } from './rules.ts';

const KINDS: Readonly<Record<string, KindRules>> = {
  pods,
};

const [anyNamespaced, anyClusterWide] = [metadataOnly(namespaced()), metadataOnly(clusterWide())];
/** Kinds that are not listed have their metadata checked. */
export const rulesOf = (resource: GroupResource): KindRules => KINDS[resource] ?? (resourceFact(resource)?.namespaced === false ? anyClusterWide : anyNamespaced);
