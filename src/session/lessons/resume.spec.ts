import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simTime } from '../../model/time.ts';
import { ClusterHost } from '../worker/host.ts';
import { Library } from '../worker/library.ts';

const FOLDER = new URL('../../lessons/content/01-meet-the-pod/01-first-pod/', import.meta.url);
const textsOf = (under: string): Record<string, string> => Object.fromEntries(readdirSync(new URL(under, FOLDER)).map(name => [`${under}${name}`, readFileSync(new URL(`${under}${name}`, FOLDER), 'utf8')]));
const files = { 'lesson.md': readFileSync(new URL('lesson.md', FOLDER), 'utf8'), ...textsOf('files/'), ...textsOf('near/'), ...textsOf('solution/') };

async function hostWithLesson(): Promise<{ host: ClusterHost; id: string }> {
  const host = new ClusterHost(() => 0, new Library([]));
  return { host, id: host.library.add({ name: 'first-pod', files }).card?.id ?? '' };
}

describe('a lesson that was left', () => {
  it('is found again at its step, with the same cluster, and goes on from there', async () => {
    const { host, id } = await hostWithLesson();
    const begun = await host.startLesson(id, 1);
    host.lessonStep({ do: 'go', step: 1 });
    host.lessonStep({ do: 'choose', step: 'where', options: [0] });
    host.lessonStep({ do: 'go', step: 2 });
    host.run('kubectl apply -f files/pod.yaml', files, false);
    host.advance(simTime((begun?.batch.now ?? 0) + 30_000), false);
    const left = host.lessonStep({ do: 'look' });
    const saved = host.save();
    expect(left?.done).toContain(begun?.lesson.steps[2]?.name);

    const { host: other } = await hostWithLesson();
    const again = await other.resumeLesson(id, structuredClone(saved), structuredClone(left!));
    expect(other.save()).toEqual(saved);
    expect(again?.batch.writes.find(({ key }) => key === '/registry/pods/default/shop')?.value).toBeDefined();
    expect(other.lessonStep({ do: 'look' })).toEqual(host.lessonStep({ do: 'look' }));
  });
  it('begins anew when the lesson has changed since', async () => {
    const { host, id } = await hostWithLesson();
    const begun = await host.startLesson(id, 1);
    expect(await host.resumeLesson(id, host.save(), { ...begun!.run, version: 99 })).toBeNull();
  });
  it('gives a question of its own to a later lesson', async () => {
    const { host, id } = await hostWithLesson();
    expect((await host.question(id, 'where'))?.options.filter(({ right }) => right)).toHaveLength(1);
    expect(await host.question(id, 'gone')).toBeNull();
  });
});
