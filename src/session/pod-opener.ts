/** Goes into a Pod at the moment when there is something to see in it: once a kubelet has it. */
import { openPod, setDepth } from './actions.ts';
import { currentBeat } from './clock.ts';
import { onSession } from './driver.ts';
import { getState, type SessionState } from './state.ts';

const hasRoom = ({ view }: SessionState, name: string): boolean => view.get('pods', 'default', name)?.status.podIP !== undefined;
const isTaken = ({ clock }: SessionState, name: string): boolean => {
  const record = currentBeat(clock)?.record;
  return record !== undefined && 'pod' in record && record.pod === name && record.type.startsWith('kubelet/');
};

let stop: () => void = () => undefined;
/** Opens a Pod now if it is up, else as soon as its kubelet begins with it; until then the cluster is shown. */
export function openPodWhenTaken(name: string): void {
  stop();
  if (hasRoom(getState(), name)) return openPod('default', name);
  setDepth('cluster');
  stop = onSession(state => {
    if (!hasRoom(state, name) && !isTaken(state, name)) return;
    stop();
    openPod('default', name);
  });
}
export function forgetOpening(): void {
  stop();
  stop = () => undefined;
}
