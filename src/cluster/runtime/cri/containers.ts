/** Containers: created over an image, started as one process, ended with it. */
import { flat } from '../../../base/flat.ts';
import { after, parseTime } from '../../../model/time.ts';
import type { k8s } from '../../../model/objects.ts';
import { milliValue, wholeValue } from '../../../model/quantity.ts';
import type { ContainerConfig, ContainerRunState } from '../../contract/cri.ts';
import type { ContainerId } from '../../contract/ids.ts';
import type { Process } from '../../contract/kernel.ts';
import type { RuntimeTrace } from '../../contract/trace.ts';
import { podName } from '../../contract/trace.ts';
import { fromBytes, toBytes } from '../kernel/bytes.ts';
import { makeReady, nextSerial } from '../kernel/context.ts';
import type { Kernel, Proc } from '../kernel/context.ts';
import { addOpen, addRef, makePipe } from '../kernel/descriptors.ts';
import { FdTable } from '../kernel/fd-table.ts';
import { isDir, mkdir } from '../kernel/files.ts';
import { logLines } from '../kernel/log.ts';
import { find, may, releaseTree } from '../kernel/paths.ts';
import { print } from '../kernel/print.ts';
import { membersOf } from '../kernel/process-table.ts';
import { countBorn, execve, finish, lookPath, nextPid } from '../kernel/processes.ts';
import { deliver } from '../kernel/signals.ts';
import { credentialsOf } from '../kernel/users.ts';
import type { Container } from '../state.ts';
import { newId } from './ids.ts';
import { imageFor } from './images.ts';
import { mountsOf } from './mounts.ts';
import { readNodeFile } from './volumes.ts';
import { tell } from './tell.ts';

/** Most containers and processes have nothing of several things: they share it. */
const NONE: readonly never[] = [];

export function record(k: Kernel, container: Container, trace: (about: { pod: string; uid: string; container: string; node: string }) => RuntimeTrace): void {
  const sandbox = k.s.sandboxes.get(container.config.sandbox);
  if (sandbox === undefined) return;
  const { pod, node } = sandbox.config;
  k.plan.trace(trace({ pod: podName(pod.namespace, pod.name), uid: pod.uid, container: container.config.name, node }));
}
const nodeOf = (k: Kernel, container: Container): string => k.s.sandboxes.get(container.config.sandbox)?.config.node ?? '';

/** What the cgroup is held to: null where nothing is said. */
const limitsOf = ({ limits }: k8s.ResourceRequirements): Pick<Container, 'memoryLimitBytes' | 'cpuLimitMilli'> => ({
  memoryLimitBytes: limits?.['memory'] === undefined ? null : wholeValue(limits['memory']),
  cpuLimitMilli: limits?.['cpu'] === undefined ? null : milliValue(limits['cpu']),
});

export function createContainer(k: Kernel, config: ContainerConfig): ContainerId {
  const id = newId(k) as ContainerId;
  k.plan.wakeAt(`create:${id}`, after(k.plan.now, k.s.settings.delays.createMs));
  const sandbox = k.s.sandboxes.get(config.sandbox);
  const target = config.targetContainer === null ? undefined : k.s.containers.get(config.targetContainer);
  const pidNamespace = sandbox?.config.shareProcessNamespace === true ? config.sandbox : (target?.pidNamespace ?? id);
  k.s.containers.set(id, {
    id, config, run: { kind: 'created' }, pidNamespace, mounts: NONE, process: 0, processes: 0, oomKilled: false, stdin: 0, attached: NONE, followers: NONE,
    ...limitsOf(config.resources),
  });
  if (sandbox !== undefined) k.s.sandboxes.set(sandbox.id, { ...sandbox, containers: sandbox.containers.concat(id) });
  return id;
}

/** A profile of the node's own has to be there. */
function seccompProblem(k: Kernel, { config }: Container, node: string): string {
  const profile = config.security.seccompProfile ?? config.podSecurity.seccompProfile;
  if (profile?.type !== 'Localhost') return '';
  const path = `/var/lib/kubelet/seccomp/${profile.localhostProfile ?? ''}`;
  return readNodeFile(k, node, path) !== null ? '' : `failed to create containerd container: cannot load seccomp profile "${path}": open ${path}: no such file or directory`;
}

