/** The timeline of one Pod: a lane a container, against the cluster's clock. */
import { useMemo, type ReactNode } from 'react';
import { useClusterView, useSession, useShownTrace } from '../../session/index.ts';
import { isPodOf, projectLanes } from './lanes.ts';

/** Seconds between two marks of the scale, so that there are about eight. */
const markStep = (span: number): number => [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600].find(step => span / 1000 / step <= 9) ?? 7200;

/** More lanes than these stand closer. */
const FEW = 5;

export function Lanes(): ReactNode {
  const view = useClusterView();
  const key = useSession(state => state.openPod);
  const trace = useShownTrace();
  const now = useSession(state => state.clock.now);
  const pod = view.list('pods').find(isPodOf(key));
  const lanes = useMemo(() => (pod === undefined ? [] : projectLanes(pod, trace)), [pod, trace]);
  if (pod === undefined) return <p className="story-gone dim">This Pod is not there at the shown moment.</p>;
  const starts = lanes.flatMap(({ parts }) => parts.map(({ from }) => from));
  const from = starts.length === 0 ? now - 1000 : Math.min(...starts) - 60;
  // What is said after a lane's end wants room.
  const span = Math.max(600, (now - from) * (lanes.some(({ after, parts }) => after !== '' && (parts.at(-1)?.to ?? now) > from + (now - from) * 0.8) ? 1.32 : 1.18));
  const x = (at: number): string => `${(100 * (at - from)) / span}%`;
  const step = markStep(span);
  // A mark at the very end would be cut in half.
  const marks = Array.from({ length: Math.floor((span * 0.965) / 1000 / step) + 1 }, (_, i) => Math.round(i * step * 10) / 10);
  return (
    <div
      className="story-lanes" data-many={lanes.length > FEW || undefined} role="img"
      aria-label={`Timeline of ${pod.metadata.name}: ${lanes.map(({ name, parts, after }) => `${name} ${parts.map(({ words }) => words).join(', ') || 'has not started'} ${after}`).join('; ')}`}
    >
      <div className="story-scale">{marks.map(mark => <span key={mark} style={{ left: x(from + mark * 1000) }}>{mark}{mark === marks.at(-1) ? ' s' : ''}</span>)}</div>
      {lanes.map(({ name, parts, after }) => (
        <div className="story-lane" key={name}>
          <code>{name}</code>
          <div>
            {parts.map(part => <i key={part.from} data-kind={part.kind} style={{ left: x(part.from), width: `calc(${x(part.to ?? now)} - ${x(part.from)})` }}><span>{part.words}</span></i>)}
            {after !== '' && <small style={{ left: `calc(${x(parts.at(-1)?.to ?? now)} + 13px)` }}><span>{after}</span></small>}
          </div>
        </div>
      ))}
      <b className="story-head" style={{ '--at': x(now) } as React.CSSProperties} />
    </div>
  );
}
