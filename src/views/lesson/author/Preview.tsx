/** A step as its learner will see it, drawn by the same view as every lesson. */
import { useState, type ReactNode } from 'react';
import type { Lesson, RunState } from '../../../session/lessons/play.ts';
import { simTime } from '../../../session/lessons/play.ts';
import { StepBody } from '../StepBody.tsx';
import { stepKindWord } from '../words.ts';

const NEVER = { at: simTime(0), revision: 0, trace: null } as unknown as RunState['began'];

export function Preview({ draft, at }: { readonly draft: Lesson; readonly at: number }): ReactNode {
  const [chosen, setChosen] = useState<number | null>(null);
  const step = draft.steps[at];
  if (step === undefined) return null;
  const run: RunState = {
    lesson: draft.id, version: draft.version, step: at, began: NEVER, stepBegan: NEVER, done: [], marks: {}, stops: {}, goals: {}, hints: 0, finished: false, error: null,
    answers: chosen === null ? {} : { [step.name]: [chosen] }, reveals: chosen === null ? {} : { [step.name]: 'revealed' },
  };
  return (
    <section className="a-preview" aria-label="As the learner sees it">
      <p className="l-where"><b>Step {at + 1} of {draft.steps.length}: {stepKindWord(step.kind)}</b><span>preview</span></p>
      <h2>{draft.title}</h2>
      <StepBody lesson={draft} run={run} step={step} onAnswer={setChosen} />
      {chosen !== null && <button type="button" className="button" onClick={() => setChosen(null)}>Ask again</button>}
    </section>
  );
}
