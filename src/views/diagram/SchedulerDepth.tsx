/** Scheduler depth: an attempt of the opened Pod, worked out again by the scheduler's own plugins. */
import { useMemo, useState, type ReactNode } from 'react';
import { podName, type TraceEvent } from '../../cluster/contract/trace.ts';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import { propose, useSession, useShownTrace, useStep } from '../../session/index.ts';
import { Choose } from './Choose.tsx';
import { projectSchedule } from './project/schedule.ts';
import { SchedulePane } from './scheduler/SchedulePane.tsx';
import { useExplained, type Pane } from './use-picture.ts';

type Attempt = Extract<TraceEvent, { type: 'scheduler/attempt' }>;

/** The attempts of the Pod that is opened; of the one in the story where none is. */
function useAttempts(): readonly Attempt[] {
  const trace = useShownTrace();
  const open = useSession((state) => state.openPod);
  return useMemo(() => {
    const all = trace.filter((record): record is Attempt => record.type === 'scheduler/attempt');
    const slash = open.indexOf('/');
    const name = open === '' ? all[all.length - 1]?.pod : podName(open.slice(0, slash), open.slice(slash + 1));
    return all.filter((record) => record.pod === name);
  }, [trace, open]);
}

export function SchedulerDepth({ pane }: { readonly pane: Pane }): ReactNode {
  const attempts = useAttempts();
  const [wished, setWished] = useState<TraceSerial | null>(null);
  const open = useSession((state) => state.openPod);
  const replica = useSession((state) => state.replica);
  const step = useStep();
  const told = step?.type === 'scheduler/attempt' ? step.serial : null;
  const has = (serial: TraceSerial | null): serial is TraceSerial => serial !== null && attempts.some((one) => one.serial === serial);
  const shown = has(wished) ? wished : has(told) ? told : (attempts[attempts.length - 1]?.serial ?? null);
  const explained = useExplained(shown, true);
  const picture = useMemo(() => (explained === null ? null : projectSchedule(explained.explanation, explained.changes, replica.view(explained.explanation.seen))), [explained, replica]);
  if (attempts.length === 0) return <Choose depth="scheduler" gone="" />;
  if (picture === null) return <p className="vw-wait">{open === '' ? '' : 'The scheduler is asked again.'}</p>;
  return (
    <SchedulePane
      picture={picture}
      width={pane.width}
      live={shown === told}
      attempts={attempts.map((one) => ({ serial: one.serial, text: `${one.attempt}: ${one.chosen === '' ? 'no node' : one.chosen}` }))}
      shown={shown ?? 0}
      onAttempt={(serial) => setWished(serial as TraceSerial)}
      onTry={(change) => void propose(picture.namespace, picture.pod, change.patch)}
    />
  );
}
