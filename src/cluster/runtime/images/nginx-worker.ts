/** nginx' worker: answers requests by the configuration, from files or from another server. */
import { RE2JS } from 're2js';
import { after } from '../../../model/time.ts';
import { connectTo } from '../kernel/connections.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno } from '../kernel/errno.ts';
import { readdir, readFile, stat } from '../kernel/files.ts';
import { print } from '../kernel/print.ts';
import { resolveName } from '../kernel/resolve.ts';
import { answerText, attend, awaited, greet, httpDate, leave, reasonOf, soonest, typeOf } from '../tools/http.ts';
import type { HttpRequest, Served, Visitor } from '../tools/http.ts';
import { strftime } from '../tools/time.ts';
import { logError, logTo, NGINX, serversOf } from './nginx.ts';
import type { NginxMemory, Proxy } from './nginx.ts';
import { all, find, locationFor } from './nginx-config.ts';
import type { Directive } from './nginx-config.ts';

const KEEP_MS = 65_000;
const PROXY_MS = 60_000;

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly type: string;
  readonly headers?: readonly (readonly [string, string])[];
}
const errorPage = (status: number): Reply => ({
  status,
  type: 'text/html',
  body: `<html>\r\n<head><title>${status} ${pageReason(status)}</title></head>\r\n<body>\r\n<center><h1>${status} ${pageReason(status)}</h1></center>\r\n<hr><center>${NGINX}</center>\r\n</body>\r\n</html>\r\n`,
});
const pageReason = (status: number): string => (status === 302 ? 'Found' : status === 405 ? 'Not Allowed' : reasonOf(status));

