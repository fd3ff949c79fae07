/** Near-misses: what almost solves it and must not. They keep the goals honest. */
import type { ReactNode } from 'react';
import { beginActing, changeDraft } from '../../../session/author/authoring.ts';
import { newNearMiss, withFile } from '../../../session/author/draft.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import type { Lesson } from '../../../session/lessons/play.ts';
import { Area, Files, Line, Remove, Tick } from './parts.tsx';

type NearMiss = Lesson['nearMisses'][number];

export function MissesPage({ author: { draft } }: { readonly author: AuthorState }): ReactNode {
  const set = (at: number, part: Partial<NearMiss>): void => changeDraft({ nearMisses: draft.nearMisses.map((miss, own) => (own === at ? { ...miss, ...part } : miss)) });
  return (
    <>
      <p className="a-say">What a learner might try that looks right and is not. The proof plays each, and your goals must not be met. Two or more.</p>
      <ul className="a-goals" aria-label="Near-misses">
        {draft.nearMisses.map((miss, at) => (
          <li key={at}>
            <div className="a-goal-head">
              <Line label={`Near-miss ${at + 1}`} value={miss.name} onChange={name => set(at, { name })} />
              <Remove label={`Remove near-miss ${at + 1}`} onRemove={() => changeDraft({ nearMisses: draft.nearMisses.filter((_, own) => own !== at) })} />
            </div>
            <button type="button" className={miss.script === '' ? 'button ink' : 'button line'} onClick={() => void beginActing({ part: 'near-miss', at })}>
              {miss.script === '' ? 'Act it out' : 'Act it out again'}
            </button>
            <Area label="Script" mono rows={2} value={miss.script} onChange={script => set(at, { script })} />
            {draft.goals.length > 1 && (
              <fieldset className="a-ticks">
                <legend>Of these goals, one at least stays unmet</legend>
                {draft.goals.map(({ id, text }) => <Tick
                  key={id} label={text} on={miss.unmet.includes(id)}
                  onChange={on => set(at, { unmet: draft.goals.map(goal => goal.id).filter(own => (own === id ? on : miss.unmet.includes(own))) })}
                />)}
              </fieldset>
            )}
          </li>
        ))}
      </ul>
      <button type="button" className="button line" onClick={() => changeDraft({ nearMisses: [...draft.nearMisses, newNearMiss(draft)] })}>Another near-miss</button>
      <Files files={draft.files} folders={['near']} onChange={(path, text) => changeDraft(withFile(draft, path, text))} />
    </>
  );
}
