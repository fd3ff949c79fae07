/** Clients' streams: logs, commands, attached terminals, forwarded ports. Follows pkg/kubelet/server and kubelet_pods.go GetKubeletContainerLogs. */
import { badRequest } from '../../model/status.ts';
import type { Status } from '../../model/status.ts';
import { parseTime } from '../../model/time.ts';
import { MIRROR } from '../../model/well-known.ts';
import type { RequestOptions } from '../contract/api.ts';
import type { LogLine } from '../contract/cri.ts';
import type { ContainerId, StreamId } from '../contract/ids.ts';
import type { StreamMessage } from '../contract/messages.ts';
import type { Kit } from './kit.ts';
import type { StreamUse, Worker } from './state.ts';

type Opened = Extract<StreamMessage, { readonly stream: 'opened' }>;

export function streamTold(kit: Kit, message: StreamMessage): void {
  switch (message.stream) {
    case 'opened':
      return opened(kit, message);
    case 'written': {
      const use = kit.state.streams.get(message.id);
      if (use?.kind === 'exec' || use?.kind === 'portforward') kit.cri.writeStdin(use.exec, message.data);
      else if (use?.kind === 'attach') kit.cri.writeAttached(message.id, message.data);
      return;
    }
    case 'closed': {
      const use = kit.state.streams.get(message.id);
      kit.state.streams.delete(message.id);
      if (use?.kind === 'portforward') return kit.cri.killExec(use.exec);
      if (use !== undefined) kit.cri.closeStream(message.id);
    }
  }
}

/** A stream whose command or container has ended is over. */
export function streamsEnded(kit: Kit, ended: (use: StreamUse) => boolean): void {
  for (const [id, use] of kit.state.streams) if (ended(use)) kit.state.streams.delete(id);
}

function end(kit: Kit, id: StreamId, error?: Status): void {
  kit.plan.stream(id, { channel: 'end', exitCode: error === undefined ? 0 : 1, ...(error === undefined ? {} : { error }) });
}
const mirrored = (kit: Kit, uid: string): string => kit.plan.view.list('pods').find((pod) => pod.metadata.uid === uid)?.metadata.annotations?.[MIRROR] ?? uid;

function opened(kit: Kit, { id, pod, request }: Opened): void {
  const worker = kit.state.workers.get(pod.metadata.uid) ?? kit.state.workers.get(mirrored(kit, pod.metadata.uid));
  const options = request.options ?? {};
  const name = options.container ?? pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? pod.spec.containers[0]?.name ?? '';
  if (kit.state.nodes.get(pod.spec.nodeName ?? '')?.stopped === true) {
    const address = kit.state.settings.nodes.find((each) => each.name === pod.spec.nodeName)?.address ?? '';
    return end(kit, id, { ...badRequest(`Get "https://${address}:10250/": dial tcp ${address}:10250: i/o timeout`), reason: 'InternalError', code: 500 });
  }
  const record = worker?.containers[name];
  if (request.subresource === 'log') return openLog(kit, id, worker, name, options);
  if (request.subresource === 'portforward') return openPort(kit, id, worker, options);
  if (record === undefined || kit.cri.containerState(record.id)?.kind !== 'running')
    return end(kit, id, { ...badRequest(`Internal error occurred: unable to upgrade connection: container not found ("${name}")`), reason: 'InternalError', code: 500 });
  const use = (kind: StreamUse['kind'], exec: number): void => void kit.state.streams.set(id, { uid: worker?.uid ?? '', container: record.id, kind, exec });
  if (request.subresource === 'attach') {
    use('attach', 0);
    return kit.cri.attach(record.id, id, options.stdin === true);
  }
  use('exec', kit.cri.exec(record.id, options.command ?? [], { timeoutMs: null, stream: id, stdin: options.stdin === true, tty: options.tty === true }));
}

function openPort(kit: Kit, id: StreamId, worker: Worker | undefined, { ports = [] }: RequestOptions): void {
  const port = ports[0];
  if (worker?.sandbox?.state !== 'ready' || port === undefined) return end(kit, id, badRequest('pod is not running'));
  kit.state.streams.set(id, { uid: worker.uid, container: null, kind: 'portforward', exec: kit.cri.portForward(worker.sandbox.id, port, id) });
}

/** Which container's log is meant, or why there is none. Follows kubelet_pods.go validateContainerLogStatus. */
function logSource({ name: pod, status }: Worker, name: string, previous: boolean): { readonly id: string } | { readonly error: Status } {
  const found = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])].find((each) => each.name === name);
  const which = `container "${name}" in pod "${pod}"`;
  const none = (why: string): { readonly error: Status } => ({ error: badRequest(why) });
  if (found === undefined) return none(`${which} is not available`);
  const { waiting, running, terminated } = found.state ?? {};
  const last = found.lastState?.terminated?.containerID;
  if (previous) return last === undefined ? none(`previous terminated ${which} not found`) : idOf(last);
  if (running !== undefined && found.containerID !== undefined) return idOf(found.containerID);
  if (terminated?.containerID !== undefined) return idOf(terminated.containerID);
  if (last !== undefined) return idOf(last);
  if (terminated !== undefined || found.lastState?.terminated !== undefined) return none(`${which} is terminated`);
  return none(`${which} is waiting to start: ${WAITING[waiting?.reason ?? ''] ?? waiting?.reason ?? ''}`);
}
const WAITING: Readonly<Record<string, string>> = { ErrImagePull: "image can't be pulled", ImagePullBackOff: 'trying and failing to pull image' };
const idOf = (containerID: string): { readonly id: string } => ({ id: containerID.replace('containerd://', '') });

function openLog(kit: Kit, id: StreamId, worker: Worker | undefined, name: string, options: RequestOptions): void {
  const source = worker === undefined ? { error: badRequest(`container "${name}" in pod is waiting to start: ContainerCreating`) } : logSource(worker, name, options.previous === true);
  if ('error' in source) return end(kit, id, source.error);
  const container = source.id as ContainerId;
  if (kit.cri.containerState(container) === null) {
    kit.plan.stream(id, { channel: 'stdout', data: `unable to retrieve container logs for containerd://${container}` });
    return end(kit, id);
  }
  const text = logText(kit, kit.cri.logs(container), options);
  if (text !== '') kit.plan.stream(id, { channel: 'stdout', data: text });
  if (options.follow !== true || kit.cri.containerState(container)?.kind !== 'running') return end(kit, id);
  kit.state.streams.set(id, { uid: worker?.uid ?? '', container, kind: 'log', exec: 0 });
  kit.cri.followLogs(container, id);
}

function logText(kit: Kit, all: readonly LogLine[], options: RequestOptions): string {
  const { epoch } = kit.state.settings;
  const { tailLines, sinceSeconds, sinceTime, timestamps, limitBytes } = options;
  const since = sinceSeconds !== undefined ? kit.plan.now - sinceSeconds * 1000 : sinceTime !== undefined ? parseTime(epoch, sinceTime) : -Infinity;
  const recent = all.filter(({ at }) => at >= since);
  const lines = tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines);
  const stamp = (line: LogLine): string => (timestamps === true ? `${new Date(epoch + line.at).toISOString().slice(0, 23)}000000Z ` : '');
  const text = lines.map((line) => `${stamp(line)}${line.text}${line.full ? '\n' : ''}`).join('');
  return limitBytes === undefined ? text : text.slice(0, limitBytes);
}
