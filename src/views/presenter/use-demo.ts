/** A demo on the wall: where it stands, and what the hand of whoever presents does with it. */
import { useCallback, useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react';
import { getState, lessonStep, pauseStory, playStory, returnToNow, seekStory, setPresenting, stepBack, stepForward, useBeats, useSession, type Beat } from '../../session/index.ts';
import { playScript, type Lesson, type RunState, type Step } from '../../session/lessons/play.ts';
import { stopPointing } from '../../session/lessons/pointing.ts';
import { turnTo } from '../../session/lessons/turn.ts';
import { forgetOpening } from '../../session/pod-opener.ts';
import { moveBack, moveOn, NO_MARKS, stepOf, tellsBeat, type Marks, type Moment } from './sequence.ts';

export interface Demo {
  readonly moment: Moment;
  readonly step: Step | undefined;
  /** What the caption tells in place of the step's own words. */
  readonly beat: Beat | null;
  on(): void;
  back(): void;
  jump(to: number): void;
}

/** What the steps between here and there set off is done on the way, so that the cluster stands as the step expects. */
async function playUpTo(lesson: Lesson, to: number, marks: Marks): Promise<Marks> {
  let { began, played } = marks;
  for (const step of lesson.steps.slice(0, to)) {
    if (played.has(step.name)) continue;
    began = { ...began, [step.name]: getState().clock.beats.length - 1 };
    played = new Set([...played, step.name]);
    if ('do' in step && step.do !== '') await playScript(step.do);
  }
  return { began, played };
}

/** Goes to a step: one that was played is read in the history, another begins now. */
function goTo(lesson: Lesson, to: number, marks: Marks): void {
  const step = lesson.steps[to];
  if (step === undefined) return;
  void lessonStep({ do: 'go', step: to }).then(() => {
    turnTo(step);
    const began = marks.began[step.name];
    if (began === undefined || !marks.played.has(step.name)) {
      returnToNow();
      return playStory();
    }
    pauseStory();
    seekStory(began);
  });
}

type SetMarks = Dispatch<SetStateAction<Marks>>;

function goOn(now: Moment, setMarks: SetMarks): void {
  const step = stepOf(now);
  if (step === undefined) return;
  switch (moveOn(now)) {
    case 'play':
      setMarks(({ began, played }) => ({ began: { ...began, [step.name]: now.beats.length - 1 }, played: new Set([...played, step.name]) }));
      returnToNow();
      playStory();
      if ('do' in step) void playScript(step.do);
      return;
    case 'beat on': return void stepForward().then(playStory);
    case 'step on': return goTo(now.lesson, now.run.step + 1, now.marks);
    case 'end': return setPresenting(false);
    default:
  }
}
function goBack(now: Moment): void {
  switch (moveBack(now)) {
    case 'beat back': return stepBack();
    case 'words':
      pauseStory();
      return seekStory(now.marks.began[stepOf(now)?.name ?? ''] ?? 0);
    case 'step back': return void lessonStep({ do: 'go', step: now.run.step - 1 }).then(() => {
      const before = now.lesson.steps[now.run.step - 1];
      if (before !== undefined) turnTo(before);
    });
    default:
  }
}
function jumpTo(now: Moment, to: number, setMarks: SetMarks): void {
  if (to > now.run.step) {
    returnToNow();
    playStory();
  }
  void playUpTo(now.lesson, to, now.marks).then(next => {
    setMarks(next);
    goTo(now.lesson, to, next);
  });
}

export function useDemo(lesson: Lesson, run: RunState): Demo {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const [marks, setMarks] = useState<Marks>(NO_MARKS);
  const moment = useRef<Moment>({ lesson, run, marks, beats, index });
  moment.current = { lesson, run, marks, beats, index };
  useEffect(() => {
    const first = lesson.steps[moment.current.run.step];
    if (first !== undefined) turnTo(first);
    return () => {
      forgetOpening();
      stopPointing();
    };
  }, [lesson]);
  const on = useCallback((): void => goOn(moment.current, setMarks), []);
  const back = useCallback((): void => goBack(moment.current), []);
  const jump = useCallback((to: number): void => jumpTo(moment.current, to, setMarks), []);
  const step = stepOf(moment.current);
  const beat = tellsBeat(moment.current) ? (beats[index] ?? null) : null;
  return { moment: moment.current, step, beat, on, back, jump };
}
