/** The API server's warnings about Pods and Pod templates. Follows pkg/api/pod/warnings.go. */
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { dnsLabelComplaints } from '../../../model/names.ts';
import { milliValue } from '../../../model/quantity.ts';
import { SECCOMP_POD } from '../../../model/well-known.ts';
import { at, fieldsOf, listOf, numberOf, specOf, textListOf, textOf, textsOf, type Fields } from '../fields.ts';
import { addressWarnings } from './addresses.ts';
import { nodeTermWarnings, oldLabel } from './nodes.ts';
import { portWarnings } from './ports.ts';
import { volumeWarnings } from './volumes.ts';

export function podWarnings(pod: KubeObject): readonly string[] {
  const wrong = dnsLabelComplaints(pod.metadata.name);
  const ofName = wrong.length === 0 ? [] : [`metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${wrong.join(' ')}]`];
  return [...ofName, ...templateWarnings(specOf(pod), fieldsOf(pod.metadata), null)];
}

/** `base` is null for a Pod itself. */
export function templateWarnings(spec: Fields, meta: Fields, base: FieldPath | null): readonly string[] {
  const path = (first: string, ...rest: readonly string[]): FieldPath => (base === null ? FieldPath.of(first, ...rest) : base.child(first, ...rest));
  const containers = containersOf(spec, path('spec'));
  return [
    ...nodeLabelWarnings(spec, path('spec')),
    ...spreadWarnings(spec, path('spec')),
    ...annotationWarnings(textsOf(meta['annotations']), path('metadata', 'annotations')),
    ...volumeWarnings(spec, path('spec', 'volumes')),
    ...repeated(spec, 'hostAliases', 'ip', path('spec', 'hostAliases')),
    ...repeated(spec, 'imagePullSecrets', 'name', path('spec', 'imagePullSecrets')),
    ...listOf(spec['imagePullSecrets']).flatMap((each, i) => (each['name'] ? [] : [`${path('spec', 'imagePullSecrets').index(i).child('name').toString()}: invalid empty name ""`])),
    ...fractions(textsOf(spec['overhead']), path('spec', 'overhead')),
    ...seccompWarnings(spec, SECCOMP_POD, textsOf(meta['annotations']), path('metadata', 'annotations')),
    ...containers.flatMap(([container, at]) => containerWarnings(container, at, spec, textsOf(meta['annotations']), path('metadata', 'annotations'), base !== null)),
    ...portWarnings(containers),
    ...(numberOf(spec['terminationGracePeriodSeconds']) < 0 ? [`${path('spec', 'terminationGracePeriodSeconds').toString()}: must be >= 0; negative values are invalid and will be treated as 1`] : []),
    ...affinityWarnings(fieldsOf(spec['affinity']), path('spec', 'affinity')),
    ...textListOf(at(spec, 'dnsConfig', 'nameservers')).flatMap((address, i) => addressWarnings(path('spec', 'dnsConfig', 'nameservers').index(i), address)),
    ...listOf(spec['hostAliases']).flatMap((alias, i) => addressWarnings(path('spec', 'hostAliases').index(i).child('ip'), textOf(alias['ip']))),
  ];
}


/** Init containers first, as upstream visits them. */
function containersOf(spec: Fields, path: FieldPath): readonly (readonly [Fields, FieldPath])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(field => listOf(spec[field]).map((each, i) => [each, path.child(field).index(i)] as const));
}

