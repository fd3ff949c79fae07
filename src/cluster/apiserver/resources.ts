/** Sums of what containers ask for. Follows component-helpers resource AggregateContainerRequests and AggregateContainerLimits. */
import { addQuantities, compareQuantities, formatQuantity, parseQuantity } from '../../model/quantity.ts';
import { at, listOf, textsOf, type Fields } from './fields.ts';

export type ResourceTexts = Readonly<Record<string, string>>;

const MILLI = 1_000_000n;
const rounded = new Map<string, string>();
/** The amount rounded up to whole thousandths, in its canonical text. */
export function roundUpToMilli(text: string): string {
  const known = rounded.get(text);
  if (known !== undefined) return known;
  const quantity = parseQuantity(text);
  const excess = quantity === null ? 0n : quantity.nano % MILLI;
  const made = quantity === null || excess === 0n ? text : formatQuantity({ ...quantity, nano: quantity.nano - excess + (quantity.nano > 0n ? MILLI : 0n) });
  if (rounded.size > 20_000) rounded.clear();
  rounded.set(text, made);
  return made;
}

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
/** What a Pod may ask for as a whole. */
export const isPodLevelResource = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);

function addLists(a: ResourceTexts, b: ResourceTexts): ResourceTexts {
  const made: Record<string, string> = { ...a };
  for (const name in b) made[name] = made[name] === undefined ? (b[name] ?? '0') : addQuantities(made[name], b[name] ?? '0');
  return made;
}
function maxLists(a: ResourceTexts, b: ResourceTexts): ResourceTexts {
  const made: Record<string, string> = { ...a };
  for (const name in b) if (made[name] === undefined || compareQuantities(b[name] ?? '0', made[name]) > 0) made[name] = b[name] ?? '0';
  return made;
}

/** The most that is asked for at any time: all containers together, or one init container with the sidecars before it. */
function aggregate(spec: Fields, field: 'requests' | 'limits'): ResourceTexts {
  const listOfOne = (container: Fields): ResourceTexts => textsOf(at(container, 'resources', field));
  let all: ResourceTexts = {};
  for (const container of listOf(spec['containers'])) all = addLists(all, listOfOne(container));
  let sidecars: ResourceTexts = {};
  let init: ResourceTexts = {};
  for (const container of listOf(spec['initContainers'])) {
    const own = listOfOne(container);
    if (container['restartPolicy'] === 'Always') {
      all = addLists(all, own);
      sidecars = addLists(sidecars, own);
      init = maxLists(init, sidecars);
    } else init = maxLists(init, addLists(own, sidecars));
  }
  return maxLists(all, init);
}
export const aggregateRequests = (spec: Fields): ResourceTexts => aggregate(spec, 'requests');
export const aggregateLimits = (spec: Fields): ResourceTexts => aggregate(spec, 'limits');

/** What a Pod counts for: its own resources before its containers', and what its runtime adds. */
export function podTotal(spec: Fields, field: 'requests' | 'limits'): ResourceTexts {
  const own = Object.fromEntries(Object.entries(textsOf(at(spec, 'resources', field))).filter(([name]) => isPodLevelResource(name)));
  const total = { ...aggregate(spec, field), ...own };
  const overhead = textsOf(spec['overhead']);
  if (field === 'requests') return addLists(total, overhead);
  const counted = Object.fromEntries(Object.entries(overhead).filter(([name]) => total[name] !== undefined));
  return addLists(total, counted);
}
