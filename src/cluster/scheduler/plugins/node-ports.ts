/** NodePorts: two Pods on a node cannot share a host port. */
import { SKIP, unschedulable, type Plugin } from '../framework.ts';
import { portsConflict, type HostPort } from '../pod-info.ts';

const NAME = 'NodePorts';
const REFUSAL = unschedulable(NAME, "node(s) didn't have free ports for the requested pod ports");

const conflict = (wanted: readonly HostPort[], used: readonly HostPort[]): boolean => used.some(a => wanted.some(b => portsConflict(a, b)));

export const nodePorts: Plugin<null> = {
  name: NAME,
  filter: {
    preFilter: pod => (pod.hostPorts.length === 0 ? SKIP : { data: null }),
    filter: (_, pod, node) => (conflict(pod.hostPorts, node.hostPorts) ? REFUSAL : null),
  },
  hint(pod, event) {
    if (event.event === 'NodeAdd') return true;
    return event.event === 'AssignedPodDelete' && conflict(pod.hostPorts, event.pod.hostPorts);
  },
};
