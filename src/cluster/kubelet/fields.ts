/** The downward API: fields of a Pod and amounts of its containers, as texts. Follows pkg/fieldpath and pkg/api/v1/resource. */
import { byText } from '../../base/order.ts';
import { milliValue, wholeValue } from '../../model/quantity.ts';
import type { k8s } from '../../model/objects.ts';
import { containerSpec } from './kit.ts';
import type { Kit } from './kit.ts';
import type { Worker } from './state.ts';

/** As Go's %q writes a text. */
const quoted = (text: string): string => JSON.stringify(text);
const formatMap = (map: Readonly<Record<string, string>> = {}): string =>
  Object.entries(map).sort(([a], [b]) => byText(a, b)).map(([key, value]) => `${key}=${quoted(value)}`).join('\n');

export function fieldValue(kit: Kit, { pod, sandbox, node }: Worker, path: string): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed !== null) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] ?? ''] ?? '';
  const hostIP = kit.state.nodes.get(node)?.address ?? '';
  const podIP = spec.hostNetwork === true ? hostIP : (sandbox?.ip ?? '');
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace;
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'spec.nodeName':
      return node;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP;
    default:
      return '';
  }
}

/** An amount in units of the divisor, rounded up. A limit that is not set is what the node can give. */
export function resourceValue(kit: Kit, worker: Worker, container: string, { resource, divisor, containerName }: k8s.ResourceFieldSelector): string {
  const name = containerName ?? container;
  const resources = worker.allocated[name] ?? containerSpec(worker.pod, name)?.spec.resources;
  const [list = '', ...rest] = resource.split('.');
  const amount = rest.join('.');
  const node = kit.plan.view.get('nodes', '', worker.node)?.status.allocatable;
  const text = list === 'limits' ? (resources?.limits?.[amount] ?? node?.[amount]) : resources?.requests?.[amount];
  const unit = divisor === undefined || divisor === '' || divisor === '0' ? '1' : divisor;
  if (amount === 'cpu') return String(Math.ceil(milliValue(text) / Math.max(1, milliValue(unit))));
  return String(Math.ceil(wholeValue(text) / Math.max(1, wholeValue(unit))));
}
