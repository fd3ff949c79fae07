/** What the session holds, as the pictures want it: the moment that is told, its explanation, the size of the pane. */
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Counterfactual, SchedulingExplanation } from '../../cluster/contract/scheduling.ts';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import { ask, isHurried, useClusterView, useSession, useStep } from '../../session/index.ts';
import { openedPod } from './pod-lines.ts';
import type { Moment } from './project/moment.ts';

export interface Pane {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}
/** The room that a picture has, and the presenter's factor. */
export function usePane(): Pane {
  const ref = useRef<HTMLDivElement | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0, scale: 1 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = (): void => {
      const scale = Number(getComputedStyle(element).getPropertyValue('--scale')) || 1;
      setSize((before) => (before.width === element.clientWidth && before.height === element.clientHeight && before.scale === scale ? before : { width: element.clientWidth, height: element.clientHeight, scale }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { ref, ...size };
}

interface Explained {
  readonly serial: TraceSerial;
  readonly explanation: SchedulingExplanation;
  readonly changes: readonly Counterfactual[];
}
/** A scheduling attempt, worked out again in the worker; null until the answer is there. */
export function useExplained(serial: TraceSerial | null, withChanges: boolean): Explained | null {
  const [known, setKnown] = useState<Explained | null>(null);
  useEffect(() => {
    if (serial === null) return undefined;
    let gone = false;
    // The verdicts are there at once; what would alter them takes longer and comes after.
    const tell = (found: Explained): void => {
      if (!gone) setKnown(found);
    };
    void ask.explain(serial)
      .then(async (explanation) => {
        if (explanation === null || gone) return;
        tell({ serial, explanation, changes: [] });
        if (withChanges) tell({ serial, explanation, changes: await ask.counterfactuals(serial) });
      })
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [serial, withChanges]);
  return known !== null && known.serial === serial ? known : null;
}

export function useMoment(): Moment {
  const view = useClusterView();
  const step = useStep();
  // While the story hurries, an answer would come when its attempt is long over.
  const hurried = useSession(({ clock }) => isHurried(clock));
  const explained = useExplained(step?.type === 'scheduler/attempt' && !hurried ? step.serial : null, false);
  const explanation = explained?.explanation ?? null;
  return useMemo(() => ({ view, step, explanation }), [view, step, explanation]);
}

/** The uid of the Pod that is opened, or ''. */
export function useOpenUid(): string {
  const view = useClusterView();
  const open = useSession((state) => state.openPod);
  return useMemo(() => openedPod(view, open)?.metadata.uid ?? '', [view, open]);
}
