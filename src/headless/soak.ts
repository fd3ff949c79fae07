/**
 * `npm run soak [-- HOURS]`: a busy cluster for a day of virtual time, with roll-outs, crashes, probes and Jobs, and a node lost and
 * back every hour. Prints the heap hour by hour, what is left in the end, and whether a replay gives the same history. It runs without
 * the optimising compiler: its code grows in steps for hours, and would hide a leak or feign one.
 */
import { createSimulation, restoreSimulation } from '../cluster/engine/index.ts';
import { courseCluster } from '../cluster/engine/presets.ts';
import type { ApiRequest } from '../cluster/contract/api.ts';
import type { Revision } from '../cluster/contract/ids.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { simTime } from '../model/time.ts';
import { hash32 } from '../base/rng.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const inDefault = (verb: ApiRequest['verb'], resource: string, rest: Partial<ApiRequest>): ApiRequest => ({ verb, resource, namespace: 'default', ...rest });
const container = (image: string, script: string): object => ({ name: 'main', image, command: ['sh', '-c', script], resources: { requests: { cpu: '50m', memory: '16Mi' } } });
const probe = { exec: { command: ['true'] }, periodSeconds: 10 };

const OBJECTS: readonly (readonly [resource: string, body: object])[] = [
  ['services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }],
  ['deployments.apps', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
    spec: {
      replicas: 6, revisionHistoryLimit: 2, selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { terminationGracePeriodSeconds: 2, containers: [{ ...container('busybox:1.36', "trap 'exit 0' TERM; while true; do sleep 5; done"), readinessProbe: probe, livenessProbe: probe }] },
      },
    },
  }],
  ['pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'crasher' }, spec: { nodeName: 'node-1', containers: [container('busybox:1.36', 'sleep 3; exit 1')] } }],
  ['cronjobs.batch', {
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' },
    spec: {
      schedule: '*/5 * * * *', successfulJobsHistoryLimit: 2, failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container('busybox:1.36', 'echo tick; sleep 20')] } } } },
    },
  }],
];

function setUp(): Simulation {
  const simulation = createSimulation(courseCluster('three'));
  simulation.advance(simTime(10_000));
  for (const [resource, body] of OBJECTS) {
    const { code, body: answer } = simulation.request(inDefault('create', resource, { body }));
    if (code !== 201) throw new Error(JSON.stringify(answer));
  }
  return simulation;
}

/** One hour: four roll-outs, and node-3 away for ten minutes. */
function hour(simulation: Simulation, number: number): void {
  const start = simulation.now;
  const at = (minute: number): void => void simulation.advance(simTime(start + minute * MINUTE));
  const rollOut = (tag: string): void => void simulation.request(
    inDefault('patch', 'deployments.apps', { patchType: 'strategic', name: 'web', body: { spec: { template: { metadata: { annotations: { 'example.com/build': tag } } } } } }),
  );
  for (const quarter of [0, 1]) { at(5 + quarter * 12); rollOut(`${number}-${quarter}`); }
  at(30);
  simulation.act({ do: 'stopNode', node: 'node-3' });
  at(40);
  simulation.act({ do: 'startNode', node: 'node-3' });
  for (const quarter of [2, 3]) { at(45 + (quarter - 2) * 8); rollOut(`${number}-${quarter}`); }
  at(60);
}

function heapMb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1_000_000;
}
const fingerprint = (simulation: Simulation): number =>
  [...simulation.eventsSince(0 as Revision), ...simulation.traceSince(null)].reduce((hash, each) => (Math.imul(hash, 31) + hash32(JSON.stringify(each))) >>> 0, 7);

const hours = Number(process.argv[2] ?? 24);
const simulation = setUp();
const heaps: number[] = [];
const began = process.cpuUsage();
for (let number = 1; number <= hours; number++) {
  hour(simulation, number);
  heaps.push(heapMb());
  console.log(`hour ${String(number).padStart(2)}  heap ${heaps.at(-1)?.toFixed(1)} MB  revision ${simulation.revision}`);
}
const { user, system } = process.cpuUsage(began);
console.log(`${((user + system) / 1e6).toFixed(1)} s of CPU`);
simulation.advance(simTime(simulation.now + 10 * MINUTE));
const view = simulation.view();
for (const resource of ['pods', 'replicasets.apps', 'jobs.batch', 'events', 'endpointslices.discovery.k8s.io']) console.log(`${resource.padEnd(34)} ${view.list(resource).length}`);
// History is full once the retention (an hour) and its slack have gone by: from then on the heap should be flat.
const full = heaps.slice(Math.min(3, heaps.length - 1));
console.log(`heap once the history is full: ${Math.min(...full).toFixed(1)} to ${Math.max(...full).toFixed(1)} MB`);
const replayed = restoreSimulation(simulation.save());
console.log(fingerprint(replayed) === fingerprint(simulation) ? 'a replay gives the same history' : 'A REPLAY DIFFERS');
if (fingerprint(replayed) !== fingerprint(simulation) || simulation.now < hours * HOUR) process.exitCode = 1;
