/** Counts of a ReplicaSet's Pods, kept up to date Pod by Pod, so that a change of one does not cost a look at all. */
import type { Pod } from '../../model/objects.ts';
import { isDeleted, isFinished, isReady } from './objects.ts';

interface Tally {
  readonly active: number;
  readonly labelled: number;
  readonly ready: number;
  readonly terminating: number;
}
const NOTHING: Tally = { active: 0, labelled: 0, ready: 0, terminating: 0 };

/** What one Pod counts for. */
function shareOf(pod: Pod, labels: Readonly<Record<string, string>>): Tally {
  if (isFinished(pod)) return NOTHING;
  if (isDeleted(pod)) return TERMINATING;
  for (const name in labels) if (pod.metadata.labels?.[name] !== labels[name]) return isReady(pod) ? READY_UNLABELLED : UNLABELLED;
  return isReady(pod) ? READY : ACTIVE;
}
const TERMINATING: Tally = { ...NOTHING, terminating: 1 };
const UNLABELLED: Tally = { ...NOTHING, active: 1 };
const READY_UNLABELLED: Tally = { ...UNLABELLED, ready: 1 };
const ACTIVE: Tally = { ...UNLABELLED, labelled: 1 };
const READY: Tally = { ...ACTIVE, ready: 1 };

const plus = (a: Tally, b: Tally, sign: 1 | -1): Tally => ({
  active: a.active + sign * b.active,
  labelled: a.labelled + sign * b.labelled,
  ready: a.ready + sign * b.ready,
  terminating: a.terminating + sign * b.terminating,
});

/** Tallies by the uid of the owner. Each Pod's share is remembered, to be taken back when it changes. */
export interface TallyTables {
  readonly tallies: Map<string, Tally>;
  readonly shares: Map<string, { readonly owner: string; readonly share: Tally }>;
}
export const tallyTables = (): TallyTables => ({ tallies: new Map(), shares: new Map() });

export const tallyOf = ({ tallies }: TallyTables, owner: string): Tally => tallies.get(owner) ?? NOTHING;

export function forget({ tallies, shares }: TallyTables, uid: string): void {
  const before = shares.get(uid);
  if (before === undefined) return;
  shares.delete(uid);
  const left = plus(tallies.get(before.owner) ?? NOTHING, before.share, -1);
  if (left.active === 0 && left.terminating === 0) tallies.delete(before.owner);
  else tallies.set(before.owner, left);
}
export function count(tables: TallyTables, pod: Pod, owner: string, labels: Readonly<Record<string, string>>): void {
  const { uid } = pod.metadata;
  const share = shareOf(pod, labels);
  const before = tables.shares.get(uid);
  if (before !== undefined && before.owner === owner && before.share === share) return;
  forget(tables, uid);
  tables.shares.set(uid, { owner, share });
  tables.tallies.set(owner, plus(tables.tallies.get(owner) ?? NOTHING, share, 1));
}
