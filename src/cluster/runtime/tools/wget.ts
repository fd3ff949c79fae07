/** wget: one file over HTTP, with busybox' words. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import { connectTo } from '../kernel/connections.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, openPath, readFd, waitFor, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { exists } from '../kernel/files.ts';
import { print } from '../kernel/print.ts';
import { resolveName } from '../kernel/resolve.ts';
import { reasonOf } from './http.ts';
import { BANNER } from './options.ts';

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}
interface WgetMemory {
  readonly urls: readonly string[];
  readonly quiet: boolean;
  readonly spider: boolean;
  readonly server: boolean;
  readonly output: string | null;
  readonly folder: string;
  readonly post: string | null;
  readonly headers: readonly string[];
  readonly agent: string;
  readonly timeoutMs: number;
  readonly fd: number | null;
  readonly data: string;
  readonly url: Url | null;
  readonly redirects: number;
  readonly failing: { readonly message: string; readonly at: SimTime } | null;
  readonly deadline: SimTime | null;
  readonly continued: boolean;
  readonly wrong: string;
}
const USAGE = `${BANNER}Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[-P DIR] [-U AGENT] [-T SEC] URL...\n`;

const FRESH: WgetMemory = {
  urls: [], quiet: false, spider: false, server: false, output: null, folder: '', post: null, headers: [], agent: 'Wget', timeoutMs: 900_000,
  fd: null, data: '', url: null, redirects: 0, failing: null, deadline: null, continued: false, wrong: '',
};
type Change = (memory: WgetMemory, value: string) => Partial<WgetMemory>;
const ignored: Change = () => ({});
/** Options that take a value, and those that do not; long ones by their name. */
const VALUED: ReadonlyMap<string, Change> = new Map(Object.entries({
  O: (_, output) => ({ output }), P: (_, folder) => ({ folder }), U: (_, agent) => ({ agent }), T: (_, seconds) => ({ timeoutMs: Number(seconds) * 1000 }), o: ignored, Y: ignored, t: ignored,
  header: ({ headers }, value) => ({ headers: [...headers, value] }), 'post-data': (_, post) => ({ post }), timeout: (_, seconds) => ({ timeoutMs: Number(seconds) * 1000 }),
  'output-document': (_, output) => ({ output }), 'user-agent': (_, agent) => ({ agent }),
} satisfies Readonly<Record<string, Change>>));
const SWITCHES: ReadonlyMap<string, Change> = new Map(Object.entries({
  q: () => ({ quiet: true }), S: () => ({ server: true }), c: () => ({ continued: true }), n: ignored, v: ignored,
  spider: () => ({ spider: true }), quiet: () => ({ quiet: true }), 'no-check-certificate': ignored, 'server-response': ignored, tries: ignored,
} satisfies Readonly<Record<string, Change>>));

function start(_: Kernel, p: Proc): WgetMemory {
  const args = p.argv.slice(1);
  let memory = FRESH;
  const take = (change: Change | undefined, value: string, wrong: string): void => void (memory = { ...memory, ...(change === undefined ? { wrong } : change(memory, value)) });
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [, name, given] = /^--([a-z-]+)(?:=([^]*))?$/.exec(arg) ?? [];
    if (name !== undefined) {
      const valued = VALUED.get(name);
      take(valued ?? SWITCHES.get(name), valued === undefined ? '' : (given ?? args[++i] ?? ''), `wget: unrecognized option '${arg}'\n`);
    } else if (!arg.startsWith('-') || arg.length === 1) memory = { ...memory, urls: [...memory.urls, arg] };
    else
      for (let j = 1; j < arg.length; j++) {
        const valued = VALUED.get(arg[j] ?? '');
        if (valued === undefined) take(SWITCHES.get(arg[j] ?? ''), '', `wget: invalid option -- '${arg[j] ?? ''}'\n`);
        else {
          take(valued, arg.slice(j + 1) || (args[++i] ?? ''), '');
          break;
        }
      }
  }
  return memory;
}

