/** postStart and preStop hooks: a command in the container, a request to it, or a pause. Follows pkg/kubelet/lifecycle/handlers.go. */
import type { k8s } from '../../model/objects.ts';
import type { CallTarget, CriEvent } from '../contract/cri.ts';
import type { Kit } from './kit.ts';
import { containerSpec, formatPod } from './kit.ts';
import { requestFailure } from './request-words.ts';
import type { ContainerRecord, Use, Worker } from './state.ts';

export function resolvePort(worker: Worker, container: string, port: k8s.IntOrString): number | null {
  if (typeof port === 'number') return port;
  const named = containerSpec(worker.pod, container)?.spec.ports?.find(({ name }) => name === port)?.containerPort;
  if (named !== undefined) return named;
  return /^\d+$/.test(port) ? Number(port) : null;
}

export function httpTarget(worker: Worker, container: string, get: k8s.HTTPGetAction): CallTarget | null {
  const port = resolvePort(worker, container, get.port);
  if (port === null) return null;
  const path = get.path ?? '/';
  return { kind: get.scheme === 'HTTPS' ? 'https' : 'http', address: get.host ?? worker.sandbox?.ip ?? '', port, path: path.startsWith('/') ? path : `/${path}`, headers: get.httpHeaders ?? [] };
}

const HOOK_TIMEOUT_MS = 30_000;

/** Starts a hook; 0 where it is only a pause. */
export function runHook(kit: Kit, worker: Worker, record: ContainerRecord, hook: k8s.LifecycleHandler, use: Use): number {
  if (hook.exec !== undefined) {
    const number = kit.cri.exec(record.id, hook.exec.command ?? [], { timeoutMs: null, stream: null, stdin: false, tty: false });
    kit.state.uses.set(number, use);
    return number;
  }
  if (hook.httpGet !== undefined) {
    const target = httpTarget(worker, record.name, hook.httpGet);
    if (target === null) return 0;
    const number = kit.cri.call(worker.node, target, HOOK_TIMEOUT_MS);
    kit.state.calls.set(number, use);
    return 0;
  }
  return 0;
}

/** Whose hook it was. */
function hooked(kit: Kit, use: Use): { readonly worker: Worker; readonly record: ContainerRecord } | null {
  if (use.for !== 'postStart') return null;
  const worker = kit.state.workers.get(use.uid);
  const record = Object.values(worker?.containers ?? {}).find(({ id }) => id === use.id);
  return worker === undefined || record === undefined ? null : { worker, record };
}

/** What is said of a postStart hook's request that failed. */
export function httpHookMessage(kit: Kit, use: Use, done: Extract<CriEvent, { readonly cri: 'called' }>): string {
  const found = hooked(kit, use);
  const get = found === null ? undefined : containerSpec(found.worker.pod, found.record.name)?.spec.lifecycle?.postStart?.httpGet;
  const target = found === null || get === undefined ? null : httpTarget(found.worker, found.record.name, get);
  if (found === null || target === null) return done.result;
  return `HTTP lifecycle hook (${get?.path ?? '/'}) for Container "${found.record.name}" in Pod "${formatPod(found.worker)}" failed - error: ${requestFailure(target, done.result)}`;
}

/** What is said of a postStart hook's command that failed. */
export function callMessageOf(kit: Kit, use: Use, done: Extract<CriEvent, { readonly cri: 'execDone' }>): string {
  const found = hooked(kit, use);
  if (found === null) return done.error;
  const { worker, record } = found;
  const command = containerSpec(worker.pod, record.name)?.spec.lifecycle?.postStart?.exec?.command ?? [];
  const ended = done.error === '' ? `command '${command.join(' ')}' exited with ${done.exitCode}: ` : done.error;
  return `Exec lifecycle hook ([${command.join(' ')}]) for Container "${record.name}" in Pod "${formatPod(worker)}" failed - error: ${ended}, message: ${JSON.stringify(done.output)}`;
}
