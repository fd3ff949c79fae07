/** Scheduler depth: an attempt of the opened Pod, worked out again by the scheduler's own plugins. */
import { useMemo, useState, type ReactNode } from 'react';
import { podName, podOf, type TraceEvent } from '../../cluster/contract/trace.ts';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import type { Counterfactual } from '../../cluster/contract/scheduling.ts';
import { propose, tryOnNode, useClusterView, usePicking, useSession, useShownTrace, useStep } from '../../session/index.ts';
import { Choose } from './Choose.tsx';
import { projectSchedule, questionOf } from './project/schedule.ts';
import { victimsOf } from './project/victims.ts';
import { Question } from './scheduler/Question.tsx';
import { SchedulePane } from './scheduler/SchedulePane.tsx';
import { useExplained, type Pane } from './use-picture.ts';

type Attempt = Extract<TraceEvent, { type: 'scheduler/attempt' }>;

/** The attempts of the Pod that is opened; of the one in the story where none is. */
function useAttempts(): readonly Attempt[] {
  const trace = useShownTrace();
  const open = useSession((state) => state.openPod);
  return useMemo(() => {
    const all = trace.filter((record): record is Attempt => record.type === 'scheduler/attempt');
    const opened = podOf(open);
    const name = open === '' ? all[all.length - 1]?.pod : podName(opened.namespace, opened.name);
    return all.filter((record) => record.pod === name);
  }, [trace, open]);
}

/** A change of the Pod opens in the editor, one of a node is typed where everybody sees it. */
function tryChange(pod: { readonly namespace: string; readonly pod: string }, change: Counterfactual): void {
  if (change.change === 'pod') void propose(pod.namespace, pod.pod, change.patch);
  else void tryOnNode(change);
}

export function SchedulerDepth({ pane }: { readonly pane: Pane }): ReactNode {
  const picking = usePicking();
  const view = useClusterView();
  const question = useMemo(() => (picking === null ? null : questionOf(view, picking.uid, picking.expected)), [picking, view]);
  if (picking !== null && question !== null) return <Question question={question} picking={picking} />;
  return <Attempts pane={pane} />;
}

function Attempts({ pane }: { readonly pane: Pane }): ReactNode {
  const attempts = useAttempts();
  const [wished, setWished] = useState<TraceSerial | null>(null);
  const open = useSession((state) => state.openPod);
  const replica = useSession((state) => state.replica);
  const step = useStep();
  const view = useClusterView();
  const told = step?.type === 'scheduler/attempt' ? step.serial : null;
  const has = (serial: TraceSerial | null): serial is TraceSerial => serial !== null && attempts.some((one) => one.serial === serial);
  const shown = has(wished) ? wished : has(told) ? told : (attempts[attempts.length - 1]?.serial ?? null);
  const explained = useExplained(shown, true);
  const picture = useMemo(() => (explained === null ? null : projectSchedule(explained.explanation, explained.changes, replica.view(explained.explanation.seen))), [explained, replica]);
  const victims = useMemo(() => (explained === null ? [] : victimsOf(explained.explanation, replica.view(explained.explanation.seen), view)), [explained, replica, view]);
  if (attempts.length === 0) return <Choose depth="scheduler" gone="" />;
  if (picture === null) return <p className="vw-wait">{open === '' ? '' : 'The scheduler is asked again.'}</p>;
  return (
    <SchedulePane
      picture={picture}
      victims={victims}
      width={pane.width}
      live={shown === told}
      attempts={attempts.map((one) => ({ serial: one.serial, text: `${one.attempt}: ${one.chosen === '' ? 'no node' : one.chosen}` }))}
      shown={shown ?? 0}
      onAttempt={(serial) => setWished(serial as TraceSerial)}
      onTry={(change) => tryChange(picture, change)}
    />
  );
}
