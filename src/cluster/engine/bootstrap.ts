/** What the settings put into a cluster before anybody asks for anything. */
import { HOSTNAME } from '../../model/well-known.ts';
import type { ApiRequest } from '../contract/api.ts';
import { componentUser } from '../contract/api.ts';
import type { ClusterSettings, NodeSetting } from '../contract/settings.ts';
import { groupResourceOfKind } from '../../model/resources.ts';

const SYSTEM = componentUser('system:apiserver', 'system:masters');

/** A Node object for a machine without a kubelet, which would otherwise register itself. */
function nodeObject(node: NodeSetting): object {
  const amounts = { cpu: node.cpu, memory: node.memory, pods: String(node.pods ?? 110) };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels: { [HOSTNAME]: node.name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', ...node.labels } },
    spec: { podCIDR: node.podCIDR, podCIDRs: [node.podCIDR], ...(node.taints ? { taints: node.taints } : {}) },
    status: {
      capacity: amounts, allocatable: amounts, conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }],
      addresses: [{ type: 'InternalIP', address: node.address }, { type: 'Hostname', address: node.name }],
    },
  };
}

/** A create request for a plain object; its resource is found by its kind. */
function createRequest(object: object): ApiRequest {
  const { apiVersion = '', kind = '', metadata } = object as { apiVersion?: string; kind?: string; metadata?: { namespace?: string } };
  const resource = groupResourceOfKind(apiVersion, kind);
  if (resource === undefined) throw new Error(`a cluster's prelude has a kind that is not served: ${apiVersion} ${kind}`);
  return { verb: 'create', resource, user: SYSTEM, body: object, ...(metadata?.namespace === undefined ? {} : { namespace: metadata.namespace }) };
}

/** A new Node is tainted until it is seen to be ready, which nobody would see where no kubelet and no controller runs. */
const untaint = ({ name, taints }: NodeSetting): ApiRequest =>
  ({ verb: 'patch', patchType: 'merge', resource: 'nodes', name, user: SYSTEM, body: { spec: { taints: taints ?? null } } });

/** Every request that makes the cluster, in order, once the API server has put its own objects there. */
export function bootstrapRequests(settings: ClusterSettings): readonly ApiRequest[] {
  const bare = settings.nodes.filter(node => !settings.run.kubelet || node.kubelet === false);
  return [...bare.flatMap(node => [createRequest(nodeObject(node)), untaint(node)]), ...settings.prelude.map(createRequest)];
}
