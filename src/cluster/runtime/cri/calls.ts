/** Calls that no container process makes: probes and hooks of a kubelet, and `sim call`. Each is a small process of its own. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import type { CallTarget } from '../../contract/cri.ts';
import type { ContainerId, NodeName, SandboxId } from '../../contract/ids.ts';
import type { NetNamespace } from '../../contract/network.ts';
import type { CallSource } from '../../contract/simulation.ts';
import type { CallResult } from '../../contract/trace.ts';
import { fromBytes, toBytes } from '../kernel/bytes.ts';
import { connectTo } from '../kernel/connections.ts';
import { callRecord } from '../kernel/network-records.ts';
import { makeReady, nextSerial } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { addRef, makePipe, readFd, waitFor } from '../kernel/descriptors.ts';
import { FdTable } from '../kernel/fd-table.ts';
import { print } from '../kernel/print.ts';
import { nextPid } from '../kernel/processes.ts';
import { resolveName } from '../kernel/resolve.ts';
import { tell } from './tell.ts';

interface CallerMemory {
  readonly host: string;
  readonly port: number;
  readonly request: string | null;
  readonly purpose: 'call' | 'probe';
  readonly fd: number | null;
  readonly answer: string;
  readonly deadline: SimTime | null;
  readonly failing: CallResult | null;
  /** Connected only, and a server that speaks is not waited for. */
  readonly kind: CallTarget['kind'];
}

/** A process without a container, in a network namespace. */
export function startCaller(
  k: Kernel,
  given: { readonly number: number; readonly node: string; readonly net: NetNamespace; readonly program: string; readonly memory: unknown; readonly container?: ContainerId },
): { readonly id: number; readonly stdin: number } {
  const id = nextSerial(k);
  const pipe = given.program === 'forward' ? makePipe(k) : null;
  if (pipe !== null) for (const end of [pipe.read, pipe.write]) addRef(k, end, 1);
  k.s.processes.set(id, {
    id,
    pid: nextPid(k, `caller:${id}`, id, 'fork'),
    pidNamespace: `caller:${id}`,
    parent: 0,
    container: '' as ContainerId,
    speaksFor: given.container ?? ('' as ContainerId),
    sandbox: ('sandbox' in given.net ? given.net.sandbox : '') as SandboxId,
    node: given.node,
    net: given.net,
    program: given.program, argv: [given.program], env: [], cwd: '/', umask: 0, credentials: { uid: 0, gid: 0, groups: [], effective: [], bounding: [], noNewPrivs: false, seccomp: 0 },
    fds: pipe === null ? FdTable.none : FdTable.of(pipe.read), memory: given.memory, unwritten: [], wait: null, state: 'running', pending: [], ignored: [], caught: [], startedAt: k.plan.now, exit: null,
    memoryBytes: 0, busy: 0, cpuMs: 0, leads: { exec: given.number },
  });
  makeReady(k, id);
  return { id, stdin: pipe?.write ?? 0 };
}