export function containerMade(k: Kernel, id: ContainerId): void {
  const container = k.s.containers.get(id);
  const sandbox = container === undefined ? undefined : k.s.sandboxes.get(container.config.sandbox);
  if (container === undefined || sandbox === undefined) return;
  const node = sandbox.config.node;
  const { mounts, error } = mountsOf(k, container.id, container.config, sandbox);
  k.s.containers.set(container.id, { ...container, mounts });
  const refused = error === '' ? seccompProblem(k, container, node) : error;
  if (refused !== '') {
    tell(k, { cri: 'createFailed', node, container: container.id, reason: 'CreateContainerError', message: refused });
    return;
  }
  record(k, container, (about) => ({ type: 'runtime/created', ...about }));
  tell(k, { cri: 'created', node, container: container.id });
}

export function startContainer(k: Kernel, id: ContainerId): void {
  k.plan.wakeAt(`start:${id}`, after(k.plan.now, k.s.settings.delays.startMs));
}

/** A shared process namespace has the sandbox's own pause process as number 1. */
function ensurePause(k: Kernel, container: Container): void {
  if (container.pidNamespace !== container.config.sandbox || k.s.pidNamespaces.has(container.pidNamespace)) return;
  const id = nextSerial(k);
  k.s.processes.set(id, { ...blank(k, container, id), pid: nextPid(k, container.pidNamespace, id, 'runc'), program: 'pause', argv: ['/pause'], memory: null, wait: { on: [], until: null }, state: 'sleeping', container: '' as ContainerId });
}
function blank(k: Kernel, container: Container, id: number): Process {
  const { config } = container;
  const sandbox = k.s.sandboxes.get(config.sandbox);
  return {
    id, pid: 0, pidNamespace: container.pidNamespace, parent: 0, container: container.id, speaksFor: container.id, sandbox: config.sandbox, node: sandbox?.config.node ?? '', net: { sandbox: config.sandbox },
    program: 'exit', argv: NONE, env: NONE, cwd: '/', umask: 0o022, credentials: credentialsOf(config.security, config.podSecurity, imageFor(config.image).user), fds: FdTable.none, memory: null, unwritten: NONE,
    wait: null, state: 'running', pending: NONE, ignored: NONE, caught: NONE, startedAt: k.plan.now, exit: null, memoryBytes: 0, busy: 0, cpuMs: 0, leads: null,
  };
}
/** The environment that containerd and the kubelet give: the image's, the host name, the container's. */
function environment(k: Kernel, container: Container): readonly string[] {
  const entries = new Map<string, string>();
  for (const entry of imageFor(container.config.image).env) entries.set(entry.slice(0, entry.indexOf('=')), entry);
  entries.set('HOSTNAME', flat(['HOSTNAME=', k.s.sandboxes.get(container.config.sandbox)?.config.hostname ?? '']));
  if (container.config.tty) entries.set('TERM', 'TERM=xterm');
  for (const variable of container.config.env) entries.set(variable.name, entryOf(variable));
  const uid = container.config.security.runAsUser ?? container.config.podSecurity.runAsUser ?? 0;
  if (!entries.has('HOME')) entries.set('HOME', uid === 0 ? 'HOME=/root' : 'HOME=/');
  return [...entries.values()];
}
type Variable = ContainerConfig['env'][number];
const entryTexts = new WeakMap<Variable, string>();
/** Most containers are given the same variables: their texts are made once and shared. */
function entryOf(variable: Variable): string {
  const known = entryTexts.get(variable);
  if (known !== undefined) return known;
  const text = flat([variable.name, '=', toBytes(variable.value)]);
  entryTexts.set(variable, text);
  return text;
}

