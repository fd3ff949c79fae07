/** What the API server and the scheduler get done in a second of one core. */
import type { Simulation } from '../../cluster/contract/simulation.ts';
import type { ApiRequest } from '../../cluster/contract/api.ts';
import { simTime } from '../../model/time.ts';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { cpuMs, median } from './measure.ts';

/** A Pod of about sixty lines, as people write them. */
const longPod = (name: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'shop', tier: 'front', version: 'v1' }, annotations: { 'example.com/owner': 'team-a' } },
  spec: {
    initContainers: [{ name: 'wait', image: 'busybox:1.36', command: ['sh', '-c', 'until nslookup db; do sleep 1; done'] }],
    containers: [
      {
        name: 'main', image: 'nginx:1.27', ports: [{ containerPort: 80, name: 'http' }],
        env: [{ name: 'MODE', value: 'fast' }, { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 },
        livenessProbe: { tcpSocket: { port: 80 }, initialDelaySeconds: 10 },
        volumeMounts: [{ name: 'content', mountPath: '/usr/share/nginx/html' }, { name: 'logs', mountPath: '/var/log/nginx' }],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
      { name: 'helper', image: 'busybox:1.36', command: ['httpd', '-f', '-p', '5000'], ports: [{ containerPort: 5000 }], volumeMounts: [{ name: 'content', mountPath: '/www' }] },
    ],
    volumes: [{ name: 'content', emptyDir: {} }, { name: 'logs', emptyDir: { sizeLimit: '64Mi' } }],
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' }],
    terminationGracePeriodSeconds: 20,
  },
});
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } as never };
const still = (nodes: readonly string[]): Simulation => createSimulation(recordingCluster(nodes, { run: { scheduler: false, controllers: false, kubelet: false }, prelude: [ACCOUNT] }));
const create = (resource: string, body: unknown): ApiRequest => ({ verb: 'create', resource, namespace: 'default', body });

function mustCreate(simulation: Simulation, request: ApiRequest): void {
  const { code, body } = simulation.request(request);
  if (code !== 201) throw new Error(JSON.stringify(body));
}

export function createsPerSecond(): number {
  const COUNT = 3000;
  const once = (): number => {
    const simulation = still([]);
    return (1000 * COUNT) / cpuMs(() => {
      for (let i = 0; i < COUNT; i++) mustCreate(simulation, create('pods', longPod(`shop-${i}`)));
    });
  };
  once();
  return median(Array.from({ length: 5 }, once));
}

/** 2,000 Pods created and bound on 1,000 nodes, through the API. */
export function scheduledPerSecond(): number {
  const COUNT = 2000;
  const once = (): number => {
    const settings = recordingCluster([], { run: { scheduler: true, controllers: false, kubelet: false }, prelude: [ACCOUNT] });
    const nodes = Array.from({ length: 1000 }, (_, i) => ({ name: `node-${i}`, cpu: '4', memory: '32Gi', address: `192.168.${i >> 8}.${i & 255}`, podCIDR: `10.${i >> 8}.${i & 255}.0/24` }));
    const simulation = createSimulation({ ...settings, nodes });
    simulation.advance(simTime(1000));
    const spent = cpuMs(() => {
      for (let i = 0; i < COUNT; i++) mustCreate(
        simulation,
        create(
          'pods',
          { apiVersion: 'v1', kind: 'Pod', metadata: { name: `pod-${i}` }, spec: { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '100m', memory: '100Mi' } } }] } },
        ),
      );
      simulation.advance(simTime(simulation.now + 20_000));
    });
    const bound = simulation.view().list('pods', 'default').filter(pod => pod.spec.nodeName).length;
    if (bound !== COUNT) throw new Error(`${bound} of ${COUNT} Pods are bound`);
    return (1000 * COUNT) / spent;
  };
  once();
  return median([once(), once(), once()]);
}
