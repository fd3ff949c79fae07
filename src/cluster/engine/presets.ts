/** Clusters to start from: the sandbox of the page, the nodes of the course, the cluster of the recordings. */
import { DEFAULT_EPOCH } from '../../model/time.ts';
import { ZONE } from '../../model/well-known.ts';
import { DEFAULT_DELAYS, type ClusterSettings, type ImageSetting, type NodeSetting } from '../contract/settings.ts';

const image = (name: string, megabytes: number, present = true): ImageSetting => ({ name, bytes: Math.round(megabytes * 1_000_000), present });

/** What the simulator can run, with the sizes of the real images as a registry holds them. */
const STANDARD_IMAGES: readonly ImageSetting[] = [
  image('busybox:1.36', 2.2), image('busybox:1.37', 2.2), image('busybox:latest', 2.2),
  image('nginx:1.27', 72), image('nginx:latest', 72), image('redis:7', 45),
  image('registry.k8s.io/pause:3.10', 0.3),
  image('registry.example/hello:1', 40, false), image('registry.example/hello:2', 40, false),
  image('registry.example/tiny:1', 1), image('registry.example/tiny:2', 1), image('registry.example/greedy:1', 3),
  image('registry.example/cart:1', 30), image('registry.example/postgres:16', 90), image('registry.example/mailer:1', 25),
];

/** As the controller manager would have made it by the time anybody looks. */
const DEFAULT_ACCOUNT: ClusterSettings['prelude'][number] = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } as never };

const BASE: Omit<ClusterSettings, 'nodes'> = {
  seed: 1,
  epoch: DEFAULT_EPOCH,
  podCIDR: '10.0.0.0/16',
  serviceCIDR: '10.96.0.0/16',
  images: STANDARD_IMAGES,
  delays: DEFAULT_DELAYS,
  run: { scheduler: true, controllers: true, kubelet: true },
  prelude: [DEFAULT_ACCOUNT],
  retentionMs: 3_600_000,
};

const node = (number: number, cpu: string, memory: string, rest: Partial<NodeSetting> = {}): NodeSetting => ({
  name: `node-${number}`, cpu, memory, address: `192.168.1.${10 + number}`, podCIDR: `10.0.${10 * number}.0/24`, ...rest,
});

const standing = (name: string, app: string, nodeName: string, program: string, port: number, cpu: string, memory: string): ClusterSettings['prelude'][number] => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app } } as never,
  spec: { nodeName, terminationGracePeriodSeconds: 5, containers: [{ name: app, image: program, ports: [{ containerPort: port }], resources: { requests: { cpu, memory } } }] },
});

/** Machines that wait to be added to the cluster. */
const spares = (first: number, cpu: string, memory: string): readonly NodeSetting[] => [first, first + 1, first + 2].map(number => node(number, cpu, memory, { standby: true }));

/** The page's sandbox: three like nodes that are not equally busy, so that a small Pod goes to node-1. */
export const standardSandbox = (seed = 1): ClusterSettings => ({
  ...BASE,
  seed,
  nodes: [node(1, '2', '4Gi', { nextPodAddress: 15 }), node(2, '2', '4Gi', { nextPodAddress: 8 }), node(3, '2', '4Gi', { nextPodAddress: 4 }), ...spares(4, '2', '4Gi')],
  prelude: [
    DEFAULT_ACCOUNT,
    standing('cart', 'cart', 'node-1', 'registry.example/cart:1', 8080, '250m', '256Mi'),
    standing('db-0', 'postgres', 'node-2', 'registry.example/postgres:16', 5432, '1', '2Gi'),
    standing('mailer', 'mailer', 'node-3', 'registry.example/mailer:1', 2525, '500m', '512Mi'),
  ],
  preludeAddresses: { 'default/cart': '10.0.10.4', 'default/db-0': '10.0.20.7', 'default/mailer': '10.0.30.3' },
});

const courseNodes: readonly NodeSetting[] = [
  node(1, '2', '4Gi', { labels: { [ZONE]: 'zone-a' } }),
  node(2, '4', '8Gi', { labels: { [ZONE]: 'zone-b' } }),
  node(3, '8', '16Gi', { labels: { [ZONE]: 'zone-c' } }),
];
/** The clusters of the course: sizes differ, so that no lesson hangs on a tie. */
export const courseCluster = (size: 'one' | 'two' | 'three', seed = 1): ClusterSettings => {
  const count = { one: 1, two: 2, three: 3 }[size];
  return { ...BASE, seed, nodes: [...courseNodes.slice(0, count), ...spares(count + 1, '4', '8Gi')] };
};

/** The cluster that a lesson names; `nextPodIP` is what the node of that network hands out next, `serviceMs` how late nodes hear of endpoints. */
export function clusterOf(choice: 'one' | 'two' | 'three' | 'sandbox', seed: number, nextPodIP = '', serviceMs = 0): ClusterSettings {
  const preset = choice === 'sandbox' ? standardSandbox(seed) : courseCluster(choice, seed);
  const settings = serviceMs === 0 ? preset : { ...preset, delays: { ...preset.delays, serviceMs } };
  const [network, last] = [nextPodIP.slice(0, nextPodIP.lastIndexOf('.') + 1), nextPodIP.slice(nextPodIP.lastIndexOf('.') + 1)];
  if (last === '') return settings;
  return { ...settings, nodes: settings.nodes.map(each => (each.podCIDR.startsWith(network) ? { ...each, nextPodAddress: Number(last) } : each)) };
}

/** Whether a cluster has the machines that a lesson gets by this name. */
export function sameCluster({ nodes }: ClusterSettings, choice: 'one' | 'two' | 'three' | 'sandbox'): boolean {
  const wanted = clusterOf(choice, 1).nodes;
  return wanted.length === nodes.length && wanted.every(({ name, cpu, memory }, at) => nodes[at]?.name === name && nodes[at].cpu === cpu && nodes[at].memory === memory);
}

/** The cluster of the recordings: nodes of two CPUs with their own names; Pods in 10.244.0.0/16. */
export const recordingCluster = (nodes: readonly string[], rest: Partial<ClusterSettings> = {}): ClusterSettings => ({
  ...BASE,
  podCIDR: '10.244.0.0/16',
  metrics: false,
  // Who recorded held the certificate that needs no rules.
  admin: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  images: STANDARD_IMAGES.filter(({ name }) => !name.startsWith('registry.example/')),
  nodes: nodes.map((name, index) => ({ name, cpu: '2', memory: '24683068Ki', address: `192.168.0.${11 + index}`, podCIDR: `10.244.${index + 1}.0/24` })),
  ...rest,
});
