/** A step of a lesson being entered and answered: the picture turns to it, the highlighter lies on what it is about, its pace is set, its script is played. */
import { currentStep, revealerOf } from '../../lessons/place.ts';
import type { Step } from '../../lessons/types.ts';
import { files, select, setDepth, setLayer } from '../actions.ts';
import { beginLessonCluster, cluster, playStory, setClock } from '../driver.ts';
import { textOf } from '../files.ts';
import { lessonStep } from './actions.ts';
import { playScript } from './play.ts';
import { forgetOpening, openPodWhenTaken } from '../pod-opener.ts';
import { pointAt, stopPointing } from './pointing.ts';
import { pickNode, stopPicking } from '../prediction.ts';
import { getState, setState } from '../state.ts';
import type { Batch } from '../types.ts';

/** The first name in a manifest, for a picture that opens what is about to be made. */
const podNameIn = (text: string): string => /^ {2}name:\s*([\w.-]+)/m.exec(text)?.[1] ?? '';

/** The learner's file that a step is about: pointed at, named by itself, or by what it runs. */
function fileOf(step: Step): string {
  const line = step.point.find(each => each.to === 'line');
  const named = line !== undefined ? `files/${line.file}` : step.kind === 'act' && step.file !== '' ? step.file : 'do' in step ? step.do : '';
  const name = /files\/([\w.-]+)/.exec(named)?.[1] ?? '';
  return getState().tabs.files.some(file => file.name === name) ? name : '';
}

/** Turns the picture to what a step is about. */
export function turnTo(step: Step): void {
  setLayer(step.layer);
  const [pod = '', container] = step.focus.split('/');
  if (step.view === 'pod' && step.kind === 'act' && pod === '') openPodWhenTaken(podNameIn(textOf(getState().tabs, step.file.slice('files/'.length))));
  else if (pod !== '' && step.view === 'pod') openPodWhenTaken(pod);
  else {
    forgetOpening();
    if (pod !== '' && !asksForNode(step)) select(container === undefined ? { kind: 'Pod', namespace: 'default', name: pod } : { kind: 'Container', namespace: 'default', name: pod, container });
    if (step.view !== null && step.view !== 'pod') setDepth(step.view);
  }
  const file = fileOf(step);
  if (file !== '') files.activate(file);
  if (step.point.length > 0) pointAt(step.point);
  else stopPointing();
  setPace(step);
  void askForNode(step);
}

/** A prediction that can be given in the picture: a node is clicked, or the Pod is dragged onto one. */
type NodeQuestion = Extract<Step, { kind: 'predict' }>;
const asksForNode = (step: Step): step is NodeQuestion => step.kind === 'predict' && step.by === 'node';
async function askForNode(step: Step): Promise<void> {
  stopPicking();
  const run = getState().lesson?.run;
  if (!asksForNode(step) || run === undefined || run.answers[step.name] !== undefined) return;
  const names = step.options.map(({ text }) => /^[a-z]+-\d+/.exec(text)?.[0] ?? '');
  const none = step.options.findIndex(({ text }) => text.startsWith('no node'));
  const says = step.text.replace(/[`*]/g, '').split(/(?<=[.?!])\s+/).findLast(sentence => sentence.endsWith('?')) ?? '';
  const picked = await pickNode({ says, options: names.filter(name => name !== ''), withNone: none >= 0, pod: step.focus });
  const option = picked === null ? -1 : picked === '' ? none : names.indexOf(picked);
  if (option >= 0) await answerStep(option);
}

/** A step may be slow or fast; the learner's own pace comes back with the next one. */
function setPace(step: Step): void {
  const { clock, settings } = getState();
  const speed = settings.speed * (step.kind === 'watch' ? step.speed : 1);
  if (clock.speed !== speed) setClock({ ...clock, speed });
}

/** Shows a copy of the cluster, or the learner's own again; the picture stays where the learner has it. */
async function showOther(other: Promise<Batch | null>): Promise<void> {
  const batch = await other;
  if (batch === null) return;
  const { depth, openPod, selection, epoch } = getState();
  beginLessonCluster(batch, epoch);
  setState({ depth, openPod, selection });
}

export async function enterStep(at: number): Promise<void> {
  await showOther(cluster().leaveFork());
  const before = getState().lesson;
  const done = before?.run.done.includes(before.lesson.steps[at]?.name ?? '') === true;
  await lessonStep({ do: 'go', step: at });
  const step = getState().lesson?.lesson.steps[at];
  if (step === undefined) return;
  turnTo(step);
  // What a watch tells may hold already; it is played all the same, once.
  if (step.kind === 'watch' && step.do !== '' && !done) {
    playStory();
    await playScript(step.do);
  }
}

/** Answers the question of the present step; the first answer sets off what reveals it. */
export async function answerStep(option: number, mark?: number): Promise<void> {
  const taken = getState().lesson;
  const step = taken === null ? undefined : currentStep(taken.lesson, taken.run);
  if (taken === null || step === undefined) return;
  stopPicking();
  const first = taken.run.answers[step.name] === undefined;
  await lessonStep({ do: 'choose', step: step.name, options: [option], ...(mark === undefined ? {} : { mark }) });
  if (!first || step.kind !== 'predict' || step.do === '' || revealerOf(taken.lesson, taken.run.step) !== step) return;
  // A node was asked for on the map; why it is that one stands in the scheduler's matrix.
  if (asksForNode(step) && taken.lesson.view === 'scheduler') setDepth('scheduler');
  if (step.fork) await showOther(cluster().enterFork());
  await playScript(step.do);
}
