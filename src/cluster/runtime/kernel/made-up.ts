/** Files that the kernel and the runtime make up when someone looks: /proc, /sys, and what is written for a sandbox into /etc. */
import type { Inode, Mount, Process } from '../../contract/kernel.ts';
import { hash32 } from '../../../base/rng.ts';
import type { Container } from '../state.ts';
import { containerOf, epochNow } from './context.ts';
import type { Kernel, Proc } from './context.ts';
import { cpuStat, PERIOD_MS } from './cpu.ts';
import { nodeSize } from './growth.ts';
import { memoryOf } from './memory.ts';
import { allMounts } from './mounts.ts';
import { byPid, membersOf } from './process-table.ts';
import { capabilityMask } from './users.ts';

/** What every container starts with: an empty termination log, an empty /dev/shm. */
const LOG: Inode = { kind: 'file', data: '', links: 1, mode: 0o666, uid: 0, gid: 0, mtime: Date.UTC(2024, 4, 18), fs: 'termination' };
const SHM: Inode = { kind: 'dir', entries: new Map(), mode: 0o1777, uid: 0, gid: 0, mtime: Date.UTC(2024, 4, 18), fs: 'shm' };

const meta = (k: Kernel, mode: number) => ({ mode, uid: 0, gid: 0, mtime: epochNow(k), fs: 'proc' });
const file = (k: Kernel, data: string, mode = 0o444): Inode => ({ kind: 'file', data, links: 1, ...meta(k, mode) });
const folder = (k: Kernel, names: Iterable<string>): Inode => {
  const entries = new Map<string, Inode>();
  for (const name of names) entries.set(name, { kind: 'dir', entries: new Map(), ...meta(k, 0o555) });
  return { kind: 'dir', entries, ...meta(k, 0o555) };
};
const link = (k: Kernel, target: string): Inode => ({ kind: 'link', target, ...meta(k, 0o777) });

export function madeUp(k: Kernel, p: Proc, mount: Mount, path: string): Inode | null {
  if (mount.type === 'proc') return proc(k, p, path.slice('/proc'.length).split('/').filter((part) => part !== ''));
  if (mount.type === 'sysfs') return sys(k, p, path);
  if (mount.fs.startsWith('root:')) {
    const container = containerOf(k, p);
    const root = container === undefined ? null : k.imageRoot(container);
    return typeof root === 'number' ? null : root;
  }
  if (mount.fs.startsWith('termination:')) return LOG;
  if (mount.fs.startsWith('shm:')) return SHM;
  return etc(k, p, path);
}

function etc(k: Kernel, p: Proc, path: string): Inode | null {
  const sandbox = k.s.sandboxes.get(p.sandbox);
  if (sandbox === undefined) return null;
  const { config, ip } = sandbox;
  if (path === '/etc/hostname') return file(k, `${config.hostname}\n`, 0o644);
  if (path === '/etc/resolv.conf') {
    const { searches, servers, options } = config.dns;
    const lines = [...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []), ...servers.map((server) => `nameserver ${server}`), ...(options.length > 0 ? [`options ${options.join(' ')}`] : [])];
    return file(k, lines.map((line) => `${line}\n`).join(''), 0o644);
  }
  const standard = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
  const aliases = config.hostAliases.map((alias) => `${alias.ip}\t${alias.hostnames.join('\t')}\n`).join('');
  // On the host network the node's own file stands there, as nodeHostsFileContent of kubelet_pods.go has it.
  const [kind, names] = config.hostNetwork ? [' (host network)', [config.hostname]] : ['', config.hostNames];
  return file(k, `# Kubernetes-managed hosts file${kind}.\n${standard}${ip}\t${names.join('\t')}\n${aliases === '' ? '' : `\n# Entries added by HostAliases.\n${aliases}`}`, 0o644);
}

