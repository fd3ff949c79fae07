import { expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { courseCluster } from '../cluster/engine/presets.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { drive, runCommandLine } from '../kubectl/index.ts';
import { simTime } from '../model/time.ts';
import { scriptOfDeeds, scriptOfLog, type Deed } from './recording.ts';
import { runScript } from './scripts.ts';
import { markOf, subjectOf } from './subject.ts';

const WEB = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: {app: web}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n';
const files = { 'web.yaml': WEB };
const fresh = (): Simulation => {
  const simulation = createSimulation(courseCluster('two'));
  simulation.advance(simTime(5_000));
  return simulation;
};
function act(lines: readonly string[], pauseMs = 1_000): { readonly simulation: Simulation; readonly deeds: readonly Deed[] } {
  const simulation = fresh();
  const deeds: Deed[] = [];
  for (const line of lines) {
    deeds.push({ at: simulation.now, log: simulation.commands, line, files });
    drive(simulation, runCommandLine(line, { interactive: false }), { files: new Map(Object.entries(files)), edit: text => text.replace('replicas: 1', 'replicas: 3') });
    simulation.advance(simTime(simulation.now + pauseMs));
  }
  return { simulation, deeds };
}
/** What stands in a cluster, as far as people say it. */
function standing(simulation: Simulation): unknown {
  const view = simulation.view();
  return {
    pods: view.list('pods').map(({ metadata, spec }) => [metadata.name.replace(/(-[a-z0-9]+){2}$/, ''), metadata.labels?.['tier'], spec.nodeName, spec.containers.map(({ image }) => image)]).sort(),
    deployments: view.list('deployments.apps').map(({ metadata, spec }) => [metadata.name, spec.replicas]),
    services: view.list('services').map(({ metadata }) => metadata.name).sort(),
    nodes: view.list('nodes').map(({ metadata, spec }) => [metadata.name, spec.unschedulable, spec.taints?.filter(({ key }) => !key.startsWith('node.kubernetes.io')), metadata.labels?.['disk']]),
  };
}
function replay(script: string, own: Readonly<Record<string, string>>): Simulation {
  const simulation = fresh();
  const mark = markOf(simulation);
  runScript({ simulation, files: { ...files, ...own }, subject: () => subjectOf(simulation, mark, mark), advance: to => void simulation.advance(to) }, script);
  simulation.advance(simTime(simulation.now + 5_000));
  return simulation;
}

const DONE = [
  'kubectl apply -f web.yaml', 'kubectl label pod web tier=front', 'kubectl label node node-1 disk=ssd', 'kubectl create deployment shop --image=nginx:1.27', 'kubectl scale deployment shop --replicas=2',
  'kubectl expose deployment shop --port=80', 'kubectl taint node node-2 team=red:NoSchedule', 'kubectl cordon node-1', 'kubectl set image pod/web web=nginx:latest', 'kubectl delete service shop', 'kubectl get pods',
];

test('a command log becomes a script that builds the same cluster', () => {
  const { simulation } = act(DONE);
  const { script, files: own, leftOut } = scriptOfLog(simulation.log, 'setup');
  expect(leftOut).toEqual([]);
  expect(script.split('\n')[0]).toBe('kubectl apply -f setup/web.yaml');
  expect(standing(replay(script, own))).toEqual(standing(simulation));
});

test('typed lines are kept as they were typed, those that only read are left away, waiting is kept', () => {
  const { simulation, deeds } = act(['kubectl apply -f web.yaml', 'kubectl get pods -o wide', "kubectl annotate pod web note='two words'"], 6_000);
  expect(scriptOfDeeds(deeds, simulation.log, 'solution', {})).toEqual({
    script: "kubectl apply -f solution/web.yaml\nsim wait 12s\nkubectl annotate pod web 'note=two words'",
    files: { 'solution/web.yaml': WEB }, leftOut: [],
  });
  // A file that the learner has is named where it is.
  expect(scriptOfDeeds(deeds.slice(0, 1), simulation.log, 'solution', { 'files/web.yaml': WEB }).script).toBe('kubectl apply -f files/web.yaml');
});

test('what a line does not tell is taken from the requests that it made', () => {
  const { simulation, deeds } = act(['kubectl create deployment shop --image=nginx:1.27', 'kubectl edit deployment shop', 'cat web.yaml | kubectl apply -f -', 'kubectl get pods | grep web']);
  const { script, files: own } = scriptOfDeeds(deeds, simulation.log, 'solution', {});
  expect(script).toContain('kubectl patch deployments.apps shop');
  expect(script).toContain('kubectl apply -f solution/web.yaml');
  expect(script).not.toContain('grep');
  expect(standing(replay(script, own))).toEqual(standing(simulation));
});

test('what was typed inside a container cannot be written down, and that is said', () => {
  const { deeds, simulation } = act(['kubectl apply -f web.yaml', 'kubectl exec -it web -- sh']);
  expect(scriptOfDeeds(deeds, simulation.log, 'solution', {}).leftOut).toEqual(['what was typed inside a container (kubectl exec -it web -- sh)']);
});
