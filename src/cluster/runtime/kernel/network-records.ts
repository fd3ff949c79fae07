/** What the trace tells of sockets: who listens, who called whom. */
import type { SandboxId } from '../../contract/ids.ts';
import type { NetworkCall } from '../../contract/kernel.ts';
import { API_POD, DNS_POD } from '../../contract/network.ts';
import type { Protocol, Walk } from '../../contract/network.ts';
import { podName } from '../../contract/trace.ts';
import type { Kernel, Proc } from './context.ts';

/** Records that a process of a Pod has taken a port. */
export function tellListening(k: Kernel, p: Proc, address: string, port: number, protocol: Protocol): void {
  const sandbox = k.s.sandboxes.get(p.sandbox);
  if (sandbox === undefined) return;
  const { pod, node } = sandbox.config;
  k.plan.trace({
    type: 'runtime/listening', pod: podName(pod.namespace, pod.name), uid: pod.uid, container: k.s.containers.get(p.container)?.config.name ?? '', node, address, port,
    ...(protocol === 'UDP' ? { protocol } : {}),
  });
}

function nameIn(k: Kernel, id: SandboxId, container: string): string {
  const sandbox = k.s.sandboxes.get(id);
  if (sandbox === undefined) return '';
  const name = podName(sandbox.config.pod.namespace, sandbox.config.pod.name);
  return sandbox.containers.length > 1 && container !== '' ? `${name}/${container}` : name;
}
/** How a caller is named in records: its Pod, with its container where there are several; a node; or `outside`. */
export function callerName(k: Kernel, p: Proc): string {
  if ('sandbox' in p.net) return nameIn(k, p.net.sandbox, k.s.containers.get(p.speaksFor)?.config.name ?? '');
  return 'node' in p.net ? p.net.node : 'outside';
}
/** What answers on the machine of the control plane is no process here. */
const besideName = ({ listener }: Walk): string => (listener === null ? '' : listener.container === 'coredns' ? DNS_POD : API_POD);
export function callRecord(k: Kernel, p: Proc, walk: Walk, about: { readonly address: string; readonly port: number; readonly purpose: 'call' | 'probe' | 'dns' }): NetworkCall {
  const where = walk.listenerNamespace;
  const to = where === null ? besideName(walk) : 'sandbox' in where ? nameIn(k, where.sandbox, walk.listener?.container ?? '') : 'node' in where ? where.node : 'outside';
  const via = walk.via.startsWith('default/') ? walk.via.slice('default/'.length) : walk.via;
  return {
    type: 'network/call', from: callerName(k, p), to, via, source: walk.source.address, address: about.address, port: about.port,
    protocol: walk.protocol, purpose: about.purpose, result: walk.result, hops: walk.hops, answer: '', why: walk.why,
  };
}
