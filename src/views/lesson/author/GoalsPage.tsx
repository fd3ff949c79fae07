/** Goals, named from what the solution changed; each is a check that can be read and mended. */
import { useEffect, type ReactNode } from 'react';
import { addGoal, lookAtSolution, setGoals } from '../../../session/author/authoring.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { Choice, Line, Remove, Tick } from './parts.tsx';
import type { Goal } from '../../../session/lessons/play.ts';

const GROUPS = [['reached', 'What it reached'], ['happened', 'What happened on the way'], ['kept', 'What stayed as it was: protects, and holds from the start']] as const;
const MODES = [['now', 'at this moment'], ['ever', 'once is enough'], ['always', 'all the time']] as const;

export function GoalsPage({ author }: { readonly author: AuthorState }): ReactNode {
  const { draft, acted, looking } = author;
  const solved = draft.solution !== '';
  useEffect(() => {
    if (solved && acted === null) void lookAtSolution();
  }, [solved, acted]);
  const set = (at: number, part: Partial<Goal>): void => setGoals(draft.goals.map((goal, own) => (own === at ? { ...goal, ...part } : goal)));
  const chosen = new Set(draft.goals.map(({ check }) => check));
  const open = acted?.suggestions.filter(({ check }) => !chosen.has(check)) ?? [];
  return (
    <>
      <p className="a-say">All goals together end the lesson. Any way to them counts.</p>
      <ul className="a-goals" aria-label="Goals of the lesson">
        {draft.goals.map((goal, at) => (
          <li key={at}>
            <div className="a-goal-head">
              <Line label={`Goal ${at + 1}, in words`} value={goal.text} onChange={text => set(at, { text })} />
              <Remove label={`Remove goal ${at + 1}`} onRemove={() => setGoals(draft.goals.filter((_, own) => own !== at))} />
            </div>
            <Line label="Check" mono value={goal.check} hint={standing(acted?.goals[goal.id])} onChange={check => set(at, { check })} />
            <div className="a-row">
              {goal.when.kind === 'for' ? <p className="a-say">holds for {goal.when.span / 1000} s</p> : <Choice label="When" value={goal.when.kind} options={MODES} onChange={kind => set(at, { when: { kind } })} />}
              <Tick label="only protects: holds from the start" on={goal.guard} onChange={guard => set(at, { guard })} />
            </div>
          </li>
        ))}
        {draft.goals.length === 0 && <li className="dim">No goal yet. {solved ? 'Take one from what changed.' : 'Act out the solution first: what it changes is offered here.'}</li>}
      </ul>
      {solved && (
        <div className="a-bar">
          <button type="button" className="button line" disabled={looking} onClick={() => void lookAtSolution()}>{looking ? 'Playing the solution …' : 'Look again at what changes'}</button>
          <button type="button" className="button line" onClick={() => addGoal({ id: 'goal', text: '', check: '', when: { kind: 'now' }, guard: false })}>An empty goal</button>
        </div>
      )}
      {GROUPS.map(([group, words]) => {
        const own = open.filter(each => each.group === group);
        if (own.length === 0) return null;
        return (
          <section key={group} aria-label={words}>
            <h3>{words}</h3>
            <ul className="a-offers">
              {own.map(each => <li key={each.check}><button type="button" onClick={() => addGoal(each)} title={each.check}><Glyph name="plus" size={14} /><span>{each.text}</span></button></li>)}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function standing(look: NonNullable<AuthorState['acted']>['goals'][string] | undefined): string | undefined {
  if (look === undefined) return undefined;
  if (look.error !== null) return `cannot be asked: ${look.error}`;
  if (!look.after) return 'does not hold after the solution';
  return look.before ? 'holds from the start, and after the solution' : 'holds after the solution, and not before';
}
