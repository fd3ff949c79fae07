/** What the files of a Pod show, from a real run of the lesson that is about them. */
import { expect, test } from 'vitest';
import { CONTENT, makeCluster, readFiles } from '../../headless/lessons.ts';
import { atStart, indexLessons, markOf, runScript, subjectOf, type Lesson } from '../../lessons/index.ts';
import { simTime } from '../../model/time.ts';
import { projectFiles, type FilesPicture } from './project/pod-files.ts';
import { projectPod } from './project/pod.ts';

const lesson = indexLessons(readFiles(CONTENT), true).lessons.find(({ id }) => id === 'own-and-shared') as Lesson;

/** Runs lines in the lesson's cluster; the files of Pod pair afterwards. */
function filesAfter(script: string): FilesPicture {
  const simulation = atStart(lesson, makeCluster);
  const mark = markOf(simulation);
  runScript({ simulation, files: lesson.files, subject: () => subjectOf(simulation, mark, mark), advance: to => void simulation.advance(to) }, script);
  simulation.advance(simTime(simulation.now + 3_000));
  const view = simulation.view();
  const pod = projectPod({ view, step: null, explanation: null }, view.get('pods', 'default', 'pair')?.metadata.uid ?? '');
  if (pod === null) throw new Error('there is no Pod pair');
  return projectFiles(view, pod);
}
const written = ({ columns }: FilesPicture): readonly string[] => columns.map(({ box, written }) => `${box.chip.name}: ${written.join(' ')}`.trim());

test('what a container writes outside its volumes is its own', () => {
  const picture = filesAfter("kubectl exec pair -c writer -- sh -c 'echo hi > /tmp/note; echo hi > /data/note'");
  expect(written(picture)).toEqual(['writer: /tmp/note', 'reader:']);
});
test('a volume lies under all that mount it, each at its own path, and holds what any of them wrote', () => {
  const [shelf] = filesAfter("kubectl exec pair -c writer -- sh -c 'echo hi > /data/note'").shelves;
  expect(shelf).toMatchObject({ name: 'shelf', kind: 'emptyDir', files: ['note'], from: 0, to: 1, legs: [{ column: 0, path: '/data' }, { column: 1, path: '/data' }] });
});
test('a container that starts again has lost what it had written, and the volume has not', () => {
  const picture = filesAfter("kubectl exec pair -c writer -- sh -c 'echo hi > /tmp/note; echo hi > /data/note'\nkubectl exec pair -c writer -- kill 1");
  expect(written(picture)).toEqual(['writer:', 'reader:']);
  expect(picture.shelves[0]?.files).toEqual(['note']);
});
