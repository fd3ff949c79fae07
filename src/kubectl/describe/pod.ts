/** `kubectl describe pod`, and the template of a Pod in workloads. Follows kubectl pkg/describe describePod and DescribePodTemplate. */
import { byText } from '../../base/order.ts';
import type { k8s, Pod } from '../../model/objects.ts';
import { ageOf, rfc1123 } from '../printers/age.ts';
import { selectorText } from '../verbs/pods.ts';
import { describeContainers, describeResources } from './containers.ts';
import { describeVolumes } from './volumes.ts';
import type { Writer } from './writer.ts';

const NO_FIELD = (): string => '';

/** Fields of metadata that the downward API can show; others stay empty here, as in kubectl. */
function fieldReader(pod: Pod): (path: string) => string {
  const { metadata } = pod;
  const pairs = (map: Readonly<Record<string, string>> | undefined): string => Object.keys(map ?? {}).sort(byText).map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`).join('\n');
  return (path) => {
    const key = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
    if (key) return (key[1] === 'labels' ? metadata.labels : metadata.annotations)?.[key[2] ?? ''] ?? '';
    switch (path) {
      case 'metadata.name': return metadata.name;
      case 'metadata.namespace': return metadata.namespace;
      case 'metadata.uid': return metadata.uid;
      case 'metadata.labels': return pairs(metadata.labels);
      case 'metadata.annotations': return pairs(metadata.annotations);
      default: return '';
    }
  };
}

export const controllerOf = (metadata: { readonly ownerReferences?: readonly k8s.OwnerReference[] | undefined }): k8s.OwnerReference | undefined => (metadata.ownerReferences ?? []).find(({ controller }) => controller === true);

export function describePod(w: Writer, pod: Pod, now: number): void {
  const { metadata, spec, status } = pod;
  w.line(0, `Name:\t${metadata.name}`);
  w.line(0, `Namespace:\t${metadata.namespace}`);
  if (spec.priority !== undefined && spec.priority !== null) w.line(0, `Priority:\t${spec.priority}`);
  if (spec.priorityClassName) w.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec.runtimeClassName) w.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec.serviceAccountName) w.line(0, `Service Account:\t${spec.serviceAccountName}`);
  w.line(0, `Node:\t${spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'}`);
  if (status.startTime) w.line(0, `Start Time:\t${rfc1123(status.startTime)}`);
  w.labels('Labels', metadata.labels);
  w.annotations('Annotations', metadata.annotations);
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    w.line(0, `Status:\tTerminating (lasts ${ageOf(metadata.deletionTimestamp, now)})`);
    w.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else w.line(0, `Status:\t${status.phase}`);
  if (status.reason) w.line(0, `Reason:\t${status.reason}`);
  if (status.message) w.line(0, `Message:\t${status.message}`);
  const profile = spec.securityContext?.seccompProfile;
  if (profile) w.line(0, `SeccompProfile:\t${profile.type}`);
  if (profile?.type === 'Localhost') w.line(0, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
  describeAddresses(w, pod);
  describeAllContainers(w, pod);
  describeConditions(w, pod);
  describeVolumes(w, spec.volumes);
  w.line(0, `QoS Class:\t${status.qosClass}`);
  w.labels('Node-Selectors', spec.nodeSelector);
  describeTolerations(w, spec.tolerations);
  describeSpread(w, spec.topologySpreadConstraints);
}

function describeAddresses(w: Writer, { metadata, status, spec }: Pod): void {
  w.line(0, `IP:\t${status.podIP ?? ''}`);
  const addresses = status.podIPs ?? [];
  if (addresses.length === 0) w.line(0, 'IPs:\t<none>');
  else {
    w.line(0, 'IPs:');
    for (const { ip } of addresses) w.line(1, `IP:\t${ip}`);
  }
  const owner = controllerOf(metadata);
  if (owner) w.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
  if (status.nominatedNodeName) w.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
  if (spec.resources) {
    w.line(0, 'Resources:');
    describeResources(w, spec.resources, 1);
  }
}

function describeAllContainers(w: Writer, pod: Pod): void {
  const { spec, status } = pod;
  const read = fieldReader(pod);
  if ((spec.initContainers ?? []).length > 0) describeContainers(w, 'Init Containers', spec.initContainers ?? [], status.initContainerStatuses ?? [], read);
  describeContainers(w, 'Containers', spec.containers, status.containerStatuses ?? [], read);
  if ((spec.ephemeralContainers ?? []).length > 0) describeContainers(w, 'Ephemeral Containers', (spec.ephemeralContainers ?? []) as readonly k8s.Container[], status.ephemeralContainerStatuses ?? [], read);
}

function describeConditions(w: Writer, { spec, status }: Pod): void {
  const conditions = status.conditions ?? [];
  const gates = spec.readinessGates ?? [];
  if (gates.length > 0) {
    w.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const { conditionType } of gates) w.line(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `);
  }
  if (conditions.length === 0) return;
  w.write(0, 'Conditions:\n  Type\tStatus\n');
  for (const { type, status: value } of conditions) w.line(1, `${type} \t${value} `);
}

function describeTolerations(w: Writer, tolerations: readonly k8s.Toleration[] | undefined, indent = ''): void {
  const sorted = (tolerations ?? []).toSorted((a, b) => byText(a.key ?? '', b.key ?? ''));
  w.list(`${indent}Tolerations`, sorted.map(tolerationText));
}

function tolerationText({ key, value, effect, operator, tolerationSeconds }: k8s.Toleration): string {
  const what = `${key ?? ''}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' && !value ? (key || effect ? ' op=Exists' : 'op=Exists') : '';
  return `${what}${exists}${tolerationSeconds === undefined || tolerationSeconds === null ? '' : ` for ${tolerationSeconds}s`}`;
}

function describeSpread(w: Writer, constraints: readonly k8s.TopologySpreadConstraint[] | undefined, space = ''): void {
  if ((constraints ?? []).length === 0) return;
  const lines = (constraints ?? []).toSorted((a, b) => byText(a.topologyKey, b.topologyKey)).map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${labelSelector ? ` for selector ${selectorText(labelSelector)}` : ''}`);
  w.list('Topology Spread Constraints', lines, space);
}

export function describePodTemplate(w: Writer, template: k8s.PodTemplateSpec | undefined): void {
  w.line(0, 'Pod Template:');
  if (!template) return w.write(1, '<unset>');
  w.labels('  Labels', template.metadata?.labels);
  if (Object.keys(template.metadata?.annotations ?? {}).length > 0) w.annotations('  Annotations', template.metadata?.annotations);
  const spec: Partial<k8s.PodSpec> = template.spec ?? {};
  if (spec.serviceAccountName) w.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if ((spec.initContainers ?? []).length > 0) describeContainers(w, 'Init Containers', spec.initContainers ?? [], [], NO_FIELD, '  ');
  describeContainers(w, 'Containers', spec.containers ?? [], [], NO_FIELD, '  ');
  describeVolumes(w, spec.volumes, '  ');
  describeSpread(w, spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName) w.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  w.labels('  Node-Selectors', spec.nodeSelector);
  describeTolerations(w, spec.tolerations, '  ');
}
