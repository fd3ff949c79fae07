/** What happens inside containers: scripts, servers, signals, limits. Expected values are busybox', the kernel's or Kubernetes'. */
import { expect, test } from 'vitest';
import type { CriEvent, ContainerConfig, Cri, SandboxConfig } from '../contract/cri.ts';
import type { Bound, Plan } from '../contract/component.ts';
import type { ContainerId, StreamId } from '../contract/ids.ts';
import type { Network, SocketInfo, Walk } from '../contract/network.ts';
import { DEFAULT_DELAYS } from '../contract/settings.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import type { TraceRecord } from '../contract/trace.ts';
import { simTime } from '../../model/time.ts';
import { runtime } from './index.ts';
import { parseNext } from './shell/parser.ts';

const settings: ClusterSettings = {
  seed: 1, epoch: Date.UTC(2026, 0, 1), nodes: [{ name: 'node-1', cpu: '2', memory: '4Gi', address: '192.168.1.11', podCIDR: '10.0.10.0/24' }], podCIDR: '10.0.0.0/16', serviceCIDR: '10.96.0.0/16',
  images: [{ name: 'busybox:1.36', bytes: 2_200_000, present: true }, { name: 'nginx:1.27', bytes: 72_000_000, present: true }, { name: 'redis:7', bytes: 45_000_000, present: false }],
  delays: DEFAULT_DELAYS, run: { scheduler: true, controllers: true, kubelet: true }, prelude: [], retentionMs: 3_600_000,
};

/** One Pod's network namespace, with nothing beyond it. */
function loopback(): Network {
  const sockets: SocketInfo[] = [];
  let last = 0;
  const network: Partial<Network> = {
    attach: () => ({ ok: true, ip: '10.0.10.15' }), detach: () => undefined, addressOf: () => '10.0.10.15', interfaces: () => [], routes: () => [], sockets: () => sockets,
    listen: (_, protocol, local, owner) => {
      if (sockets.some((each) => each.state === 'LISTEN' && each.local.port === local.port)) return { ok: false, error: 'EADDRINUSE' };
      sockets.push({ id: ++last, protocol, state: 'LISTEN', local, remote: null, owner: owner.process, container: owner.container });
      return { ok: true, socket: last, port: local.port };
    },
    close: (id) => void sockets.splice(0, sockets.length, ...sockets.filter((each) => each.id !== id)), closeOwner: () => undefined,
    walk: (from, _, address, port) => {
      const listener = sockets.find((each) => each.state === 'LISTEN' && each.local.port === port) ?? null;
      return {
        from: '', result: listener === null ? 'refused' : 'open', hops: [], source: { address: '127.0.0.1', port: 40_000 }, destination: { address, port }, via: '',
        listener, listenerNamespace: listener === null ? null : from, why: '',
      } as unknown as Walk;
    },
    connect: () => ({ client: ++last, server: ++last }), resolve: () => ({ ok: false, error: 'NXDOMAIN', questions: [] }), query: () => ({ code: 'NXDOMAIN', records: [] }),
  };
  return network as Network;
}

