/** What the rules of a Pod's parts share: where errors go, what the whole Pod says, and what an older Pod lets pass. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { FieldErrors } from '../errors.ts';
import { items } from '../values.ts';

/** What is let pass, as the Pod that is updated had it already. Follows GetValidationOptionsFromPodSpecAndMeta. */
export interface PodOptions {
  /** False in templates, where a hostPort may still be missing. */
  readonly resourceIsPod: boolean;
  readonly invalidDeletionCost: boolean;
  readonly indivisibleHugePages: boolean;
  readonly invalidSelectorValues: boolean;
  readonly invalidNodeAffinityValues: boolean;
  readonly invalidSpreadSelector: boolean;
  readonly nonLocalTokenPath: boolean;
  readonly hostSysctls: boolean;
  readonly volumeDevicesOfUserNamespaces: boolean;
  readonly emptyImageReference: boolean;
}
export const STRICT: PodOptions = {
  resourceIsPod: true,
  invalidDeletionCost: false,
  indivisibleHugePages: false,
  invalidSelectorValues: false,
  invalidNodeAffinityValues: false,
  invalidSpreadSelector: false,
  nonLocalTokenPath: false,
  hostSysctls: false,
  volumeDevicesOfUserNamespaces: false,
  emptyImageReference: false,
};

export interface PodScope {
  readonly errors: FieldErrors;
  /** kube-apiserver's --allow-privileged. */
  readonly allowPrivileged: boolean;
  readonly options: PodOptions;
  readonly spec: k8s.PodSpec;
  /** The volumes that are well formed, by name. */
  readonly volumes: ReadonlyMap<string, k8s.Volume>;
  readonly claims: ReadonlySet<string>;
  readonly grace: number | undefined;
  /** True where the Pod shares the node's users. */
  readonly hostUsers: boolean;
}

/** Visits all containers in the server's order. Follows VisitContainersWithPath. */
export function eachContainer(spec: k8s.PodSpec, path: FieldPath, visit: (container: k8s.Container, at: () => FieldPath) => void): void {
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const list: readonly unknown[] | undefined = spec[field];
    if (!list) continue;
    items(list as readonly k8s.Container[]).forEach((container, i) => visit(container, () => path.child(field).index(i)));
  }
}
