/** The rows of the scheduler's picture as lines: few nodes each have one; of many, those that were refused alike share one. */
import type { Counterfactual } from '../../../cluster/contract/scheduling.ts';
import type { ScheduleRow } from './schedule.ts';

export type ScheduleLine =
  | { readonly kind: 'node'; readonly key: string; readonly row: ScheduleRow; readonly inner: boolean }
  /** Nodes that one filter refused for the same reason, or, with no reason, those that would do but scored less. */
  | {
    readonly kind: 'group'; readonly key: string; readonly passed: number; readonly reason: string; readonly plain: string; readonly nodes: readonly string[];
    readonly open: boolean; readonly totals: readonly [least: number, most: number] | null;
  };

/** As many nodes as are read one by one. */
const FEW = 12;
/** Of many that would do, so many of the best are told apart. */
const BEST = 5;
/** Fewer nodes than this are no group. */
const GROUP = 3;

const alone = (row: ScheduleRow, inner = false): ScheduleLine => ({ kind: 'node', key: row.node, row, inner });

/** With many nodes the best come first, then those that got farthest. `open` holds the keys of groups that are unfolded. */
export function linesOf(rows: readonly ScheduleRow[], open: ReadonlySet<string>): readonly ScheduleLine[] {
  if (rows.length <= FEW) return rows.map((row) => alone(row));
  const fitting = rows.filter((row) => row.feasible || row.chosen).sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.total - a.total);
  const best = fitting.length <= FEW ? fitting : fitting.slice(0, BEST);
  const groups = new Map<string, ScheduleRow[]>();
  for (const row of rows) {
    if (row.feasible || row.chosen) continue;
    const key = `${row.passed} ${row.reason}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [row]);
    else members.push(row);
  }
  const refused = [...groups].sort(([, a], [, b]) => (b[0]?.passed ?? 0) - (a[0]?.passed ?? 0) || b.length - a.length);
  return [...best.map((row) => alone(row)), ...groupLines('others', fitting.slice(best.length), open), ...refused.flatMap(([key, members]) => groupLines(key, members, open))];
}

function groupLines(key: string, members: readonly ScheduleRow[], open: ReadonlySet<string>): readonly ScheduleLine[] {
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined || members.length < GROUP) return members.map((row) => alone(row));
  const totals = first.feasible ? ([last.total, first.total] as const) : null;
  const group: ScheduleLine = {
    kind: 'group', key, passed: first.passed, reason: first.reason, plain: members.every(({ plain }) => plain === first.plain) ? first.plain : '',
    nodes: members.map((row) => row.node), open: open.has(key), totals,
  };
  return open.has(key) ? [group, ...members.map((row) => alone(row, true))] : [group];
}

/** A change that helps on several nodes is said once. */
export interface ChangeLine {
  readonly change: Counterfactual;
  readonly nodes: readonly string[];
}
export function changeLines(changes: readonly Counterfactual[]): readonly ChangeLine[] {
  const lines = new Map<string, { change: Counterfactual; nodes: string[] }>();
  for (const change of changes) {
    // A change of a node names it, and so is one of its own.
    const known = lines.get(`${change.change} ${change.text}`);
    if (known === undefined) lines.set(`${change.change} ${change.text}`, { change, nodes: [change.node] });
    else known.nodes.push(change.node);
  }
  return [...lines.values()].sort((a, b) => b.nodes.length - a.nodes.length);
}