/** A runtime with a clock that runs its timers. */
class Machine {
  readonly told: CriEvent[] = [];
  readonly traces: TraceRecord[] = [];
  readonly output = new Map<number, string>();
  private now = 0;
  private readonly timers = new Map<string, number>();
  readonly bound: Bound & Cri;
  constructor() {
    const machine = this;
    const plan = {
      get now() { return simTime(machine.now); },
      view: { get: () => undefined }, random: () => 0.5, wakeAt: (key: string, at: number) => void this.timers.set(key, at), cancel: (key: string) => void this.timers.delete(key),
      tell: (_: string, message: unknown) => void this.told.push(message as CriEvent), trace: (record: TraceRecord) => (this.traces.push(record), 0),
      stream: (id: number, chunk: { data?: string }) => void this.output.set(id, (this.output.get(id) ?? '') + (chunk.data ?? '')),
    };
    this.bound = runtime.bind(runtime.init(settings), plan as unknown as Plan, { network: loopback() });
    this.bound.step({ type: 'started' });
  }
  run(ms: number): void {
    for (const end = this.now + ms; ; ) {
      const due = [...this.timers].sort((a, b) => a[1] - b[1])[0];
      if (due === undefined || due[1] > end) {
        this.now = end;
        return;
      }
      this.timers.delete(due[0]);
      this.now = Math.max(this.now, due[1]);
      this.bound.step({ type: 'woken', key: due[0] });
    }
  }
  start(image: string, command: readonly string[] | null, more: Partial<ContainerConfig> = {}): ContainerId {
    const sandbox = this.bound.runPodSandbox(
      {
        node: 'node-1', pod: { namespace: 'default', name: 'web', uid: 'u' }, hostname: 'web', hostNames: ['web'], hostNetwork: false, hostPID: false,
        shareProcessNamespace: false, dns: { servers: ['10.96.0.10'], searches: [], options: [] }, hostAliases: [], sysctls: {}, portMappings: [],
      } satisfies SandboxConfig,
    );
    this.run(500);
    const id = this.bound.createContainer({
      sandbox, name: 'main', attempt: 0, kind: 'regular', image, command, args: null, env: [], workingDir: null, mounts: [], security: {}, podSecurity: {}, resources: {},
      oomScoreAdj: 1000, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', stdin: false, tty: false, targetContainer: null, ...more,
    });
    this.run(100);
    this.bound.startContainer(id);
    this.run(100);
    return id;
  }
  log(id: ContainerId): string {
    return this.bound.logs(id).map((line) => line.text).join('\n');
  }
  exec(id: ContainerId, script: string): string {
    this.bound.exec(id, ['sh', '-c', script], { timeoutMs: null, stream: 77 as StreamId, stdin: false, tty: false });
    this.output.delete(77);
    this.run(5_000);
    return this.output.get(77) ?? '';
  }
}

test('a script of variables, loops and pipes prints what ash prints', () => {
  const machine = new Machine();
  const id = machine.start('busybox:1.36', ['sh', '-c', 'i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo line $i; done | tail -n 2; echo "${HOSTNAME}"']);
  expect(machine.log(id)).toBe('line 2\nline 3\nweb');
  expect(machine.bound.containerState(id)).toMatchObject({ kind: 'exited', exitCode: 0, reason: 'Completed' });
});

test('a trap handles SIGTERM; a first process without one ignores it and needs SIGKILL', () => {
  const machine = new Machine();
  const polite = machine.start('busybox:1.36', ['sh', '-c', "trap 'exit 0' TERM; sleep 3600 & wait"]);
  machine.bound.signalContainer(polite, 'SIGTERM');
  machine.run(10);
  expect(machine.bound.containerState(polite)).toMatchObject({ kind: 'exited', exitCode: 0 });
  const deaf = machine.start('busybox:1.36', ['sleep', '3600']);
  machine.bound.signalContainer(deaf, 'SIGTERM');
  machine.run(10);
  expect(machine.bound.containerState(deaf)).toMatchObject({ kind: 'running' });
  machine.bound.signalContainer(deaf, 'SIGKILL');
  expect(machine.bound.containerState(deaf)).toMatchObject({ kind: 'exited', exitCode: 137, signal: 'SIGKILL' });
});

test('nginx serves its page, and the same port is taken for a second server in the Pod', () => {
  const machine = new Machine();
  const id = machine.start('nginx:1.27', null);
  expect(machine.exec(id, 'wget -qO- localhost | grep h1; wget -qO- localhost/nope; httpd -f -p 80')).toBe(
    '<h1>Welcome to nginx!</h1>\nwget: server returned error: HTTP/1.1 404 Not Found\nhttpd: bind: Address already in use\n',
  );
  expect(machine.exec(id, 'ps | wc -l')).toBe('6\n');
});

