/** A request on its way through the API server, as the stages that the bus opens into. */
import { API_STAGES, type ApiRequestTrace, type ApiStage, type TraceEvent } from '../../../cluster/contract/trace.ts';

export interface StageSign {
  readonly stage: ApiStage;
  /** `after`: beyond a refusal, so it never happened. */
  readonly end: 'passed' | 'refused' | 'after';
  readonly detail: string;
}
export interface RequestPicture {
  /** `POST pods`, `kubectl` and the answer's code. */
  readonly title: string;
  readonly code: number;
  readonly refused: boolean;
  readonly writes: boolean;
  readonly stages: readonly StageSign[];
}

const METHOD: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE', deletecollection: 'DELETE' };
/** Requests of people are told stage by stage; those of the cluster's own parts are its breath. */
export const isPersons = (record: ApiRequestTrace): boolean => !record.user.startsWith('system:');

export function requestPicture(step: TraceEvent | null): RequestPicture | null {
  if (step?.type !== 'api/request' || !isPersons(step)) return null;
  const stopped = step.stages.findIndex((stage) => !stage.passed);
  const stages = API_STAGES.map((stage, at): StageSign => {
    const record = step.stages.find((one) => one.stage === stage);
    if (record) return { stage, end: record.passed ? 'passed' : 'refused', detail: record.detail };
    const before = stopped < 0 ? step.code < 400 : at < API_STAGES.indexOf(step.stages[stopped]?.stage ?? 'authenticate');
    return { stage, end: before ? 'passed' : 'after', detail: '' };
  });
  const method = METHOD[step.verb] ?? 'GET';
  const resource = step.subresource === '' ? step.resource : `${step.resource}/${step.subresource}`;
  return { title: `${method} ${resource}`, code: step.code, refused: step.code >= 400, writes: method !== 'GET' && step.code < 400, stages };
}
/** How many stages have ticked at this part of the step: they share the first 85 % of it, so that the last one can be seen standing. */
export const stagesTicked = (picture: RequestPicture, progress: number): number => {
  const end = picture.stages.findIndex((stage) => stage.end !== 'passed');
  const count = end < 0 ? picture.stages.length : end + 1;
  return Math.min(count, Math.floor((progress / 0.85) * count + 1e-9));
};
