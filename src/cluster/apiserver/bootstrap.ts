/** What a fresh API server puts into its store: its namespaces, the system's PriorityClasses and its own Service. */
import { simTime } from '../../model/time.ts';
import { componentUser, type ApiRequest } from '../contract/api.ts';
import type { ApiServer } from './index.ts';
import type { ApiServerDeps } from './types.ts';
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

function bootObjects(serviceCIDR: string): readonly BootObject[] {
  return [
    ...NAMESPACES.map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...PRIORITY_CLASSES.map(({ name, value, description }) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description })),
    {
      apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: { type: 'ClusterIP', clusterIP: firstServiceAddress(serviceCIDR), ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
    },
  ];
}

/** Creates them, at the store's first revisions. */
export function bootstrap(server: ApiServer, deps: ApiServerDeps): void {
  if (deps.now() > simTime(0) && deps.store.revision > 0) return;
  for (const object of bootObjects(deps.settings.serviceCIDR)) {
    const row = rowOfKind(object.apiVersion, object.kind);
    if (!row) continue;
    const request: ApiRequest = { verb: 'create', resource: row.resource, ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }), user: APISERVER, body: object };
    server.handle(request);
  }
}