/** A process of a container with nothing running in it yet: its first one, or that of an exec. */
export function newProcess(k: Kernel, container: Container, leads: Process['leads']): Proc {
  const id = nextSerial(k);
  const image = imageFor(container.config.image);
  return { ...blank(k, container, id), pid: nextPid(k, container.pidNamespace, id, 'runc'), env: environment(k, container), cwd: (container.config.workingDir ?? image.workingDir) || '/', leads };
}
/** Runs a command in a new process; gives runc's message where that fails. */
export function launch(k: Kernel, p: Proc, argv: readonly string[]): string | null {
  const path = p.env.find((entry) => entry.startsWith('PATH='))?.slice(5) ?? '';
  k.running = p;
  makeWorkingDir(k, p);
  const found = lookPath(k, p, argv[0] ?? '', path);
  const failed = typeof found === 'string' ? found : execve(k, p, found.path, argv, p.env);
  k.running = null;
  if (failed === null) {
    k.s.processes.set(p.id, p);
    countBorn(k, p);
    makeReady(k, p.id);
    return null;
  }
  const name = argv[0] ?? '';
  if (typeof found !== 'string' && isExecutable(k, p, found.path)) {
    // runc looked for the file only; that it cannot run shows when the process is already there.
    k.s.processes.set(p.id, p);
    countBorn(k, p);
    print(k, p, 2, `exec ${name}: ${failed === 'ENOENT' ? 'no such file or directory' : 'exec format error'}\n`);
    p.memory = { leaving: NOT_RUN };
    makeReady(k, p.id);
    return null;
  }
  finish(k, p, 128, '');
  if (failed === 'ENOENT') return `exec: "${name}": ${name.includes('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH'}`;
  return `exec: "${name}": ${typeof found !== 'string' && isDir(k, p, found.path) ? 'is a directory' : 'permission denied'}`;
}
/** What runc's own process exits with where it cannot become the container's. */
const NOT_RUN = 255;
function isExecutable(k: Kernel, p: Proc, path: string): boolean {
  const spot = find(k, p, path);
  return typeof spot !== 'string' && spot.inode.kind === 'file' && may(p, spot.inode, 1);
}
/** runc makes the working directory where it is missing, with all above it. */
function makeWorkingDir(k: Kernel, p: Proc): void {
  const parts = p.cwd.split('/').filter((part) => part !== '');
  for (const [i] of parts.entries()) {
    const path = `/${parts.slice(0, i + 1).join('/')}`;
    if (!isDir(k, p, path)) mkdir(k, { ...p, credentials: { ...p.credentials, uid: 0, effective: ['DAC_OVERRIDE'] } }, path);
  }
}

