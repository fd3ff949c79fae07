/** Pod sandboxes: made after a while, with the network's namespace and address; what runs in them ends with them. */
import { after } from '../../../model/time.ts';
import type { SandboxConfig } from '../../contract/cri.ts';
import type { SandboxId } from '../../contract/ids.ts';
import type { Kernel } from '../kernel/context.ts';
import { releaseTree } from '../kernel/paths.ts';
import { deliver } from '../kernel/signals.ts';
import { removeContainer } from './containers.ts';
import { newId } from './ids.ts';
import { tell } from './tell.ts';
import { nodeRecord } from './volumes.ts';


export function runPodSandbox(k: Kernel, config: SandboxConfig): SandboxId {
  nodeRecord(k, config.node);
  const id = newId(k) as SandboxId;
  k.s.sandboxes.set(id, { id, config, state: 'creating', ip: '', containers: [] });
  k.plan.wakeAt(`sandbox:${id}`, after(k.plan.now, k.s.settings.delays.sandboxMs));
  return id;
}
export function sandboxMade(k: Kernel, id: SandboxId): void {
  const sandbox = k.s.sandboxes.get(id);
  if (sandbox === undefined || sandbox.state !== 'creating') return;
  const { node, pod, hostNetwork } = sandbox.config;
  const answer = k.net.attach(sandbox.id, node, pod, hostNetwork, sandbox.config);
  if (!answer.ok) {
    k.s.sandboxes.set(id, { ...sandbox, state: 'stopped' });
    tell(k, { cri: 'sandboxFailed', node, sandbox: sandbox.id, message: answer.message });
    return;
  }
  k.s.sandboxes.set(id, { ...sandbox, state: 'ready', ip: answer.ip });
  tell(k, { cri: 'sandboxReady', node, sandbox: sandbox.id, ip: answer.ip });
}

export function stopPodSandbox(k: Kernel, id: SandboxId): void {
  const sandbox = k.s.sandboxes.get(id);
  if (sandbox === undefined || sandbox.state === 'stopped') return;
  for (const container of sandbox.containers) {
    const process = k.s.containers.get(container)?.process ?? 0;
    if (process !== 0) deliver(k, process, 'KILL', 'the node');
  }
  if (sandbox.state === 'ready') k.net.detach(id);
  else k.plan.cancel(`sandbox:${id}`);
  const now = k.s.sandboxes.get(id);
  if (now !== undefined) k.s.sandboxes.set(id, { ...now, state: 'stopped' });
}
export function removePodSandbox(k: Kernel, id: SandboxId): void {
  stopPodSandbox(k, id);
  const sandbox = k.s.sandboxes.get(id);
  if (sandbox === undefined) return;
  for (const container of sandbox.containers) removeContainer(k, container);
  const shm = k.s.overrides.get(`shm:${id}`);
  if (typeof shm === 'number') releaseTree(k, shm);
  k.s.overrides.delete(`shm:${id}`);
  k.s.space.delete(`shm:${id}`);
  for (const name of ['hosts', 'hostname', 'resolv.conf']) k.s.overrides.delete(`etc:${id}:${name}`);
  k.s.pidNamespaces.delete(id);
  k.s.sandboxes.delete(id);
}
