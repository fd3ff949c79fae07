/** The inspector opens by itself on what a person has just asked for, as long as nobody has chosen another thing. */
import { useEffect } from 'react';
import { getState, select, useSession, useStep, type Selection } from '../session/index.ts';

type Step = ReturnType<typeof useStep>;
const askedPod = (step: Step): { readonly namespace: string; readonly name: string } | null =>
  step?.type === 'api/request' && step.code < 400 && step.verb === 'create' && step.resource === 'pods' && step.subresource === '' && !step.user.startsWith('system:') ? step : null;
const refusal = (step: Step): Selection | null =>
  step?.type === 'api/request' && step.code >= 400 && !step.user.startsWith('system:') ? { kind: 'Request', serial: step.serial } : null;

let own: Selection | null = null;
function follow(wish: Selection): void {
  const { selection, presenting } = getState();
  if (presenting || (selection !== null && selection !== own)) return;
  own = wish;
  select(wish);
}

export function useFollow(): void {
  const step = useStep();
  // A Pod is there only once it has been stored.
  const stored = useSession(({ view }) => { const pod = askedPod(step); return pod !== null && view.get('pods', pod.namespace, pod.name) !== undefined; });
  useEffect(() => {
    const pod = stored ? askedPod(step) : null;
    const wish = pod === null ? refusal(step) : { kind: 'Pod', namespace: pod.namespace, name: pod.name } as const;
    if (wish !== null) follow(wish);
  }, [step, stored]);
}
