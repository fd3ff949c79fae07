/** What stands in a cluster before anybody asks for anything: as kubeadm leaves it, then what the settings add. */
import type { ApiRequest } from '../contract/api.ts';
import { componentUser } from '../contract/api.ts';
import type { ClusterSettings, NodeSetting } from '../contract/settings.ts';
import { groupResourceOfKind } from '../../model/resources.ts';

const SYSTEM = componentUser('system:apiserver', 'system:masters');

const named = (apiVersion: string, kind: string, name: string, rest: object = {}): object => ({ apiVersion, kind, metadata: { name }, ...rest });
const inNamespace = (apiVersion: string, kind: string, namespace: string, name: string, rest: object = {}): object => ({ apiVersion, kind, metadata: { name, namespace }, ...rest });

/** The objects that every cluster has. */
function standing(settings: ClusterSettings): readonly object[] {
  const firstServiceAddress = settings.serviceCIDR.replace(/\d+\/\d+$/, '1');
  return [
    ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map(name => named('v1', 'Namespace', name)),
    named('scheduling.k8s.io/v1', 'PriorityClass', 'system-cluster-critical', { value: 2_000_000_000, description: 'For Pods without which the cluster does not work; they may move to another node.' }),
    named('scheduling.k8s.io/v1', 'PriorityClass', 'system-node-critical', { value: 2_000_001_000, description: 'For Pods without which their node does not work.' }),
    inNamespace('v1', 'Service', 'default', 'kubernetes', { spec: { clusterIP: firstServiceAddress, ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] } }),
  ];
}

/** A Node object for a machine without a kubelet, which would otherwise register itself. */
export function nodeObject(node: NodeSetting): object {
  const amounts = { cpu: node.cpu, memory: node.memory, pods: String(node.pods ?? 110) };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels: { 'kubernetes.io/hostname': node.name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...node.labels } },
    spec: { podCIDR: node.podCIDR, podCIDRs: [node.podCIDR], ...(node.taints ? { taints: node.taints } : {}) },
    status: { capacity: amounts, allocatable: amounts, conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }], addresses: [{ type: 'InternalIP', address: node.address }, { type: 'Hostname', address: node.name }] },
  };
}

/** A create request for a plain object; its resource is found by its kind. */
export function createRequest(object: object): ApiRequest {
  const { apiVersion = '', kind = '', metadata } = object as { apiVersion?: string; kind?: string; metadata?: { namespace?: string } };
  const resource = groupResourceOfKind(apiVersion, kind);
  if (resource === undefined) throw new Error(`a cluster's prelude has a kind that is not served: ${apiVersion} ${kind}`);
  return { verb: 'create', resource, user: SYSTEM, body: object, ...(metadata?.namespace === undefined ? {} : { namespace: metadata.namespace }) };
}

/** Every request that makes the cluster, in order. */
export function bootstrapRequests(settings: ClusterSettings): readonly ApiRequest[] {
  const bare = settings.nodes.filter(node => !settings.run.kubelet || node.kubelet === false);
  return [...standing(settings), ...bare.map(nodeObject), ...settings.prelude].map(createRequest);
}
