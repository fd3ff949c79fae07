/** What the Job controller remembers, and how a Job is found to be finished. */
import type { Job, Pod, k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import type { Controller } from './framework.ts';
import { GroupIndex, type IndexTables } from './group-index.ts';

export interface State extends IndexTables<Pod> {
  /** Failures since the last success, and when the last was: they hold up the next Pod. */
  readonly backoffs: Map<string, { readonly failures: number; readonly at: SimTime }>;
}
export type Self = Controller<State>;

export const podsOf = (self: Self, job: Job): readonly Pod[] => new GroupIndex(self.state).list(job.metadata.uid);
export const jobCondition = ({ status }: Job, type: string): k8s.JobCondition | undefined => status.conditions?.find(condition => condition.type === type && condition.status === 'True');
export const isJobFinished = (job: Job): boolean => jobCondition(job, 'Complete') !== undefined || jobCondition(job, 'Failed') !== undefined;
