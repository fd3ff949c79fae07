/** What a picture is made from: the cluster at the shown revision, and what the story is telling about it. */
import type { SchedulingExplanation } from '../../../cluster/contract/scheduling.ts';
import type { TraceEvent } from '../../../cluster/contract/trace.ts';
import type { ClusterView } from '../../../cluster/contract/view.ts';

export interface Moment {
  readonly view: ClusterView;
  /** The record that the story tells now, or null when it is still. */
  readonly step: TraceEvent | null;
  /** The scheduling attempt of the step, worked out again; null until the answer is there. */
  readonly explanation: SchedulingExplanation | null;
}

/** The Pod that a record is about, or '' where it is about none. */
export const podOfStep = (step: TraceEvent | null): string => (step !== null && 'uid' in step ? step.uid : '');
/** The container that a record is about, or ''. */
export const containerOfStep = (step: TraceEvent | null): string => (step !== null && 'container' in step ? step.container : '');
