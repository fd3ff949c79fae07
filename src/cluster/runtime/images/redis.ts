/** The redis image: its files, and the server, which keeps its data in memory. */
import { executable, zeros } from '../kernel/bytes.ts';
import { accept, listenOn } from '../kernel/connections.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { strftime } from '../tools/time.ts';
import { BUSYBOX_FILES } from './busybox.ts';
import { emptyFolder, image, textFile, treeOf } from './image.ts';
import type { Image } from './image.ts';
import { execute, OK } from './redis-data.ts';
import { load, save } from './redis-disk.ts';
import type { Data, Reply } from './redis-data.ts';
import { decodeCommand, encode } from './redis-protocol.ts';

export const VERSION = '7.4.2';

interface Guest {
  readonly fd: number;
  readonly data: string;
  /** Commands that wait for EXEC. */
  readonly queued: readonly (readonly string[])[] | null;
}
interface ServerMemory {
  readonly listeners: readonly number[];
  readonly guests: readonly Guest[];
  readonly data: Data;
  readonly commands: number;
  readonly port: number;
}
function log(k: Kernel, p: Proc, level: string, text: string, role = 'M'): void {
  const ms = String(epochNow(k) % 1000).padStart(3, '0');
  print(k, p, 1, `${p.pid}:${role} ${strftime('%d %b %Y %H:%M:%S', epochNow(k))}.${ms} ${level} ${text}\n`);
}
/** Where it keeps its data: `--dir`, or the folder that it was started in. */
function folderOf(p: Proc): string {
  const at = p.argv.indexOf('--dir');
  return at < 0 ? p.cwd : (p.argv[at + 1] ?? p.cwd);
}
/** `--save ''` turns saving off. */
const saves = (p: Proc): boolean => !(p.argv.includes('--save') && (p.argv[p.argv.indexOf('--save') + 1] ?? '') === '');
function open(k: Kernel, p: Proc): ServerMemory | null {
  log(k, p, '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C');
  log(k, p, '*', `Redis version=${VERSION}, bits=64, commit=00000000, modified=0, pid=${p.pid}, just started`, 'C');
  if (p.argv.length === 1) log(k, p, '#', 'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf', 'C');
  else log(k, p, '*', 'Configuration loaded', 'C');
  const at = p.argv.indexOf('--port');
  const port = Number(at < 0 ? 6379 : p.argv[at + 1]);
  const made = listenOn(k, p, '0.0.0.0', port);
  if (isErrno(made)) {
    log(k, p, '#', `Warning: Could not create server TCP listening socket *:${port}: bind: ${strerror(made)}`);
    log(k, p, '#', 'Failed listening on port '.concat(String(port), ' (tcp), aborting.'));
    return null;
  }
  log(k, p, '*', `Running mode=standalone, port=${port}.`);
  log(k, p, '*', 'Server initialized');
  const kept = load(k, p, folderOf(p));
  if (kept === false) {
    log(k, p, '#', 'Wrong signature trying to load DB from file');
    log(k, p, '#', 'Fatal error loading the DB, check server logs. Exiting.');
    return null;
  }
  if (kept !== null) {
    log(k, p, '*', `Done loading RDB, keys loaded: ${kept.size}, keys expired: 0.`);
    log(k, p, '*', 'DB loaded from disk: 0.000 seconds');
  }
  log(k, p, '*', 'Ready to accept connections tcp');
  return { listeners: [made.fd], guests: [], data: kept ?? new Map(), commands: 0, port };
}
function info(k: Kernel, p: Proc, memory: ServerMemory, section: string): string {
  const up = Math.floor((k.plan.now - p.startedAt) / 1000);
  const parts: Readonly<Record<string, readonly string[]>> = {
    Server: [
      `redis_version:${VERSION}`, 'redis_mode:standalone', 'os:Linux x86_64', 'arch_bits:64', `process_id:${p.pid}`, `tcp_port:${memory.port}`, `uptime_in_seconds:${up}`,
      `uptime_in_days:${Math.floor(up / 86_400)}`, 'config_file:',
    ],
    Clients: [`connected_clients:${memory.guests.length}`, 'blocked_clients:0'], Memory: [`used_memory:${p.memoryBytes}`, 'maxmemory:0', 'maxmemory_policy:noeviction'],
    Stats: [`total_commands_processed:${memory.commands}`], Replication: ['role:master', 'connected_slaves:0'], Keyspace: memory.data.size === 0 ? [] : [`db0:keys=${memory.data.size},expires=0,avg_ttl=0`],
  };
  const shown = Object.entries(parts).filter(([name]) => section === '' || section === 'all' || section === 'default' || name.toLowerCase() === section);
  return shown.map(([name, lines]) => `# ${name}\r\n${lines.map((line) => `${line}\r\n`).join('')}`).join('\r\n');
}
const CONFIG: Readonly<Record<string, string>> = {
  maxmemory: '0', 'maxmemory-policy': 'noeviction', port: '6379', save: '3600 1 300 100 60 10000', appendonly: 'no', dir: '/data', databases: '16', timeout: '0',
  bind: '* -::*',
};

