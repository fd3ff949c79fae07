import { expect, test } from 'vitest';
import { parseSelector } from './parse-selector.ts';
import { matches, parseFieldSelector, selects } from './selectors.ts';

const labels = { app: 'web', tier: 'front', level: '7' };
const cases: readonly (readonly [string, boolean])[] = [
  ['', true], ['app', true], ['!app', false], ['app=web', true], ['app==web', true], ['app!=web', false], ['nope!=x', true],
  ['tier in (front,back)', true], ['tier notin (front)', false], ['app=web,tier=back', false], ['level>5', true], ['level<5', false], ['!gone,app in (web)', true],
];
for (const [text, want] of cases)
  test(`${text || 'an empty selector'} ${want ? 'selects' : 'does not select'}`, () => {
    const parsed = parseSelector(text);
    expect(parsed.ok && matches(parsed.value, labels)).toBe(want);
  });

test('a selector that is cut short is refused', () => expect(parseSelector('app in (web').ok).toBe(false));
test('a missing LabelSelector selects nothing, an empty one everything', () => {
  expect(selects(undefined, labels)).toBe(false);
  expect(selects({}, labels)).toBe(true);
});
test('a field selector tells equal from unequal', () =>
  expect(parseFieldSelector('status.phase!=Running')).toEqual({ ok: true, value: [{ path: 'status.phase', equal: false, value: 'Running' }] }));
