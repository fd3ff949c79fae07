/** Tools that look at the network: nslookup, netstat, ip, ifconfig, route, arp. */
import type { DnsRecord, DnsType } from '../../contract/dns.ts';
import type { Interface, SocketInfo } from '../../contract/network.ts';
import { recordQuestion } from '../kernel/resolve.ts';
import { byPid } from '../kernel/process-table.ts';
import { getopt, usage } from './options.ts';
import type { Io, Tool } from './tool.ts';

/** What `cat /etc/resolv.conf` says: the search list and the server. */
function resolver(io: Io): { readonly server: string; readonly searches: readonly string[]; readonly ndots: number } {
  const file = io.read('/etc/resolv.conf');
  const lines = typeof file === 'string' ? [] : file.data.split('\n');
  const value = (name: string): string[] => lines.find((line) => line.startsWith(`${name} `))?.split(/\s+/).slice(1).filter((word) => word !== '') ?? [];
  return { server: value('nameserver')[0] ?? '127.0.0.1', searches: value('search'), ndots: Number(/ndots:(\d+)/.exec(value('options').join(' '))?.[1] ?? 1) };
}
const nslookup: Tool = (io) => {
  const types = io.args.filter((arg) => /^-(type|q|querytype)=/i.test(arg)).map((arg) => arg.replace(/^.*=/, '').toUpperCase());
  const [name, given] = io.args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) {
    usage(io, 'nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n\nQuery DNS about HOST\n\nQUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any');
    return 1;
  }
  const { server, searches } = resolver(io);
  const address = given ?? server;
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
  io.out(`Server:\t\t${address}\nAddress:\t${address}:53\n\n`);
  if (io.k.net.walk(io.p.net, 'UDP', address, 53).result !== 'open') {
    io.line(';; connection timed out; no servers could be reached\n');
    return 1;
  }
  if (isAddress) return reverse(io, address, name);
  // busybox asks for the name with each ending of the search list, if it has no dot of its own.
  const names = name.endsWith('.') ? [name.slice(0, -1)] : name.includes('.') ? [name] : searches.map((search) => `${name}.${search}`);
  let failed = false;
  const asked = (types.length > 0 ? types : ['A', 'AAAA']).map((type): DnsType => (type === 'AAAA' || type === 'SRV' || type === 'CNAME' || type === 'PTR' ? type : 'A'));
  for (const each of names) recordLookup(io, address, each, asked);
  for (const type of asked)
    for (const each of names) {
      const { code, records } = io.k.net.query(io.p.net, each, type);
      if (code === 'NXDOMAIN' || code === 'SERVFAIL') {
        io.line(`** server can't find ${each}: ${code}\n`);
        failed = true;
      } else io.out(['', ...records.map(recordText)].map((line) => `${line}\n`).join(''));
    }
  io.out('');
  return failed ? 1 : 0;
};
function recordText({ type, name, data }: DnsRecord): string {
  if (type === 'A' || type === 'AAAA') return `Name:\t${name}\nAddress: ${data}`;
  return type === 'CNAME' ? `${name}\tcanonical name = ${data}` : `${name}\t${type === 'SRV' ? 'service' : 'name'} = ${data}`;
}
/** All types of a name go out as packets from one socket. */
function recordLookup(io: Io, server: string, name: string, types: readonly DnsType[]): void {
  const asked = types.map((type) => {
    const { code, records } = io.k.net.query(io.p.net, name, type);
    return { type, code, data: records.map(({ data }) => data) };
  });
  recordQuestion(io.k, io.p, { name, server, asked, truncated: false });
}
function reverse(io: Io, server: string, address: string): number {
  const name = `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const answer = io.k.net.query(io.p.net, name, 'PTR');
  recordLookup(io, server, name, ['PTR']);
  if (answer.code !== 'NOERROR') {
    io.line(`** server can't find ${name}: ${answer.code}\n`);
    return 1;
  }
  for (const record of answer.records) io.line(`${name}\tname = ${record.data}`);
  io.line('');
  return 0;
}

