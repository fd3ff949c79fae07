/** What a Pod asks for in all. Follows component-helpers resource.PodRequests; CPU in thousandths, everything else in whole units. */
import type { Container, Pod, k8s } from './objects.ts';
import { milliValue, wholeValue } from './quantity.ts';

/** Amounts by resource: thousandths of a CPU, bytes, whole units. */
export type Amounts = ReadonlyMap<string, number>;
type Texts = { readonly [name: string]: string } | undefined;

/** What the scheduler takes a container to need where it says nothing, so that no node fills up without end. */
const DEFAULT_MILLI_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

/** A quantity as such an amount, rounded up; 0 where there is none. */
export const amountOf = (resource: string, text: string | undefined): number => (resource === 'cpu' ? milliValue(text) : wholeValue(text));
const isSidecar = (container: k8s.Container): boolean => container.restartPolicy === 'Always';

function addTo(sum: Map<string, number>, amounts: Amounts): void {
  for (const [name, value] of amounts) sum.set(name, (sum.get(name) ?? 0) + value);
}
function raiseTo(most: Map<string, number>, amounts: Amounts): void {
  for (const [name, value] of amounts) if (value > (most.get(name) ?? 0)) most.set(name, value);
}
function readInto(amounts: Map<string, number>, texts: Texts): void {
  for (const name in texts) amounts.set(name, amountOf(name, texts[name]));
}

/** A container's requests; while it is being resized the larger of what is asked for, promised and in force. */
function containerRequests(container: Container, statuses: readonly k8s.ContainerStatus[] | undefined, assumeDefaults: boolean): Map<string, number> {
  const amounts = new Map<string, number>();
  readInto(amounts, container.resources.requests);
  const status = statuses?.find(each => each.name === container.name);
  for (const texts of [status?.allocatedResources, status?.resources?.requests]) {
    for (const name in texts) if (amounts.has(name)) raiseTo(amounts, new Map([[name, amountOf(name, texts[name])]]));
  }
  if (assumeDefaults && !amounts.has('cpu')) amounts.set('cpu', DEFAULT_MILLI_CPU);
  if (assumeDefaults && !amounts.has('memory')) amounts.set('memory', DEFAULT_MEMORY);
  return amounts;
}

const overridable = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

function containerLimits(container: Container): Map<string, number> {
  const amounts = new Map<string, number>();
  readInto(amounts, container.resources.limits);
  return amounts;
}

/** What a Pod asks for, or still holds while it is resized; with `assumeDefaults` as the scheduler's scores take one that says nothing. */
export function podRequests(pod: Pod, assumeDefaults = false): Amounts {
  const { containerStatuses, initContainerStatuses } = pod.status;
  return inAll(pod, 'requests', (container, kind) => containerRequests(container, kind === 'init' ? initContainerStatuses : containerStatuses, assumeDefaults));
}
/** What its spec alone asks for, whatever its containers were granted: what a node weighs before it takes a Pod. */
export const specRequests = (pod: Pod): Amounts => inAll(pod, 'requests', container => containerRequests(container, undefined, false));
export const podLimits = (pod: Pod): Amounts => inAll(pod, 'limits', containerLimits);

/** Containers add up; init containers run one by one beside the sidecars started before them; the Pod's own figures override. */
function inAll(pod: Pod, field: 'requests' | 'limits', amountsOf: (container: Container, kind: 'regular' | 'init') => Map<string, number>): Amounts {
  const sum = new Map<string, number>();
  for (const container of pod.spec.containers) addTo(sum, amountsOf(container, 'regular'));
  const sidecars = new Map<string, number>();
  const atStart = new Map<string, number>();
  for (const container of pod.spec.initContainers ?? []) {
    const own = amountsOf(container, 'init');
    if (isSidecar(container)) {
      addTo(sum, own);
      addTo(sidecars, own);
      raiseTo(atStart, sidecars);
    } else {
      addTo(own, sidecars);
      raiseTo(atStart, own);
    }
  }
  raiseTo(sum, atStart);
  for (const [name, text] of Object.entries(pod.spec.resources?.[field] ?? {})) if (overridable(name)) sum.set(name, amountOf(name, text));
  for (const [name, text] of Object.entries(pod.spec.overhead ?? {})) sum.set(name, (sum.get(name) ?? 0) + amountOf(name, text));
  return sum;
}
