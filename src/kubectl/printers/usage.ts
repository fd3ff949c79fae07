/** The tables of `kubectl top`. Follows kubectl pkg/metricsutil: every cell ends with a tab, the last of a line, too. */
import { byText } from '../../base/order.ts';
import type { ContainerMetrics, NodeMetrics, PodMetrics, UsageTexts } from '../../model/metrics.ts';
import { addQuantities, milliValue, wholeValue } from '../../model/quantity.ts';
import { alignLines, TABLE } from './tabwriter.ts';

export interface UsageOptions {
  readonly noHeaders: boolean;
  /** `cpu`, `memory`, or '' for names. */
  readonly sortBy: string;
  readonly swap: boolean;
}
export interface PodUsageOptions extends UsageOptions {
  readonly containers: boolean;
  readonly namespaces: boolean;
  readonly sum: boolean;
}
/** What a node has, by resource; swap is missing where its node tells nothing of it. */
export type Available = ReadonlyMap<string, UsageTexts>;

type Line = readonly string[];
const UNKNOWN = '<unknown>';
const measured = (swap: boolean): readonly string[] => (swap ? ['cpu', 'memory', 'swap'] : ['cpu', 'memory']);
const aligned = (lines: readonly Line[]): string => alignLines(lines.map((line) => [...line, '']), TABLE);
const MEBIBYTE = 1024 * 1024;
const cell = (resource: string, usage: UsageTexts): string => (resource === 'cpu' ? `${milliValue(usage['cpu'])}m` : `${Math.floor(wholeValue(usage[resource]) / MEBIBYTE)}Mi`);

const totalOf = (containers: readonly ContainerMetrics[]): UsageTexts => {
  const total = (resource: string): string => containers.reduce((sum, { usage }) => addQuantities(sum, usage[resource] ?? '0'), '0');
  return { cpu: total('cpu'), memory: total('memory') };
};

/** Most first, or by name. */
const order = (sortBy: string, a: UsageTexts, b: UsageTexts, byName: number): number =>
  sortBy === 'cpu' ? milliValue(b['cpu']) - milliValue(a['cpu']) : sortBy === 'memory' ? wholeValue(b['memory']) - wholeValue(a['memory']) : byName;

export function podUsageTable(metrics: readonly PodMetrics[], options: PodUsageOptions): string {
  if (metrics.length === 0) return '';
  const { containers, namespaces, noHeaders, sortBy, sum } = options;
  const resources = measured(options.swap);
  const head = [...(namespaces ? ['NAMESPACE'] : []), ...(containers ? ['POD'] : []), 'NAME', 'CPU(cores)', 'MEMORY(bytes)', ...(options.swap ? ['SWAP(bytes)'] : [])];
  const place = ({ metadata: { namespace = '', name } }: PodMetrics): readonly [string, string] => [namespaces ? namespace : '', name];
  const pods = metrics.map((pod) => ({ pod, total: totalOf(pod.containers), place: place(pod) }))
    .toSorted((a, b) => order(sortBy, a.total, b.total, byText(a.place[0], b.place[0]) || byText(a.place[1], b.place[1])));
  const line = (before: Line, name: string, usage: UsageTexts): Line => [...before, name, ...resources.map((resource) => cell(resource, usage))];
  const lines = pods.flatMap(({ pod, total, place: [namespace, name] }) => {
    const before = namespaces ? [namespace] : [];
    if (!containers) return [line(before, name, total)];
    return pod.containers.toSorted((a, b) => order(sortBy, a.usage, b.usage, byText(a.name, b.name))).map((each) => line([...before, name], each.name, each.usage));
  });
  // Without headings kubectl counts the columns of numbers alone.
  const columns = noHeaders ? resources.length + 1 : head.length;
  const blank = (count: number): Line => Array.from({ length: Math.max(0, count) }, () => '');
  const sums = sum ? [[...blank(columns - 2), '________', '________'], line(blank(columns - 3), '', totalOf(metrics.flatMap((pod) => pod.containers)))] : [];
  return aligned([...(noHeaders ? [] : [head]), ...lines, ...sums]);
}

export function nodeUsageTable(metrics: readonly NodeMetrics[], available: Available, { noHeaders, sortBy, swap }: UsageOptions): string {
  const resources = measured(swap);
  const head = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ...(swap ? ['SWAP(bytes)', 'SWAP(%)'] : [])];
  const lines = metrics.toSorted((a, b) => order(sortBy, a.usage, b.usage, byText(a.metadata.name, b.metadata.name))).map(({ metadata: { name }, usage }): Line => {
    const has = available.get(name);
    return [name, ...resources.flatMap((resource) => {
      if (has === undefined) return [cell(resource, usage)];
      const all = has[resource];
      if (all === undefined) return resource === 'swap' ? [UNKNOWN, UNKNOWN] : [cell(resource, usage)];
      return [cell(resource, usage), `${share(usage[resource], all)}%`];
    })];
  });
  const told = new Set(metrics.map(({ metadata: { name } }) => name));
  const silent = [...available.keys()].filter((name) => !told.has(name)).toSorted(byText);
  return aligned([...(noHeaders ? [] : [head]), ...lines, ...silent.map((name) => [name, ...resources.flatMap(() => [UNKNOWN, UNKNOWN])])]);
}
const share = (used: string | undefined, all: string): number => (milliValue(all) === 0 ? 0 : Math.trunc((milliValue(used) / milliValue(all)) * 100));
