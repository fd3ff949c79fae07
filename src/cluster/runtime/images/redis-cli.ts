/** redis-cli: one command from its arguments, or lines from its standard input, each with its reply. */
import { connectTo } from '../kernel/connections.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { resolveName } from '../kernel/resolve.ts';
import { linesOf } from '../tools/options.ts';
import type { Reply } from './redis-data.ts';
import { decodeReply, splitLine } from './redis-protocol.ts';
import { VERSION } from './redis.ts';

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
