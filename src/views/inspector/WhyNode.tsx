/** Why this node: the totals of the scheduling attempt that placed the Pod, worked out again by the scheduler's own code. */
import { useEffect, useState, type ReactNode } from 'react';
import type { SchedulingExplanation } from '../../cluster/contract/scheduling.ts';
import type { Pod } from '../../model/objects.ts';
import { ask, openPod, useShownTrace } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from './parts.tsx';

const MOST = 5;

export function WhyNode({ pod }: { readonly pod: Pod }): ReactNode {
  const trace = useShownTrace();
  const attempt = trace.findLast(record => record.type === 'scheduler/attempt' && record.uid === pod.metadata.uid)?.serial;
  const [found, setFound] = useState<SchedulingExplanation | null>(null);
  useEffect(() => {
    if (attempt === undefined) return setFound(null);
    let current = true;
    void ask.explain(attempt).then(answer => current && setFound(answer));
    return () => { current = false; };
  }, [attempt]);
  if (found === null) return null;
  const best = Math.max(1, ...found.nodes.map(({ total }) => total));
  const rows = [...found.nodes].sort((a, b) => Number(b.node === found.chosen) - Number(a.node === found.chosen) || b.total - a.total).slice(0, MOST);
  return (
    <Section title={found.chosen === '' ? 'Why no node' : `Why ${found.chosen}`}>
      <ul className="i-scores">
        {rows.map(({ node, total, filters }) => {
          const refusal = filters.find(({ status }) => status !== 'Success' && status !== 'Skip');
          return (
            <li key={node}>
              <code>{node}</code>
              {refusal === undefined
                ? <><i
                  style={{ '--share': found.feasible.length > 1 ? total / best : 1 } as React.CSSProperties} data-chosen={node === found.chosen || undefined}
                /><b className="mono">{found.feasible.length > 1 ? total : ''}</b></>
                : <span><Glyph name="close" size={12} /> {refusal.reasons.join(', ')}</span>}
            </li>
          );
        })}
      </ul>
      {found.nodes.length > MOST && <p className="dim">and {found.nodes.length - MOST} more</p>}
      <button type="button" className="i-link" onClick={() => openPod(pod.metadata.namespace, pod.metadata.name, 'scheduler')}>All plugins and weights <Glyph name="arrow" size={14} /></button>
    </Section>
  );
}