function nodeLabelWarnings(spec: Fields, path: FieldPath): readonly string[] {
  const selector = path.child('nodeSelector');
  const affinity = path.child('affinity', 'nodeAffinity');
  const required = affinity.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const preferred = affinity.child('preferredDuringSchedulingIgnoredDuringExecution');
  return [
    ...Object.keys(textsOf(spec['nodeSelector'])).flatMap(key => (oldLabel(key) === null ? [] : [`${selector.key(key).toString()}: ${oldLabel(key) ?? ''}`])),
    ...listOf(at(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')).flatMap((each, i) => nodeTermWarnings(each, required.index(i), { checkValues: false })),
    ...listOf(at(spec, 'affinity', 'nodeAffinity', 'preferredDuringSchedulingIgnoredDuringExecution')).flatMap((each, i) => nodeTermWarnings(fieldsOf(each['preference']), preferred.index(i).child('preference'), { checkValues: true })),
  ];
}

const NULL_SELECTOR = 'a null labelSelector results in matching no pod';
function spreadWarnings(spec: Fields, path: FieldPath): readonly string[] {
  return listOf(spec['topologySpreadConstraints']).flatMap((each, i) => {
    const at = path.child('topologySpreadConstraints').index(i);
    const key = textOf(each['topologyKey']);
    const old = oldLabel(key);
    return [
      ...(old === null ? [] : [`${at.child('topologyKey').toString()}: ${key} is ${old}`]),
      ...(each['labelSelector'] === undefined ? [`${at.child('labelSelector').toString()}: ${NULL_SELECTOR}`] : []),
    ];
  });
}
function affinityWarnings(affinity: Fields, path: FieldPath): readonly string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap(kind => {
    const [required, preferred] = ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'] as const;
    return [
      ...listOf(at(affinity, kind, required)).flatMap((term, i) => (term['labelSelector'] === undefined ? [`${path.child(kind, required).index(i).child('labelSelector').toString()}: ${NULL_SELECTOR}`] : [])),
      ...listOf(at(affinity, kind, preferred)).flatMap((each, i) =>
        at(each, 'podAffinityTerm', 'labelSelector') === undefined ? [`${path.child(kind, preferred).index(i).child('podAffinityTerm', 'labelSelector').toString()}: ${NULL_SELECTOR}`] : []),
    ];
  });
}

const OLD_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};
const OLD_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';
/** An annotation speaks for a profile only where the field is missing. */
const seccompWarnings = (holder: Fields, key: string, annotations: Readonly<Record<string, string>>, path: FieldPath): readonly string[] =>
  at(holder, 'securityContext', 'seccompProfile') === undefined && annotations[key] !== undefined ? [`${path.key(key).toString()}: ${OLD_SECCOMP}`] : [];
const annotationWarnings = (annotations: Readonly<Record<string, string>>, path: FieldPath): readonly string[] =>
  Object.entries(OLD_ANNOTATIONS).flatMap(([key, message]) => (annotations[key] === undefined ? [] : [`${path.key(key).toString()}: ${message}`]));

function repeated(spec: Fields, field: string, name: string, path: FieldPath): readonly string[] {
  const seen = new Set<string>();
  return listOf(spec[field]).flatMap((each, i) => {
    const value = textOf(each[name]);
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [`${path.index(i).child(name).toString()}: duplicate ${name} "${value}"`];
  });
}
const fractions = (list: Readonly<Record<string, string>>, path: FieldPath): readonly string[] =>
  ['memory', 'ephemeral-storage'].flatMap(name => (milliValue(list[name]) % 1000 === 0 ? [] : [`${path.key(name).toString()}: fractional byte value "${list[name] ?? ''}" is invalid, must be an integer`]));

function containerWarnings(container: Fields, path: FieldPath, spec: Fields, annotations: Readonly<Record<string, string>>, annotationsPath: FieldPath, isTemplate: boolean): readonly string[] {
  const limits = textsOf(at(container, 'resources', 'limits'));
  const requests = textsOf(at(container, 'resources', 'requests'));
  const name = textOf(container['name']);
  const armor = `container.apparmor.security.beta.kubernetes.io/${name}`;
  const hasArmor = at(spec, 'securityContext', 'appArmorProfile') !== undefined || at(container, 'securityContext', 'appArmorProfile') !== undefined;
  const one = (resource: string): readonly string[] => [
    ...fractions({ [resource]: limits[resource] ?? '0' }, path.child('resources', 'limits')),
    ...fractions({ [resource]: requests[resource] ?? '0' }, path.child('resources', 'requests')),
  ];
  return [
    ...seccompWarnings(container, `container.seccomp.security.alpha.kubernetes.io/${name}`, annotations, annotationsPath),
    ...(isTemplate && !hasArmor && annotations[armor] !== undefined ? [`${annotationsPath.key(armor).toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`] : []),
    ...one('memory'), ...one('ephemeral-storage'),
    ...envWarnings(container, path.child('env')),
  ];
}
/** A variable given twice is fine only where the later value builds on the earlier. */
function envWarnings(container: Fields, path: FieldPath): readonly string[] {
  const seen = new Set<string>();
  return listOf(container['env']).flatMap((each, i) => {
    const name = textOf(each['name']);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const value = textOf(each['value']);
    const reference = `$(${name})`;
    const hides = each['valueFrom'] !== undefined || value === reference || !value.includes(reference);
    return hides ? [`${path.index(i).toString()}: hides previous definition of "${name}", which may be dropped when using apply`] : [];
  });
}
