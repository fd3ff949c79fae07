/** Stage 8, the container runtime of all nodes: sandboxes, images, containers and their processes (contract/cri.ts). */
import type { Bound, Component, ComponentInput, Plan } from '../contract/component.ts';
import type { Cri } from '../contract/cri.ts';
import type { FileRef } from '../contract/kernel.ts';
import type { ContainerId, SandboxId } from '../contract/ids.ts';
import type { Network } from '../contract/network.ts';
import type { SimMessage } from '../contract/messages.ts';
import { call, simCall } from './cri/calls.ts';
import { containerEnded, containerMade, containerStarted, createContainer, removeContainer, signalContainer, startContainer, updateResources } from './cri/containers.ts';
import { attach, closeStream, containerLogs, exec, execEnded, execTimedOut, followLogs, killExec, writeAttached, writeStdin } from './cri/execs.ts';
import { portForward } from './cri/forward.ts';
import { endPull, imageFor, imageStatus, pullImage } from './cri/images.ts';
import { diskUsage, inspect, readContainerFile, usage, volumeFiles } from './cri/inspect.ts';
import { removePodSandbox, runPodSandbox, sandboxMade, stopPodSandbox } from './cri/sandboxes.ts';
import { tell } from './cri/tell.ts';
import { nodeFiles, nodeRecord, readNodeFile, readVolumeFile, removeVolume, setVolume, volumeRoot, writeNodeFile } from './cri/volumes.ts';
import { makeReady } from './kernel/context.ts';
import type { Kernel, Proc } from './kernel/context.ts';
import { closeWindow } from './kernel/cpu.ts';
import { runQueue } from './kernel/run.ts';
import { PROGRAMS } from './programs.ts';
import { initState } from './state.ts';
import { nodeDisk } from './kernel/growth.ts';
import { nodeMemory } from './kernel/memory.ts';
import type { RuntimeState } from './state.ts';


export const runtime: Component<RuntimeState, { readonly network: Network }, Bound & Cri> = {
  name: 'runtime',
  watches: [],
  init: initState,
  bind: (state, plan, { network }) => bindRuntime(kernelOf(state, plan, network)),
};

function kernelOf(s: RuntimeState, plan: Plan, net: Network): Kernel {
  const k: Kernel = { s, plan, net, running: null, programs: PROGRAMS, onLeaderExit: (p) => leaderEnded(k, p), volumeRoot: (fs) => rootOf(k, fs), imageRoot: (container) => imageFor(container.config.image).root };
  return k;
}
function rootOf(k: Kernel, fs: string): FileRef | null {
  const volume = k.s.volumes.get(fs.slice('volume:'.length));
  return volume === undefined ? null : volumeRoot(k, volume);
}
function leaderEnded(k: Kernel, p: Proc): void {
  if (p.leads === null) return;
  if (p.leads === 'container') containerEnded(k, p, p.container);
  else {
    k.s.calls.delete(p.leads.exec);
    execEnded(k, p, p.leads.exec);
  }
}

function step(k: Kernel, input: ComponentInput): void {
  if (input.type === 'started') for (const node of k.s.settings.nodes) nodeRecord(k, node.name);
  else if (input.type === 'woken') woken(k, input.key);
  else if (input.type === 'told') {
    const { sim } = input.message as Partial<SimMessage>;
    if (sim?.do === 'call') simCall(k, sim.from, sim.host, sim.port, sim.path);
    else if (sim?.do === 'putFile') writeNodeFile(k, sim.node, sim.path, sim.text);
    else if (sim?.do === 'removeFile') writeNodeFile(k, sim.node, sim.path, null);
  }
  runQueue(k);
  for (const id of k.s.changed) {
    const container = k.s.containers.get(id);
    const sandbox = container === undefined ? undefined : k.s.sandboxes.get(container.config.sandbox);
    if (sandbox !== undefined) tell(k, { cri: 'changed', node: sandbox.config.node, container: id });
  }
  k.s.changed.clear();
  for (const fs of k.s.changedManifests) tell(k, { cri: 'manifests', node: fs.slice('node:'.length) });
  k.s.changedManifests.clear();
}
function woken(k: Kernel, key: string): void {
  const colon = key.indexOf(':');
  const id = key.slice(colon + 1);
  if (key.startsWith('sandbox:')) sandboxMade(k, id as SandboxId);
  else if (key.startsWith('create:')) containerMade(k, id as ContainerId);
  else if (key.startsWith('start:')) containerStarted(k, id as ContainerId);
  else if (key.startsWith('cpu:')) closeWindow(k, id as ContainerId);
  else if (key.startsWith('exec:')) execTimedOut(k, Number(id));
  else if (key.startsWith('pull')) endPull(k, Number(key.slice(4)));
  else if (key.startsWith('p')) makeReady(k, Number(key.slice(1)));
}

function bindRuntime(k: Kernel): Bound & Cri {
  return {
    step: (input) => step(k, input),
    runPodSandbox: (config) => runPodSandbox(k, config),
    stopPodSandbox: (id) => stopPodSandbox(k, id),
    removePodSandbox: (id) => removePodSandbox(k, id),
    imageStatus: (node, name) => imageStatus(k, node, name),
    pullImage: (node, name) => pullImage(k, node, name),
    setVolume: (volume) => setVolume(k, volume),
    removeVolume: (node, id) => removeVolume(k, node, id),
    createContainer: (config) => createContainer(k, config),
    startContainer: (id) => startContainer(k, id),
    signalContainer: (id, signal) => signalContainer(k, id, signal),
    stopSignal: (id) => imageFor(k.s.containers.get(id)?.config.image ?? '').stopSignal,
    removeContainer: (id) => removeContainer(k, id),
    containerState: (id) => k.s.containers.get(id)?.run ?? null,
    updateResources: (id, resources) => updateResources(k, id, resources),
    exec: (id, command, options) => exec(k, id, command, options),
    writeStdin: (number, data) => writeStdin(k, number, data),
    killExec: (number) => killExec(k, number),
    attach: (id, stream, stdin) => attach(k, id, stream, stdin),
    writeAttached: (stream, data) => writeAttached(k, stream, data),
    portForward: (id, port, stream) => portForward(k, id, port, stream),
    call: (node, target, timeoutMs) => call(k, node, target, timeoutMs),
    logs: (id) => containerLogs(k, id),
    followLogs: (id, stream) => followLogs(k, id, stream),
    closeStream: (stream) => closeStream(k, stream),
    inspect: (id) => inspect(k, id),
    usage: (id) => usage(k, id),
    nodeUsage: (node) => ({ memoryBytes: nodeMemory(k, node), diskBytes: nodeDisk(k, node) }),
    diskUsage: (where) => diskUsage(k, where),
    readVolumeFile: (node, id, path) => readVolumeFile(k, node, id, path),
    volumeFiles: (node, id) => volumeFiles(k, node, id),
    readFile: (where, path) => {
      if ('node' in where) return readNodeFile(k, where.node, path);
      const container = k.s.containers.get(where.container);
      return container === undefined ? null : readContainerFile(k, container, path);
    },
    writeNodeFile: (node, path, text) => writeNodeFile(k, node, path, text),
    nodeFiles: (node, folder) => nodeFiles(k, node, folder),
  };
}
