/** The inspector opens by itself on what a person has just asked for, as long as nobody has chosen another thing. */
import { useEffect } from 'react';
import { getState, select, useStep, type Selection } from '../session/index.ts';

const asked = (step: ReturnType<typeof useStep>): Selection | null => {
  if (step?.type !== 'api/request' || step.user.startsWith('system:')) return null;
  if (step.code >= 400) return { kind: 'Request', serial: step.serial };
  return step.verb === 'create' && step.resource === 'pods' && step.subresource === '' ? { kind: 'Pod', namespace: step.namespace, name: step.name } : null;
};

let own: Selection | null = null;
export function useFollow(): void {
  const step = useStep();
  useEffect(() => {
    const wish = asked(step);
    const { selection, presenting } = getState();
    if (wish === null || presenting || (selection !== null && selection !== own)) return;
    own = wish;
    select(wish);
  }, [step]);
}