const TOP: Readonly<Record<string, (k: Kernel, p: Proc) => string>> = {
  cpuinfo: (k, p) => Array.from({ length: nodeSize(k, p).cpus }, (_, i) => `processor\t: ${i}\nvendor_id\t: GenuineIntel\nmodel name\t: Podarium virtual CPU\n\n`).join(''),
  filesystems: () => 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\toverlay\n\text4\n',
  loadavg: (k, p) => `0.00 0.01 0.05 1/${membersOf(k, p.pidNamespace).length} ${p.pid}\n`,
  meminfo: (k, p) => {
    const total = Math.floor(nodeSize(k, p).memoryBytes / 1024);
    return [['MemTotal', total], ['MemFree', Math.round(total * 0.6)], ['MemAvailable', Math.round(total * 0.8)], ['Buffers', 0], ['Cached', Math.round(total * 0.2)], ['SwapTotal', 0], ['SwapFree', 0]]
      .map(([name, kb]) => `${`${name}:`.padEnd(16)}${String(Math.round(Number(kb))).padStart(8)} kB\n`).join('');
  },
  mounts: (k, p) => mountLines(k, p),
  stat: (k, p) => `cpu  ${Math.round(k.plan.now / 20)} 0 0 ${Math.round(k.plan.now / 10)} 0 0 0 0 0 0\nbtime ${Math.floor(k.s.settings.epoch / 1000)}\nprocesses ${membersOf(k, p.pidNamespace).length}\n`,
  uptime: (k) => `${(k.plan.now / 1000 + 3600).toFixed(2)} ${(k.plan.now / 500 + 7000).toFixed(2)}\n`,
  version: () => 'Linux version 6.1.0 (podarium) #1 SMP\n',
};
export function mountLines(k: Kernel, p: Proc): string {
  const mounts = allMounts(containerOf(k, p));
  return mounts.map((mount) => `${mount.source} ${mount.path} ${mount.type} ${mount.readOnly ? 'ro' : 'rw'},relatime${mount.type === 'tmpfs' && mount.sizeLimitBytes !== null
    ? `,size=${Math.round(mount.sizeLimitBytes / 1024)}k`
    : ''} 0 0\n`).join('');
}

