/** The columns' heads: filters with how many nodes are left after each, scores with their weight. They stay while the rows scroll. */
import { memo, type ReactNode } from 'react';
import type { SchedulePicture } from '../project/schedule.ts';
import { usePointedPlugins } from '../flow/pointed.ts';
import { HEAD, type ScheduleLayout } from './layout.ts';

const above = (lines: readonly string[], line: number): number => 73 - (lines.length - 1 - line) * 15;

export const Heads = memo(({ picture, layout }: { readonly picture: SchedulePicture; readonly layout: ScheduleLayout }): ReactNode => {
  const pointed = usePointedPlugins();
  const nothingLeft = picture.scores.length === 0;
  const [first] = layout.scores;
  return (
    <svg className="sc-heads" width={layout.width} height={HEAD} aria-hidden="true">
      <text x={layout.from} y={22} className="sc-title">Filter: may it run here?</text>
      {picture.silentFilters > 0 && <text x={layout.from} y={40} className="sc-quiet">{picture.silentFilters} more had nothing to check</text>}
      {!nothingLeft
        && <text x={first?.x} y={22} className="sc-title">Score: where is it best?{layout.totalX - (first?.x ?? 0) > 420 && <tspan className="sc-quiet" dx={14}>the wider the column, the heavier its vote</tspan>}</text>}
      <text x={22} y={108} className="sc-quiet">nodes still in</text>
      {picture.filters.map((filter, i) => {
        const seat = layout.filters[i];
        if (!seat) return null;
        return (
          <g key={filter.plugin}>
            {seat.lines.map((line, n) => <text key={line} x={seat.x} y={above(seat.lines, n)} textAnchor="middle" className={pointed.includes(filter.plugin) ? 'sc-plugin sc-pointed' : 'sc-plugin'}>{line}</text>)}
            <text x={seat.x} y={108} textAnchor="middle" className={filter.drops ? 'sc-mono sc-count sc-strong' : 'sc-mono sc-count'}>{filter.left}</text>
          </g>
        );
      })}
      {picture.scores.map((score, i) => {
        const seat = layout.scores[i];
        if (!seat) return null;
        return (
          <g key={score.plugin}>
            {seat.lines.map((line, n) => <text key={line} x={seat.x} y={above(seat.lines, n)} className={pointed.includes(score.plugin) ? 'sc-plugin sc-pointed' : 'sc-plugin'}>{line}</text>)}
            <path d={`M${seat.x} 84H${seat.x + seat.width}`} className="sc-weight" />
            <text x={seat.x} y={108} className="sc-mono sc-count">{'\u00D7'}{score.weight}</text>
          </g>
        );
      })}
      {!nothingLeft && <text x={layout.totalX} y={73} textAnchor="end" className="sc-plugin">Total</text>}
    </svg>
  );
});
