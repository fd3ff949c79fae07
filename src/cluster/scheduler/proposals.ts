/** For each plugin's refusal the smallest change of the Pod, or of the node, that might lift it. Whether it does, the plugins are asked. */
import { pointerStep } from '../../model/json-patch.ts';
import type { k8s, Pod } from '../../model/objects.ts';
import { matchesRequirement, type SelectorOperator } from '../../model/selectors.ts';
import { HOSTNAME, NOT_READY, UNREACHABLE, UNSCHEDULABLE } from '../../model/well-known.ts';
import type { World } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import { portsConflict, termMatches, type AffinityTerm, type PodInfo } from './pod-info.ts';
import { labelled } from './proposal.ts';
import type { Patch, Proposal, Question } from './proposal.ts';
import { resourceProposal } from './proposals-resources.ts';
import { nearerToVolume, withoutClaim } from './proposals-volumes.ts';
import { untoleratedTaint } from './plugins/taint-toleration.ts';
import { skews } from './plugins/pod-topology-spread.ts';

type Proposer = (question: Question) => Proposal | null;

/** Tolerations that the API server adds to every Pod are not in the manifest. */
const isDefaultToleration = ({ key, tolerationSeconds }: k8s.Toleration): boolean =>
  tolerationSeconds === 300 && (key === NOT_READY || key === UNREACHABLE);
function tolerate(pod: Pod, toleration: k8s.Toleration): Patch {
  const own = (pod.spec.tolerations ?? []).filter(each => !isDefaultToleration(each));
  return own.length === 0 ? [{ op: 'add', path: '/spec/tolerations', value: [toleration] }] : [{ op: 'add', path: '/spec/tolerations/-', value: toleration }];
}

/** The taint of a cordon goes with it: the node lifecycle controller takes it away. */
const uncordon: Proposer = ({ change, pod, node }) => {
  if (change === 'pod') return { text: `tolerate ${UNSCHEDULABLE}`, patch: tolerate(pod.pod, { key: UNSCHEDULABLE, operator: 'Exists', effect: 'NoSchedule' }) };
  const at = node.taints.findIndex(({ key }) => key === UNSCHEDULABLE);
  return { text: `uncordon ${node.name}`, patch: [{ op: 'remove', path: '/spec/unschedulable' }, ...(at < 0 ? [] : [{ op: 'remove', path: `/spec/taints/${at}` } as const])] };
};

const taint: Proposer = ({ change, pod, node }) => {
  const found = untoleratedTaint(pod, node);
  if (found === undefined) return null;
  const { key, value = '', effect } = found;
  const written = value === '' ? key : `${key}=${value}`;
  if (change === 'node') return { text: `remove the taint ${written}:${effect} from ${node.name}`, patch: [{ op: 'remove', path: `/spec/taints/${node.taints.indexOf(found)}` }] };
  const toleration: k8s.Toleration = value === '' ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };
  return { text: `tolerate ${written}`, patch: tolerate(pod.pod, toleration) };
};

const nodeName: Proposer = ({ change }) => (change === 'pod' ? { text: 'remove nodeName', patch: [{ op: 'remove', path: '/spec/nodeName' }] } : null);

const unlabel = (node: NodeInfo, key: string): Proposal => ({ text: `remove the label ${key} from ${node.name}`, patch: [{ op: 'remove', path: `/metadata/labels/${pointerStep(key)}` }] });

const nodeAffinity: Proposer = ({ change, pod, node }) => {
  const { nodeSelector = {}, affinity } = pod.pod.spec;
  for (const [key, value] of Object.entries(nodeSelector)) {
    if (node.labels[key] === value) continue;
    return change === 'node' ? labelled(node, key, value) : { text: `remove ${key}=${value} from the node selector`, patch: [{ op: 'remove', path: `/spec/nodeSelector/${pointerStep(key)}` }] };
  }
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const failing = terms.map((term, at) => ({ at, term, unmet: (term.matchExpressions ?? []).filter(each => !holds(each, node)) })).filter(({ unmet }) => unmet.length > 0);
  const nearest = failing.reduce<(typeof failing)[number] | undefined>((best, each) => (best === undefined || each.unmet.length < best.unmet.length ? each : best), undefined);
  const unmet = nearest?.unmet[0];
  if (nearest === undefined || unmet === undefined) return null;
  if (change === 'node') return satisfy(node, unmet);
  const base = '/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution';
  const expressions = nearest.term.matchExpressions ?? [];
  const alone = expressions.length === 1 && (nearest.term.matchFields ?? []).length === 0;
  const text = `no longer require ${unmet.key} ${unmet.operator} ${(unmet.values ?? []).join(', ')}`.trim();
  return { text, patch: [{ op: 'remove', path: alone ? base : `${base}/nodeSelectorTerms/${nearest.at}/matchExpressions/${expressions.indexOf(unmet)}` }] };
};
const holds = ({ key, operator, values = [] }: k8s.NodeSelectorRequirement, node: NodeInfo): boolean => matchesRequirement({ key, operator: operator as SelectorOperator, values }, node.labels);
function satisfy(node: NodeInfo, { key, operator, values = [] }: k8s.NodeSelectorRequirement): Proposal | null {
  switch (operator) {
    case 'In': return labelled(node, key, values[0] ?? '');
    case 'Exists': return labelled(node, key, 'true');
    case 'Gt': return labelled(node, key, String(Number(values[0]) + 1));
    case 'Lt': return labelled(node, key, String(Number(values[0]) - 1));
    default: return unlabel(node, key);
  }
}

