/** What a probe calls, and what the kubelet says of the answer. Follows pkg/probe and Go's net/http errors. */
import type { k8s } from '../../model/objects.ts';
import type { CallTarget, CriEvent } from '../contract/cri.ts';
import { httpTarget, resolvePort } from './hooks.ts';
import type { Worker } from './state.ts';

type Called = Extract<CriEvent, { readonly cri: 'called' }>;

export function probeTarget(worker: Worker, container: string, spec: k8s.Probe): CallTarget | null {
  if (spec.httpGet !== undefined) return httpTarget(worker, container, spec.httpGet);
  const address = spec.tcpSocket?.host ?? worker.sandbox?.ip ?? '';
  if (spec.grpc !== undefined) return { kind: 'grpc', address, port: spec.grpc.port, path: spec.grpc.service ?? '', headers: [] };
  const port = spec.tcpSocket === undefined ? null : resolvePort(worker, container, spec.tcpSocket.port);
  return port === null ? null : { kind: 'tcp', address, port, path: '', headers: [] };
}

const DIAL: Readonly<Record<string, string>> = {
  refused: 'connect: connection refused',
  unreachable: 'connect: no route to host',
  timeout: 'i/o timeout',
  reset: 'connect: connection reset by peer',
  'unknown host': 'no such host',
};

export function callMessage(worker: Worker, container: string, spec: k8s.Probe, { result, status, body }: Called): readonly [ok: boolean, message: string] {
  const target = probeTarget(worker, container, spec);
  if (target === null) return [false, ''];
  const where = `${target.address}:${target.port}`;
  if (target.kind === 'tcp') return result === 'open' || result === 'late' ? [true, ''] : [false, `dial tcp ${where}: ${DIAL[result] ?? result}`];
  if (target.kind === 'grpc') return grpcMessage(where, spec, result, status);
  const get = `Get "${target.kind}://${where}${target.path}": `;
  if (result === 'late') return [false, `${get}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`];
  if (result === 'timeout') return [false, `${get}dial tcp ${where}: i/o timeout (Client.Timeout exceeded while awaiting headers)`];
  if (result === 'reset') return [false, `${get}EOF`];
  if (result !== 'open') return [false, `${get}dial tcp ${where}: ${DIAL[result] ?? result}`];
  return status >= 200 && status < 400 ? [true, body] : [false, `HTTP probe failed with statuscode: ${status}`];
}

const SERVING = 1;
const UNIMPLEMENTED = 12;
function grpcMessage(where: string, spec: k8s.Probe, result: Called['result'], status: number): readonly [boolean, string] {
  const seconds = spec.timeoutSeconds ?? 1;
  if (result !== 'open') return [false, `timeout: failed to connect service "${where}" within ${seconds}s: context deadline exceeded`];
  if (status === SERVING) return [true, ''];
  if (status === UNIMPLEMENTED) return [false, 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health'];
  return [false, 'service unhealthy (responded with "NOT_SERVING")'];
}

/** `GET :80/`, `TCP :5000`, `exec cat /tmp/ok`, `gRPC :9000`: for pictures. */
export function probeLabel({ exec, httpGet, tcpSocket, grpc }: k8s.Probe): string {
  if (exec !== undefined) return `exec ${(exec.command ?? []).join(' ')}`;
  if (httpGet !== undefined) return `GET :${httpGet.port}${httpGet.path ?? '/'}`;
  if (tcpSocket !== undefined) return `TCP :${tcpSocket.port}`;
  return `gRPC :${grpc?.port ?? 0}`;
}
