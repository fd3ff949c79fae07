/** Questions that are worked out from the cluster as it is, or as it was: why a node was chosen, where a packet would go. */
import { podFactKey, type PodFact } from '../contract/facts.ts';
import type { ContainerId, NodeName, SandboxId, TraceSerial } from '../contract/ids.ts';
import type { NetNamespace, Protocol, Walk } from '../contract/network.ts';
import type { Counterfactual, SchedulingExplanation } from '../contract/scheduling.ts';
import type { CallSource, Simulation } from '../contract/simulation.ts';
import { podOf } from '../contract/trace.ts';
import { counterfactuals as schedulingCounterfactuals, explainAttempt } from '../scheduler/index.ts';
import { viewOf } from '../store/view.ts';
import type { Engine } from './engine.ts';

/** A recorded attempt, the cluster that it saw, and its Pod. */
function lookBack({ state }: Engine, serial: TraceSerial) {
  const record = state.trace.find(serial);
  if (record === undefined || record.type !== 'scheduler/attempt' || record.seen < state.store.compacted) return null;
  const view = viewOf(state.store, record.seen);
  const { namespace, name } = podOf(record.pod);
  const pod = view.get('pods', namespace, name);
  return pod === undefined ? null : { record, view, pod };
}
export function explain(engine: Engine, attempt: TraceSerial): SchedulingExplanation | null {
  const back = lookBack(engine, attempt);
  return back === null ? null : explainAttempt(back.view, back.pod, { chosen: back.record.chosen, feasible: back.record.feasible });
}
export function counterfactuals(engine: Engine, attempt: TraceSerial): readonly Counterfactual[] {
  const back = lookBack(engine, attempt);
  return back === null ? [] : schedulingCounterfactuals(back.view, back.pod);
}

/** The network namespace in which a call begins. */
function namespaceOf(engine: Engine, from: CallSource): NetNamespace | null {
  if ('outside' in from) return { outside: true };
  if ('node' in from) return { node: from.node as NodeName };
  const pod = engine.view.get('pods', from.namespace, from.pod);
  const fact = pod?.spec.nodeName === undefined ? undefined : (engine.view.fact(podFactKey(pod.spec.nodeName, pod.metadata.uid)) as PodFact | undefined);
  return fact === undefined ? null : { sandbox: fact.sandbox.id as SandboxId };
}

/** Where a connection would go now. A name that nobody knows, or a caller that is not there, is an answer, too. */
export function walk(engine: Engine, from: CallSource, host: string, port: number, protocol: Protocol = 'TCP'): Walk {
  const { network } = engine.parts;
  const namespace = namespaceOf(engine, from);
  if (namespace === null) return nowhere(host, port, 'the caller is not running');
  const resolved = network.resolve(namespace, host);
  const address = resolved.ok ? resolved.addresses[0] : undefined;
  return address === undefined ? nowhere(host, port, `nobody knows the name ${host}`) : network.walk(namespace, protocol, address, port);
}
const nowhere = (address: string, port: number, why: string): Walk => {
  const nobody = { address: '', port: 0 };
  return { from: '', protocol: 'TCP', result: 'unknown host', hops: [], local: nobody, remote: { address, port }, source: nobody, destination: { address, port }, via: '', listener: null, listenerNamespace: null, why };
};

/** The runtime's number of a container's latest run, from the Pod's status. */
function containerId(engine: Engine, { namespace, pod, container }: { readonly namespace: string; readonly pod: string; readonly container: string }): ContainerId | null {
  const status = engine.view.get('pods', namespace, pod)?.status;
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? []), ...(status?.ephemeralContainerStatuses ?? [])];
  const id = all.find(each => each.name === container || container === '')?.containerID?.replace(/^containerd:\/\//, '');
  return id === undefined || id === '' ? null : (id as ContainerId);
}

export function readFile(engine: Engine, where: Parameters<Simulation['readFile']>[0], path: string): string | null {
  if ('node' in where) return engine.parts.cri.readFile(where, path);
  const container = containerId(engine, where);
  return container === null ? null : engine.parts.cri.readFile({ container }, path);
}

export function logText(engine: Engine, where: Parameters<Simulation['logText']>[0]): string {
  const container = containerId(engine, where);
  if (container === null) return '';
  return engine.parts.cri.logs(container).map(({ text, full }) => (full ? `${text}\n` : text)).join('');
}
