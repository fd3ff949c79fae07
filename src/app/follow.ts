/** The inspector opens by itself on what a person has just asked for, unless somebody has chosen another thing since. */
import { useEffect, useRef } from 'react';
import { getState, isHurried, select, useSession, useStep, type Selection } from '../session/index.ts';

type Step = ReturnType<typeof useStep>;
const askedPod = (step: Step): { readonly namespace: string; readonly name: string } | null =>
  step?.type === 'api/request' && step.code < 400 && step.verb === 'create' && step.resource === 'pods' && step.subresource === '' && !step.user.startsWith('system:') ? step : null;
/** What a request of a person is shown as itself: a refusal, and one that makes a Pod until that has been stored. */
const request = (step: Step): Selection | null =>
  step?.type === 'api/request' && (step.code >= 400 ? !step.user.startsWith('system:') : askedPod(step) !== null) ? { kind: 'Request', serial: step.serial } : null;

export function useFollow(): void {
  const step = useStep();
  // A Pod is there only once it has been stored.
  const stored = useSession(({ view }) => { const pod = askedPod(step); return pod !== null && view.get('pods', pod.namespace, pod.name) !== undefined; });
  const chosen = useRef<Selection | null>(null);
  useEffect(() => {
    chosen.current = getState().selection;
  }, [step]);
  useEffect(() => {
    const asked = askedPod(step);
    const wish = stored && asked !== null ? { kind: 'Pod', namespace: asked.namespace, name: asked.name } as const : request(step);
    const { selection, presenting, clock } = getState();
    // Of hundreds that come at once, none is asked for by itself.
    if (asked !== null && isHurried(clock)) return;
    // Where the inspector lies over the picture, it opens by hand: what is told must be seen.
    if (asked !== null && matchMedia('(max-width: 1279px)').matches) return;
    // Whoever has chosen another thing since is not called away from it.
    if (wish === null || presenting || selection !== chosen.current) return;
    chosen.current = wish;
    select(wish);
  }, [step, stored]);
}
