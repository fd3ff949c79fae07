/** The API server's warnings about Pods and Pod templates. Follows pkg/api/pod/warnings.go. */
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { milliValue } from '../../../model/quantity.ts';
import { at, fieldsOf, listOf, numberOf, specOf, textOf, textsOf, type Fields } from '../fields.ts';
import { portWarnings } from './ports.ts';
import { volumeWarnings } from './volumes.ts';

const LONGEST_LABEL = 63;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export function podWarnings(pod: KubeObject): readonly string[] {
  const { name } = pod.metadata;
  const wrong: string[] = [];
  if (name.length > LONGEST_LABEL) wrong.push('must be no more than 63 characters');
  if (!LABEL.test(name)) wrong.push("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
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
    ...containers.flatMap(([container, at]) => containerWarnings(container, at, spec, textsOf(meta['annotations']), base === null ? null : base.child('metadata', 'annotations'))),
    ...portWarnings(containers),
    ...(numberOf(spec['terminationGracePeriodSeconds']) < 0 ? [`${path('spec', 'terminationGracePeriodSeconds').toString()}: must be >= 0; negative values are invalid and will be treated as 1`] : []),
    ...affinityWarnings(fieldsOf(spec['affinity']), path('spec', 'affinity')),
  ];
}

/** Init containers first, as upstream visits them. */
function containersOf(spec: Fields, path: FieldPath): readonly (readonly [Fields, FieldPath])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(field => listOf(spec[field]).map((each, i) => [each, path.child(field).index(i)] as const));
}

const OLD_NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};
function nodeLabelWarnings(spec: Fields, path: FieldPath): readonly string[] {
  const selector = path.child('nodeSelector');
  const own = Object.keys(textsOf(spec['nodeSelector'])).flatMap(key => (OLD_NODE_LABELS[key] === undefined ? [] : [`${selector.key(key).toString()}: ${OLD_NODE_LABELS[key]}`]));
  const affinity = path.child('affinity', 'nodeAffinity');
  const term = (each: Fields, at: FieldPath): readonly string[] =>
    listOf(each['matchExpressions']).flatMap((expression, i) => {
      const key = textOf(expression['key']);
      return OLD_NODE_LABELS[key] === undefined ? [] : [`${at.child('matchExpressions').index(i).child('key').toString()}: ${key} is ${OLD_NODE_LABELS[key]}`];
    });
  const required = affinity.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const preferred = affinity.child('preferredDuringSchedulingIgnoredDuringExecution');
  return [
    ...own,
    ...listOf(at(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')).flatMap((each, i) => term(each, required.index(i))),
    ...listOf(at(spec, 'affinity', 'nodeAffinity', 'preferredDuringSchedulingIgnoredDuringExecution')).flatMap((each, i) => term(fieldsOf(each['preference']), preferred.index(i).child('preference'))),
  ];
}

const NULL_SELECTOR = 'a null labelSelector results in matching no pod';
function spreadWarnings(spec: Fields, path: FieldPath): readonly string[] {
  return listOf(spec['topologySpreadConstraints']).flatMap((each, i) => {
    const at = path.child('topologySpreadConstraints').index(i);
    const key = textOf(each['topologyKey']);
    return [
      ...(OLD_NODE_LABELS[key] === undefined ? [] : [`${at.child('topologyKey').toString()}: ${key} is ${OLD_NODE_LABELS[key]}`]),
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
  'seccomp.security.alpha.kubernetes.io/pod': 'non-functional in v1.27+; use the "seccompProfile" field instead',
};
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

function containerWarnings(container: Fields, path: FieldPath, spec: Fields, annotations: Readonly<Record<string, string>>, templateAnnotations: FieldPath | null): readonly string[] {
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
    ...(templateAnnotations !== null && !hasArmor && annotations[armor] !== undefined ? [`${templateAnnotations.key(armor).toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`] : []),
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
