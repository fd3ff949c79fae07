/** Stage 7, the kubelets of all nodes: each Pod of a node has a worker that brings what runs to what is wanted. */
import type { ApiResponse } from '../contract/api.ts';
import type { Bound, Component, ComponentInput, Plan } from '../contract/component.ts';
import type { Cri, CriEvent } from '../contract/cri.ts';
import type { ContainerId } from '../contract/ids.ts';
import type { SimMessage, StreamMessage } from '../contract/messages.ts';
import type { Network } from '../contract/network.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import { resourceOfKey } from '../contract/store.ts';
import type { StoreEvent } from '../contract/store.ts';
import { checkStorage } from './eviction.ts';
import { flushFacts } from './facts.ts';
import type { Kit } from './kit.ts';
import { killWoken, containerExited, preStopDone } from './kill.ts';
import { firstRecord, nodeEvent, nodeRegistered, registerNodes, renewLeases } from './node.ts';
import { callProbed, execProbed } from './probe-answers.ts';
import { pullDone } from './pulls.ts';
import { checkNode, lookAtNode } from './node-pressure.ts';
import { relistNode } from './pleg.ts';
import { probe } from './probes.ts';
import { retryResizes } from './resize-queue.ts';
import { applyResize } from './resize.ts';
import { callMessageOf, httpHookMessage } from './hooks.ts';
import { resizeNode, startNode, stopNode } from './power.ts';
import { containerTold, postStartDone } from './started.ts';
import type { KubeletState, Use } from './state.ts';
import { fileRead, heldWoken, readManifests } from './statics.ts';
import { flushStatuses } from './status.ts';
import { streamTold, streamsEnded } from './streams.ts';
import { killsDone, mountWoken, requestSync, sandboxFailed, sandboxReady } from './sync.ts';
import { flushDeletions } from './termination.ts';
import { objectChanged, refreshVolumes } from './volumes.ts';
import { podWritten, reconcileStatus } from './worker.ts';


function init(settings: ClusterSettings): KubeletState {
  const nodes = settings.run.kubelet ? settings.nodes.filter(({ kubelet: has }) => has !== false) : [];
  return {
    settings,
    nodes: new Map(nodes.map((node) => [node.name, firstRecord(node)])),
    workers: new Map(), usage: new Map(), containers: new Map(), sandboxes: new Map(), uses: new Map(), calls: new Map(), kills: new Map(), pulls: new Map(),
    crashes: new Map(), imageBackoffs: new Map(), probes: new Map(), stale: new Set(), dirty: new Set(), factDirty: new Set(), deletions: new Set(),
    users: new Map(), statics: new Map(), heldStatics: new Map(), manifests: new Map(), streams: new Map(),
  };
}

function step(kit: Kit, input: ComponentInput): void {
  switch (input.type) {
    case 'started':
      registerNodes(kit);
      break;
    case 'changed':
      for (const each of input.events) changed(kit, each);
      break;
    case 'woken':
      woken(kit, input.key);
      break;
    case 'replied':
      replied(kit, input.key, input.response);
      break;
    case 'told':
      told(kit, input.message as CriEvent | StreamMessage | SimMessage);
  }
  flushStatuses(kit);
  flushDeletions(kit);
  flushFacts(kit);
}

function changed(kit: Kit, each: StoreEvent): void {
  const resource = resourceOfKey(each.key);
  if (resource === 'pods') return podWritten(kit, each);
  if (resource === 'configmaps' || resource === 'secrets') objectChanged(kit, each.key.slice('/registry/'.length));
}

function woken(kit: Kit, key: string): void {
  if (key === 'leases') return renewLeases(kit);
  const slash = key.indexOf('/');
  const rest = key.slice(slash + 1);
  switch (key.slice(0, slash)) {
    case 'sync':
    case 'deadline':
      return requestSync(kit, rest);
    case 'relist':
      return relistNode(kit, rest, requestSync);
    case 'kill':
      return killWoken(kit, rest as ContainerId);
    case 'hook':
      return postStartDone(kit, rest as ContainerId, null);
    case 'probe':
      return probe(kit, rest);
    case 'mount':
      return mountWoken(kit, rest);
    case 'refresh':
      return refreshVolumes(kit, rest);
    case 'pressure':
      return checkNode(kit, rest);
    case 'storage':
      return checkStorage(kit, rest);
    case 'reconcile':
      return reconcileStatus(kit, rest);
    case 'retry':
      return retryResizes(kit, rest);
    case 'static':
      return heldWoken(kit, rest);
    case 'resize':
      applyResize(kit, rest);
      return requestSync(kit, rest);
  }
}

