/** busybox httpd: files of a folder, folders by their index.html, and programs in cgi-bin. */
import { listenOn } from '../kernel/connections.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { bindFd, closeFd, makePipe, readFd, waitFor, addOpen } from '../kernel/descriptors.ts';
import { FdTable } from '../kernel/fd-table.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { isDir, readFile, stat } from '../kernel/files.ts';
import { may } from '../kernel/paths.ts';
import { print } from '../kernel/print.ts';
import { fork, waitChild } from '../kernel/processes.ts';
import { answerText, attend, awaited, greet, httpDate, leave, soonest, typeOf } from './http.ts';
import type { HttpRequest, Served, Visitor } from './http.ts';

const KEEP_MS = 60_000;
const SERVER = 'busybox httpd/1.36.1';
interface Cgi {
  readonly visitor: number;
  readonly fd: number;
  readonly data: string;
}
interface HttpdMemory {
  readonly listener: number | null;
  readonly home: string;
  readonly verbose: number;
  readonly visitors: readonly Visitor[];
  readonly cgis: readonly Cgi[];
  readonly serving: boolean;
}
const TITLES: Readonly<Record<number, readonly [string, string]>> = {
  400: ['Bad Request', 'Unsupported method'], 403: ['Forbidden', ''], 404: ['Not Found', 'The requested URL was not found'], 501: ['Not Implemented', ''], 500: ['Internal Server Error', 'Internal Server Error'], 302: ['Found', 'Directories must end with slash'],
};
function page(k: Kernel, status: number, request: HttpRequest | null, more: readonly (readonly [string, string])[] = []): string {
  const [title, text] = TITLES[status] ?? ['', ''];
  const body = `<HTML><HEAD><TITLE>${status} ${title}</TITLE></HEAD>\n<BODY><H1>${status} ${title}</H1>\n${text}\n</BODY></HTML>\n`;
  const head = answerText({ status, body, headers: [['Date', httpDate(epochNow(k))], ['Connection', 'close'], ...more, ['Content-type', 'text/html']] }, request);
  return status === 302 ? head.replace('Moved Temporarily', 'Found') : head;
}

function start(k: Kernel, p: Proc): HttpdMemory {
  const args = p.argv.slice(1);
  let port = '80';
  let home = '.';
  let foreground = false;
  let verbose = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = (): string => (arg.length > 2 ? arg.slice(2) : (args[++i] ?? ''));
    if (arg.startsWith('-p')) port = value();
    else if (arg.startsWith('-h')) home = value();
    else if (/^-[curem]/.test(arg)) value();
    else for (const flag of arg.slice(1)) {
      if (flag === 'f') foreground = true;
      if (flag === 'v') verbose += 1;
    }
  }
  const base: HttpdMemory = { listener: null, home, verbose, visitors: [], cgis: [], serving: false };
  const at = port.lastIndexOf(':');
  if (!isDir(k, p, home)) {
    const inode = stat(k, p, home);
    print(k, p, 2, `httpd: can't change directory to '${home}': ${strerror(isErrno(inode) ? inode : 'ENOTDIR')}\n`);
    return base;
  }
  const made = listenOn(k, p, at < 0 ? '::' : port.slice(0, at), Number(port.slice(at + 1)));
  if (isErrno(made)) {
    print(k, p, 2, `httpd: bind: ${strerror(made)}\n`);
    return base;
  }
  p.cwd = home.startsWith('/') ? home : home === '.' ? p.cwd : `${p.cwd}/${home}`;
  return { ...base, listener: made.fd, serving: foreground };
}

