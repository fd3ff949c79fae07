import { expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { standardSandbox } from '../cluster/engine/presets.ts';
import { runCommandLine } from '../kubectl/index.ts';
import { simTime } from '../model/time.ts';
import { beginCommand, hearOfCommand, NOTHING_TOUCHED, type Asked } from './asked.ts';
import { Jobs } from './worker/jobs.ts';

/** What the page knows after these command lines, one after another. */
function after(...lines: readonly string[]): Asked {
  const simulation = createSimulation(standardSandbox());
  simulation.advance(simTime(30_000));
  const jobs = new Jobs(simulation, () => 0);
  let asked: Asked = { commands: [], touched: NOTHING_TOUCHED };
  for (const line of lines) {
    asked = beginCommand(asked, jobs.start(runCommandLine(line, {}), {}), line, simulation.now);
    asked = jobs.take().reduce(hearOfCommand, asked);
  }
  return asked;
}
const asked = (state: Asked): readonly string[] => state.commands.flatMap(({ requests }) => requests.map(({ method, url, code }) => `${method} ${url} ${code}`));

const cases = [
  { name: 'run asks once, for the Pod to be created', line: 'kubectl run web --image=nginx:1.27', want: ['POST /api/v1/namespaces/default/pods?fieldManager=kubectl-run 201'] },
  { name: 'get asks for a page of the list', line: 'kubectl get deploy -l app=web', want: ['GET /apis/apps/v1/namespaces/default/deployments?labelSelector=app%3Dweb&limit=500 200'] },
  { name: 'a name that is not there is asked for, too', line: 'kubectl get node nowhere', want: ['GET /api/v1/nodes/nowhere 404'] },
];
for (const { name, line, want } of cases) test(name, () => expect(asked(after(line))).toEqual(want));

test('a change goes into the trace, and its record is known', () => {
  const [command] = after('kubectl run web --image=nginx:1.27').commands;
  expect(command?.requests[0]?.record).not.toBeNull();
  expect(command?.exitCode).toBe(0);
});
test('what the latest command wrote and read is touched, and nothing of the commands before it', () => {
  expect([...after('kubectl run web --image=nginx:1.27').touched.written]).toEqual(['pods/default/web']);
  const { touched } = after('kubectl run web --image=nginx:1.27', 'kubectl get nodes');
  expect([...touched.written]).toEqual([]);
  expect([...touched.read]).toEqual(['nodes/node-1', 'nodes/node-2', 'nodes/node-3']);
});