function replied(kit: Kit, key: string, response: ApiResponse): void {
  if (key.startsWith('static/')) return fileRead(kit, key, response);
  if (key.startsWith('registered/') && response.code < 300) nodeRegistered(kit, key.slice('registered/'.length));
}

function told(kit: Kit, message: CriEvent | StreamMessage | SimMessage): void {
  if ('cri' in message) return criTold(kit, message);
  if ('stream' in message) return streamTold(kit, message);
  const action = message.sim;
  switch (action.do) {
    case 'stopNode':
      return stopNode(kit, action.node);
    case 'startNode':
      return startNode(kit, action.node);
    case 'resizeNode':
      return resizeNode(kit, action.node, action.amounts);
    case 'putFile': case 'removeFile': case 'call':
      return;
  }
}

function criTold(kit: Kit, told: CriEvent): void {
  switch (told.cri) {
    case 'sandboxReady':
      return sandboxReady(kit, kit.state.sandboxes.get(told.sandbox) ?? '', told.ip);
    case 'sandboxFailed':
      return sandboxFailed(kit, kit.state.sandboxes.get(told.sandbox) ?? '', told.message);
    case 'pulled':
      return pullDone(kit, told.node, told.image, told.ok, told.message, told.tookMs);
    case 'created':
    case 'started':
      return containerTold(kit, told.container, told.cri, '', '');
    case 'createFailed':
      return containerTold(kit, told.container, told.cri, told.reason, told.message);
    case 'startFailed':
      return containerTold(kit, told.container, told.cri, '', told.message);
    case 'exited': {
      streamsEnded(kit, ({ kind, container }) => container === told.container && kind !== 'exec');
      const ended = containerExited(kit, told.container);
      return ended === null ? undefined : killsDone(kit, ended);
    }
    case 'changed': {
      const uid = kit.state.containers.get(told.container);
      if (uid !== undefined) kit.state.factDirty.add(uid);
      return;
    }
    case 'execDone': {
      const use = kit.state.uses.get(told.exec);
      kit.state.uses.delete(told.exec);
      if (use === undefined) streamsEnded(kit, ({ exec }) => exec === told.exec);
      return use === undefined ? undefined : execDone(kit, use, told);
    }
    case 'called': {
      const use = kit.state.calls.get(told.call);
      kit.state.calls.delete(told.call);
      return use === undefined ? undefined : called(kit, use, told);
    }
    case 'manifests':
      return readManifests(kit, told.node);
    case 'grown':
      return lookAtNode(kit, told.node);
    case 'systemOom':
      return nodeEvent(kit, told.node, 'Warning', 'SystemOOM', `System OOM encountered, victim process: ${told.process}, pid: ${told.pid}`);
  }
}

function execDone(kit: Kit, use: Use, done: Extract<CriEvent, { readonly cri: 'execDone' }>): void {
  if (use.for === 'probe') return execProbed(kit, use.key, done);
  const ok = done.exitCode === 0 && done.error === '';
  if (use.for === 'preStop') return preStopDone(kit, use.id, ok);
  postStartDone(kit, use.id, ok ? null : callMessageOf(kit, use, done));
}
function called(kit: Kit, use: Use, done: Extract<CriEvent, { readonly cri: 'called' }>): void {
  if (use.for === 'probe') return callProbed(kit, use.key, done);
  // Of a hook's request any answer is a good one.
  const ok = done.result === 'open';
  if (use.for === 'preStop') return preStopDone(kit, use.id, ok);
  postStartDone(kit, use.id, ok ? null : httpHookMessage(kit, use, done));
}

export const kubelet: Component<KubeletState, { readonly cri: Cri; readonly network: Network }> = {
  name: 'kubelet',
  watches: ['pods', 'configmaps', 'secrets'],
  init,
  bind(state: KubeletState, plan: Plan, { cri, network }): Bound {
    const kit: Kit = { state, plan, cri, network };
    return { step: (input) => step(kit, input) };
  },
};
