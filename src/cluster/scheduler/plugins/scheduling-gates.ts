/** SchedulingGates: a Pod with gates does not enter the queue. */
import { unresolvable, type Plugin } from '../framework.ts';

const NAME = 'SchedulingGates';

export const schedulingGates: Plugin = {
  name: NAME,
  preEnqueue(pod) {
    const gates = pod.pod.spec.schedulingGates ?? [];
    return gates.length === 0 ? null : unresolvable(NAME, `waiting for scheduling gates: [${gates.map(gate => gate.name).join(' ')}]`);
  },
  hint: (pod, event) => event.event === 'PodUpdate' && (pod.pod.spec.schedulingGates ?? []).length === 0,
};
