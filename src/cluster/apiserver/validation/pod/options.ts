/** What an update lets pass, as the older object had it already. Follows GetValidationOptionsFromPodSpecAndMeta. */
import type { k8s } from '../../../../model/objects.ts';
import { parseQuantity, wholeValue } from '../../../../model/quantity.ts';
import { items, object, quantities, size, struct, text } from '../values.ts';
import { selectorFaults } from './affinity.ts';
import { annotationsOf, deletionCostIsBad } from './annotations.ts';
import { isHugePages } from './resources.ts';
import { STRICT, eachContainer, type PodOptions } from './scope.ts';
import { sharesHostSysctl } from './security.ts';
import { SPEC } from '../common.ts';

export function optionsFrom(oldSpec: k8s.PodSpec, oldMeta: { readonly annotations?: unknown } | undefined, { resourceIsPod }: Pick<PodOptions, 'resourceIsPod'>): PodOptions {
  const faults = selectorFaults(oldSpec);
  let [hugePages, devices] = [false, false];
  eachContainer(oldSpec, SPEC, container => {
    hugePages ||= [object(container.resources)?.limits, object(container.resources)?.requests].some(list => hasIndivisible(quantities(list)));
    devices ||= size(container.volumeDevices) > 0;
  });
  const volumes = items(oldSpec.volumes);
  return {
    ...STRICT,
    resourceIsPod,
    invalidDeletionCost: deletionCostIsBad(annotationsOf(oldMeta)),
    indivisibleHugePages: hugePages,
    invalidSelectorValues: faults.selectors,
    invalidNodeAffinityValues: faults.nodes,
    invalidSpreadSelector: faults.spread,
    nonLocalTokenPath: volumes.some(volume => items(object(volume.projected)?.sources).some(source => isNotLocal(text(object(source.serviceAccountToken)?.path)))),
    hostSysctls: sharesHostSysctl(oldSpec),
    volumeDevicesOfUserNamespaces: oldSpec.hostUsers === false && devices,
    emptyImageReference: volumes.some(volume => object(volume.image) && text(object(volume.image)?.reference) === ''),
  };
}
/** Of a template of Pods. */
export const templateOptions = (old: k8s.PodTemplateSpec | undefined): PodOptions =>
  old ? optionsFrom(struct(old.spec), old.metadata, { resourceIsPod: false }) : { ...STRICT, resourceIsPod: false };

const isNotLocal = (path: string): boolean => path.startsWith('/') || path.split('/').includes('..') || path.startsWith('..');
const hasIndivisible = (list: Readonly<Record<string, string>>): boolean =>
  Object.entries(list).some(([name, value]) => {
    if (!isHugePages(name)) return false;
    const page = parseQuantity(name.slice('hugepages-'.length)) ? wholeValue(name.slice('hugepages-'.length)) : 0;
    return page <= 0 || wholeValue(value) % page !== 0;
  });
