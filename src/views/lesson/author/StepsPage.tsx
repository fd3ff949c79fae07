/** The steps: a list to arrange, a form for the chosen one, and beside it what the learner will see. */
import { useState, type ReactNode } from 'react';
import { changeDraft } from '../../../session/author/authoring.ts';
import { newStep } from '../../../session/author/draft.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import type { Lesson, Step } from '../../../session/lessons/play.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { stepKindWord } from '../words.ts';
import { Line } from './parts.tsx';
import { Preview } from './Preview.tsx';
import { StepForm } from './StepForm.tsx';

const KINDS: readonly (readonly [kind: Step['kind'], words: string])[] = [
  ['read', 'Read: a text, something to look at'], ['act', 'Do: the learner does something'], ['predict', 'Predict: a question before it shows'],
  ['watch', 'Watch: something plays by itself'], ['explain', 'Explain: what has just happened'], ['recall', 'Remember: a question about an older lesson'],
];

export function StepsPage({ author }: { readonly author: AuthorState }): ReactNode {
  const { draft } = author;
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, draft.steps.length - 1);
  const step = draft.steps[chosen];
  const put = (steps: Lesson['steps'], next = chosen): void => {
    changeDraft({ steps });
    setAt(Math.max(0, next));
  };
  const add = (kind: Step['kind']): void => put([...draft.steps.slice(0, chosen + 1), newStep(kind, draft.steps), ...draft.steps.slice(chosen + 1)], chosen + 1);
  const move = (by: 1 | -1): void => {
    const steps = [...draft.steps];
    const [own] = steps.splice(chosen, 1);
    if (own !== undefined) steps.splice(chosen + by, 0, own);
    put(steps, chosen + by);
  };
  return (
    <div className="a-steps">
      <div className="a-list">
        <ol aria-label="Steps">
          {draft.steps.map((own, index) => (
            <li key={own.name}>
              <button type="button" aria-current={index === chosen ? 'step' : undefined} onClick={() => setAt(index)}>
                <small>{index + 1} {stepKindWord(own.kind)}</small>
                <span>{own.text.split('\n')[0]?.slice(0, 60) || own.name}</span>
              </button>
            </li>
          ))}
        </ol>
        <Menu label="Add a step" className="button line" button={<><Glyph name="plus" size={14} />Add a step</>}>
          {KINDS.map(([kind, words]) => <button key={kind} type="button" role="menuitem" onClick={() => add(kind)}>{words}</button>)}
        </Menu>
        <Hints draft={draft} />
      </div>
      {step !== undefined && (
        <div className="a-form" key={step.name}>
          <div className="a-bar">
            <b>Step {chosen + 1}: {stepKindWord(step.kind)}</b><span className="grow" />
            <button type="button" className="button icon" aria-label="Move this step up" disabled={chosen === 0} onClick={() => move(-1)}><Glyph name="down" size={14} /></button>
            <button type="button" className="button icon" aria-label="Move this step down" disabled={chosen === draft.steps.length - 1} onClick={() => move(1)}><Glyph name="down" size={14} /></button>
            <button type="button" className="button icon" aria-label="Remove this step" onClick={() => put(draft.steps.filter((_, own) => own !== chosen), chosen - 1)}><Glyph name="close" size={14} /></button>
          </div>
          <StepForm author={author} step={step} at={chosen} onChange={next => changeDraft({ steps: draft.steps.map((own, index) => (index === chosen ? next : own)) })} />
        </div>
      )}
      {step !== undefined && <Preview key={`${step.name}/${step.kind}`} draft={draft} at={chosen} />}
    </div>
  );
}

const RUNGS = ['A nudge', 'A pointer', 'The solution'];
function Hints({ draft }: { readonly draft: Lesson }): ReactNode {
  return (
    <section aria-label="Hints">
      <h3>Three hints, the last gives it away</h3>
      {RUNGS.map((label, at) => <Line key={label} label={label} value={draft.hints[at] ?? ''} onChange={hint => changeDraft({ hints: RUNGS.map((_, own) => (own === at ? hint : (draft.hints[own] ?? ''))) })} />)}
    </section>
  );
}