function proc(k: Kernel, p: Proc, parts: readonly string[]): Inode | null {
  const [first, ...rest] = parts;
  if (first === undefined) return folder(k, [...membersOf(k, p.pidNamespace).map((each) => String(each.pid)), ...Object.keys(TOP), 'self', 'net', 'sys']);
  if (first === 'self') return rest.length === 0 ? link(k, String(p.pid)) : null;
  if (first === 'sys') return sysctl(k, p, rest);
  if (first === 'net') return rest[0] === undefined ? folder(k, NET_FILES) : rest.length === 1 ? netFile(k, p, rest[0]) : null;
  const top = TOP[first];
  if (top !== undefined) return rest.length === 0 ? file(k, top(k, p)) : null;
  const process = /^\d+$/.test(first) ? byPid(k, p.pidNamespace, Number(first)) : undefined;
  return process === undefined ? null : ofProcess(k, p, process, rest);
}
/** A sandbox's own process is among the last to be killed. */
const PAUSE_SCORE = -998;
function ofProcess(k: Kernel, p: Proc, process: Process, rest: readonly string[]): Inode | null {
  const [name, ...more] = rest;
  switch (name) {
    case undefined: return {
      ...folder(k, ['cgroup', 'cmdline', 'comm', 'cwd', 'environ', 'exe', 'fd', 'limits', 'mounts', 'net', 'ns', 'oom_score_adj', 'root', 'stat', 'status', 'task']),
      uid: process.credentials.uid, gid: process.credentials.gid,
    };
    case 'cmdline': return file(k, process.argv.map((arg) => `${arg}\0`).join(''));
    case 'comm': return file(k, `${commOf(process)}\n`, 0o644);
    case 'environ': return file(k, process.env.map((entry) => `${entry}\0`).join(''), 0o400);
    case 'cgroup': return file(k, '0::/\n');
    case 'limits': return file(k, LIMITS);
    case 'ns': return more[0] === undefined ? folder(k, NAMESPACES) : NAMESPACES.includes(more[0]) ? link(k, `${more[0].replace('_for_children', '')}:[${namespaceNumber(process, more[0])}]`) : null;
    case 'task': return more.length === 0 ? folder(k, [String(process.pid)]) : null;
    case 'net': return more[0] === undefined ? folder(k, NET_FILES) : netFile(k, p, more[0]);
    case 'cwd': return link(k, process.cwd);
    case 'root': return link(k, '/');
    case 'exe': return link(k, `/bin/${process.program}`);
    case 'mounts': return file(k, mountLines(k, p));
    case 'oom_score_adj': return file(k, `${k.s.containers.get(process.container)?.config.oomScoreAdj ?? PAUSE_SCORE}\n`, 0o644);
    case 'stat': return file(
      k,
      `${process.pid} (${commOf(process)}) ${stateLetter(process)} ${parentPid(k, process)} ${process.pid} ${process.pid} 0 -1 0 0 0 0 0 ${Math.round(process.cpuMs / 10)} 0 0 0 20 0 1 0 ${Math.round(process.startedAt / 10)} 0 ${Math.round(process.memoryBytes / 4096)}\n`,
    );
    case 'status': return file(k, statusOf(k, process));
    case 'fd': return more[0] === undefined ? folder(k, process.fds.keys().map(String)) : process.fds.has(Number(more[0])) ? link(k, fdTarget(k, process, Number(more[0]))) : null;
    default: return null;
  }
}
const stateLetter = (process: Process): string => (process.state === 'zombie' ? 'Z' : process.state === 'running' ? 'R' : 'S');
export const parentPid = (k: Kernel, process: Process): number => (process.pid === 1 ? 0 : (membersOf(k, process.pidNamespace).find((each) => each.id === process.parent)?.pid ?? (process.leads === null ? 1 : 0)));
/** The short name: that of the program file, at most fifteen characters. */
export function commOf(process: Process): string {
  const name = process.argv[0]?.startsWith('nginx: ') === true ? 'nginx' : (process.argv[0] ?? process.program).replace(/ .*/, '').replace(/^.*\//, '');
  return name.slice(0, 15);
}
function fdTarget(k: Kernel, process: Process, fd: number): string {
  const id = process.fds.get(fd) ?? 0;
  const open = k.s.opens.get(id);
  if (open?.on === 'file' || open?.on === 'dir') return open.path;
  if (open?.on === 'device') return `/dev/${open.device === 'random' ? 'urandom' : open.device}`;
  return open?.on === 'socket' || open?.on === 'listener' || open?.on === 'datagram' ? `socket:[${id}]` : `pipe:[${open?.on === 'pipe' ? open.pipe : id}]`;
}
function statusOf(k: Kernel, process: Process): string {
  const { uid, gid, groups, effective, bounding, noNewPrivs, seccomp } = process.credentials;
  const kb = Math.round(process.memoryBytes / 1024);
  const states = { running: 'R (running)', sleeping: 'S (sleeping)', zombie: 'Z (zombie)' };
  const lines: [string, string][] = [
    ['Name', commOf(process)], ['Umask', process.umask.toString(8).padStart(4, '0')], ['State', states[process.state]], ['Tgid', String(process.pid)], ['Pid', String(process.pid)],
    ['PPid', String(parentPid(k, process))], ['Uid', [uid, uid, uid, uid].join('\t')], ['Gid', [gid, gid, gid, gid].join('\t')], ['FDSize', '64'],
    ['Groups', `${groups.join(' ')} `], ['VmSize', `${String(kb * 3).padStart(8)} kB`], ['VmRSS', `${String(kb).padStart(8)} kB`], ['Threads', '1'],
    ['CapInh', capabilityMask([])], ['CapPrm', capabilityMask(effective)], ['CapEff', capabilityMask(effective)], ['CapBnd', capabilityMask(bounding)], ['CapAmb', capabilityMask([])],
    ['NoNewPrivs', noNewPrivs ? '1' : '0'], ['Seccomp', String(seccomp)], ['Cpus_allowed_list', `0-${nodeSize(k, process).cpus - 1}`],
  ];
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}
function sysctl(k: Kernel, p: Proc, rest: readonly string[]): Inode | null {
  const values: Record<string, string> = {
    'kernel/hostname': k.s.sandboxes.get(p.sandbox)?.config.hostname ?? '', 'kernel/ostype': 'Linux', 'kernel/osrelease': '6.1.0', 'kernel/pid_max': '4194304', 'net/core/somaxconn': '4096',
    'net/ipv4/ip_forward': '1', 'net/ipv4/ip_unprivileged_port_start': '0', 'vm/swappiness': '60', 'vm/overcommit_memory': '0', 'fs/file-max': '9223372036854775807',
  };
  for (const [name, value] of Object.entries(k.s.sandboxes.get(p.sandbox)?.config.sysctls ?? {})) values[name.replaceAll('.', '/')] = value;
  const path = rest.join('/');
  const value = values[path];
  if (value !== undefined) return file(k, `${value}\n`, 0o644);
  const below = Object.keys(values).filter((name) => path === '' || name.startsWith(`${path}/`)).map((name) => name.slice(path === '' ? 0 : path.length + 1).split('/')[0] ?? '');
  return below.length === 0 ? null : folder(k, new Set(below));
}
function cpuLines(k: Kernel, container: Container | undefined): string {
  const { totalMs, throttledMs, throttled } = cpuStat(k, container);
  const used = Math.round(totalMs * 1000);
  const periods = container === undefined || container.cpuLimitMilli === null ? 0 : Math.max(throttled, Math.ceil(totalMs / PERIOD_MS));
  return `usage_usec ${used}\nuser_usec ${Math.round(used * 0.7)}\nsystem_usec ${used - Math.round(used * 0.7)}\nnr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec ${Math.round(throttledMs * 1000)}`;
}
const NET_FILES = ['dev', 'route', 'tcp', 'tcp6', 'udp', 'unix'];
function netFile(k: Kernel, p: Proc, name: string): Inode | null {
  if (!NET_FILES.includes(name)) return null;
  if (name === 'tcp' || name === 'tcp6') return file(k, netTable(k, p));
  if (name === 'udp' || name === 'unix' || name === 'route') return file(k, '');
  const none = ' 0       0    0    0    0     0          0         0';
  const rows = k.net.interfaces(p.net).map((each) => `${`${each.name}:`.padStart(7)}${`${none}${none}`.replace(/^ /, '        ')}\n`);
  return file(
    k,
    `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${rows.join('')}`,
  );
}
const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'pid_for_children', 'time', 'time_for_children', 'user', 'uts'];
const FIRST_NAMESPACE = 4_026_531_835;
/** Containers of a Pod share net, ipc and uts; mnt and pid are a container's own; user and time are the node's. */
function namespaceNumber(process: Process, name: string): number {
  const of = /^(net|ipc|uts)$/.test(name) ? process.sandbox : name.startsWith('pid') ? process.pidNamespace : /^(mnt|cgroup)$/.test(name) ? process.container : '';
  return of === '' ? FIRST_NAMESPACE : FIRST_NAMESPACE + 400 + (hash32(`${name.slice(0, 3)}/${of}`) % 100_000);
}
const LIMITS = [['Limit', 'Soft Limit', 'Hard Limit', 'Units'], ['Max cpu time', 'unlimited', 'unlimited', 'seconds'], ['Max file size', 'unlimited', 'unlimited', 'bytes'], ['Max data size', 'unlimited', 'unlimited', 'bytes'], ['Max stack size', '8388608', 'unlimited', 'bytes'],
  ['Max core file size', '0', 'unlimited', 'bytes'], ['Max resident set', 'unlimited', 'unlimited', 'bytes'], ['Max processes', 'unlimited', 'unlimited', 'processes'], ['Max open files', '1048576', '1048576', 'files']]
  .map(([name = '', soft = '', hard = '', units = '']) => `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${units.padEnd(10)}\n`).join('');
