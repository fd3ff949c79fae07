/** What a fresh API server puts into its store: its namespaces, the system's PriorityClasses, its own Service and where that leads. */
import { simTime } from '../../model/time.ts';
import { SERVICE_NAME } from '../../model/well-known.ts';
import { componentUser, type ApiRequest } from '../contract/api.ts';
import type { ApiServer } from './index.ts';
import type { ApiServerDeps } from './types.ts';
import { API_SERVER_PORT, controlPlaneAddress, type ClusterSettings } from '../contract/settings.ts';
import { rowOfKind } from './rows.ts';

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const PRIORITY_CLASSES = [
  { name: 'system-cluster-critical', value: 2_000_000_000, description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.' },
  { name: 'system-node-critical', value: 2_000_001_000, description: 'Used for system critical pods that must not be moved from their current node.' },
];
const APISERVER = componentUser('system:apiserver', 'system:masters');

interface BootObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly [field: string]: unknown;
}

/** The first address of the Service range: `10.96.0.0/16` -> `10.96.0.1`. */
const firstServiceAddress = (cidr: string): string => (cidr.split('/')[0] ?? '').replace(/\.\d+$/, '.1');

/** Where the API server itself listens. No controller keeps these two up: it writes them for its own Service, which has no selector. Follows pkg/controlplane/reconcilers. */
function ownEndpoints(address: string): readonly BootObject[] {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  const ports = [{ name: 'https', port: API_SERVER_PORT, protocol: 'TCP' }];
  return [
    { apiVersion: 'v1', kind: 'Endpoints', metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }, subsets: [{ addresses: [{ ip: address }], ports }] },
    {
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { ...metadata, labels: { [SERVICE_NAME]: 'kubernetes' } },
      addressType: 'IPv4', endpoints: [{ addresses: [address], conditions: { ready: true } }], ports,
    },
  ];
}

function bootObjects({ serviceCIDR, ...settings }: ClusterSettings): readonly BootObject[] {
  return [
    ...NAMESPACES.map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...PRIORITY_CLASSES.map(({ name, value, description }) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description })),
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: { type: 'ClusterIP', clusterIP: firstServiceAddress(serviceCIDR), ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: API_SERVER_PORT }] },
    },
    ...ownEndpoints(controlPlaneAddress(settings)),
  ];
}

/** Creates them, at the store's first revisions. */
export function bootstrap(server: ApiServer, deps: ApiServerDeps): void {
  if (deps.now() > simTime(0) && deps.store.revision > 0) return;
  for (const object of bootObjects(deps.settings)) {
    const row = rowOfKind(object.apiVersion, object.kind);
    if (!row) continue;
    const request: ApiRequest = { verb: 'create', resource: row.resource, ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }), user: APISERVER, body: object };
    server.handle(request);
  }
}
