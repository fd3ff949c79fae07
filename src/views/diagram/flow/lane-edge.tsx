/** An edge in its lane: straight or with one right angle; an arrowhead only on the one in use. */
import { memo, type ReactNode } from 'react';
import type { Edge, EdgeProps } from '@xyflow/react';
import { along, easeOut, part, pathOf, type Point } from '../layout/geometry.ts';
import type { Run } from '../project/motion.ts';
import { useFrame } from './frame.ts';

export type LaneFlowEdge = Edge<{ readonly points: readonly Point[]; readonly hot: boolean; readonly arrow: boolean; readonly run: Run | null }, 'lane'>;

/** The two strokes of an arrowhead at the end of the last leg. */
function headOf(points: readonly Point[]): string {
  const [from, to] = [points[points.length - 2], points[points.length - 1]];
  if (!from || !to) return '';
  if (from.x === to.x) {
    const back = to.y > from.y ? -7 : 7;
    return `M${to.x - 5} ${to.y + back}L${to.x} ${to.y}L${to.x + 5} ${to.y + back}`;
  }
  const back = to.x > from.x ? -7 : 7;
  return `M${to.x + back} ${to.y - 5}L${to.x} ${to.y}L${to.x + back} ${to.y + 5}`;
}
/** A message on its way; where nothing may travel, the edge in use says it alone. */
function Message({ points, run }: { readonly points: readonly Point[]; readonly run: Run }): ReactNode {
  const share = useFrame(({ progress, still }) => (still ? 1 : Math.round(part(progress, run.from, run.to) * 60) / 60));
  if (share <= 0 || share >= 1) return null;
  const { x, y } = along(run.back ? [...points].reverse() : points, easeOut(share));
  return <circle className="dg-message" cx={x} cy={y} r={5} />;
}
export const LaneEdge = memo(({ data }: EdgeProps<LaneFlowEdge>): ReactNode => {
  if (data === undefined) return null;
  return (
    <g className={data.hot ? 'dg-edge dg-edge-hot' : 'dg-edge'}>
      <path d={pathOf(data.points)} />
      {data.run !== null && <Message points={data.points} run={data.run} />}
      {data.arrow && <path d={headOf(data.points)} />}
    </g>
  );
});