function parseUrl(text: string): Url | string {
  const match = /^([a-z]+):\/\/([^]*)$/.exec(text);
  const scheme = match?.[1] ?? 'http';
  if (match !== null && !['http', 'https', 'ftp'].includes(scheme)) return `not an http or ftp url: ${text}`;
  const rest = match?.[2] ?? text;
  const slash = rest.search(/[/?#]/);
  const authority = (slash < 0 ? rest : rest.slice(0, slash)).replace(/^.*@/, '');
  const path = slash < 0 ? '/' : rest[slash] === '/' ? rest.slice(slash) : `/${rest.slice(slash)}`;
  const colon = authority.lastIndexOf(':');
  return { scheme, host: colon < 0 ? authority : authority.slice(0, colon), port: colon < 0 ? (scheme === 'https' ? '443' : '80') : authority.slice(colon + 1), path: path.replace(/#.*$/, '') };
}

function run(k: Kernel, p: Proc): Turn {
  const memory = p.memory as WgetMemory;
  if (memory.wrong !== '' || memory.urls.length === 0) {
    print(k, p, 2, memory.wrong + USAGE);
    return { turn: 'exit', code: 1 };
  }
  if (memory.failing !== null) return k.plan.now >= memory.failing.at ? die(k, p, memory.failing.message) : { turn: 'wait', on: [], until: memory.failing.at };
  if (memory.fd === null) {
    const turn = connect(k, p, memory, memory.url ?? parseUrl(memory.urls[0] ?? ''));
    if (turn !== null) return turn;
  }
  return receive(k, p);
}
function die(k: Kernel, p: Proc, message: string): Turn {
  print(k, p, 2, `wget: ${message}\n`);
  return { turn: 'exit', code: 1 };
}
const fileOf = (memory: WgetMemory, url: Url): string => {
  if (memory.output !== null) return memory.output;
  const name = url.path.replace(/\?.*$/, '').replace(/^.*\//, '') || 'index.html';
  return memory.folder === '' ? name : `${memory.folder.replace(/\/$/, '')}/${name}`;
};

function connect(k: Kernel, p: Proc, memory: WgetMemory, url: Url | string): Turn | null {
  if (typeof url === 'string') return die(k, p, url);
  const port = Number(url.port);
  if (!/^\d+$/.test(url.port) || port > 65_535 || port === 0) return die(k, p, `bad port '${url.port}'`);
  const resolved = url.host === '' ? null : resolveName(k, p, url.host);
  if (resolved === null || !resolved.ok) return die(k, p, `bad address '${url.host}'`);
  const [address = ''] = resolved.addresses;
  if (!memory.quiet) print(k, p, 2, `Connecting to ${url.host}:${port} (${address.includes(':') ? `[${address}]` : address}:${port})\n`);
  const made = connectTo(k, p, address, port);
  if (!('fd' in made)) {
    const wait = Math.min(made.afterMs, memory.timeoutMs);
    const message = wait < made.afterMs ? 'download timed out' : `can't connect to remote host (${address}): ${strerror(made.error)}`;
    if (wait === 0) return die(k, p, message);
    p.memory = { ...memory, failing: { message, at: after(k.plan.now, wait) } } satisfies WgetMemory;
    return { turn: 'wait', on: [], until: after(k.plan.now, wait) };
  }
  if (url.scheme === 'https') return die(k, p, 'error getting response');
  const has = (name: string): boolean => memory.headers.some((header) => header.toLowerCase().startsWith(`${name}:`));
  const lines = [
    `${memory.post === null ? 'GET' : 'POST'} ${url.path.replaceAll(' ', '%20')} HTTP/1.1`,
    ...(has('host') ? [] : [`Host: ${url.host}${port === 80 ? '' : `:${port}`}`]),
    ...(has('user-agent') ? [] : [`User-Agent: ${memory.agent}`]),
    'Connection: close',
    ...memory.headers,
    ...(memory.post === null ? [] : [...(has('content-type') ? [] : ['Content-Type: application/x-www-form-urlencoded']), `Content-Length: ${memory.post.length}`]),
  ];
  print(k, p, made.fd, `${lines.join('\r\n')}\r\n\r\n${memory.post ?? ''}`);
  p.memory = { ...memory, url, fd: made.fd, data: '', deadline: after(k.plan.now, memory.timeoutMs) } satisfies WgetMemory;
  return null;
}

function receive(k: Kernel, p: Proc): Turn {
  let memory = p.memory as WgetMemory;
  const fd = memory.fd ?? 0;
  for (;;) {
    if (wholeAnswer(memory.data)) break;
    const part = readFd(k, p, fd, 65_536);
    if (part === 'EAGAIN') {
      p.memory = memory;
      if (memory.deadline !== null && k.plan.now >= memory.deadline) return die(k, p, 'download timed out');
      return { turn: 'wait', on: [waitFor(k, p, fd)], until: memory.deadline };
    }
    if (isErrno(part) || part.data === '') break;
    memory = { ...memory, data: memory.data + part.data, deadline: after(k.plan.now, memory.timeoutMs) };
  }
  closeFd(k, p, fd);
  p.memory = memory = { ...memory, fd: null };
  return finish(k, p, memory);
}
function wholeAnswer(data: string): boolean {
  const end = data.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: *(\d+)/i.exec(data.slice(0, Math.max(0, end)))?.[1];
  return end >= 0 && length !== undefined && data.length >= end + 4 + Number(length);
}
function dechunk(body: string): string {
  let out = '';
  for (let at = 0; at < body.length; ) {
    const line = /^([0-9a-fA-F]+)[^\r\n]*\r?\n/.exec(body.slice(at, at + 40));
    const size = line === null ? 0 : parseInt(line[1] ?? '0', 16);
    if (line === null || size === 0) break;
    out += body.slice(at + line[0].length, at + line[0].length + size);
    at += line[0].length + size + 2;
  }
  return out;
}
const MAX_REDIRECTS = 5;
function finish(k: Kernel, p: Proc, memory: WgetMemory): Turn {
  const { data, url } = memory;
  if (url === null || data === '') return die(k, p, 'error getting response');
  const status = /^HTTP\/1\.[01] (\d{3})([^\r\n]*)/.exec(data);
  if (status === null) return die(k, p, 'error getting response');
  const head = data.slice(0, data.indexOf('\r\n\r\n') < 0 ? data.search(/\n\n/) : data.indexOf('\r\n\r\n'));
  const raw = data.slice(head.length + (data.startsWith('\r\n\r\n', head.length) ? 4 : 2));
  if (memory.server) print(k, p, 2, head.split(/\r?\n/).map((line) => `  ${line}\n`).join(''));
  const code = Number(status[1]);
  const location = /\nlocation: *([^\r\n]+)/i.exec(head)?.[1];
  if (code >= 300 && code < 400 && location !== undefined) {
    if (memory.redirects >= MAX_REDIRECTS) return die(k, p, 'too many redirections');
    const next = location.startsWith('/') ? { ...url, path: location } : parseUrl(location);
    if (typeof next === 'string') return die(k, p, next);
    p.memory = { ...memory, url: next, data: '', redirects: memory.redirects + 1 } satisfies WgetMemory;
    return { turn: 'again' };
  }
  if (code !== 200 && code !== 204 && code !== 206) return die(k, p, `server returned error: ${data.slice(0, data.indexOf(' '))} ${code}${status[2] === '' ? ` ${reasonOf(code)}` : (status[2] ?? '')}`);
  const chunked = /\ntransfer-encoding: *chunked/i.test(head);
  return save(k, p, memory, url, chunked ? dechunk(raw) : raw);
}
function save(k: Kernel, p: Proc, memory: WgetMemory, url: Url, body: string): Turn {
  if (memory.spider) {
    if (!memory.quiet) print(k, p, 2, 'remote file exists\n');
    return next(memory, p);
  }
  const path = fileOf(memory, url);
  if (path === '-') {
    if (!memory.quiet) print(k, p, 2, 'writing to stdout\n');
    print(k, p, 1, body);
    if (!memory.quiet) print(k, p, 2, `${progress('-', body.length)}written to stdout\n`);
    return next(memory, p);
  }
  if (memory.output === null && exists(k, p, path)) return die(k, p, `can't open '${path}': ${strerror('EEXIST')}`);
  const fd = openPath(k, p, path, WRITE);
  if (isErrno(fd)) return die(k, p, `can't open '${path}': ${strerror(fd)}`);
  if (!memory.quiet) print(k, p, 2, `saving to '${path}'\n`);
  print(k, p, fd, body);
  closeFd(k, p, fd);
  if (!memory.quiet) print(k, p, 2, `${progress(path.replace(/^.*\//, ''), body.length)}'${path}' saved\n`);
  return next(memory, p);
}
function next(memory: WgetMemory, p: Proc): Turn {
  if (memory.urls.length <= 1) return { turn: 'exit', code: 0 };
  p.memory = { ...memory, urls: memory.urls.slice(1), url: null, fd: null, data: '', redirects: 0 } satisfies WgetMemory;
  return { turn: 'again' };
}
/** The progress bar at its end, 20 characters of name. */
function progress(name: string, bytes: number): string {
  const size = bytes < 100_000 ? String(bytes) : bytes < 100_000 * 1024 ? `${Math.floor(bytes / 1024)}k` : `${Math.floor(bytes / (1 << 20))}M`;
  return `${name.padEnd(20).slice(0, 20)} 100% |${'*'.repeat(32)}| ${size.padStart(5)}  0:00:00 ETA\n`;
}
export const wgetProgram: Program = { name: 'wget', memoryBytes: 700_000, start, run };
