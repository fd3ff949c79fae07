/** Who has to go, for how long each may still run, and the place that is kept for the Pod. */
import type { CSSProperties, ReactNode } from 'react';
import { Mark } from '../../../ui/mark.tsx';
import { useShareOf } from '../flow/frame.ts';
import type { Victim } from '../project/victims.ts';

function Grace({ span }: { readonly span: NonNullable<Victim['grace']> }): ReactNode {
  const gone = useShareOf(span);
  return <i className="sc-grace" style={{ '--left': `${(1 - gone) * 100}%` } as CSSProperties} />;
}
const wordOf = ({ gone, grace }: Victim): string => (gone ? 'gone' : grace === null ? 'is evicted' : `${Math.round((grace.to - grace.from) / 1000)} s to end`);

export function Victims({ pod, node, victims }: { readonly pod: string; readonly node: string; readonly victims: readonly Victim[] }): ReactNode {
  return (
    <section className="sc-victims sc-wide" aria-label="Preemption">
      <p>To make room for <b>{pod}</b> on <b>{node}</b>, less important Pods have to go; the place is kept until they have ended.</p>
      <ul>
        {victims.map((victim) => (
          <li key={victim.name} className={victim.gone ? 'sc-gone' : ''}>
            <Mark state="terminating" size={15} /><code>{victim.name}</code><span>priority {victim.priority}</span><span>{wordOf(victim)}</span>
            {victim.grace !== null && !victim.gone && <Grace span={victim.grace} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
