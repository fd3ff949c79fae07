/** A node that stops and comes back: cut off, it tells nothing and hears nothing, while its containers run on. */
import { isMachineAmount } from '../../model/machine.ts';
import type { Kit } from './kit.ts';
import { nextRelist } from './kit.ts';
import { nodeEvent, registerNode, reportNode } from './node.ts';
import { lookAtNode } from './node-pressure.ts';
import { readManifests } from './statics.ts';
import { requestSync } from './sync.ts';
import { terminate } from './terminate.ts';
import { forget } from './termination.ts';
import { podHeard } from './worker.ts';

export function stopNode(kit: Kit, name: string): void {
  const record = kit.state.nodes.get(name);
  if (record === undefined || record.stopped) return;
  kit.state.nodes.set(name, { ...record, stopped: true });
  kit.plan.trace({ type: 'node/lost', node: name, message: `${name} is cut off: its kubelet reports nothing more` });
}

/** A larger or smaller machine: the kubelet reports what it has now. */
export function resizeNode(kit: Kit, name: string, amounts: Readonly<Record<string, string>>): void {
  const record = kit.state.nodes.get(name);
  const known = Object.entries(amounts).filter(([resource, amount]) => isMachineAmount(resource, amount));
  if (record === undefined || known.length === 0) return;
  kit.state.nodes.set(name, { ...record, resized: { ...record.resized, ...Object.fromEntries(known) } });
  reportNode(kit, name);
  lookAtNode(kit, name);
}

/** The kubelet hears all that it has missed, and reports all that has happened on its node. */
export function startNode(kit: Kit, name: string): void {
  const record = kit.state.nodes.get(name);
  // A machine that nobody knows, because it is new or its Node was deleted, joins when its kubelet starts.
  if (record !== undefined && kit.plan.view.get('nodes', '', name) === undefined) {
    registerNode(kit, name);
    return readManifests(kit, name);
  }
  if (record?.stopped !== true) return;
  kit.state.nodes.set(name, { ...record, stopped: false });
  reportNode(kit, name);
  const { plan, state } = kit;
  nodeEvent(kit, name, 'Normal', 'NodeReady', `Node ${name} status is now: NodeReady`);
  plan.trace({ type: 'node/ready', node: name, message: `${name} is back` });
  for (const worker of state.workers.values()) {
    if (worker.node !== name || worker.source === 'file') continue;
    const stored = plan.view.get('pods', worker.namespace, worker.name);
    if (stored?.metadata.uid === worker.uid) continue;
    if (worker.stage === 'finished') forget(kit, worker.uid);
    else terminate(kit, worker.uid, worker.pod.spec.terminationGracePeriodSeconds);
  }
  for (const pod of plan.view.list('pods')) {
    if (pod.spec.nodeName !== name) continue;
    podHeard(kit, pod, pod);
    const worker = state.workers.get(pod.metadata.uid);
    if (worker === undefined) continue;
    state.stale.add(worker.uid);
    state.dirty.add(worker.uid);
    requestSync(kit, worker.uid);
  }
  readManifests(kit, name);
  plan.wakeAt(`relist/${name}`, nextRelist(kit, name));
}