test('a command that is not in the image fails with runc\'s words and exit code 128', () => {
  const machine = new Machine();
  const id = machine.start('busybox:1.36', ['slep', '60']);
  expect(machine.bound.containerState(id)).toMatchObject({
    kind: 'exited', exitCode: 128, reason: 'StartError',
    message: 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "slep": executable file not found in $PATH',
  });
});

test('a process that grows beyond the memory limit is killed with its container: 137, OOMKilled', () => {
  const machine = new Machine();
  const id = machine.start('busybox:1.36', ['tail', '/dev/zero'], { resources: { limits: { memory: '64Mi' } } });
  machine.run(2_000);
  expect(machine.bound.containerState(id)).toMatchObject({ kind: 'exited', exitCode: 137, reason: 'OOMKilled' });
});

const endless = [
  { name: 'an endless loop is slowed down, with a word about it', script: 'while true; do :; done' },
  { name: 'a fork bomb is bounded, with a word about it', script: 'f() { f | f & }; f; sleep 1000' },
  { name: 'a log without end is bounded, with a word about it', script: 'yes "a line of a log that never ends"' },
];
for (const { name, script } of endless)
  test(name, () => {
    const machine = new Machine();
    const id = machine.start('busybox:1.36', ['sh', '-c', script]);
    machine.run(10_000);
    expect(machine.traces.some((trace) => trace.type === 'runtime/bounded')).toBe(true);
    machine.bound.signalContainer(id, 'SIGKILL');
    expect(machine.bound.containerState(id)).toMatchObject({ kind: 'exited', exitCode: 137 });
  });

test('a loop without end takes a whole core, or what its limit leaves it, and the kubelet hears of it', () => {
  const machine = new Machine();
  const free = machine.start('busybox:1.36', ['sh', '-c', 'while :; do :; done']);
  const limited = machine.start('busybox:1.36', ['sh', '-c', 'while :; do :; done'], { resources: { limits: { cpu: '200m' } } });
  machine.run(30_000);
  expect(machine.bound.usage(free).milliCpu).toBe(1000);
  expect(machine.bound.usage(limited).milliCpu).toBe(200);
  expect(machine.told.some((event) => event.cri === 'changed' && event.container === free)).toBe(true);
  expect(machine.exec(limited, "grep -c 'nr_throttled [1-9]' /sys/fs/cgroup/cpu.stat; cat /sys/fs/cgroup/cpu.max")).toBe('1\n20000 100000\n');
});

test('work takes ten times as long with a limit of 100m', () => {
  const time = (limits: Record<string, string>): number => {
    const machine = new Machine();
    const id = machine.start('busybox:1.36', ['sh', '-c', 'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done'], { resources: { limits } });
    machine.run(60_000);
    const run = machine.bound.containerState(id);
    return run?.kind === 'exited' ? run.finishedAt - run.startedAt : NaN;
  };
  expect(time({ cpu: '100m' }) / time({})).toBe(10);
});

test('requests show in the CPU that a server and its caller take, and are forgotten when they end', () => {
  const machine = new Machine();
  const server = machine.start('nginx:1.27', null);
  expect(machine.bound.usage(server).milliCpu).toBeLessThan(10);
  machine.bound.exec(server, ['sh', '-c', 'i=0; while [ $i -lt 600 ]; do i=$((i+1)); wget -qO /dev/null localhost; sleep 0.05; done'], { timeoutMs: null, stream: null, stdin: false, tty: false });
  machine.run(31_000);
  expect(machine.bound.usage(server).milliCpu).toBeGreaterThan(20);
  const before = machine.told.length;
  machine.run(60_000);
  expect(machine.bound.usage(server).milliCpu).toBeLessThan(10);
  expect(machine.told.slice(before).some((event) => event.cri === 'changed' && event.container === server)).toBe(true);
});

