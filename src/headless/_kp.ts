import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
function run(n: number, quiet = false) {
  const sim = createSimulation(recordingCluster(Array.from({ length: 10 }, (_, i) => `node-${i + 1}`), {}));
  sim.advance(simTime(5000));
  const t0 = process.cpuUsage();
  for (let i = 0; i < n; i++) sim.request({ verb: 'create', resource: 'pods', namespace: 'default', body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${i}` }, spec: { containers: [{ name: 'web', image: 'busybox:1.36', command: ['sleep', '3600'] }] } } });
  const t1 = process.cpuUsage(t0);
  sim.advance(simTime(8000));
  const t2 = process.cpuUsage(t0);
  const phases: Record<string, number> = {};
  for (const p of sim.view().list('pods')) phases[p.status.phase] = (phases[p.status.phase] ?? 0) + 1;
  if (!quiet) console.log(n, 'create', (t1.user + t1.system) / 1000, 'all', (t2.user + t2.system) / 1000, phases, sim.view().list('events').length);
  return sim;
}
run(100, true); run(500); run(500); run(500); process.exit(0);
const sim = run(1000);
const t3 = process.cpuUsage();
sim.advance(simTime(8000 + 3_600_000));
const t4 = process.cpuUsage(t3);
console.log('idle hour', (t4.user + t4.system) / 1000);
