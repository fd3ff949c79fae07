/** The nginx image: its files, and the master process, which opens the sockets and looks after its worker. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import { executable, zeros } from '../kernel/bytes.ts';
import { listenOn } from '../kernel/connections.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { APPEND, closeFd, openPath } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { chown, mkdir, readdir, readFile, readlink } from '../kernel/files.ts';
import { print } from '../kernel/print.ts';
import { processOf } from '../kernel/process-table.ts';
import { fork, waitChild } from '../kernel/processes.ts';
import { deliver } from '../kernel/signals.ts';
import type { Visitor } from '../tools/http.ts';
import { strftime } from '../tools/time.ts';
import { BUSYBOX_FILES } from './busybox.ts';
import { emptyFolder, image, linkTo, textFile, treeOf } from './image.ts';
import type { Image } from './image.ts';
import { all, find, parseConfig } from './nginx-config.ts';
import type { Config, Directive } from './nginx-config.ts';

export const NGINX = 'nginx/1.27.5';
const CONFIG = '/etc/nginx/nginx.conf';

export interface NginxMemory {
  readonly role: 'master' | 'worker';
  readonly listeners: readonly { readonly fd: number; readonly port: number }[];
  readonly config: readonly Directive[];
  readonly worker: number;
  readonly quitting: boolean;
  /** Failed tries to bind, and when the next is due. */
  readonly tries: number;
  readonly retryAt: SimTime | null;
  readonly visitors: readonly Visitor[];
  readonly proxies: readonly Proxy[];
  readonly accepted: number;
  readonly requests: number;
}
/** A request that was passed on: its answer is still to come. */
export interface Proxy {
  readonly visitor: number;
  readonly upstream: number | null;
  readonly answer: string;
  readonly line: string;
  readonly failAt: SimTime | null;
}

function readConfig(k: Kernel, p: Proc, path = CONFIG): Config {
  const main = readFile(k, p, path);
  if (typeof main === 'string') return { ok: false, error: `open() "${path}" failed (2: ${strerror(main)})` };
  return parseConfig(path, main.data, (pattern) => {
    const full = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
    if (!full.includes('*')) {
      const one = readFile(k, p, full);
      return typeof one === 'string' ? null : [{ path: full, text: one.data }];
    }
    const folder = full.slice(0, full.lastIndexOf('/'));
    const end = full.slice(full.lastIndexOf('*') + 1);
    const names = readdir(k, p, folder);
    return isErrno(names) ? [] : [...names].filter((name) => !name.startsWith('.') && name.endsWith(end)).sort().flatMap((name) => {
      const one = readFile(k, p, `${folder}/${name}`);
      return typeof one === 'string' ? [] : [{ path: `${folder}/${name}`, text: one.data }];
    });
  });
}
export const serversOf = (config: readonly Directive[]): readonly Directive[] => all(find(config, 'http')?.block ?? null, 'server');
/** The image links its logs to standard output and error; a volume over their folder makes files of them, for a sidecar to read. */
export function logTo(k: Kernel, p: Proc, path: string, standard: 1 | 2, text: string): void {
  const link = readlink(k, p, path);
  const fd = !isErrno(link) && /^\/dev\/std(out|err)$/.test(link.target) ? null : openPath(k, p, path, APPEND);
  print(k, p, fd === null || isErrno(fd) ? standard : fd, text);
  if (fd !== null && !isErrno(fd)) closeFd(k, p, fd);
}
export function logError(k: Kernel, p: Proc, level: string, text: string): void {
  const path = find((p.memory as NginxMemory).config, 'error_log')?.args[0] ?? '/var/log/nginx/error.log';
  logTo(k, p, path, 2, `${strftime('%Y/%m/%d %H:%M:%S', epochNow(k))} [${level}] ${p.pid}#${p.pid}: ${text}\n`);
}

/** `80`, `0.0.0.0:80`, `[::]:80 default_server` */
function listenAddress(args: readonly string[]): { readonly address: string; readonly port: number } {
  const [first = '80'] = args;
  const match = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+)$/.exec(first);
  if (match === null) return { address: first === '*' ? '0.0.0.0' : first, port: 80 };
  const host = match[1] ?? '0.0.0.0';
  return { address: host === '*' || host === '' ? '0.0.0.0' : host.replace(/[[\]]/g, ''), port: Number(match[2]) };
}

