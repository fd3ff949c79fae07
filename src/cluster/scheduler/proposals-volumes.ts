/** The smallest changes about volumes: a Pod that does without a claim, a node that stands where the volume is. */
import { claimNames, isClaimBound, volumeReachesNode } from '../../model/volumes.ts';
import type { PersistentVolume } from '../../model/objects.ts';
import { matchesRequirement, type SelectorOperator } from '../../model/selectors.ts';
import { HOSTNAME, REGION, ZONE } from '../../model/well-known.ts';
import { preFilter, runFilters } from './cycle.ts';
import { podInfoOf } from './pod-info.ts';
import { labelled } from './proposal.ts';
import type { Proposal, Question } from './proposal.ts';

/** With an emptyDir in the place of the claim that stands in the way; its files then end with the Pod. */
export function withoutClaim(plugin: string, { pod, node, world }: Question): Proposal | null {
  const { volumes = [] } = pod.pod.spec;
  const tries = volumes.flatMap(({ name, persistentVolumeClaim }, at) => {
    if (persistentVolumeClaim === undefined) return [];
    const value = { name, emptyDir: {} };
    const without = podInfoOf({ ...pod.pod, spec: { ...pod.pod.spec, volumes: volumes.with(at, value) } });
    const prepared = preFilter(without, world);
    const refusal = prepared.refusal ?? runFilters(prepared.filters, without, node, world);
    return [{ at, value, claim: persistentVolumeClaim.claimName, helps: refusal?.plugin !== plugin }];
  });
  // Where one alone does not help, another claim stands in the way, too: that one comes next.
  const chosen = tries.find(({ helps }) => helps) ?? (tries.length > 1 ? tries[0] : undefined);
  return chosen === undefined ? null : { text: `use an emptyDir instead of the claim ${chosen.claim}`, patch: [{ op: 'replace', path: `/spec/volumes/${chosen.at}`, value: chosen.value }] };
}

/** A label by which the node would stand where a bound volume is. */
export function nearerToVolume({ pod, node, world: { view } }: Question): Proposal | null {
  for (const { claim: name } of claimNames(pod.pod.metadata.name, pod.pod.spec.volumes)) {
    const claim = view.get('persistentvolumeclaims', pod.namespace, name);
    const volume = claim !== undefined && isClaimBound(claim) ? view.get('persistentvolumes', '', claim.spec.volumeName ?? '') : undefined;
    if (volume === undefined) continue;
    const zone = zoneLabel(volume, node.labels);
    if (zone !== null) return labelled(node, ...zone);
    const missing = volumeReachesNode(volume, node.node) ? null : missingLabel(volume, node.labels);
    if (missing !== null) return labelled(node, ...missing);
  }
  return null;
}

type Label = readonly [key: string, value: string];
function zoneLabel(volume: PersistentVolume, labels: Readonly<Record<string, string>>): Label | null {
  for (const key of [ZONE, REGION]) {
    const values = volume.metadata.labels?.[key]?.split('__') ?? [];
    const [first] = values;
    if (first !== undefined && !values.includes(labels[key] ?? '')) return [key, first];
  }
  return null;
}
/** Of a term that lacks a single label, that label; a node's own name is no place that it could be moved to. */
function missingLabel(volume: PersistentVolume, labels: Readonly<Record<string, string>>): Label | null {
  for (const { matchExpressions = [] } of volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? []) {
    const unmet = matchExpressions.filter(({ key, operator, values = [] }) => !matchesRequirement({ key, operator: operator as SelectorOperator, values }, labels));
    const [only, more] = unmet;
    const value = only?.operator === 'In' ? only.values?.[0] : only?.operator === 'Exists' ? 'true' : undefined;
    if (only !== undefined && more === undefined && value !== undefined && only.key !== HOSTNAME) return [only.key, value];
  }
  return null;
}
