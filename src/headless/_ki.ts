import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
const sim = createSimulation(recordingCluster(Array.from({ length: 10 }, (_, i) => `node-${i + 1}`), {}));
sim.advance(simTime(5000));
for (let i = 0; i < 1000; i++) sim.request({ verb: 'create', resource: 'pods', namespace: 'default', body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${i}` }, spec: { containers: [{ name: 'web', image: 'busybox:1.36', command: ['sleep', '36000'] }] } } });
sim.advance(simTime(300000));
for (let h = 0; h < 2; h++) { const t = process.cpuUsage(); sim.advance(simTime(sim.now + 3_600_000)); const u = process.cpuUsage(t); console.log('hour', (u.user + u.system) / 1000); }