const blank = (): NginxMemory => ({ role: 'master', listeners: [], config: [], worker: 0, quitting: false, tries: 0, retryAt: null, visitors: [], proxies: [], accepted: 0, requests: 0 });
/** The folders that nginx makes for itself, and gives to its workers' user where it may; without them it does not start. */
function makeFolders(k: Kernel, p: Proc): string | null {
  for (const kind of ['client', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) {
    const path = `/var/cache/nginx/${kind}_temp`;
    const made = mkdir(k, p, path, 0o700);
    if (made === 'EACCES' || made === 'EROFS') return `mkdir() "${path}" failed (${made === 'EROFS' ? 30 : 13}: ${strerror(made)})`;
    if (p.credentials.uid === 0 && chown(k, p, path, WORKER_UID, null) === 'EPERM') return `chown("${path}", ${WORKER_UID}) failed (1: ${strerror('EPERM')})`;
  }
  return null;
}
const WORKER_UID = 101;
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** The sockets that the servers of a configuration listen on, each once. */
function socketsOf(directives: readonly Directive[]): ReadonlyMap<string, { readonly address: string; readonly port: number }> {
  const wanted = new Map<string, { address: string; port: number }>();
  for (const server of serversOf(directives)) {
    const listens = all(server.block, 'listen');
    for (const one of listens.length === 0 ? [['80']] : listens.map((each) => each.args)) {
      const to = listenAddress(one);
      wanted.set(`${to.address}:${to.port}`, to);
    }
  }
  return wanted;
}

function startMaster(k: Kernel, p: Proc): Turn | null {
  const memory = p.memory as NginxMemory;
  const fail = (text: string): Turn => {
    logError(k, p, 'emerg', text);
    print(k, p, 2, `nginx: [emerg] ${text}\n`);
    return { turn: 'exit', code: 1 };
  };
  const at = p.argv.indexOf('-c');
  const config = readConfig(k, p, at < 0 ? CONFIG : (p.argv[at + 1] ?? CONFIG));
  if (!config.ok) return fail(config.error);
  if (p.credentials.uid !== 0) {
    const text = `the "user" directive makes sense only if the master process runs with super-user privileges, ignored in ${CONFIG}:2`;
    logError(k, p, 'warn', text);
    print(k, p, 2, `nginx: [warn] ${text}\n`);
  }
  const unmade = makeFolders(k, p);
  if (unmade !== null) return fail(unmade);
  const listeners: { fd: number; port: number }[] = [];
  for (const [name, { address, port }] of socketsOf(config.directives)) {
    const made = listenOn(k, p, address, port, address.includes(':'));
    if (!isErrno(made)) {
      listeners.push({ fd: made.fd, port });
      continue;
    }
    const code = made === 'EADDRINUSE' ? 98 : made === 'EADDRNOTAVAIL' ? 99 : 13;
    const text = `bind() to ${address.includes(':') ? `[${address}]:${port}` : name} failed (${code}: ${strerror(made)})`;
    for (const { fd } of listeners) closeFd(k, p, fd);
    if (made !== 'EADDRINUSE') return fail(text);
    logError(k, p, 'emerg', text);
    print(k, p, 2, `nginx: [emerg] ${text}\n`);
    if (memory.tries + 1 >= MAX_TRIES) return fail('still could not bind()');
    p.memory = { ...memory, tries: memory.tries + 1, retryAt: after(k.plan.now, RETRY_MS) } satisfies NginxMemory;
    return null;
  }
  p.memory = { ...memory, listeners, config: config.directives, retryAt: null, tries: -1 } satisfies NginxMemory;
  spawnWorker(k, p);
  return null;
}
function spawnWorker(k: Kernel, p: Proc): void {
  const memory = p.memory as NginxMemory;
  const worker = fork(k, p, { program: 'nginx-worker', argv: ['nginx: worker process'], memory: { ...memory, role: 'worker' } });
  p.memory = { ...memory, worker: typeof worker === 'string' ? 0 : worker } satisfies NginxMemory;
}
/** HUP: the new configuration, if it is one; else the old one stays. */
function reload(k: Kernel, p: Proc): void {
  const memory = p.memory as NginxMemory;
  const config = readConfig(k, p);
  if (!config.ok) {
    logError(k, p, 'emerg', config.error);
    return;
  }
  const old = memory.worker;
  p.memory = { ...memory, config: config.directives } satisfies NginxMemory;
  spawnWorker(k, p);
  deliver(k, old, 'QUIT', 'the node');
}

function runMaster(k: Kernel, p: Proc): Turn {
  const memory = p.memory as NginxMemory;
  if (p.argv.includes('-v') || p.argv.includes('-t') || p.argv.includes('-s')) return command(k, p);
  if (memory.tries >= 0 && (memory.retryAt === null || k.plan.now >= memory.retryAt)) {
    const turn = startMaster(k, p);
    if (turn !== null) return turn;
  }
  if (p.argv.length > 0 && !p.argv[0]?.startsWith('nginx: ')) p.argv = [`nginx: master process ${p.argv.join(' ')}`];
  const signals = p.pending;
  p.pending = [];
  for (const signal of signals) {
    const now = p.memory as NginxMemory;
    if (signal === 'HUP') reload(k, p);
    else if (signal === 'USR1') continue;
    else {
      p.memory = { ...now, quitting: true } satisfies NginxMemory;
      deliver(k, now.worker, signal === 'QUIT' ? 'QUIT' : 'TERM', 'the node');
    }
  }
  const now = p.memory as NginxMemory;
  while (waitChild(k, p, null) !== null) continue;
  if (now.quitting && processOf(k, now.worker) === undefined) return { turn: 'exit', code: 0 };
  if (!now.quitting && now.worker !== 0 && processOf(k, now.worker) === undefined) spawnWorker(k, p);
  return { turn: 'wait', on: [`child:${p.id}`], until: now.retryAt };
}
/** nginx -v, -t, -s SIGNAL */
function command(k: Kernel, p: Proc): Turn {
  if (p.argv.includes('-v')) print(k, p, 2, `nginx version: ${NGINX}\n`);
  const config = readConfig(k, p);
  if (p.argv.includes('-t')) {
    if (config.ok) print(k, p, 2, `nginx: the configuration file ${CONFIG} syntax is ok\nnginx: configuration file ${CONFIG} test is successful\n`);
    else print(k, p, 2, `nginx: [emerg] ${config.error}\nnginx: configuration file ${CONFIG} test failed\n`);
    return { turn: 'exit', code: config.ok ? 0 : 1 };
  }
  const signal = ({ reload: 'HUP', quit: 'QUIT', stop: 'TERM', reopen: 'USR1' } as Record<string, string>)[p.argv[p.argv.indexOf('-s') + 1] ?? ''];
  const master = k.s.containers.get(p.container)?.process ?? 0;
  if (p.argv.includes('-s') && signal !== undefined && master !== 0) deliver(k, master, signal, 'inside');
  return { turn: 'exit', code: 0 };
}
const MASTER_BYTES = 3_000_000;
export const nginxProgram: Program = { name: 'nginx', memoryBytes: MASTER_BYTES, catches: ['QUIT', 'TERM', 'INT', 'HUP', 'USR1'], start: blank, run: runMaster };

const PAGE = (title: string, text: string): string => `<!DOCTYPE html>
<html>
<head>
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
<p>${text}</p>
</body>
</html>
`;
const NGINX_CONF = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log;
    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`;
const DEFAULT_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;
const BINARY = textFile(executable('nginx') + zeros(1_500_000), 0o755);
const nginxRoot = (page: string) => treeOf(BUSYBOX_FILES, {
  '/usr/sbin/nginx': BINARY, '/etc/nginx/nginx.conf': textFile(NGINX_CONF), '/etc/nginx/conf.d/default.conf': textFile(DEFAULT_CONF), '/etc/nginx/mime.types': textFile('types { text/html html htm; }\n'),
  '/usr/share/nginx/html/index.html': textFile(page),
  '/usr/share/nginx/html/50x.html': textFile(PAGE('Error', 'The page you are looking for is not available now.')),
  '/var/log/nginx/access.log': linkTo('/dev/stdout'),
  '/var/log/nginx/error.log': linkTo('/dev/stderr'),
  '/run': emptyFolder(), '/var/cache/nginx': emptyFolder(),
});
const common = { entrypoint: ['nginx'], command: ['-g', 'daemon off;'], env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NGINX_VERSION=1.27.5'], stopSignal: 'SIGQUIT' };
export const nginx: Image = image({ ...common, repository: 'nginx', root: nginxRoot(PAGE('Welcome to nginx!', 'If you see this page, the nginx web server is installed and works.')) });
export const hello1: Image = image({ ...common, repository: 'registry.example/hello', tag: '1', root: nginxRoot('hello v1\n') });
export const hello2: Image = image({ ...common, repository: 'registry.example/hello', tag: '2', root: nginxRoot('hello v2\n') });
