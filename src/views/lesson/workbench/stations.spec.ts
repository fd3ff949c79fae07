import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../model/objects.ts';
import type { Lesson, RunState } from '../../../session/lessons/play.ts';
import { linksOf, stationsOf } from './stations.ts';

const lesson = {
  steps: [{ name: 'one' }, { name: 'saved' }, { name: 'frozen' }],
  workbench: [{ image: 'registry.example/hello:1', code: 'v1', saved: '', built: '' }, { image: 'registry.example/hello:2', code: 'v2', saved: 'saved', built: 'frozen' }],
} as unknown as Lesson;
const at = (step: number): RunState => ({ step }) as RunState;
const running = [{ spec: { containers: [{ name: 'hello', image: 'registry.example/hello:1' }] }, status: { containerStatuses: [{ ready: true, state: { running: {} } }] } }] as unknown as readonly Pod[];

describe('the strip from code to Pod', () => {
  it('shows a gap in the manifest as a link that does not hold', () => {
    const stations = stationsOf(lesson, at(0), 'spec:\n  containers:\n  - name: hello\n    image: ______\n', []);
    expect(stations).toEqual({ code: 'v1', images: [{ name: 'registry.example/hello:1', code: 'v1' }], named: '', running: null });
    expect(linksOf(stations)).toEqual({ built: true, named: false, runs: false });
  });
  it('leaves image and Pod as they are when new code is saved', () => {
    const stations = stationsOf(lesson, at(1), '  image: registry.example/hello:1\n', running);
    expect([stations.code, stations.images.length, stations.running?.code]).toEqual(['v2', 1, 'v1']);
    expect(linksOf(stations)).toEqual({ built: false, named: true, runs: true });
  });
  it('has a second image once it has been built, and the Pod runs the first until it is told', () => {
    const stations = stationsOf(lesson, at(2), '  image: registry.example/hello:2\n', running);
    expect(stations.images.map(({ code }) => code)).toEqual(['v1', 'v2']);
    expect(linksOf(stations)).toEqual({ built: true, named: true, runs: false });
  });
});
