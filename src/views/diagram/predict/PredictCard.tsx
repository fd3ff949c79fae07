/** Above the picture's lower edge: what is asked of the learner, and afterwards the guess beside the decision. */
import { useEffect, useRef, type ReactNode } from 'react';
import { comparisonOf, endComparing, getState, openPod, pick, pickNothing, setDepth, useHeldAttempt, usePicking, useSession, useToldGuess, type Picking } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { useExplained } from '../use-picture.ts';
import { Compared } from './Compared.tsx';
import './predict.css';

function Question({ picking }: { readonly picking: Picking }): ReactNode {
  const depth = useSession((state) => state.depth);
  const skips = useHeldAttempt() !== null && picking.expected === '';
  const here = depth === 'cluster' || depth === 'scheduler';
  return (
    <div className="pd-card" role="group" aria-label="Predict first">
      <p aria-live="polite"><b>{picking.says}</b> {here ? (picking.uid !== '' && depth === 'cluster' ? 'Click a node, or drag the Pod onto it.' : 'Click a node.') : 'The story waits for your guess.'}</p>
      <div className="pd-buttons">
        {!here && <button type="button" className="button ink" onClick={() => setDepth('cluster')}>Place it on the map</button>}
        {picking.withNone && <button type="button" className="button line" aria-label="No node fits" onClick={() => pick('')}>No node</button>}
        {skips && <button type="button" className="button" aria-label="Let the scheduler decide" onClick={pickNothing}>Skip</button>}
      </div>
    </div>
  );
}

function Outcome({ serial, node }: { readonly serial: NonNullable<ReturnType<typeof useToldGuess>>['serial']; readonly node: string }): ReactNode {
  const explained = useExplained(serial, false);
  const depth = useSession((state) => state.depth);
  if (explained === null) return null;
  const { explanation } = explained;
  const showAll = (): void => openPod(explanation.pod.namespace, explanation.pod.name, 'scheduler');
  return (
    <div className="pd-card" role="status">
      <Compared comparison={comparisonOf(explanation, node)} pod={explanation.pod.name} short={depth !== 'scheduler'} />
      <div className="pd-buttons">
        {depth !== 'scheduler' && <button type="button" className="button line" onClick={showAll}>See why</button>}
        <button type="button" className="button icon" aria-label="Close the comparison" onClick={endComparing}><Glyph name="close" /></button>
      </div>
    </div>
  );
}

/** Arrows go from node to node while one is asked for. */
function useArrows(on: boolean): void {
  const root = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (!on) return undefined;
    root.current = document.querySelector<HTMLElement>('.vw-diagram');
    const step = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
      const focused = document.activeElement;
      if (by === 0 || focused?.closest('[role=tablist], input, select') !== null || !(root.current?.contains(focused) ?? false)) return;
      const places = [...(root.current?.querySelectorAll<HTMLElement>('[data-machine].dg-pickable .dg-node-button, button[data-machine]') ?? [])];
      const at = places.findIndex((place) => place === focused);
      places[at < 0 ? (by > 0 ? 0 : places.length - 1) : (at + by + places.length) % places.length]?.focus();
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', step, true);
    // The keyboard is at the question at once, but only where it was in the picture or nowhere.
    if (document.activeElement === document.body && getState().depth === 'cluster') root.current?.querySelector<HTMLElement>('[data-machine].dg-pickable .dg-node-button')?.focus({ preventScroll: true });
    return () => window.removeEventListener('keydown', step, true);
  }, [on]);
}

export function PredictCard(): ReactNode {
  const picking = usePicking();
  const told = useToldGuess();
  const depth = useSession((state) => state.depth);
  useArrows(picking !== null && (depth === 'cluster' || depth === 'scheduler'));
  if (picking !== null) return <Question picking={picking} />;
  return told === null ? null : <Outcome serial={told.serial} node={told.node} />;
}