export function containerStarted(k: Kernel, id: ContainerId): void {
  const container = k.s.containers.get(id);
  if (container === undefined || container.run.kind !== 'created' || k.s.sandboxes.get(container.config.sandbox)?.state !== 'ready') return;
  const node = nodeOf(k, container);
  const image = imageFor(container.config.image);
  const { command, args } = container.config;
  const argv = [...(command ?? image.entrypoint), ...(args ?? (command === null ? image.command : []))].map(toBytes);
  ensurePause(k, container);
  const p = newProcess(k, container, 'container');
  const stdin = wire(k, p, container);
  k.s.containers.set(id, { ...container, process: p.id, stdin, run: { kind: 'running', startedAt: k.plan.now } });
  const failed = argv.length === 0 ? 'no command specified' : launch(k, p, argv);
  if (failed !== null) {
    const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${failed}`;
    const now = k.s.containers.get(id) ?? container;
    const exitCode = 128;
    k.s.containers.set(id, { ...now, process: 0, run: { kind: 'exited', startedAt: 0 as typeof k.plan.now, finishedAt: k.plan.now, exitCode, reason: 'StartError', signal: '', message } });
    tell(k, { cri: 'startFailed', node, container: id, exitCode, message });
    return;
  }
  record(k, container, (about) => ({ type: 'runtime/started', restart: container.config.attempt, ephemeral: container.config.kind === 'ephemeral', ...about }));
  tell(k, { cri: 'started', node, container: container.id });
}
/** Standard input, output and error; gives the pipe that feeds the first. */
function wire(k: Kernel, p: Proc, container: Container): number {
  const log = (channel: 'stdout' | 'stderr') => addOpen(k, { refs: 0, on: 'log', container: container.id, channel });
  const pipe = container.config.stdin ? makePipe(k) : null;
  if (pipe !== null) addRef(k, pipe.write, 1);
  const input = pipe?.read ?? addOpen(k, { refs: 0, on: 'device', device: 'null' });
  p.fds = FdTable.of(input, log('stdout'), log(container.config.tty ? 'stdout' : 'stderr'));
  for (const open of p.fds.values()) addRef(k, open, 1);
  return pipe?.write ?? 0;
}

export function signalContainer(k: Kernel, id: ContainerId, signal: string): void {
  const process = k.s.containers.get(id)?.process ?? 0;
  if (process !== 0) deliver(k, process, signal.replace(/^SIG/, ''), 'the node');
}

/** The first process is gone: the kernel kills the rest of its namespace, and the container is over. */
export function containerEnded(k: Kernel, p: Proc, id: ContainerId): void {
  const container = k.s.containers.get(id);
  if (container === undefined || container.run.kind !== 'running' || p.exit === null) return;
  k.s.containers.set(id, { ...container, process: 0 });
  for (const process of membersOf(k, container.pidNamespace)) if (process.container === id && process.id !== p.id) deliver(k, process.id, 'KILL', 'the node');
  const now = k.s.containers.get(id) ?? container;
  const { code, signal } = p.exit;
  const reason = now.oomKilled ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error';
  const message = lastWords(k, now, code);
  const run: ContainerRunState = { kind: 'exited', startedAt: container.run.startedAt, finishedAt: k.plan.now, exitCode: code, reason, signal: signal === '' ? '' : `SIG${signal}`, message };
  k.s.containers.set(id, { ...now, process: 0, run });
  record(k, now, (about) => ({ type: 'runtime/exited', exitCode: code, reason, signal: run.signal, sinceDelete: sinceDelete(k, now), message, ...about }));
  for (const stream of [...now.followers, ...now.attached]) k.plan.stream(stream, { channel: 'end', exitCode: code });
  tell(k, { cri: 'exited', node: nodeOf(k, now), container: id });
}

/** Whole seconds since its Pod was marked for deletion, for the record; 0 where it was not. */
function sinceDelete(k: Kernel, { config }: Container): number {
  const pod = k.s.sandboxes.get(config.sandbox)?.config.pod;
  const metadata = pod === undefined ? undefined : k.plan.view.get('pods', pod.namespace, pod.name)?.metadata;
  if (metadata?.uid !== pod?.uid || metadata?.deletionTimestamp === undefined) return 0;
  const marked = parseTime(k.s.settings.epoch, metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return Math.max(0, Math.floor((k.plan.now - marked) / 1000));
}

const MESSAGE_BYTES = 4096;
const LOG_BYTES = 2048;
const LOG_LINES = 80;
/** Follows pkg/kubelet/kuberuntime getTerminationMessage: the file, or the end of the log where that is the policy. */
function lastWords(k: Kernel, container: Container, code: number): string {
  const ref = k.s.overrides.get(`termination:${container.id}`);
  const file = typeof ref === 'number' ? k.s.inodes.get(ref) : undefined;
  const text = file?.kind === 'file' ? file.data.slice(0, MESSAGE_BYTES) : '';
  if (text !== '' || code === 0 || container.config.terminationMessagePolicy !== 'FallbackToLogsOnError') return fromBytes(text);
  const lines = logLines(k.s.logs.get(container.id)).slice(-LOG_LINES).map((line) => `${line.text}${line.full ? '\n' : ''}`).join('');
  return lines.slice(-LOG_BYTES);
}

export function removeContainer(k: Kernel, id: ContainerId): void {
  const container = k.s.containers.get(id);
  if (container === undefined) return;
  if (container.process !== 0) deliver(k, container.process, 'KILL', 'the node');
  for (const key of [`create:${id}`, `start:${id}`, `cpu:${id}`]) k.plan.cancel(key);
  for (const fs of [`root:${id}`, `termination:${id}`]) {
    const ref = k.s.overrides.get(fs);
    if (typeof ref === 'number') releaseTree(k, ref);
    k.s.overrides.delete(fs);
    k.s.space.delete(fs);
  }
  for (const table of [k.s.logs, k.s.containers]) table.delete(id);
  for (const table of [k.s.spent, k.s.strain, k.s.held, k.s.cpu, k.s.paced]) table.delete(id);
  if (container.pidNamespace === id) k.s.pidNamespaces.delete(id);
  const sandbox = k.s.sandboxes.get(container.config.sandbox);
  if (sandbox !== undefined) k.s.sandboxes.set(sandbox.id, { ...sandbox, containers: sandbox.containers.filter((each) => each !== id) });
}

export function updateResources(k: Kernel, id: ContainerId, resources: k8s.ResourceRequirements): void {
  const container = k.s.containers.get(id);
  if (container !== undefined) k.s.containers.set(id, { ...container, ...limitsOf(resources) });
}
