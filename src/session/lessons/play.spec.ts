/** Lines of a lesson's scripts in the page: waiting goes by as the story asks for time. */
import { expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import { lessonText, podFile } from '../../testing/lessons.ts';
import { ClusterHost } from '../worker/host.ts';
import { Library } from '../worker/library.ts';
import type { Batch } from '../types.ts';

const LESSON = lessonText({ id: 'waits', goals: [`{id: ready, text: web is ready, check: "is(pods['web'], 'Ready')"}`], solution: 'kubectl apply -f solution/web.yaml' });

async function begin(): Promise<{ host: ClusterHost; now: number; ends: (line: string) => { at: number | null; exitCode: number } }> {
  const host = new ClusterHost(() => 0, new Library([]));
  const id = host.library.add({ name: 'waits', files: { 'lesson.md': LESSON, 'solution/web.yaml': podFile('web') } }).card?.id ?? '';
  const begun = await host.startLesson(id, 1);
  const now = begun?.batch.now ?? 0;
  const doneIn = ({ output }: Batch, job: number): number | null => output.flatMap(each => (each.job === job && each.kind === 'done' ? [each.exitCode] : []))[0] ?? null;
  /** Runs a line as the story goes on, half a second at a time; when it ended. */
  const ends = (line: string): { at: number | null; exitCode: number } => {
    const { job, batch } = host.run(line, {}, false);
    let last = batch;
    for (let steps = 0; steps < 400; steps++) {
      const exitCode = doneIn(last, job);
      if (exitCode !== null) return { at: last.now, exitCode };
      last = host.advance(simTime(last.now + 500), false);
    }
    return { at: null, exitCode: -1 };
  };
  return { host, now, ends };
}

test('sim wait lasts as long as it says, in the cluster’s time', async () => {
  const { now, ends } = await begin();
  expect(ends('sim wait 20s')).toEqual({ at: now + 20_000, exitCode: 0 });
});

test('sim until ends when its check holds, and fails when it never does', async () => {
  const { now, ends } = await begin();
  expect(ends('kubectl apply -f solution/web.yaml').exitCode).toBe(0);
  const ready = ends("sim until \"is(pods['web'], 'Ready')\" 60s");
  expect(ready.exitCode).toBe(0);
  expect((ready.at ?? 0) - now).toBeLessThan(10_000);
  const never = ends("sim until \"'other' in pods\" 10s");
  expect(never).toEqual({ at: (ready.at ?? 0) + 10_000, exitCode: 1 });
});