/** A directive of the location, its server, or all of http. */
function inherited(chain: readonly (readonly Directive[] | null)[], name: string): Directive | undefined {
  for (const block of chain) {
    const found = find(block, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
function fits(pattern: string, path: string, caseless: boolean): boolean {
  try {
    return RE2JS.compile(pattern, caseless ? RE2JS.CASE_INSENSITIVE : 0).matcher(path).find();
  } catch {
    return false;
  }
}
const fill = (text: string, request: HttpRequest): string =>
  text.replace(/\$\{?([a-z_]+)\}?/g, (whole, name: string) =>
    ({
      uri: request.path, request_uri: request.path + (request.query === '' ? '' : `?${request.query}`), host: (request.headers['host'] ?? '').replace(/:\d+$/, ''),
      http_host: request.headers['host'] ?? '', args: request.query, remote_addr: request.remote, request_method: request.method, scheme: 'http',
      server_addr: request.local, hostname: '', nginx_version: '1.27.5',
    })[name]
      ?? whole);

function serverFor(memory: NginxMemory, request: HttpRequest, visitor: Visitor): Directive | undefined {
  const port = memory.listeners.find((each) => each.fd === visitor.listener)?.port;
  const here = serversOf(memory.config).filter((server) => {
    const listens = all(server.block, 'listen');
    return (listens.length === 0 && port === 80) || listens.some((each) => new RegExp(`(^|:)${port}$`).test(each.args[0] ?? ''));
  });
  const host = (request.headers['host'] ?? '').replace(/:\d+$/, '');
  return here.find((server) => all(server.block, 'server_name').some((each) => each.args.includes(host)))
    ?? here.find((server) => all(server.block, 'listen').some((each) => each.args.includes('default_server')))
    ?? here[0];
}

function serve(k: Kernel, p: Proc, request: HttpRequest, visitor: Visitor): Served {
  const memory = p.memory as NginxMemory;
  p.memory = { ...memory, requests: memory.requests + 1 } satisfies NginxMemory;
  const server = serverFor(memory, request, visitor);
  const location = server?.block === null || server === undefined ? null : locationFor(server.block, request.path, fits);
  const chain = [location?.block ?? null, server?.block ?? null, find(memory.config, 'http')?.block ?? null];
  const passes = find(location?.block ?? null, 'proxy_pass');
  if (passes !== undefined) return pass(k, p, request, visitor, passes.args[0] ?? '', location?.args[0] ?? '/');
  return finish(k, p, request, withErrorPage(k, p, chain, reply(k, p, request, location, chain)), chain);
}
function withErrorPage(k: Kernel, p: Proc, chain: readonly (readonly Directive[] | null)[], made: Reply): Reply {
  if (made.status < 400) return made;
  const page = chain.flatMap((block) => all(block, 'error_page')).find((each) => each.args.includes(String(made.status)));
  const path = page?.args[page.args.length - 1] ?? '';
  const root = inherited(chain, 'root')?.args[0] ?? '/usr/share/nginx/html';
  const file = path.startsWith('/') ? readFile(k, p, root + path) : 'ENOENT';
  return isErrno(file) ? made : { ...made, body: file.data, type: typeOf(path, 'text/html') };
}
function reply(k: Kernel, p: Proc, request: HttpRequest, location: Directive | null, chain: readonly (readonly Directive[] | null)[]): Reply {
  const returns = find(location?.block ?? null, 'return') ?? (location === null || find(chain[1] ?? null, 'return') !== undefined ? find(chain[1] ?? null, 'return') : undefined);
  if (returns !== undefined) return returned(returns, request, chain);
  if (all(location?.block ?? null, 'deny').some((each) => each.args[0] === 'all')) return errorPage(403);
  if (find(location?.block ?? null, 'stub_status') !== undefined) return status(p);
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorPage(405);
  const alias = find(location?.block ?? null, 'alias')?.args[0];
  const root = inherited(chain, 'root')?.args[0] ?? '/usr/share/nginx/html';
  const prefix = location?.args[location.args.length - 1] ?? '/';
  const path = alias === undefined ? root + request.path : alias + request.path.slice(prefix.length);
  const tries = inherited(chain, 'try_files');
  if (tries !== undefined) {
    for (const each of tries.args.slice(0, -1)) {
      const at = root + fill(each, request);
      const inode = stat(k, p, at);
      if (!isErrno(inode) && (inode.kind === 'file') !== each.endsWith('/')) return fromFile(k, p, request, at, chain);
    }
    const last = tries.args[tries.args.length - 1] ?? '';
    return last.startsWith('=') ? errorPage(Number(last.slice(1))) : fromFile(k, p, request, root + fill(last, request), chain);
  }
  return fromFile(k, p, request, path, chain);
}
function returned(directive: Directive, request: HttpRequest, chain: readonly (readonly Directive[] | null)[]): Reply {
  const [first = '200', second] = directive.args;
  const code = /^\d{3}$/.test(first) ? Number(first) : 302;
  const text = fill(/^\d{3}$/.test(first) ? (second ?? '') : first, request);
  if (code >= 300 && code < 400) return { ...errorPage(code), headers: [['Location', text]] };
  if (second === undefined) return code >= 400 ? errorPage(code) : { status: code, body: '', type: 'text/plain' };
  return { status: code, body: text, type: inherited(chain, 'default_type')?.args[0] ?? 'text/plain' };
}
function status(p: Proc): Reply {
  const { visitors, accepted, requests } = p.memory as NginxMemory;
  const active = Math.max(1, visitors.length);
  return { status: 200, type: 'text/plain', body: `Active connections: ${active} \nserver accepts handled requests\n ${accepted} ${accepted} ${requests} \nReading: 0 Writing: 1 Waiting: ${active - 1} \n` };
}
function fromFile(k: Kernel, p: Proc, request: HttpRequest, path: string, chain: readonly (readonly Directive[] | null)[]): Reply {
  const inode = stat(k, p, path);
  const gone = (code: number, why: string, at = path): Reply => {
    logError(
      k, p, 'error',
      `*${(p.memory as NginxMemory).requests} ${why.replace('%', at)}, client: ${request.remote}, server: ${find(chain[1] ?? null, 'server_name')?.args[0] ?? ''}, request: "${request.line}", host: "${request.headers['host'] ?? ''}"`,
    );
    return errorPage(code);
  };
  if (isErrno(inode)) return gone(inode === 'EACCES' ? 403 : 404, `open() "%" failed (${inode === 'EACCES' ? '13: Permission denied' : '2: No such file or directory'})`);
  if (inode.kind === 'dir') {
    if (!request.path.endsWith('/')) return { ...errorPage(301), headers: [['Location', `http://${request.headers['host'] ?? ''}${request.path}/`]] };
    for (const name of inherited(chain, 'index')?.args ?? ['index.html']) {
      const file = readFile(k, p, path + name);
      if (!isErrno(file)) return fromFile(k, p, request, path + name, chain);
    }
    if (inherited(chain, 'autoindex')?.args[0] !== 'on') return gone(403, 'directory index of "%" is forbidden');
    const names = readdir(k, p, path);
    const links = isErrno(names) ? '' : [...names].sort().map((name) => `<a href="${name}">${name}</a>\r\n`).join('');
    return {
      status: 200, type: 'text/html',
      body: `<html>\r\n<head><title>Index of ${request.path}</title></head>\r\n<body>\r\n<h1>Index of ${request.path}</h1><hr><pre><a href="../">../</a>\r\n${links}</pre><hr></body>\r\n</html>\r\n`,
    };
  }
  const file = readFile(k, p, path);
  if (isErrno(file)) return gone(403, 'open() "%" failed (13: Permission denied)');
  const type = typeOf(path, inherited(chain, 'default_type')?.args[0] ?? 'application/octet-stream');
  return {
    status: 200, type, body: file.data,
    headers: [['Last-Modified', httpDate(inode.mtime)], ['ETag', `"${Math.floor(inode.mtime / 1000).toString(16)}-${file.data.length.toString(16)}"`], ['Accept-Ranges', 'bytes']],
  };
}

function finish(k: Kernel, p: Proc, request: HttpRequest, made: Reply, chain: readonly (readonly Directive[] | null)[]): Served {
  const keep = request.version === 'HTTP/1.1' && request.headers['connection']?.toLowerCase() !== 'close';
  const added = chain.flatMap((block) => all(block, 'add_header')).map((each): readonly [string, string] => [each.args[0] ?? '', fill(each.args[1] ?? '', request)]);
  const log = inherited(chain, 'access_log')?.args[0] ?? '/var/log/nginx/access.log';
  if (log !== 'off') logAccess(k, p, log, request, made.status, made.body.length);
  return {
    keep,
    answer: answerText(
      {
        status: made.status, body: made.body,
        headers: [
          ['Server', NGINX], ['Date', httpDate(epochNow(k))], ['Content-Type', made.type], ['Content-Length', String(made.body.length)], ...(made.headers ?? []),
          ...added, ['Connection', keep ? 'keep-alive' : 'close'],
        ],
      },
      request,
    ),
  };
}
function logAccess(k: Kernel, p: Proc, path: string, request: HttpRequest, code: number, bytes: number): void {
  const at = strftime('%d/%b/%Y:%H:%M:%S +0000', epochNow(k));
  logTo(
    k, p, path, 1,
    `${request.remote} - - [${at}] "${request.line}" ${code} ${bytes} "${request.headers['referer'] ?? '-'}" "${request.headers['user-agent'] ?? '-'}" "${request.headers['x-forwarded-for'] ?? '-'}"\n`,
  );
}

/** Passes a request on to another server. */
function pass(k: Kernel, p: Proc, request: HttpRequest, visitor: Visitor, to: string, prefix: string): Served {
  const memory = p.memory as NginxMemory;
  const target = /^https?:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(fill(to, request));
  const upstream = all(find(memory.config, 'http')?.block ?? null, 'upstream').find((each) => each.args[0] === target?.[1]);
  const servers = all(upstream?.block ?? null, 'server');
  const server = servers[memory.requests % Math.max(1, servers.length)]?.args[0];
  const [host = '', port = '80'] = server === undefined ? [target?.[1], target?.[2]] : server.split(':');
  const resolved = resolveName(k, p, host);
  const made = resolved.ok ? connectTo(k, p, resolved.addresses[0] ?? '', Number(port)) : null;
  const base: Proxy = { visitor: visitor.fd, upstream: null, answer: '', line: request.line, failAt: null };
  const chain = [find(memory.config, 'http')?.block ?? null];
  if (made === null || (!('fd' in made) && made.error === 'ECONNREFUSED')) {
    logError(k, p, 'error', `*${memory.requests} connect() failed (111: Connection refused) while connecting to upstream, client: ${request.remote}, request: "${request.line}", upstream: "${to}"`);
    return finish(k, p, request, errorPage(502), chain);
  }
  const now = p.memory as NginxMemory;
  if (!('fd' in made)) {
    p.memory = { ...now, proxies: [...now.proxies, { ...base, failAt: after(k.plan.now, Math.min(PROXY_MS, made.afterMs)) }] } satisfies NginxMemory;
    return 'later';
  }
  const path = target?.[3] === undefined ? request.path : target[3] + request.path.slice(prefix.length);
  print(
    k, p, made.fd,
    `${request.method} ${path}${request.query === '' ? '' : `?${request.query}`} HTTP/1.0\r\nHost: ${target?.[1] ?? ''}\r\nX-Forwarded-For: ${request.remote}\r\nConnection: close\r\n${request.body === '' ? '' : `Content-Length: ${request.body.length}\r\n`}\r\n${request.body}`,
  );
  p.memory = { ...now, proxies: [...now.proxies, { ...base, upstream: made.fd }] } satisfies NginxMemory;
  return 'later';
}
/** Brings back what has come from other servers; gives the proxies that still wait. */
function relay(k: Kernel, p: Proc): void {
  const memory = p.memory as NginxMemory;
  const left: Proxy[] = [];
  const gone = new Set<number>();
  for (const proxy of memory.proxies) {
    let { answer } = proxy;
    let ended = proxy.failAt !== null && k.plan.now >= proxy.failAt;
    while (proxy.upstream !== null && !ended) {
      const part = readFd(k, p, proxy.upstream, 65_536);
      if (part === 'EAGAIN') break;
      if (typeof part === 'string' || part.data === '') ended = true;
      else answer += part.data;
    }
    if (!ended) {
      left.push({ ...proxy, answer });
      continue;
    }
    if (proxy.upstream !== null) closeFd(k, p, proxy.upstream);
    const code = proxy.failAt === null ? 502 : 504;
    print(k, p, proxy.visitor, answer !== '' ? answer : answerText({ status: code, headers: [['Server', NGINX], ['Content-Type', 'text/html'], ['Connection', 'close']], body: errorPage(code).body }, null));
    gone.add(proxy.visitor);
  }
  for (const visitor of memory.visitors) if (gone.has(visitor.fd)) leave(k, p, visitor);
  p.memory = { ...memory, proxies: left, visitors: memory.visitors.filter((visitor) => !gone.has(visitor.fd)) } satisfies NginxMemory;
}

const badRequest = (): string => answerText({ status: 400, headers: [['Server', NGINX], ['Content-Type', 'text/html'], ['Connection', 'close']], body: errorPage(400).body }, null);

function runWorker(k: Kernel, p: Proc): Turn {
  let quits = false;
  for (const signal of p.pending) {
    if (signal === 'TERM' || signal === 'INT') return { turn: 'exit', code: 0 };
    if (signal === 'QUIT') quits = true;
  }
  p.pending = [];
  const before = p.memory as NginxMemory;
  const listeners = before.quitting || quits ? [] : before.listeners.map((each) => each.fd);
  const come = greet(k, p, listeners, KEEP_MS);
  p.memory = { ...before, quitting: before.quitting || quits, accepted: before.accepted + come.length } satisfies NginxMemory;
  const waiting = new Set(before.proxies.map((proxy) => proxy.visitor));
  const staying: Visitor[] = [];
  for (const visitor of [...before.visitors, ...come]) {
    const stays = waiting.has(visitor.fd) ? visitor : attend(k, p, visitor, KEEP_MS, (request, who) => serve(k, p, request, who), badRequest);
    if (stays !== null) staying.push(stays);
  }
  p.memory = { ...(p.memory as NginxMemory), visitors: staying } satisfies NginxMemory;
  relay(k, p);
  const now = p.memory as NginxMemory;
  if (now.quitting && now.proxies.length === 0) return { turn: 'exit', code: 0 };
  const upstreams = now.proxies.flatMap((proxy) => (proxy.upstream === null ? [] : [waitFor(k, p, proxy.upstream)]));
  const fails = now.proxies.flatMap((proxy) => (proxy.failAt === null ? [] : [proxy.failAt]));
  const until = [soonest(now.visitors), ...fails].reduce((a, b) => (a === null ? b : b === null || a < b ? a : b), null);
  return { turn: 'wait', on: [...awaited(k, p, listeners, now.visitors), ...upstreams], until };
}
const WORKER_BYTES = 2_500_000;
export const nginxWorkerProgram: Program = { name: 'nginx-worker', memoryBytes: WORKER_BYTES, catches: ['QUIT', 'TERM', 'INT'], start: () => null, run: runWorker };