function answer(k: Kernel, p: Proc, words: readonly string[]): Reply | 'quit' | 'shutdown' {
  const memory = p.memory as ServerMemory;
  const [name = '', ...args] = words;
  const upper = name.toUpperCase();
  p.memory = { ...memory, commands: memory.commands + 1 } satisfies ServerMemory;
  if (upper === 'QUIT') return 'quit';
  if (upper === 'SHUTDOWN') return 'shutdown';
  if (upper === 'SAVE' || upper === 'BGSAVE') {
    const failed = save(k, p, folderOf(p), memory.data);
    log(k, p, failed === null ? '*' : '#', failed ?? 'DB saved on disk');
    return failed !== null ? { error: 'ERR' } : upper === 'SAVE' ? OK : { simple: 'Background saving started' };
  }
  if (upper === 'INFO') return { bulk: info(k, p, memory, (args[0] ?? '').toLowerCase()) };
  if (upper === 'CONFIG') {
    if (args[0]?.toUpperCase() !== 'GET') return OK;
    return { array: Object.entries(CONFIG).filter(([key]) => args.slice(1).some((each) => each === '*' || each.toLowerCase() === key)).flat().map((text) => ({ bulk: text })) };
  }
  if (upper === 'HELLO' || upper === 'PUBLISH') return upper === 'PUBLISH' ? { integer: 0 } : { error: 'NOPROTO unsupported protocol version' };
  const done = execute(memory.data, epochNow(k), name, args);
  if (done === null) return { error: `ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}` };
  p.memory = { ...(p.memory as ServerMemory), data: done.data } satisfies ServerMemory;
  return done.reply;
}
function serve(k: Kernel, p: Proc, guest: Guest): Guest | null | 'shutdown' {
  let { data, queued } = guest;
  for (;;) {
    const part = readFd(k, p, guest.fd, 65_536);
    if (part === 'EAGAIN') break;
    if (isErrno(part) || part.data === '') {
      closeFd(k, p, guest.fd);
      return null;
    }
    data += part.data;
    for (let next = decodeCommand(data); next !== null; next = decodeCommand(data)) {
      data = next.rest;
      if (next.words.length === 0) continue;
      const upper = next.words[0]?.toUpperCase();
      if (upper === 'MULTI' || upper === 'EXEC' || upper === 'DISCARD') {
        const was = queued;
        queued = upper === 'MULTI' ? [] : null;
        if (upper !== 'MULTI' && was === null) print(k, p, guest.fd, encode({ error: `ERR ${upper} without MULTI` }));
        else if (upper === 'EXEC') print(k, p, guest.fd, encode({ array: (was ?? []).map((words) => { const reply = answer(k, p, words); return typeof reply === 'string' ? OK : reply; }) }));
        else print(k, p, guest.fd, encode(OK));
        continue;
      }
      if (queued !== null) {
        queued = [...queued, next.words];
        print(k, p, guest.fd, encode({ simple: 'QUEUED' }));
        continue;
      }
      const reply = answer(k, p, next.words);
      if (reply === 'shutdown') return 'shutdown';
      print(k, p, guest.fd, encode(reply === 'quit' ? OK : reply));
      if (reply !== 'quit') continue;
      closeFd(k, p, guest.fd);
      return null;
    }
  }
  return { ...guest, data, queued };
}
/** Saves and ends; where it cannot save it stays, as its data would be lost. */
function leave(k: Kernel, p: Proc): Turn | null {
  log(k, p, '*', 'User requested shutdown...');
  if (saves(p)) {
    log(k, p, '*', 'Saving the final RDB snapshot before exiting.');
    const failed = save(k, p, folderOf(p), (p.memory as ServerMemory).data);
    if (failed !== null) {
      for (const text of [failed, "Error trying to save the DB, can't exit.", 'Errors trying to shut down the server. Check the logs for more information.']) log(k, p, '#', text);
      return null;
    }
    log(k, p, '*', 'DB saved on disk');
  }
  log(k, p, '#', 'Redis is now ready to exit, bye bye...');
  return { turn: 'exit', code: 0 };
}
function runServer(k: Kernel, p: Proc): Turn {
  if (p.memory === null) {
    const opened = open(k, p);
    if (opened === null) return { turn: 'exit', code: 1 };
    p.memory = opened;
  }
  if (p.pending.length > 0) {
    print(k, p, 1, `${p.pid}:signal-handler (${Math.floor(epochNow(k) / 1000)}) Received SIG${p.pending[0] ?? 'TERM'} scheduling shutdown...\n`);
    p.pending = [];
    const turn = leave(k, p);
    if (turn !== null) return turn;
  }
  const memory = p.memory as ServerMemory;
  const guests = [...memory.guests];
  for (const listener of memory.listeners) for (let come = accept(k, p, listener); !isErrno(come); come = accept(k, p, listener)) guests.push({ fd: come.fd, data: '', queued: null });
  const staying: Guest[] = [];
  for (const guest of guests) {
    const after = serve(k, p, guest);
    if (after === 'shutdown') {
      const turn = leave(k, p);
      if (turn !== null) return turn;
      staying.push(guest);
      continue;
    }
    if (after !== null) staying.push(after);
  }
  p.memory = { ...(p.memory as ServerMemory), guests: staying } satisfies ServerMemory;
  return { turn: 'wait', on: [...memory.listeners, ...staying.map((guest) => guest.fd)].map((fd) => waitFor(k, p, fd)) };
}
const SERVER_BYTES = 8 << 20;
export const redisServer: Program = { name: 'redis-server', memoryBytes: SERVER_BYTES, catches: ['TERM', 'INT'], start: () => null, run: runServer };

export const redis: Image = image({
  repository: 'redis', entrypoint: ['redis-server'], workingDir: '/data', env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `REDIS_VERSION=${VERSION}`],
  root: treeOf(
    BUSYBOX_FILES,
    { '/usr/local/bin/redis-server': textFile(executable('redis-server') + zeros(1_500_000), 0o755), '/usr/local/bin/redis-cli': textFile(executable('redis-cli') + zeros(500_000), 0o755), '/data': emptyFolder() },
  ),
});
