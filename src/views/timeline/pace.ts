/** How the time of telling compares with the cluster's own, in words. */
import type { Beat } from '../../session/index.ts';
import { episodeOf } from './strip.ts';

export function paceOf(beats: readonly Beat[], index: number): string {
  if (index < 1) return '';
  const [first] = episodeOf(beats, index);
  const told = beats.slice(first, index + 1);
  const story = told.reduce((sum, { seconds }) => sum + seconds, 0);
  const cluster = ((told.at(-1)?.at ?? 0) - (told[0]?.at ?? 0)) / 1000;
  if (cluster <= 0) return '';
  const slower = story / cluster;
  if (slower >= 1.5) return `${Math.round(slower)}× slower`;
  return slower <= 2 / 3 ? `${Math.round(1 / slower)}× faster` : '';
}
