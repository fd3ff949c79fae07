/** What a probe calls, and what the kubelet says of the answer. Follows pkg/probe and Go's net/http errors. */
import type { k8s } from '../../model/objects.ts';
import type { CallTarget, CriEvent } from '../contract/cri.ts';
import { httpTarget, resolvePort } from './hooks.ts';
import { dialFailure, requestFailure } from './request-words.ts';
import type { Worker } from './state.ts';

type Called = Extract<CriEvent, { readonly cri: 'called' }>;

export function probeTarget(worker: Worker, container: string, spec: k8s.Probe): CallTarget | null {
  if (spec.httpGet !== undefined) return httpTarget(worker, container, spec.httpGet);
  const address = spec.tcpSocket?.host ?? worker.sandbox?.ip ?? '';
  if (spec.grpc !== undefined) return { kind: 'grpc', address, port: spec.grpc.port, path: spec.grpc.service ?? '', headers: [] };
  const port = spec.tcpSocket === undefined ? null : resolvePort(worker, container, spec.tcpSocket.port);
  return port === null ? null : { kind: 'tcp', address, port, path: '', headers: [] };
}

export function callMessage(worker: Worker, container: string, spec: k8s.Probe, { result, status, body }: Called): readonly [ok: boolean, message: string] {
  const target = probeTarget(worker, container, spec);
  if (target === null) return [false, ''];
  const where = `${target.address}:${target.port}`;
  if (target.kind === 'tcp') return result === 'open' || result === 'late' ? [true, ''] : [false, dialFailure(target, result)];
  if (target.kind === 'grpc') return grpcMessage(where, spec, result, status);
  return httpMessage(target, result, status, body);
}

function httpMessage(target: CallTarget, result: Called['result'], status: number, body: string): readonly [ok: boolean, message: string] {
  if (result !== 'open' || target.kind === 'https') return [false, requestFailure(target, result)];
  return status >= 200 && status < 400 ? [true, body] : [false, `HTTP probe failed with statuscode: ${status}`];
}

/** Where an answer sends the prober on to: only on the same host, and not to where it has just been. Follows pkg/probe/http RedirectChecker. */
export function redirected(worker: Worker, container: string, spec: k8s.Probe, { result, status, location }: Called): CallTarget | null {
  const target = spec.httpGet === undefined ? null : probeTarget(worker, container, spec);
  if (target === null || result !== 'open' || status < 301 || status > 308 || location === '') return null;
  const url = /^(?:(https?):\/\/([^/:]+)(?::(\d+))?)?(\/[^#]*)?$/.exec(location);
  if (url === null) return null;
  const [, scheme, host, port, path = '/'] = url;
  if (host !== undefined && host !== target.address) return null;
  const kind = scheme === 'https' ? 'https' : 'http';
  const next: CallTarget = scheme === undefined ? { ...target, path } : { ...target, kind, path, port: port === undefined ? (kind === 'https' ? 443 : 80) : Number(port) };
  return next.path === target.path && next.port === target.port && next.kind === target.kind ? null : next;
}

const SERVING = 1;
const NOT_SERVING = 2;
const UNIMPLEMENTED = 12;
function grpcMessage(where: string, spec: k8s.Probe, result: Called['result'], status: number): readonly [boolean, string] {
  const seconds = spec.timeoutSeconds ?? 1;
  // What answers otherwise than in HTTP/2 is asked again until the time is over.
  if (result !== 'open' || (status !== SERVING && status !== UNIMPLEMENTED && status !== NOT_SERVING)) return [false, `timeout: failed to connect service "${where}" within ${seconds}s: context deadline exceeded`];
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
