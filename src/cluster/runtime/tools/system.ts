/** Tools that tell of the system: processes, users, names, dates, space and memory. */
import type { Process } from '../../contract/kernel.ts';
import { epochNow } from '../kernel/context.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { nodeSize } from '../kernel/growth.ts';
import { commOf, parentPid } from '../kernel/made-up.ts';
import { membersOf } from '../kernel/process-table.ts';
import { kill, signalName } from '../kernel/signals.ts';
import { killAll } from '../shell/builtins/jobs.ts';
import { echo, printf } from './echo.ts';
import { hostName, hostname } from './hostname.ts';
import { humanSize } from './ls.ts';
import { getopt, usage } from './options.ts';
import { test } from './test.ts';
import { may } from '../kernel/paths.ts';
import { strftime } from './time.ts';
import type { Io, Tool } from './tool.ts';
import { groupName, groupsOf, mainGroup, userId, userName } from './users.ts';

const commandOf = (process: Process): string => (process.state === 'zombie' ? `[${commOf(process)}]` : process.argv.join(' ').replace(/\n/g, ' '));
const COLUMNS: Readonly<Record<string, { readonly head: string; readonly width: number; readonly of: (io: Io, process: Process) => string }>> = {
  pid: { head: 'PID', width: 5, of: (_, process) => String(process.pid) },
  ppid: { head: 'PPID', width: 5, of: (io, process) => String(parentPid(io.k, process)) },
  pgid: { head: 'PGID', width: 5, of: (_, process) => String(process.pid) },
  sid: { head: 'SID', width: 5, of: () => '1' },
  user: { head: 'USER', width: 8, of: (io, process) => userName(io, process.credentials.uid) ?? String(process.credentials.uid) },
  group: { head: 'GROUP', width: 8, of: (io, process) => groupName(io, process.credentials.gid) ?? String(process.credentials.gid) },
  comm: { head: 'COMMAND', width: 16, of: (_, process) => commOf(process) },
  args: { head: 'COMMAND', width: 256, of: (_, process) => commandOf(process) },
  time: { head: 'TIME', width: 5, of: (_, process) => clock(process.cpuMs) },
  etime: { head: 'ELAPSED', width: 7, of: (io, process) => clock(io.k.plan.now - process.startedAt) },
  vsz: { head: 'VSZ', width: 4, of: (_, process) => String(Math.round((process.memoryBytes * 3) / 1024)) },
  rss: { head: 'RSS', width: 4, of: (_, process) => String(Math.round(process.memoryBytes / 1024)) },
  stat: { head: 'STAT', width: 4, of: (_, process) => (process.state === 'zombie' ? 'Z' : process.state === 'running' ? 'R' : 'S') },
  nice: { head: 'NI', width: 5, of: () => '0' },
  tty: { head: 'TT', width: 6, of: () => '?' },
  ruser: { head: 'RUSER', width: 8, of: (io, process) => userName(io, process.credentials.uid) ?? String(process.credentials.uid) },
  rgroup: { head: 'RGROUP', width: 8, of: (io, process) => groupName(io, process.credentials.gid) ?? String(process.credentials.gid) },
};
const RIGHT = new Set(['pid', 'ppid', 'pgid', 'sid', 'nice', 'time']);
const clock = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;
const ps: Tool = (io) => {
  const opt = getopt(io, 'o:aAdeflT');
  if (opt === null) {
    usage(io, 'ps [-o COL1,COL2=HEADER] [-T]');
    return 1;
  }
  const given = opt.values('o').flatMap((value) => value.split(','));
  const names = given.map((name) => name.replace(/=.*/, ''));
  const heads = new Map(given.filter((name) => name.includes('=')).map((name) => [name.replace(/=.*/, ''), name.replace(/^[^=]*=/, '')]));
  const wrong = names.find((name) => COLUMNS[name] === undefined);
  if (wrong !== undefined) {
    io.error(`bad -o argument '${wrong}', supported arguments: user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss`);
    return 1;
  }
  const columns = names.length > 0 ? names : ['pid', 'user', 'time', 'args'];
  const row = (cell: (name: string) => string): string => columns.map((name, i) => {
    const width = COLUMNS[name]?.width ?? 8;
    const text = cell(name);
    return i === columns.length - 1 ? text : RIGHT.has(name) ? text.padStart(width) : text.padEnd(width).slice(0, Math.max(width, 1));
  }).join(' ');
  const head = (name: string): string => heads.get(name) ?? COLUMNS[name]?.head ?? '';
  // Where every column is to have none there is no line of titles.
  if (columns.some((name) => head(name) !== '')) io.line(columns.map((name, i) => (i === columns.length - 1 ? head(name) : head(name).padEnd(COLUMNS[name]?.width ?? 8))).join(' '));
  for (const process of [...membersOf(io.k, io.p.pidNamespace)].sort((a, b) => a.pid - b.pid)) io.line(row((name) => COLUMNS[name]?.of(io, process) ?? '').trimEnd());
  return 0;
};
const named = (io: Io, name: string): readonly Process[] => membersOf(io.k, io.p.pidNamespace).filter((process) => process.id !== io.p.id
  && (commOf(process) === name || (process.argv[0] ?? '').replace(/^.*\//, '') === name));
const pidof: Tool = (io) => {
  const opt = getopt(io, 'so:');
  if (opt === null) return 1;
  const found = opt.rest.flatMap((name) => named(io, name)).map((process) => process.pid).reverse();
  const shown = opt.has('s') ? found.slice(0, 1) : found;
  if (shown.length > 0) io.line(shown.join(' '));
  return shown.length > 0 ? 0 : 1;
};
const killall: Tool = (io) => {
  const args = [...io.args];
  let signal = 'TERM';
  let quiet = false;
  while (/^-./.test(args[0] ?? '')) {
    const flag = args.shift() ?? '';
    if (flag === '-q') quiet = true;
    else signal = signalName(flag === '-s' ? (args.shift() ?? '') : flag.slice(1)) ?? 'TERM';
  }
  if (args.length === 0) {
    io.error('you need to specify whom to kill');
    return 1;
  }
  let code = 0;
  for (const name of args) {
    const found = named(io, name);
    if (found.length === 0 && !quiet) io.error(`${name}: no process killed`);
    if (found.length === 0) code = 1;
    for (const process of found) kill(io.k, io.p, process, signal);
  }
  return code;
};
const pgrep: Tool = (io) => {
  const kills = io.name === 'pkill';
  const signal = kills && /^-[A-Z0-9]+$/.test(io.args[0] ?? '') ? signalName((io.args[0] ?? '').slice(1)) : 'TERM';
  const opt = getopt(io, '0123456789flxnovs:ABCDEGHIJKLMNPQRSTUVWXYZ');
  const pattern = opt?.rest[0];
  if (opt === null || pattern === undefined) return 2;
  const found = membersOf(io.k, io.p.pidNamespace).filter((process) => process.id !== io.p.id
    && (opt.has('x') ? commOf(process) === pattern : (opt.has('f') ? process.argv.join(' ') : commOf(process)).includes(pattern)));
  for (const process of found) {
    if (kills) kill(io.k, io.p, process, signal ?? 'TERM');
    else io.line(opt.has('l') ? `${process.pid} ${commOf(process)}` : String(process.pid));
  }
  return found.length > 0 ? 0 : 1;
};

const id: Tool = (io) => {
  const opt = getopt(io, 'rnugG');
  if (opt === null) return 1;
  if ((opt.has('n') || opt.has('r')) && !['u', 'g', 'G'].some((flag) => opt.has(flag))) {
    usage(io, 'id [-ugGnr] [USER]');
    return 1;
  }
  const [name] = opt.rest;
  const { credentials } = io.p;
  const uid = name === undefined ? credentials.uid : /^\d+$/.test(name) ? null : userId(io, name);
  if (uid === null) {
    io.error(`unknown user ${name ?? ''}`);
    return 1;
  }
  const gid = name === undefined ? credentials.gid : (mainGroup(io, name) ?? uid);
  const groups = name === undefined ? [...new Set([gid, ...credentials.groups])] : [...new Set([gid, ...groupsOf(io, name)])];
  const user = userName(io, uid);
  const label = (number: number, text: string | null): string => `${number}${text === null ? '' : `(${text})`}`;
  if (opt.has('u')) io.line(opt.has('n') ? (user ?? String(uid)) : String(uid));
  else if (opt.has('g')) io.line(opt.has('n') ? (groupName(io, gid) ?? String(gid)) : String(gid));
  else if (opt.has('G')) io.line(groups.map((each) => (opt.has('n') ? (groupName(io, each) ?? String(each)) : String(each))).join(' '));
  else io.line(`uid=${label(uid, user)} gid=${label(gid, groupName(io, gid))} groups=${groups.map((each) => label(each, groupName(io, each))).join(',')}`);
  return 0;
};
const whoami: Tool = (io) => {
  const name = userName(io, io.p.credentials.uid);
  if (name === null) {
    io.error(`unknown uid ${io.p.credentials.uid}`);
    return 1;
  }
  io.line(name);
  return 0;
};
const groups: Tool = (io) => {
  io.line(io.p.credentials.groups.map((each) => groupName(io, each) ?? String(each)).join(' '));
  return 0;
};
const uname: Tool = (io) => {
  const opt = getopt(io, 'asnrvmpoi');
  if (opt === null) return 1;
  const values: [string, string][] = [['s', 'Linux'], ['n', hostName(io)], ['r', '6.1.0'], ['v', '#1 SMP PREEMPT_DYNAMIC'], ['m', 'x86_64'], ['p', 'unknown'], ['i', 'unknown'], ['o', 'GNU/Linux']];
  const any = values.some(([flag]) => opt.has(flag));
  io.line(values.filter(([flag]) => (opt.has('a') ? flag !== 'p' && flag !== 'i' : any ? opt.has(flag) : flag === 's')).map(([, value]) => value).join(' ') || 'unknown');
  return 0;
};
const free: Tool = (io) => {
  const opt = getopt(io, 'bkmgh');
  if (opt === null) return 1;
  const total = nodeSize(io.k, io.p).memoryBytes;
  const unit = opt.has('b') ? 1 : opt.has('m') ? 1 << 20 : opt.has('g') ? 1 << 30 : 1024;
  const used = Math.round(total * 0.2);
  const cells = [total, used, total - used * 2, 0, used, total - used].map((bytes) => (opt.has('h') ? humanSize(bytes) : String(Math.floor(bytes / unit))).padStart(12));
  io.line('              total        used        free      shared  buff/cache   available');
  io.line(`Mem:   ${cells.join('')}`);
  io.line(`Swap:  ${['0', '0', '0'].map((each) => each.padStart(12)).join('')}`);
  return 0;
};
const uptime: Tool = (io) => {
  if (getopt(io, 's') === null) return 1;
  const minutes = 60 + Math.floor(io.k.plan.now / 60_000);
  io.line(` ${strftime('%H:%M:%S', epochNow(io.k))} up ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')},  0 users,  load average: 0.00, 0.01, 0.05`);
  return 0;
};
const sysctl: Tool = (io) => {
  const opt = getopt(io, 'neqwaApN');
  if (opt === null) return 1;
  let code = 0;
  const fail = (text: string): void => {
    if (!opt.has('e') && !opt.has('q')) io.error(text);
    code = 1;
  };
  for (const text of opt.rest) {
    const [key = '', value] = text.split(/=([^]*)/);
    const file = io.read(`/proc/sys/${key.replaceAll('.', '/')}`);
    if (isErrno(file)) fail(`error: '${key}' is an unknown key`);
    else if (value !== undefined) fail(`error setting key '${key}': ${strerror('EROFS')}`);
    else io.line(opt.has('n') ? file.data.trim() : `${key} = ${file.data.trim()}`);
  }
  return code;
};
const top: Tool = (io) => {
  const members = membersOf(io.k, io.p.pidNamespace);
  const total = nodeSize(io.k, io.p).memoryBytes >>> 10 || 1;
  io.line(`Mem: ${Math.round(total / 5)}K used, ${Math.round((total * 3) / 5)}K free, 0K shrd, 0K buff, ${Math.round(total / 5)}K cached`);
  const busy = members.filter((process) => process.busy > 1).length;
  io.line(`CPU: ${String(busy > 0 ? 50 : 0).padStart(3)}% usr   0% sys   0% nic ${String(busy > 0 ? 50 : 100).padStart(3)}% idle   0% io   0% irq   0% sirq`);
  io.line(`Load average: 0.00 0.01 0.05 ${Math.max(1, busy)}/${members.length} ${io.p.pid}`);
  io.line('  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND');
  for (const process of members) io.line(`${String(process.pid).padStart(5)} ${String(parentPid(io.k, process)).padStart(5)} ${(userName(io, process.credentials.uid) ?? String(process.credentials.uid)).padEnd(8)} ${(process.state === 'running' ? 'R' : 'S').padEnd(4)} ${String(Math.round((process.memoryBytes * 3) / 1024)).padStart(5)}   0%   0 ${process.busy > 1 ? ' 50%' : '  0%'} ${commandOf(process)}`);
  return 0;
};
const nproc: Tool = (io) => {
  if (getopt(io, '', { long: { all: 'a', 'ignore=': 'i' } }) === null) return 1;
  io.line(String(nodeSize(io.k, io.p).cpus));
  return 0;
};
const printenv: Tool = (io) => {
  if (io.args.length === 0) for (const entry of io.p.env) io.line(entry);
  let code = 0;
  for (const name of io.args) {
    const value = io.env(name);
    if (value === undefined) code = 1;
    else io.line(value);
  }
  return code;
};
const which: Tool = (io) => {
  let code = 0;
  for (const name of io.args.filter((arg) => arg !== '-a')) {
    const folders = name.includes('/') ? [''] : (io.env('PATH') ?? '').split(':');
    const path = folders.map((folder) => (folder === '' ? name : `${folder}/${name}`)).find((at) => {
      const inode = io.stat(at);
      return !isErrno(inode) && inode.kind === 'file' && may(io.p, inode, 1);
    });
    if (path === undefined) code = 1;
    else io.line(path);
  }
  return code;
};
const testTool: Tool = (io) => {
  const { code, message } = test(io.name, io.args, {
    stat: (path, links) => {
      const inode = io.stat(path, links);
      return isErrno(inode) ? null : inode;
    },
    may: (inode, want) => may(io.p, inode, want), isTerminal: () => false, uid: io.p.credentials.uid, gid: io.p.credentials.gid,
  });
  if (message !== '') io.error(message);
  return code;
};
const printfTool: Tool = (io) => {
  const { out, errors, code } = printf(io.args);
  io.out(out);
  for (const error of errors) io.error(error);
  return code;
};
const killTool: Tool = (io) => {
  const { out, errors, code } = killAll(io.k, io.p, io.args);
  io.out(out);
  for (const error of errors) io.error(error);
  return code;
};
const fixed = (text: string, code = 0): Tool => (io) => {
  io.out(text);
  return code;
};
const failing = (message: string): Tool => (io) => {
  io.error(message);
  return 1;
};
export const systemTools: Readonly<Record<string, Tool>> = {
  ps,
  pidof,
  killall,
  pgrep,
  pkill: pgrep,
  kill: killTool,
  id,
  whoami,
  groups,
  hostname,
  uname,
  free,
  uptime,
  top,
  nproc,
  printenv,
  which,
  test: testTool,
  '[': testTool,
  '[[': testTool,
  printf: printfTool,
  echo: (io) => { io.out(echo(io.args)); return 0; },
  pwd: (io) => { io.line(io.p.cwd); return 0; },
  true: () => 0,
  false: () => 1,
  sync: () => 0,
  nologin: failing('This account is not available'),
  arch: fixed('x86_64\n'),
  who: fixed(''),
  users: fixed('\n'),
  logname: failing('getlogin: No such device or address'),
  tty: (io) => { if (!io.args.includes('-s')) io.line('not a tty'); return 1; },
  stty: failing('standard input: Inappropriate ioctl for device'),
  clear: fixed('\x1b[H\x1b[J'),
  reset: fixed('\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h'),
  dmesg: failing("klogctl: Operation not permitted"),
  usleep: () => 0,
  mesg: fixed(''),
  ttysize: fixed('80 24\n'),
  hostid: fixed('007f0100\n'),
  dnsdomainname: fixed(''),
  sysctl,
};
