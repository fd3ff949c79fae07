/** The redis image: the server, which keeps its data in memory, and redis-cli. */
import { executable, zeros } from '../kernel/bytes.ts';
import { accept, connectTo, listenOn } from '../kernel/connections.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { resolveName } from '../kernel/resolve.ts';
import { linesOf } from '../tools/options.ts';
import { strftime } from '../tools/time.ts';
import { BUSYBOX_FILES } from './busybox.ts';
import { emptyFolder, image, textFile, treeOf } from './image.ts';
import type { Image } from './image.ts';
import { execute, OK } from './redis-data.ts';
import { load, save } from './redis-disk.ts';
import type { Data, Reply } from './redis-data.ts';

const VERSION = '7.4.2';

function encode(reply: Reply): string {
  if ('simple' in reply) return `+${reply.simple}\r\n`;
  if ('error' in reply) return `-${reply.error}\r\n`;
  if ('integer' in reply) return `:${reply.integer}\r\n`;
  if ('bulk' in reply) return reply.bulk === null ? '$-1\r\n' : `$${reply.bulk.length}\r\n${reply.bulk}\r\n`;
  return `*${reply.array.length}\r\n${reply.array.map(encode).join('')}`;
}
/** A command as an array of texts, or as a plain line; null where it is not complete. */
function decodeCommand(data: string): { readonly words: readonly string[]; readonly rest: string } | null {
  const end = data.indexOf('\n');
  if (end < 0) return null;
  if (!data.startsWith('*')) return { words: splitLine(data.slice(0, end).replace(/\r$/, '')), rest: data.slice(end + 1) };
  const words: string[] = [];
  let at = end + 1;
  for (let i = 0; i < Number(data.slice(1, end)); i++) {
    const newline = data.indexOf('\n', at);
    if (newline < 0) return null;
    const length = Number(data.slice(at + 1, newline));
    if (data.length < newline + 1 + length + 2) return null;
    words.push(data.slice(newline + 1, newline + 1 + length));
    at = newline + 1 + length + 2;
  }
  return { words, rest: data.slice(at) };
}
const splitLine = (line: string): string[] => (line.match(/"(?:[^"\\]|\\.)*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])([^]*)\1$/, '$2'));

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