const shown = (address: string, port: number | null): string => `${address}:${port === null || port === 0 ? '*' : port}`;
const netstat: Tool = (io) => {
  const opt = getopt(io, 'laentuwxrWp');
  if (opt === null) return 1;
  if (opt.has('r')) return routes(io, 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface', (device) => `      0 0          0 ${device}`);
  const family = opt.has('t') || opt.has('u') || opt.has('w') || opt.has('x');
  const listening = opt.has('l');
  io.line(`Active Internet connections ${opt.has('a') ? '(servers and established)' : listening ? '(only servers)' : '(w/o servers)'}`);
  io.line(`Proto Recv-Q Send-Q Local Address           Foreign Address         State       ${opt.has('p') ? 'PID/Program name    ' : ''}`);
  for (const socket of io.k.net.sockets(io.p.net)) {
    if (family && !(socket.protocol === 'TCP' ? opt.has('t') : opt.has('u'))) continue;
    if (!opt.has('a') && (socket.remote === null) !== listening) continue;
    io.line(row(io, socket, opt.has('p')));
  }
  if (!family) io.out(`Active UNIX domain sockets ${opt.has('a') ? '(servers and established)' : listening ? '(only servers)' : '(w/o servers)'}\nProto RefCnt Flags       Type       State         I-Node Path\n`);
  return 0;
};
function row(io: Io, socket: SocketInfo, withProcess: boolean): string {
  const remote = socket.remote ?? { address: socket.local.address.includes(':') ? '::' : '0.0.0.0', port: 0 };
  const state = socket.state === 'UNCONN' ? '' : socket.state;
  const process = io.k.s.processes.get(socket.owner);
  const mine = process !== undefined && byPid(io.k, io.p.pidNamespace, process.pid)?.id === process.id;
  const owner = withProcess ? `${mine ? `${process.pid}/${process.argv[0] ?? ''}` : '-'}`.padEnd(20).slice(0, 20) : '';
  return `${socket.protocol.toLowerCase().padEnd(3)}        0      0 ${shown(socket.local.address, socket.local.port).padEnd(23)} ${shown(remote.address, remote.port).padEnd(23)} ${state.padEnd(12)}${owner}`;
}

const FLAGS = (link: Interface): string => (link.name === 'lo' ? 'LOOPBACK,UP,LOWER_UP' : 'BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN');
function broadcast(link: Interface): string {
  const mask = link.prefix === 0 ? 0 : (0xffffffff << (32 - link.prefix)) >>> 0;
  const number = link.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return [24, 16, 8, 0].map((shift) => (((number | ~mask) >>> shift) & 255)).join('.');
}
const maskOf = (prefix: number): string => [24, 16, 8, 0].map((shift) => ((prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0) >>> shift) & 255).join('.');
const IP_USAGE = 'ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]\n\nOPTIONS := -f[amily] inet|inet6|link | -o[neline]';
const ip: Tool = (io) => {
  const flags = io.args.filter((arg) => arg.startsWith('-'));
  const [object = '', verb = 'show', ...rest] = io.args.filter((arg) => !arg.startsWith('-'));
  const oneLine = flags.includes('-o') || flags.includes('-oneline');
  const links = io.k.net.interfaces(io.p.net);
  const what = ['address', 'link', 'route', 'neigh', 'rule'].find((each) => object !== '' && each.startsWith(object));
  if (what === undefined) {
    usage(io, IP_USAGE);
    return 1;
  }
  if (!['show', 'list', 's', 'l', 'ls', 'sh', 'get'].includes(verb) && verb !== 'dev') {
    io.error(`RTNETLINK answers: Operation not permitted`);
    return 2;
  }
  if (what === 'route') {
    for (const route of io.k.net.routes(io.p.net)) io.line(`${route.destination}${route.via === '' ? '' : ` via ${route.via}`} dev ${route.device} ${route.via === '' ? 'scope link ' : ''}${route.source === '' ? '' : ` src ${route.source} `}`);
    return 0;
  }
  if (what !== 'address' && what !== 'link') return 0;
  const device = verb === 'dev' ? rest[0] : rest[0] === 'dev' ? rest[1] : rest[0];
  if (device !== undefined && !links.some((link) => link.name === device)) {
    io.error(`can't find device '${device}'`);
    return 1;
  }
  links.forEach((link, i) => {
    if (device !== undefined && link.name !== device) return;
    const number = link.name === 'lo' ? 1 : i + 1;
    const head = `${number}: ${link.name}${link.name === 'lo' ? '' : `@if${number + 8}`}: <${FLAGS(link)}> mtu ${link.mtu} qdisc noqueue ${link.name === 'lo' ? 'qlen 1000' : ''}`;
    const mac = `    link/${link.name === 'lo' ? 'loopback' : 'ether'} ${link.mac}${link.name === 'lo' ? ' brd 00:00:00:00:00:00' : ' brd ff:ff:ff:ff:ff:ff'}`;
    const inet = `inet ${link.address}/${link.prefix}${link.name === 'lo' ? '' : ` brd ${broadcast(link)}`} scope ${link.name === 'lo' ? 'host' : 'global'} ${link.name}`;
    if (what === 'link') io.out(`${head}\n${mac.replace(/ brd 00:00:00:00:00:00$/, ' brd 00:00:00:00:00:00')}\n`);
    else if (oneLine) io.line(`${number}: ${link.name}    ${inet}\\       valid_lft forever preferred_lft forever`);
    else io.out(`${head}\n${flags.includes('-4') ? '' : `${mac}\n`}    ${inet}\n       valid_lft forever preferred_lft forever\n`);
  });
  return 0;
};
const ifconfig: Tool = (io) => {
  const device = io.args.find((arg) => !arg.startsWith('-'));
  const links = io.k.net.interfaces(io.p.net);
  if (device !== undefined && !links.some((link) => link.name === device)) {
    io.error(`${device}: error fetching interface information: Device not found`);
    return 1;
  }
  for (const link of [...links].sort((a, b) => (a.name === 'lo' ? 1 : 0) - (b.name === 'lo' ? 1 : 0))) {
    if (device !== undefined && link.name !== device) continue;
    const lo = link.name === 'lo';
    io.line(`${link.name.padEnd(9)} Link encap:${lo ? 'Local Loopback  ' : `Ethernet  HWaddr ${link.mac.toUpperCase()}  `}`);
    io.line(`          inet addr:${link.address}${lo ? '' : `  Bcast:${broadcast(link)}`}  Mask:${maskOf(link.prefix)}`);
    if (lo) io.line('          inet6 addr: ::1/128 Scope:Host');
    io.line(`          UP ${lo ? 'LOOPBACK RUNNING' : 'BROADCAST RUNNING MULTICAST'}  MTU:${link.mtu}  Metric:1`);
    io.out(
      '          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n          collisions:0 txqueuelen:1000 \n          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n',
    );
  }
  return 0;
};
function routes(io: Io, head: string, tail: (device: string) => string): number {
  io.line(head);
  for (const route of io.k.net.routes(io.p.net)) {
    const isDefault = route.destination === 'default';
    const [network = '0.0.0.0', prefix = '0'] = isDefault ? ['0.0.0.0', '0'] : route.destination.split('/');
    io.line(`${network.padEnd(15)} ${(route.via === '' ? '0.0.0.0' : route.via).padEnd(15)} ${maskOf(Number(isDefault ? 0 : prefix)).padEnd(15)} ${(route.via === '' ? 'U' : 'UG').padEnd(5)} ${tail(route.device)}`);
  }
  return 0;
}
const route: Tool = (io) => routes(io, 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface', (device) => `0      0        0 ${device}`);
export const netTools: Readonly<Record<string, Tool>> = { nslookup, netstat, ip, ifconfig, route, arp: () => 0 };