/** A probe or hook of the kubelet on a node. */
export function call(k: Kernel, node: string, target: CallTarget, timeoutMs: number): number {
  const number = nextSerial(k);
  const headers = target.headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  const has = (name: string): boolean => target.headers.some((header) => header.name.toLowerCase() === name);
  const path = target.path === '' ? '/' : target.path.startsWith('/') ? target.path : `/${target.path}`;
  const request = target.kind === 'tcp'
    ? null
    : `GET ${path} HTTP/1.1\r\n${has('host') ? '' : `Host: ${target.address}:${target.port}\r\n`}${has('user-agent') ? '' : 'User-Agent: kube-probe/1.37\r\n'}${has('accept') ? '' : 'Accept: */*\r\n'}${headers}Connection: close\r\n\r\n`;
  const memory: CallerMemory = {
    host: target.address, port: target.port, request: request === null ? null : toBytes(request), purpose: 'probe', fd: null, answer: '',
    deadline: after(k.plan.now, timeoutMs), failing: null, kind: target.kind,
  };
  const start = startCaller(k, { number, node, net: { node: node as NodeName }, program: 'caller', memory });
  k.s.calls.set(number, { process: start.id, node, stdin: 0 });
  return number;
}
const OUTSIDE_TIMEOUT_MS = 10_000;
/** A call that a person makes from anywhere; it only leaves its record. */
export function simCall(k: Kernel, from: CallSource, host: string, port: number, path: string | null): void {
  const number = nextSerial(k);
  let net: NetNamespace = { outside: true };
  let container: ContainerId | undefined;
  if ('node' in from) net = { node: from.node as NodeName };
  else if ('pod' in from) {
    const found = [...k.s.containers.values()].find((each) => {
      const sandbox = k.s.sandboxes.get(each.config.sandbox);
      return each.config.name === from.container && each.run.kind === 'running' && sandbox?.state === 'ready' && sandbox.config.pod.name === from.pod && sandbox.config.pod.namespace === from.namespace;
    });
    if (found === undefined) return;
    net = { sandbox: found.config.sandbox };
    container = found.id;
  }
  const request = path === null ? null : `GET ${path.startsWith('/') ? path : `/${path}`} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const memory: CallerMemory = { host, port, request, purpose: 'call', fd: null, answer: '', deadline: after(k.plan.now, OUTSIDE_TIMEOUT_MS), failing: null, kind: path === null ? 'tcp' : 'http' };
  const start = startCaller(k, { number, node: 'node' in from ? from.node : '', net, program: 'caller', memory, ...(container === undefined ? {} : { container }) });
  k.s.calls.set(number, { process: start.id, node: '', stdin: 0 });
}

function answered(k: Kernel, p: Proc, result: CallResult | 'late', answer: string): Turn {
  const number = p.leads !== null && p.leads !== 'container' ? p.leads.exec : 0;
  const record = k.s.calls.get(number);
  k.s.calls.delete(number);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
  const body = answer.slice(Math.max(0, answer.indexOf('\r\n\r\n') + 4), answer.indexOf('\r\n\r\n') + 1004);
  if (record !== undefined && record.node !== '') tell(k, { cri: 'called', node: record.node, call: number, result, status, location: headerOf(answer, 'location'), body: fromBytes(body) });
  return { turn: 'exit', code: 0 };
}
/** What ends only with the time of the call: gRPC tries again until then. */
const lasting = ({ kind }: CallerMemory, failing: CallResult): boolean => failing === 'timeout' || kind === 'grpc';
function runCaller(k: Kernel, p: Proc): Turn {
  let memory = p.memory as CallerMemory;
  const late = memory.deadline !== null && k.plan.now >= memory.deadline;
  if (memory.failing !== null) return late || !lasting(memory, memory.failing) ? answered(k, p, memory.failing, '') : { turn: 'wait', on: [], until: memory.deadline };
  if (memory.fd === null) {
    const resolved = resolveName(k, p, memory.host);
    if (!resolved.ok) {
      const walk = k.net.walk(p.net, 'TCP', memory.host, memory.port);
      k.plan.trace({ ...callRecord(k, p, walk, { address: memory.host, port: memory.port, purpose: memory.purpose }), result: 'unknown host', why: `no address for ${memory.host}` });
      return answered(k, p, 'unknown host', '');
    }
    const made = connectTo(k, p, resolved.addresses[0] ?? memory.host, memory.port, { purpose: memory.purpose });
    if (!('fd' in made)) {
      const result = made.error === 'ETIMEDOUT' ? 'timeout' : made.error === 'EHOSTUNREACH' ? 'unreachable' : made.error === 'ECONNRESET' ? 'reset' : 'refused';
      p.memory = { ...memory, failing: result } satisfies CallerMemory;
      return lasting(memory, result) ? { turn: 'wait', on: [], until: memory.deadline } : answered(k, p, result, '');
    }
    if (memory.request === null || memory.kind === 'https') return answered(k, p, 'open', '');
    memory = { ...memory, fd: made.fd };
    print(k, p, made.fd, memory.request ?? '');
  }
  for (const fd = memory.fd ?? 0; ; ) {
    const part = readFd(k, p, fd, 65_536);
    if (part === 'EAGAIN' && !late && !complete(memory.answer)) {
      p.memory = memory;
      return { turn: 'wait', on: [waitFor(k, p, fd)], until: memory.deadline };
    }
    if (part === 'ECONNRESET') return answered(k, p, 'reset', memory.answer);
    if (typeof part === 'string' || part.data === '') return answered(k, p, memory.answer === '' && late ? 'late' : 'open', memory.answer);
    memory = { ...memory, answer: (memory.answer + part.data).slice(0, 65_536) };
  }
}
/** A header of an HTTP answer; empty where there is none. */
function headerOf(answer: string, name: string): string {
  const head = answer.slice(0, Math.max(0, answer.indexOf('\r\n\r\n')) + 2).split('\r\n');
  return head.find((line) => line.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim() ?? '';
}
/** Whether an HTTP answer is all there, by its Content-Length. */
function complete(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  const length = headerOf(answer, 'content-length');
  return head >= 0 && length !== '' && answer.length >= head + 4 + Number(length);
}
export const callerProgram: Program = { name: 'caller', memoryBytes: 0, start: () => null, run: runCaller };

