import { expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { courseCluster } from '../cluster/engine/presets.ts';
import { drive, runCommandLine } from '../kubectl/index.ts';
import { simTime } from '../model/time.ts';
import { markOf } from './subject.ts';
import { suggestGoals, type Suggestion } from './suggest.ts';

const WEB = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: NAME\n  labels: {app: NAME}\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  - name: main\n    image: nginx:1.27\n';
function suggestions(prepare: readonly string[], lines: readonly string[]): readonly Suggestion[] {
  const simulation = createSimulation(courseCluster('two'));
  simulation.advance(simTime(5_000));
  const files = new Map(['old', 'web'].map(name => [`${name}.yaml`, WEB.replaceAll('NAME', name)]));
  const run = (line: string): void => {
    drive(simulation, runCommandLine(line, { interactive: false }), { files });
    simulation.advance(simTime(simulation.now + 8_000));
  };
  prepare.forEach(run);
  const [before, mark] = [simulation.fork(), markOf(simulation)];
  lines.forEach(run);
  return suggestGoals(before, simulation, mark);
}
const texts = (all: readonly Suggestion[], group: Suggestion['group']): readonly string[] => all.filter(each => each.group === group).map(({ text }) => text);

test('what a solution reached is offered as goals, what stood before is not', () => {
  const all = suggestions(
    ['kubectl apply -f old.yaml'],
    ['kubectl apply -f web.yaml', 'kubectl expose pod web --port=80', 'kubectl label node node-1 disk=ssd', 'kubectl create deployment shop --image=nginx:1.27 --replicas=2'],
  );
  expect(texts(all, 'reached')).toEqual(
    expect.arrayContaining(['Pod web is Ready', 'Pod web runs nginx:1.27 in main', 'Service web sends to Pod web', 'node-1 has the label disk=ssd', 'Deployment shop has 2 ready Pods']),
  );
  expect(texts(all, 'reached').filter(text => text.includes('old'))).toEqual([]);
  expect(texts(all, 'kept')).toEqual(['Pod old is still the same Pod']);
  expect(all.find(({ text }) => text === 'Pod web is Ready')).toMatchObject({ id: 'pod-web-is-ready', check: "is(pods['web'], 'Ready')", when: { kind: 'now' }, guard: false });
});

test('what was deleted and what happened on the way are offered, too', () => {
  const all = suggestions(
    ['kubectl apply -f old.yaml', 'kubectl apply -f web.yaml', 'kubectl expose pod web --port=80'],
    ['kubectl exec old -- curl -s http://web:80', 'kubectl exec web -- wget -qO- http://web:81', 'kubectl delete pod old'],
  );
  expect(texts(all, 'reached')).toEqual(['Pod old is gone']);
  expect(texts(all, 'happened').some(text => text.startsWith('web/main called') || text.startsWith('web called'))).toBe(true);
});
