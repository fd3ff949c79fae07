/** Cluster depth: the moment that is told -> the picture of the cluster. */
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { jsonEqual } from '../../base/json.ts';
import { parseSelector } from '../../model/parse-selector.ts';
import { matches, type Selector } from '../../model/selectors.ts';
import { NOTHING_TOUCHED, actionsOn, openPod, pick, select, useHeldAttempt, usePicking, useSession } from '../../session/index.ts';
import { ClusterPicture } from './ClusterPicture.tsx';
import { soon } from '../../ui/soon.tsx';
import type { Match } from './flow/adapt.ts';
import { ActionsContext, selectionKey, STILL, type DiagramActions } from './flow/actions.ts';
import { TouchContext, type Touching } from './flow/touch.tsx';
import { projectCluster, withExpected, type ClusterGraph } from './project/cluster.ts';
import { asFirstVisit } from './project/first-visit.ts';
import { useMoment, type Pane } from './use-picture.ts';

const ClusterText = soon(async () => (await import('./PictureText.tsx')).ClusterText);

/** A graph that says the same keeps its identity: writes that no picture shows cost no drawing. */
function useGraph(first: boolean): ClusterGraph {
  const told = useMoment();
  const waits = useHeldAttempt() !== null;
  const picking = usePicking();
  const expected = picking === null || picking.expected === '' ? null : picking;
  // What was told before a guess is over: the Pod stands on its line.
  const moment = useMemo(() => (waits ? { ...told, step: null } : told), [told, waits]);
  const kept = useRef<ClusterGraph | null>(null);
  return useMemo(() => {
    const drawn = expected === null ? projectCluster(moment) : withExpected(projectCluster(moment), expected.uid, expected.expected);
    const fresh = first ? asFirstVisit(drawn) : drawn;
    if (kept.current === null || !jsonEqual(kept.current, fresh)) kept.current = fresh;
    return kept.current;
  }, [moment, first, expected]);
}

/** What is selected, as the parts of the picture compare it. */
export function useSelected(): string {
  const selection = useSession((state) => state.selection);
  if (selection === null || selection.kind === 'Request') return '';
  if (selection.kind === 'Node') return selectionKey('Node', '', selection.name);
  if (selection.kind === 'Container') return `${selectionKey('Pod', selection.namespace, selection.name)}/${selection.container}`;
  return selectionKey(selection.kind, selection.namespace, selection.name);
}

interface Hand {
  readonly toggleNode: (name: string) => void;
  readonly point: (key: string) => void;
  readonly lines: boolean;
  readonly toggleLines: () => void;
}
function useTouching(): Touching {
  const latest = useSession((state) => state.touched);
  const [shown, setShown] = useState(0);
  return useMemo(() => ({ touched: latest.serial === shown ? NOTHING_TOUCHED : latest, forget: () => setShown(latest.serial) }), [latest, shown]);
}
function useActionsOf(hand: Hand): DiagramActions {
  const picking = usePicking();
  const epoch = useSession((state) => state.epoch);
  return useMemo(
    () => ({
      ...STILL,
      ...hand,
      epoch,
      unselect: () => select(null),
      picking,
      pick,
      nodeActions: actionsOn,
      openPod,
      select: (kind, namespace, name, container) => {
        if (kind === 'Node') select({ kind, name });
        else if (kind === 'Container') select({ kind, namespace, name, container: container ?? '' });
        else if (kind !== 'Request') select({ kind, namespace, name });
      },
    }),
    [picking, epoch, hand],
  );
}

/** What a typed selector says; null while it says nothing that can be read. */
function selectorIn(text: string): Selector | null {
  if (text.trim() === '') return null;
  const parsed = parseSelector(text.trim());
  return parsed.ok ? parsed.value : null;
}
const matchOf = (selector: Selector | null): Match => (selector === null ? () => 'none' : (pod) => (matches(selector, pod.labels) ? 'lit' : 'dark'));

export function ClusterDepth({ pane, selector, labels }: { readonly pane: Pane; readonly selector: string; readonly labels: boolean }): ReactNode {
  const first = useSession((state) => state.untouched && state.lesson === null);
  const graph = useGraph(first);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set());
  const [pointed, point] = useState('');
  const [lines, setLines] = useState(false);
  const hand = useMemo((): Hand => ({
    toggleNode: (name) => setExpanded((before) => {
      const next = new Set(before);
      if (!next.delete(name)) next.add(name);
      return next;
    }),
    point,
    lines,
    toggleLines: () => setLines((on) => !on),
  }), [lines]);
  const starting = useSession((state) => state.status === 'starting');
  const actions = useActionsOf(hand);
  const touching = useTouching();
  const selected = useSelected();
  const asked = useMemo(() => selectorIn(selector), [selector]);
  const match = useMemo(() => matchOf(asked), [asked]);
  const keys = useMemo(() => (asked ?? []).filter(({ operator }) => operator !== 'DoesNotExist').map(({ key }) => key), [asked]);
  return (
    <ActionsContext.Provider value={actions}>
      <TouchContext.Provider value={touching}>
        {pane.width > 0
          && <ClusterPicture graph={graph} width={pane.width} height={pane.height} scale={pane.scale} expanded={expanded} match={match} labels={labels} first={first} keys={keys} pointed={pointed} selected={selected} />}
      </TouchContext.Provider>
      {starting && <p className="vw-starting">starting the cluster</p>}
      <ClusterText graph={graph} />
    </ActionsContext.Provider>
  );
}
