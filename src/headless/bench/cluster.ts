/** What a running cluster costs: Pods brought up, roll-outs, idle hours, memory. */
import type { k8s } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import type { ApiRequest } from '../../cluster/contract/api.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { cpuMs, heapUsed, median, medianCpuMs } from './measure.ts';

const TEN = Array.from({ length: 10 }, (_, i) => `node-${i + 1}`);
const roomy = (): Simulation => {
  const settings = recordingCluster(TEN);
  return createSimulation({ ...settings, nodes: settings.nodes.map((node, i) => ({ ...node, cpu: '64', memory: '256Gi', pods: 500, podCIDR: `10.${100 + i}.0.0/16` })) });
};

const podSpec: k8s.PodSpec = { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.10' }] };
const create = (resource: string, body: unknown): ApiRequest => ({ verb: 'create', resource, namespace: 'default', body });

function expectRunning(simulation: Simulation, count: number): void {
  const running = simulation.view().list('pods', 'default').filter(pod => pod.status.phase === 'Running' && pod.metadata.deletionTimestamp === undefined).length;
  if (running !== count) throw new Error(`${running} of ${count} Pods run`);
}

function bringUp(simulation: Simulation, count: number, prefix = 'pod'): void {
  for (let i = 0; i < count; i++) {
    const { code, body } = simulation.request(create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: `${prefix}-${i}` }, spec: podSpec }));
    if (code !== 201) throw new Error(JSON.stringify(body));
  }
  simulation.advance(simTime(simulation.now + 30_000));
}

/** A cluster whose nodes are ready. */
function ready(): Simulation {
  const simulation = roomy();
  simulation.advance(simTime(15_000));
  return simulation;
}

/** CPU from the first apply until all run. */
export const podsToRunning = (count: number): number => {
  const once = (): number => {
    const simulation = ready();
    const spent = cpuMs(() => bringUp(simulation, count));
    expectRunning(simulation, count);
    return spent;
  };
  once();
  return median(Array.from({ length: 5 }, once));
};

/** Retained kB a Pod beyond the first 500, history included: the median of five, after a warm-up, as compiled code is no Pod's. */
export const heapPerPod = (): number => {
  retained();
  return median(Array.from({ length: 5 }, retained));
};
function retained(): number {
  const simulation = ready();
  bringUp(simulation, 500, 'first');
  const before = heapUsed();
  bringUp(simulation, 500, 'second');
  const after = heapUsed();
  expectRunning(simulation, 1000);
  return (after - before) / 500 / 1000;
}

/** CPU in a second of real time in which nobody asks the cluster to go on. */
export async function pausedCpu(): Promise<number> {
  const simulation = ready();
  bringUp(simulation, 500);
  const empty = await second();
  const withCluster = await second();
  expectRunning(simulation, 500);
  return Math.max(0, withCluster - empty);
}
async function second(): Promise<number> {
  const before = process.cpuUsage();
  await new Promise(done => setTimeout(done, 1000));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** CPU of an hour of virtual time in which 1,000 Pods just run. */
export function idleHour(): number {
  const simulation = ready();
  bringUp(simulation, 1000);
  expectRunning(simulation, 1000);
  simulation.advance(simTime(simulation.now + 600_000));
  return medianCpuMs(() => void simulation.advance(simTime(simulation.now + 3_600_000)));
}

/** CPU from the change of a Deployment's image until every replica is new. */
export function rollout(replicas: number): number {
  const once = (): number => {
    const simulation = ready();
    const template = { metadata: { labels: { app: 'web' } }, spec: podSpec };
    const { code, body } = simulation.request(create('deployments.apps', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template } }));
    if (code !== 201) throw new Error(JSON.stringify(body));
    simulation.advance(simTime(simulation.now + 120_000));
    expectRunning(simulation, replicas);
    const patch = { spec: { template: { spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '36000'] }], terminationGracePeriodSeconds: 1 } } } };
    const spent = cpuMs(() => {
      simulation.request({ verb: 'patch', patchType: 'strategic', resource: 'deployments.apps', namespace: 'default', name: 'web', body: patch });
      simulation.advance(simTime(simulation.now + 600_000));
    });
    const pods = simulation.view().list('pods', 'default').filter(pod => pod.spec.containers[0]?.image === 'busybox:1.36' && pod.status.phase === 'Running');
    if (pods.length !== replicas) throw new Error(`${pods.length} of ${replicas} Pods are new`);
    return spent;
  };
  once();
  return median([once(), once(), once()]);
}