/** A reply and what follows it; null where it is not complete. */
function decodeReply(data: string): { readonly reply: Reply; readonly rest: string } | null {
  const end = data.indexOf('\r\n');
  if (end < 0) return null;
  const head = data.slice(1, end);
  const rest = data.slice(end + 2);
  switch (data[0]) {
    case '+': return { reply: { simple: head }, rest };
    case '-': return { reply: { error: head }, rest };
    case ':': return { reply: { integer: Number(head) }, rest };
    case '$': {
      const length = Number(head);
      if (length < 0) return { reply: { bulk: null }, rest };
      return rest.length < length + 2 ? null : { reply: { bulk: rest.slice(0, length) }, rest: rest.slice(length + 2) };
    }
    default: {
      const array: Reply[] = [];
      let left = rest;
      for (let i = 0; i < Number(head); i++) {
        const next = decodeReply(left);
        if (next === null) return null;
        array.push(next.reply);
        left = next.rest;
      }
      return { reply: { array }, rest: left };
    }
  }
}
/** As redis-cli prints where no terminal is: texts as they are, an error with an empty line after it. */
function plain(reply: Reply): string {
  if ('simple' in reply) return `${reply.simple}\n`;
  if ('error' in reply) return `${reply.error}\n\n`;
  if ('integer' in reply) return `${reply.integer}\n`;
  if ('bulk' in reply) return `${reply.bulk ?? ''}\n`;
  return reply.array.length === 0 ? '\n' : reply.array.map(plain).join('');
}
interface CliMemory {
  readonly fd: number | null;
  readonly data: string;
  readonly waiting: number;
  readonly input: string;
  readonly ended: boolean;
}
/** Where to connect, and the command that stands in the arguments; `version` asks for nothing else. */
function cliArguments(argv: readonly string[]): { readonly host: string; readonly port: number; readonly command: readonly string[]; readonly version: boolean } {
  const args = argv.slice(1);
  let host = '127.0.0.1';
  let port = 6379;
  while (/^-/.test(args[0] ?? '')) {
    const flag = args.shift();
    if (flag === '-h') host = args.shift() ?? '';
    else if (flag === '-p') port = Number(args.shift());
    else if (flag === '-n' || flag === '-a') args.shift();
    else if (flag === '--version' || flag === '-v') return { host, port, command: [], version: true };
  }
  return { host, port, command: args, version: false };
}
const sendCommand = (k: Kernel, p: Proc, fd: number, words: readonly string[]): void =>
  void print(k, p, fd, `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);

function runCli(k: Kernel, p: Proc): Turn {
  const { host, port, command, version } = cliArguments(p.argv);
  if (version) {
    print(k, p, 1, `redis-cli ${VERSION}\n`);
    return { turn: 'exit', code: 0 };
  }
  let memory = p.memory as CliMemory;
  let { fd } = memory;
  if (fd === null) {
    const resolved = resolveName(k, p, host);
    const made = resolved.ok ? connectTo(k, p, resolved.addresses[0] ?? '', port) : null;
    if (made === null || !('fd' in made)) {
      print(k, p, 2, `Could not connect to Redis at ${host}:${port}: ${made === null ? 'Name does not resolve' : strerror(made.error)}\n`);
      return { turn: 'exit', code: 1 };
    }
    fd = made.fd;
    memory = { ...memory, fd };
    if (command.length > 0) {
      sendCommand(k, p, fd, command);
      memory = { ...memory, waiting: 1, ended: true };
    }
  }
  return printReplies(k, p, fd, memory.ended ? memory : sendTyped(k, p, fd, memory));
}
/** Sends each line that has come in so far as a command. */
function sendTyped(k: Kernel, p: Proc, fd: number, memory: CliMemory): CliMemory {
  let { input, waiting, ended } = memory;
  while (!ended) {
    const part = p.fds.has(0) ? readFd(k, p, 0, 65_536) : { data: '' };
    if (part === 'EAGAIN') break;
    ended = isErrno(part) || part.data === '';
    input += isErrno(part) ? '' : part.data;
    const whole = ended ? input : input.slice(0, input.lastIndexOf('\n') + 1);
    for (const line of linesOf(whole).map(splitLine)) {
      if (line.length === 0) continue;
      sendCommand(k, p, fd, line);
      waiting += 1;
    }
    input = input.slice(whole.length);
  }
  return { ...memory, input, waiting, ended };
}
/** Prints the answers that are there; ends with the last of them. */
function printReplies(k: Kernel, p: Proc, fd: number, memory: CliMemory): Turn {
  let { data, waiting } = memory;
  for (;;) {
    const next = waiting > 0 ? decodeReply(data) : null;
    if (next !== null) {
      print(k, p, 1, plain(next.reply));
      data = next.rest;
      waiting -= 1;
      continue;
    }
    if (waiting === 0 && memory.ended) return { turn: 'exit', code: 0 };
    const part = readFd(k, p, fd, 65_536);
    if (part === 'EAGAIN') {
      p.memory = { ...memory, data, waiting } satisfies CliMemory;
      return { turn: 'wait', on: [waitFor(k, p, fd), ...(memory.ended ? [] : [waitFor(k, p, 0)])] };
    }
    if (isErrno(part) || part.data === '') return { turn: 'exit', code: waiting > 0 ? 1 : 0 };
    data += part.data;
  }
}
export const redisCli: Program = { name: 'redis-cli', memoryBytes: 2 << 20, start: (): CliMemory => ({ fd: null, data: '', waiting: 0, input: '', ended: false }), run: runCli };

export const redis: Image = image({
  repository: 'redis', entrypoint: ['redis-server'], workingDir: '/data', env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `REDIS_VERSION=${VERSION}`],
  root: treeOf(
    BUSYBOX_FILES,
    { '/usr/local/bin/redis-server': textFile(executable('redis-server') + zeros(1_500_000), 0o755), '/usr/local/bin/redis-cli': textFile(executable('redis-cli') + zeros(500_000), 0o755), '/data': emptyFolder() },
  ),
});
