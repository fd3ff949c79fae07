import { expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { courseCluster } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
import { evaluate } from './checks.ts';
import { markOf, subjectOf } from './subject.ts';

const simulation = createSimulation(courseCluster('one'));
simulation.advance(simTime(5_000));
const about = subjectOf(simulation, markOf(simulation), markOf(simulation));
const DEAR = { ok: false, error: 'this check takes too long: it goes through too many things' };

const LIST = `[${Array.from({ length: 20 }, (_, i) => i).join(', ')}]`;
const endless: readonly (readonly [name: string, check: string])[] = [
  ['loops within loops', `${LIST}.all(a, ${LIST}.all(b, ${LIST}.all(c, ${LIST}.all(d, ${LIST}.all(e, a + b + c + d + e >= 0)))))`],
  ['loops whose error is swallowed', `${LIST}.exists(a, ${LIST}.all(b, ${LIST}.all(c, ${LIST}.all(d, ${LIST}.all(e, true))))) || true`],
  ['texts that double', `['aaaaaaaaaa'].exists(a, ${'[a + a].exists(a, '.repeat(30)}a == 'b'${')'.repeat(30)})`],
  ['lists that double', `[[1, 2]].exists(a, ${'[a + a].exists(a, '.repeat(30)}a == [1]${')'.repeat(30)})`],
  ['lists that share their parts', `[[1]].exists(a, ${'[[a, a]].exists(a, '.repeat(30)}a == [a]${')'.repeat(30)})`],
];
for (const [name, check] of endless) test(`a check ends soon and says so: ${name}`, () => expect(evaluate(check, about)).toEqual(DEAR));

const sound: readonly (readonly [check: string, holds: boolean])[] = [
  ["1 == 1.0 && 'a' + 'b' == 'ab' && [1] + [2] == [1, 2] && 2 in [1, 2] && !(3 in [1, 2])", true],
  ["'node-1' in nodes && nodes['node-1'].metadata.name == 'node-1'", true],
  ["nodes.all(n, nodes[n].metadata.name == n) && [1, 2, 3].map(x, x * 2) == [2, 4, 6]", true],
  ["nodes['node-9'].metadata.name == 'node-9'", false],
  ["{'a': [1, {'b': 2}]} == {'a': [1, {'b': 2}]} && {'a': 1} != {'a': 2}", true],
];
for (const [check, holds] of sound) test(`paying changes no answer: ${check}`, () => expect(evaluate(check, about)).toEqual({ ok: true, value: holds }));

test('a check that is wrong in its types is an error of the lesson', () => {
  const result = evaluate("nodes['node-1'].metadata.name + 1 == 2", about);
  expect(result.ok).toBe(false);
});
