/** Rows of the remaining groups. Follows pkg/printers/internalversion. */
import { DEFAULT_STORAGE_CLASS } from '../../../model/well-known.ts';
import { at, fieldsOf, listOf, specOf, statusOf, textOf, type Fields } from '../fields.ts';
import { balancerText } from './core.ts';
import { age } from './duration.ts';
import type { Printer } from './printer.ts';
import { count, NONE, orNone, selectorText } from './words.ts';

export const ingress: Printer = (object, printing) => {
  const spec = specOf(object);
  const rules = listOf(spec['rules']);
  const hosts = rules.map(rule => textOf(rule['host'])).filter(Boolean);
  const shown = hosts.length === 0 ? '*' : hosts.length <= 3 ? hosts.join(',') : `${hosts.slice(0, 3).join(',')} + ${rules.length - 3} more...`;
  const name = textOf(spec['ingressClassName']) || textOf(object.metadata.annotations?.['kubernetes.io/ingress.class']);
  return [object.metadata.name, orNone(name), shown, balancerText(object), listOf(spec['tls']).length > 0 ? '80, 443' : '80', age(printing, object.metadata.creationTimestamp)];
};
export const ingressClass: Printer = (object, printing) => {
  const parameters = specOf(object)['parameters'] as Fields | undefined;
  const group = parameters?.['apiGroup'] ? `.${textOf(parameters['apiGroup'])}` : '';
  return [object.metadata.name, textOf(specOf(object)['controller']), parameters ? `${textOf(parameters['kind'])}${group}/${textOf(parameters['name'])}` : NONE, age(printing, object.metadata.creationTimestamp)];
};
export const networkPolicy: Printer = (object, printing) => [object.metadata.name, selectorText(specOf(object)['podSelector']), age(printing, object.metadata.creationTimestamp)];

export const storageClass: Printer = (object, printing) => {
  const isDefault = object.metadata.annotations?.[DEFAULT_STORAGE_CLASS] === 'true';
  return [
    isDefault ? `${object.metadata.name} (default)` : object.metadata.name, textOf(object['provisioner']), textOf(object['reclaimPolicy']) || 'Delete', textOf(object['volumeBindingMode']) || 'Immediate',
    object['allowVolumeExpansion'] === true, age(printing, object.metadata.creationTimestamp),
  ];
};
export const priorityClass: Printer = (object, printing) => [
  object.metadata.name, count(object['value']), object['globalDefault'] === true, age(printing, object.metadata.creationTimestamp), textOf(object['preemptionPolicy']),
];
export const runtimeClass: Printer = (object, printing) => [object.metadata.name, textOf(object['handler']), age(printing, object.metadata.creationTimestamp)];
export const lease: Printer = (object, printing) => [object.metadata.name, textOf(specOf(object)['holderIdentity']), age(printing, object.metadata.creationTimestamp)];
export const role: Printer = object => [object.metadata.name, object.metadata.creationTimestamp];

export const roleBinding: Printer = (object, printing) => {
  const ref = fieldsOf(object['roleRef']);
  const names = (kind: string): string => listOf(object['subjects']).filter(each => each['kind'] === kind).map(each => (kind === 'ServiceAccount' ? `${textOf(each['namespace'])}/${textOf(each['name'])}` : textOf(each['name']))).join(', ');
  return [object.metadata.name, `${textOf(ref['kind'])}/${textOf(ref['name'])}`, age(printing, object.metadata.creationTimestamp), names('User'), names('Group'), names('ServiceAccount')];
};

export const csiDriver: Printer = (object, printing) => {
  const spec = specOf(object);
  const modes = (spec['volumeLifecycleModes'] ?? []) as readonly string[];
  const audiences = listOf(spec['tokenRequests']).map(each => textOf(each['audience'])).join(',');
  return [
    object.metadata.name, spec['attachRequired'] !== false, spec['podInfoOnMount'] === true, spec['storageCapacity'] === true, audiences || '<unset>', spec['requiresRepublish'] === true,
    modes.join(',') || NONE, age(printing, object.metadata.creationTimestamp),
  ];
};
export const csiNode: Printer = (object, printing) => [object.metadata.name, listOf(specOf(object)['drivers']).length, age(printing, object.metadata.creationTimestamp)];
export const volumeAttachment: Printer = (object, printing) => {
  const spec = specOf(object);
  return [
    object.metadata.name, textOf(spec['attacher']), textOf(at(spec, 'source', 'persistentVolumeName')), textOf(spec['nodeName']), statusOf(object)['attached'] === true,
    age(printing, object.metadata.creationTimestamp),
  ];
};
export const volumeAttributesClass: Printer = (object, printing) => [object.metadata.name, textOf(object['driverName']), age(printing, object.metadata.creationTimestamp)];
export const serviceCidr: Printer = (object, printing) => [object.metadata.name, ((specOf(object)['cidrs'] ?? []) as readonly string[]).join(','), age(printing, object.metadata.creationTimestamp)];
export const ipAddress: Printer = object => {
  const ref = fieldsOf(specOf(object)['parentRef']);
  return [object.metadata.name, [textOf(ref['group']), textOf(ref['resource']), textOf(ref['namespace']), textOf(ref['name'])].filter(Boolean).join('/')];
};