function serve(k: Kernel, p: Proc, request: HttpRequest, visitor: Visitor): Served {
  const done = (answer: string, status: number): Served => {
    const memory = p.memory as HttpdMemory;
    if (memory.verbose > 0) print(k, p, 2, `[::ffff:${request.remote}]:${request.remotePort}: response:${status}\n`);
    return { answer, keep: false };
  };
  const cgi = request.path.startsWith('/cgi-bin/');
  if (request.method !== 'GET' && request.method !== 'HEAD' && !(request.method === 'POST' && cgi)) return done(page(k, 501, request), 501);
  if (request.path.split('/').includes('..')) return done(page(k, 400, request), 400);
  const path = p.cwd + request.path;
  if (cgi) return runCgi(k, p, request, visitor) ? 'later' : done(page(k, 404, request), 404);
  const inode = stat(k, p, path);
  if (!isErrno(inode) && inode.kind === 'dir' && !request.path.endsWith('/')) return done(page(k, 302, request, [['Location', `${request.path}/`]]), 302);
  const target = path.endsWith('/') ? `${path}index.html` : path;
  const file = readFile(k, p, target);
  const found = stat(k, p, target);
  if (isErrno(file) || isErrno(found)) return done(page(k, 404, request), 404);
  const answer = answerText({ status: 200, body: file.data, headers: [['Date', httpDate(epochNow(k))], ['Connection', 'close'], ['Accept-Ranges', 'bytes'], ['Last-Modified', httpDate(found.mtime)], ['ETag', `"${Math.floor(found.mtime / 1000).toString(16)}-${file.data.length.toString(16)}"`], ['Content-Length', String(file.data.length)], ['Content-type', typeOf(target, 'application/octet-stream')]] }, request);
  return done(answer, 200);
}
function runCgi(k: Kernel, p: Proc, request: HttpRequest, visitor: Visitor): boolean {
  const path = p.cwd + request.path;
  const inode = stat(k, p, path);
  if (isErrno(inode) || inode.kind !== 'file' || !may(p, inode, 1)) return false;
  const out = makePipe(k);
  const fd = bindFd(k, p, out.read, null, 10);
  const input = addOpen(k, { refs: 0, on: 'file', file: { kind: 'file', data: request.body, links: 1, mode: 0, uid: 0, gid: 0, mtime: 0, fs: '' }, path: '/dev/stdin', readable: true, writable: false, append: false, offset: 0, limit: null });
  const errors = p.fds.get(2);
  const fds = FdTable.of(input, out.write, ...(errors === undefined ? [] : [errors]));
  const vars: [string, string][] = [
    ['REQUEST_METHOD', request.method], ['QUERY_STRING', request.query], ['REQUEST_URI', request.path + (request.query === '' ? '' : `?${request.query}`)], ['PATH_INFO', ''], ['SCRIPT_NAME', request.path], ['SCRIPT_FILENAME', path], ['SERVER_PROTOCOL', 'HTTP/1.0'],
    ['REMOTE_ADDR', request.remote], ['REMOTE_PORT', String(request.remotePort)], ['SERVER_SOFTWARE', SERVER], ['GATEWAY_INTERFACE', 'CGI/1.1'], ['CONTENT_LENGTH', String(request.body.length)], ['HTTP_HOST', request.headers['host'] ?? ''], ['HTTP_USER_AGENT', request.headers['user-agent'] ?? ''],
  ];
  const before = { env: p.env, cwd: p.cwd };
  p.env = [...p.env, ...vars.map(([name, value]) => `${name}=${value}`)];
  p.cwd = path.slice(0, path.lastIndexOf('/'));
  const child = fork(k, p, { program: 'exec', memory: { argv: [path], error: '' }, fds });
  Object.assign(p, before);
  if (isErrno(child)) {
    closeFd(k, p, fd);
    return false;
  }
  const memory = p.memory as HttpdMemory;
  p.memory = { ...memory, cgis: [...memory.cgis, { visitor: visitor.fd, fd, data: '' }] } satisfies HttpdMemory;
  return true;
}
function gatherCgi(k: Kernel, p: Proc): void {
  const memory = p.memory as HttpdMemory;
  const left: Cgi[] = [];
  const gone = new Set<number>();
  for (const cgi of memory.cgis) {
    let { data } = cgi;
    let ended = false;
    for (;;) {
      const part = readFd(k, p, cgi.fd, 65_536);
      if (part === 'EAGAIN') break;
      if (isErrno(part) || part.data === '') {
        ended = true;
        break;
      }
      data += part.data;
    }
    if (!ended) {
      left.push({ ...cgi, data });
      continue;
    }
    closeFd(k, p, cgi.fd);
    const status = /^Status: *([^\r\n]*)\r?\n/i.exec(data);
    print(k, p, cgi.visitor, data === '' ? page(k, 500, null) : `HTTP/1.1 ${status?.[1] ?? '200 OK'}\r\n${data.slice(status?.[0].length ?? 0)}`);
    gone.add(cgi.visitor);
  }
  for (const visitor of memory.visitors) if (gone.has(visitor.fd)) leave(k, p, visitor);
  p.memory = { ...memory, cgis: left, visitors: memory.visitors.filter((visitor) => !gone.has(visitor.fd)) } satisfies HttpdMemory;
}

function run(k: Kernel, p: Proc): Turn {
  const first = p.memory as HttpdMemory;
  if (first.listener === null) return { turn: 'exit', code: 1 };
  if (!first.serving) {
    // Without -f it goes to the background: the child serves, what was started is done.
    fork(k, p, { memory: { ...first, serving: true } satisfies HttpdMemory });
    return { turn: 'exit', code: 0 };
  }
  const come = greet(k, p, [first.listener], KEEP_MS);
  const busy = new Set(first.cgis.map((cgi) => cgi.visitor));
  const staying: Visitor[] = [];
  for (const visitor of [...first.visitors, ...come]) {
    const stays = busy.has(visitor.fd) ? visitor : attend(k, p, visitor, KEEP_MS, (request, who) => serve(k, p, request, who), () => page(k, 400, null));
    if (stays !== null) staying.push(stays);
  }
  p.memory = { ...(p.memory as HttpdMemory), visitors: staying } satisfies HttpdMemory;
  gatherCgi(k, p);
  while (waitChild(k, p, null) !== null) continue;
  const now = p.memory as HttpdMemory;
  return { turn: 'wait', on: [...awaited(k, p, [first.listener], now.visitors), ...now.cgis.map((cgi) => waitFor(k, p, cgi.fd)), `child:${p.id}`], until: soonest(now.visitors) };
}
export const httpdProgram: Program = { name: 'httpd', memoryBytes: 600_000, start, run };
