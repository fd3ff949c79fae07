/** Runs one scenario of the shell corpus: what a script prints in a container, asked as `kubectl exec POD -c CONTAINER -- sh -c SCRIPT`. */
import type { StreamId } from '../../cluster/contract/ids.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { after, simTime } from '../../model/time.ts';
import { createRequest, NAMESPACE } from './lifecycle-steps.ts';

export interface ShellScenario {
  readonly manifests: readonly { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly pod: string;
  readonly container: string;
  readonly script: string;
}
interface ShellResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The service account is there before the Pods are made. */
const SETTLED_MS = 60_000;
const LOOK_MS = 500;
const READY_MS = 60_000;
/** A script that goes on longer is cut off. */
const SCRIPT_MS = 300_000;
const SLICE_MS = 100;

function ready(sim: Simulation): boolean {
  return sim.view().list('pods', NAMESPACE).every((pod) => pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'));
}
function settle(scenario: ShellScenario): Simulation {
  const sim = createSimulation(recordingCluster(['node-1']));
  sim.request({ verb: 'create', resource: 'namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } } });
  sim.advance(simTime(SETTLED_MS));
  for (const manifest of scenario.manifests) sim.request(createRequest(manifest));
  const latest = sim.now + READY_MS;
  do sim.advance(after(sim.now, LOOK_MS));
  while (!ready(sim) && sim.now < latest);
  sim.advance(after(sim.now, LOOK_MS));
  return sim;
}
/** The same Pods serve as the start of many scripts, each in a copy of its own. */
const settled = new Map<string, Simulation>();

export function runShell(scenario: ShellScenario): ShellResult {
  const key = JSON.stringify(scenario.manifests);
  const start = settled.get(key) ?? settle(scenario);
  settled.set(key, start);
  const sim = start.fork();
  const script = scenario.script.replace(/@POD_IP:([^@]+)@/g, (_, name: string) => sim.view().get('pods', NAMESPACE, name)?.status.podIP ?? '');
  const opened = sim.open({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: NAMESPACE, name: scenario.pod, options: { container: scenario.container, command: ['sh', '-c', script] } });
  if (opened.stream === null) throw new Error(`no exec: ${JSON.stringify(opened.response.body)}`);
  return collect(sim, opened.stream);
}
function collect(sim: Simulation, stream: StreamId): ShellResult {
  let stdout = '';
  let stderr = '';
  for (const latest = sim.now + SCRIPT_MS; sim.now < latest; sim.advance(after(sim.now, SLICE_MS)))
    for (const chunk of sim.read(stream)) {
      if (chunk.channel === 'stdout') stdout += chunk.data;
      else if (chunk.channel === 'stderr') stderr += chunk.data;
      else if (chunk.channel === 'end') return { exitCode: chunk.exitCode, stdout, stderr };
    }
  throw new Error(`the script did not end within ${SCRIPT_MS / 1000} s: ${stdout.slice(0, 200)} ${stderr.slice(0, 200)}`);
}
