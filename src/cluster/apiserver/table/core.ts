/** Rows of the core group but for Pods. Follows pkg/printers/internalversion. */
import { byText } from '../../../base/order.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { at, listOf, specOf, statusOf, textOf, textsOf, type Fields } from '../fields.ts';
import { age } from './duration.ts';
import type { Printer } from './printer.ts';
import { accessModes, containerCells, count, firstThree, labelsText, NONE, orNone } from './words.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
function rolesOf(node: KubeObject): string {
  const roles = Object.entries(textsOf(node.metadata.labels)).flatMap(([key, value]) => (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length
    ? [key.slice(ROLE_PREFIX.length)]
    : key === 'kubernetes.io/role' && value !== '' ? [value] : []));
  return orNone([...new Set(roles)].sort(byText).join(','));
}
const addressOf = (node: KubeObject, type: string): string => textOf(listOf(statusOf(node)['addresses']).find(each => each['type'] === type)?.['address']) || NONE;

export const node: Printer = (object, printing) => {
  const ready = listOf(statusOf(object)['conditions']).find(each => each['type'] === 'Ready');
  const states = [ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady', ...(specOf(object)['unschedulable'] === true ? ['SchedulingDisabled'] : [])];
  const info = (name: string): string => textOf(at(object, 'status', 'nodeInfo', name)) || '<unknown>';
  return [
    object.metadata.name, states.join(','), rolesOf(object), age(printing, object.metadata.creationTimestamp), textOf(at(object, 'status', 'nodeInfo', 'kubeletVersion')),
    addressOf(object, 'InternalIP'), addressOf(object, 'ExternalIP'), info('osImage'), info('kernelVersion'), info('containerRuntimeVersion'),
  ];
};

export const namespace: Printer = (object, printing) => [object.metadata.name, textOf(statusOf(object)['phase']), age(printing, object.metadata.creationTimestamp)];
export const configMap: Printer = (object, printing) => [
  object.metadata.name, Object.keys(textsOf(object['data'])).length + Object.keys(textsOf(object['binaryData'])).length, age(printing, object.metadata.creationTimestamp),
];
export const secret: Printer = (object, printing) => [object.metadata.name, textOf(object['type']), Object.keys(textsOf(object['data'])).length, age(printing, object.metadata.creationTimestamp)];
export const serviceAccount: Printer = (object, printing) => [object.metadata.name, age(printing, object.metadata.creationTimestamp)];

export const service: Printer = (object, printing) => {
  const spec = specOf(object);
  const ports = listOf(spec['ports']).map(port => `${count(port['port'])}${count(port['nodePort']) > 0 ? `:${count(port['nodePort'])}` : ''}/${textOf(port['protocol'])}`);
  return [
    object.metadata.name, textOf(spec['type']), orNone((spec['clusterIPs'] as readonly string[] | undefined)?.[0]), externalIp(object), orNone(ports.join(',')),
    age(printing, object.metadata.creationTimestamp), labelsText(spec['selector']),
  ];
};
export const balancerText = (object: KubeObject): string =>
  [...new Set(listOf(at(object, 'status', 'loadBalancer', 'ingress')).map(each => textOf(each['ip']) || textOf(each['hostname'])).filter(Boolean))].sort(byText).join(',');
function externalIp(object: KubeObject): string {
  const spec = specOf(object);
  const external = ((spec['externalIPs'] ?? []) as readonly string[]).join(',');
  switch (spec['type']) {
    case 'ExternalName': return textOf(spec['externalName']);
    case 'LoadBalancer': return [balancerText(object), external].filter(Boolean).join(',') || '<pending>';
    case 'ClusterIP': case 'NodePort': return external || NONE;
    default: return '<unknown>';
  }
}

export const endpoints: Printer = (object, printing) => {
  const all = listOf(object['subsets']).flatMap(subset => {
    const ports = listOf(subset['ports']);
    const addresses = listOf(subset['addresses']).map(each => textOf(each['ip']));
    return ports.length === 0 ? addresses : ports.flatMap(port => addresses.map(address => `${address.includes(':') ? `[${address}]` : address}:${count(port['port'])}`));
  });
  return [object.metadata.name, firstThree(all, NONE), age(printing, object.metadata.creationTimestamp)];
};
export const endpointSlice: Printer = (object, printing) => {
  const ports = listOf(object['ports']).map(port => (port['port'] === undefined ? '*' : String(port['port'])));
  const addresses = listOf(object['endpoints']).flatMap(each => (each['addresses'] ?? []) as readonly string[]);
  return [object.metadata.name, textOf(object['addressType']), firstThree(ports, '<unset>'), firstThree(addresses, '<unset>'), age(printing, object.metadata.creationTimestamp)];
};

export const event: Printer = (object, printing) => {
  const about = (object['involvedObject'] ?? object['regarding'] ?? {}) as Fields;
  const series = object['series'] as Fields | undefined;
  const first = age(printing, object['firstTimestamp'] || object['deprecatedFirstTimestamp'] || object['eventTime']);
  const given = object['lastTimestamp'] || object['deprecatedLastTimestamp'];
  const last = series ? age(printing, series['lastObservedTime']) : given ? age(printing, given) : first;
  const times = series ? count(series['count']) : count(object['count'] ?? object['deprecatedCount']) || 1;
  const source = (object['source'] ?? object['deprecatedSource'] ?? {}) as Fields;
  const component = textOf(source['component']) || textOf(object['reportingComponent'] ?? object['reportingController']);
  const host = textOf(source['host']) || textOf(object['reportingInstance']);
  const kind = textOf(about['kind']).toLowerCase();
  return [
    last, textOf(object['type']), textOf(object['reason']), about['name'] ? `${kind}/${textOf(about['name'])}` : kind, textOf(about['fieldPath']),
    host === '' ? component : `${component}, ${host}`, textOf(object['message'] ?? object['note']).trim(), first, times, object.metadata.name,
  ];
};

const limitPrefix = 'limits.';
export const resourceQuota: Printer = (object, printing) => {
  const hard = textsOf(statusOf(object)['hard']);
  const used = textsOf(statusOf(object)['used']);
  const cells = (wanted: boolean): string => Object.keys(hard).filter(name => name.startsWith(limitPrefix) === wanted).sort(byText).map(name => `${name}: ${used[name] ?? '0'}/${hard[name] ?? '0'}`).join(', ');
  return [object.metadata.name, cells(false), cells(true), age(printing, object.metadata.creationTimestamp)];
};
export const limitRange: Printer = object => [object.metadata.name, object.metadata.creationTimestamp];

const phaseOf = (object: KubeObject): string => (object.metadata.deletionTimestamp === undefined ? textOf(statusOf(object)['phase']) : 'Terminating');
export const persistentVolume: Printer = (object, printing) => {
  const spec = specOf(object);
  const claim = spec['claimRef'] as Fields | undefined;
  return [
    object.metadata.name, textsOf(spec['capacity'])['storage'] ?? '0', accessModes(spec['accessModes']), textOf(spec['persistentVolumeReclaimPolicy']), phaseOf(object),
    claim ? `${textOf(claim['namespace'])}/${textOf(claim['name'])}` : '', textOf(spec['storageClassName']), textOf(spec['volumeAttributesClassName']) || '<unset>', textOf(statusOf(object)['reason']),
    age(printing, object.metadata.creationTimestamp), textOf(spec['volumeMode']) || '<unset>',
  ];
};
export const persistentVolumeClaim: Printer = (object, printing) => {
  const spec = specOf(object);
  const status = statusOf(object);
  const bound = textOf(spec['volumeName']) !== '';
  return [
    object.metadata.name, phaseOf(object), textOf(spec['volumeName']), bound ? (textsOf(status['capacity'])['storage'] ?? '0') : '', bound ? accessModes(status['accessModes']) : '',
    textOf(spec['storageClassName']), textOf(spec['volumeAttributesClassName']) || '<unset>', age(printing, object.metadata.creationTimestamp), textOf(spec['volumeMode']) || '<unset>',
  ];
};
export const podTemplate: Printer = object => [object.metadata.name, ...containerCells(at(object, 'template', 'spec', 'containers')), labelsText(at(object, 'template', 'metadata', 'labels'))];
