/** A selector as it is typed: equality and sets. It lights the Pods that it selects, says how many, or says what is wrong with it. */
import { useId, useMemo, type ReactNode } from 'react';
import { parseSelector } from '../../model/parse-selector.ts';
import { matches } from '../../model/selectors.ts';
import { typeLine, useClusterView } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';

const EXAMPLES = 'app=shop,tier in (front,back),!old';

function useAnswer(text: string): { readonly ok: boolean; readonly says: string } {
  const view = useClusterView();
  return useMemo(() => {
    if (text === '') return { ok: true, says: 'Annotations are shown in italics; no selector sees them.' };
    const parsed = parseSelector(text);
    if (!parsed.ok) return { ok: false, says: parsed.error };
    const pods = view.list('pods');
    const lit = pods.filter(({ metadata }) => matches(parsed.value, metadata.labels)).length;
    return { ok: true, says: lit === 0 ? `selects none of ${pods.length} Pods` : `selects ${lit} of ${pods.length} Pods` };
  }, [view, text]);
}

export function LabelStrip({ selector, onSelector }: { readonly selector: string; readonly onSelector: (text: string) => void }): ReactNode {
  const id = useId();
  const text = selector.trim();
  const { ok, says } = useAnswer(text);
  return (
    <div className="vw-strip">
      <label>
        <span>Selector</span>
        <input
          className="vw-selector" value={selector} onChange={(event) => onSelector(event.target.value)} placeholder={EXAMPLES} aria-invalid={!ok} aria-describedby={id}
          aria-label="Label selector: lights the Pods that it selects" spellCheck={false} autoCapitalize="off" autoComplete="off"
        />
      </label>
      <button
        type="button" className="vw-button" disabled={text === '' || !ok} onClick={() => typeLine(`kubectl get pods --show-labels -l '${text}'`)}
        title="Type it into the terminal as a command"
      ><Glyph name="term" size={14} />kubectl</button>
      <p id={id} role="status" className={ok ? '' : 'vw-wrong'}>{says}</p>
    </div>
  );
}