function netTable(k: Kernel, p: Proc): string {
  const rows = k.net.sockets(p.net).map((socket, i) => `${String(i).padStart(4)}: ${socket.local.address}:${socket.local.port} ${socket.remote?.address ?? '0.0.0.0'}:${socket.remote?.port ?? 0} ${socket.state}\n`);
  return `  sl  local_address rem_address   st\n${rows.join('')}`;
}

/** cgroup v2, as a container sees its own. */
function sys(k: Kernel, p: Proc, path: string): Inode | null {
  const container = containerOf(k, p);
  const cgroup: Record<string, string> = {
    'memory.max': container?.memoryLimitBytes === null || container === undefined ? 'max' : String(container.memoryLimitBytes),
    'memory.current': String(memoryOf(k, p.container)), 'pids.current': String(container?.processes ?? 0), 'cpuset.cpus.effective': `0-${nodeSize(k, p).cpus - 1}`,
    'cpu.max': container?.cpuLimitMilli === null || container === undefined ? 'max 100000' : `${container.cpuLimitMilli * 100} 100000`,
    'cpu.stat': cpuLines(k, container),
    'memory.events': `low 0\nhigh 0\nmax 0\noom ${container?.oomKilled === true ? 1 : 0}\noom_kill ${container?.oomKilled === true ? 1 : 0}\noom_group_kill 0`, 'pids.max': 'max',
    'cgroup.procs': membersOf(k, p.pidNamespace).map((each) => each.pid).join('\n'),
  };
  const nodes: Record<string, readonly string[]> = {
    '/sys': ['class', 'fs', 'kernel'], '/sys/fs': ['cgroup'], '/sys/class': ['net'], '/sys/class/net': ['lo', 'eth0'], '/sys/kernel': [],
    '/sys/fs/cgroup': Object.keys(cgroup),
  };
  const names = nodes[path];
  if (names !== undefined) return folder(k, names);
  const value = path.startsWith('/sys/fs/cgroup/') ? cgroup[path.slice('/sys/fs/cgroup/'.length)] : undefined;
  return value === undefined ? null : file(k, `${value}\n`);
}