test('an idle container has no timer', () => {
  const machine = new Machine();
  machine.start('nginx:1.27', null);
  const before = machine.told.length;
  machine.run(3_600_000);
  expect(machine.told.length).toBe(before);
});

test('redis saves its data as it leaves and finds it again in a volume; where it cannot save it stays', () => {
  const machine = new Machine();
  const volume = { id: 'data', node: 'node-1', kind: 'emptyDir', sizeLimitBytes: null, files: {}, fsGroup: null, hostPath: '' } as const;
  machine.bound.setVolume(volume);
  const mounts = [{ volume: 'data', id: 'data', path: '/data', subPath: '', readOnly: false, propagation: '' }];
  const first = machine.start('redis:7', null, { mounts });
  expect(machine.exec(first, 'redis-cli set colour blue; redis-cli rpush queue a b')).toBe('OK\n2\n');
  machine.bound.signalContainer(first, 'SIGTERM');
  machine.run(10);
  expect(machine.bound.containerState(first)).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect(machine.log(first)).toContain('* Saving the final RDB snapshot before exiting.');
  const second = machine.start('redis:7', null, { mounts });
  expect(machine.exec(second, 'redis-cli get colour; redis-cli lrange queue 0 -1')).toBe('blue\na\nb\n');
  machine.bound.signalContainer(second, 'SIGKILL');
  const stuck = machine.start('redis:7', null, { security: { readOnlyRootFilesystem: true } });
  machine.bound.signalContainer(stuck, 'SIGTERM');
  machine.run(10);
  expect(machine.bound.containerState(stuck)).toMatchObject({ kind: 'running' });
  expect(machine.log(stuck)).toContain("# Error trying to save the DB, can't exit.");
});

test('nginx logs to standard output, or into a volume that is mounted over its log folder', () => {
  const machine = new Machine();
  machine.bound.setVolume({ id: 'logs', node: 'node-1', kind: 'emptyDir', sizeLimitBytes: null, files: {}, fsGroup: null, hostPath: '' });
  const id = machine.start('nginx:1.27', null, { mounts: [{ volume: 'logs', id: 'logs', path: '/var/log/nginx', subPath: '', readOnly: false, propagation: '' }] });
  machine.exec(id, 'wget -qO /dev/null localhost; wget -qO /dev/null localhost/nope');
  expect(machine.log(id)).toBe('');
  expect(machine.bound.readVolumeFile('node-1', 'logs', 'access.log')).toContain('"GET / HTTP/1.1" 200');
  expect(machine.bound.readVolumeFile('node-1', 'logs', 'error.log')).toContain('open() "/usr/share/nginx/html/nope" failed (2: No such file or directory)');
});

test('a pull takes as long as the image is big, and a registry without an address fails in containerd\'s words', () => {
  const machine = new Machine();
  machine.bound.pullImage('node-1', 'redis:7');
  machine.bound.pullImage('node-1', 'registry.invalid/app:1');
  machine.run(10_000);
  expect(machine.told.filter((event) => event.cri === 'pulled')).toMatchObject([
    { ok: false, message: expect.stringContaining('dial tcp: lookup registry.invalid') }, { ok: true, image: 'redis:7', tookMs: 2650 },
  ]);
  expect(machine.bound.imageStatus('node-1', 'redis:7')).toMatchObject({ name: 'docker.io/library/redis:7' });
});

const wrong = [
  { name: 'a quote without its end', script: 'echo "a', error: 'unterminated quoted string' }, { name: 'an if without fi', script: 'if true; then echo', error: 'unexpected end of file (expecting "fi")' },
  { name: 'a done of its own', script: 'done', error: 'unexpected "done"' }, { name: 'an array', script: 'a=(1 2)', error: 'unexpected "("' },
];
for (const { name, script, error } of wrong) test(`the shell names ${name}`, () => expect(parseNext(script, 0, 0, new Map()).error).toBe(error));