const ports: Proposer = ({ change, pod, node }) => {
  if (change === 'node') return null;
  for (const [c, container] of pod.pod.spec.containers.entries()) {
    for (const [p, { hostPort = 0, hostIP = '', protocol = 'TCP' }] of (container.ports ?? []).entries()) {
      const wanted = { ip: hostIP === '' ? '0.0.0.0' : hostIP, protocol, port: hostPort };
      if (hostPort === 0 || !node.hostPorts.some(used => portsConflict(used, wanted))) continue;
      return { text: `remove the host port ${hostPort}`, patch: [{ op: 'remove', path: `/spec/containers/${c}/ports/${p}/hostPort` }] };
    }
  }
  return null;
};

const spread: Proposer = ({ change, pod, node, world }) => {
  for (const { constraint, skew } of skews(pod, node, world)) {
    const { index, topologyKey, maxSkew } = constraint;
    const missing = node.labels[topologyKey] === undefined;
    if (missing && change === 'node') return labelled(node, topologyKey, topologyKey === HOSTNAME ? node.name : (leastDomain(topologyKey, world) ?? node.name));
    if (missing) return { text: `remove the spread constraint over ${topologyKey}`, patch: [{ op: 'remove', path: `/spec/topologySpreadConstraints/${index}` }] };
    if (skew > maxSkew && change === 'pod') return { text: `raise maxSkew over ${topologyKey} to ${skew}`, patch: [{ op: 'replace', path: `/spec/topologySpreadConstraints/${index}/maxSkew`, value: skew }] };
  }
  return null;
};
const leastDomain = (key: string, world: World): string | undefined => world.nodes.map(node => node.labels[key]).find(value => value !== undefined);

const interPod: Proposer = ({ change, pod, node, world }) => {
  if (change === 'node') return null;
  const inDomain = (term: AffinityTerm): boolean => {
    const value = node.labels[term.topologyKey];
    return value !== undefined && world.nodes.some(({ labels, pods }) => labels[term.topologyKey] === value && pods.some(other => termMatches(term, other, world.labelsOfNamespace)));
  };
  const unmet = pod.requiredAffinity.findIndex(term => !inDomain(term));
  if (unmet >= 0) return withoutTerm(pod, 'podAffinity', unmet, 'affinity');
  const broken = pod.requiredAntiAffinity.findIndex(inDomain);
  if (broken >= 0) return withoutTerm(pod, 'podAntiAffinity', broken, 'anti-affinity');
  return withoutLabel(pod, node, world);
};
function withoutTerm(pod: PodInfo, field: 'podAffinity' | 'podAntiAffinity', at: number, word: string): Proposal {
  const base = `/spec/affinity/${field}/requiredDuringSchedulingIgnoredDuringExecution`;
  const terms = pod.pod.spec.affinity?.[field]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return { text: `no longer require the ${word} within ${terms[at]?.topologyKey ?? ''}`, patch: [{ op: 'remove', path: terms.length === 1 ? base : `${base}/${at}` }] };
}
/** Pods that are there keep this one away by its labels. */
function withoutLabel(pod: PodInfo, node: NodeInfo, world: World): Proposal | null {
  for (const name of world.nodesWithRequiredAntiAffinity) {
    const info = world.info(name);
    for (const other of info?.withRequiredAntiAffinity ?? []) {
      for (const term of other.requiredAntiAffinity) {
        if (info?.labels[term.topologyKey] !== node.labels[term.topologyKey] || !termMatches(term, pod, world.labelsOfNamespace)) continue;
        const key = term.selector?.find(each => pod.labels[each.key] !== undefined)?.key;
        if (key !== undefined) return {
          text: `remove the label ${key}=${pod.labels[key] ?? ''}, which ${other.pod.metadata.name} keeps away from`,
          patch: [{ op: 'remove', path: `/metadata/labels/${pointerStep(key)}` }],
        };
      }
    }
  }
  return null;
}

/** Claims and their volumes: the Pod does without, or the node stands where the volume is. */
const volumes = (plugin: string): Proposer => (question) => (question.change === 'pod' ? withoutClaim(plugin, question) : nearerToVolume(question));

export const proposers: Readonly<Record<string, Proposer>> = {
  NodeUnschedulable: uncordon,
  NodeName: nodeName,
  TaintToleration: taint,
  NodeAffinity: nodeAffinity,
  NodePorts: ports,
  NodeResourcesFit: resourceProposal,
  PodTopologySpread: spread,
  InterPodAffinity: interPod,
  VolumeBinding: volumes('VolumeBinding'),
  VolumeZone: volumes('VolumeZone'),
  VolumeRestrictions: volumes('VolumeRestrictions'),
  NodeVolumeLimits: volumes('NodeVolumeLimits'),
};
