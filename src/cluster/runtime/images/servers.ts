/** Stock servers of the sandbox and of the course: each listens on its port, answers in its own way, and writes what a log would show. */
import { executable } from '../kernel/bytes.ts';
import { accept, listenOn } from '../kernel/connections.ts';
import { epochNow } from '../kernel/context.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { closeFd, readFd, waitFor } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import { answerText, parseRequest } from '../tools/http.ts';
import { strftime } from '../tools/time.ts';
import { BUSYBOX_FILES, RUNTIME_FILES } from './busybox.ts';
import { image, textFile, treeOf } from './image.ts';
import type { Image } from './image.ts';

interface Server {
  readonly program: string;
  readonly port: number;
  /** Said once it listens; `%` is the time. */
  readonly ready: string;
  /** What it greets a caller with; null where it waits for a request. */
  readonly greeting: string | null;
  /** The body of its answer to an HTTP request; null where it speaks no HTTP. */
  readonly page: string | null;
  readonly memoryBytes: number;
}
const SERVERS: readonly Server[] = [
  { program: 'cart', port: 8080, ready: 'cart: listening on :8080', greeting: null, page: '{"service":"cart","items":[]}\n', memoryBytes: 24 << 20 },
  { program: 'postgres', port: 5432, ready: '% UTC [1] LOG:  database system is ready to accept connections', greeting: null, page: null, memoryBytes: 48 << 20 },
  { program: 'mailer', port: 2525, ready: 'mailer: accepting mail on :2525', greeting: '220 mailer ready\r\n', page: null, memoryBytes: 16 << 20 },
  // They do not say where: to find that out is a lesson.
  { program: 'tiny', port: 7431, ready: 'tiny: ready', greeting: null, page: 'tiny is here\n', memoryBytes: 2 << 20 },
  { program: 'tiny-2', port: 9217, ready: 'tiny: ready', greeting: null, page: 'tiny is here, behind another door\n', memoryBytes: 2 << 20 },
];

interface ServerMemory {
  readonly listener: number | null;
  readonly callers: readonly { readonly fd: number; readonly data: string }[];
}
const serverProgram = (server: Server): Program => ({
  name: server.program, memoryBytes: server.memoryBytes, catches: ['TERM', 'INT', 'QUIT'],
  start: (): ServerMemory => ({ listener: null, callers: [] }),
  run: (k, p) => runServer(k, p, server),
});
function runServer(k: Kernel, p: Proc, server: Server): Turn {
  if (p.pending.length > 0) return { turn: 'exit', code: 0 };
  const memory = p.memory as ServerMemory;
  let { listener } = memory;
  if (listener === null) {
    const made = listenOn(k, p, '0.0.0.0', server.port);
    if (isErrno(made)) {
      print(k, p, 2, `${server.program}: bind: ${strerror(made)}\n`);
      return { turn: 'exit', code: 1 };
    }
    listener = made.fd;
    print(k, p, 1, `${server.ready.replace('%', strftime('%Y-%m-%d %H:%M:%S', epochNow(k)))}\n`);
  }
  const callers = [...memory.callers];
  for (let come = accept(k, p, listener); !isErrno(come); come = accept(k, p, listener)) {
    if (server.greeting !== null) print(k, p, come.fd, server.greeting);
    callers.push({ fd: come.fd, data: '' });
  }
  const staying = callers.flatMap((caller) => attend(k, p, server, caller) ?? []);
  p.memory = { listener, callers: staying } satisfies ServerMemory;
  return { turn: 'wait', on: [listener, ...staying.map((caller) => caller.fd)].map((fd) => waitFor(k, p, fd)) };
}
function attend(k: Kernel, p: Proc, server: Server, caller: ServerMemory['callers'][number]): ServerMemory['callers'][number] | null {
  let { data } = caller;
  for (;;) {
    const part = readFd(k, p, caller.fd, 65_536);
    if (part === 'EAGAIN') break;
    if (isErrno(part) || part.data === '') {
      closeFd(k, p, caller.fd);
      return null;
    }
    data = (data + part.data).slice(-65_536);
  }
  if (server.page === null) {
    if (server.greeting !== null && /^QUIT\r?\n/im.test(data)) {
      print(k, p, caller.fd, '221 bye\r\n');
      closeFd(k, p, caller.fd);
      return null;
    }
    return { ...caller, data };
  }
  const parsed = parseRequest(data);
  if (parsed === null) return { ...caller, data };
  const request = parsed === 'bad' ? null : parsed.request;
  print(
    k, p, caller.fd,
    answerText(
      {
        status: request === null ? 400 : 200, body: request === null ? '' : server.page,
        headers: [['Content-Type', server.page.startsWith('{') ? 'application/json' : 'text/plain'], ['Content-Length', String(request === null ? 0 : server.page.length)], ['Connection', 'close']],
      },
      request,
    ),
  );
  if (request !== null) print(k, p, 1, `${server.program}: ${request.method} ${request.path}\n`);
  closeFd(k, p, caller.fd);
  return null;
}

/** Process 1 takes NEED MiB, a sixteenth at a time, then idles. */
const GREEDY_STEP_MS = 50;
const greedyProgram: Program = {
  name: 'greedy', memoryBytes: 1 << 20, catches: ['TERM', 'INT'], start: () => ({ taken: 0 }),
  run: (k, p) => {
    if (p.pending.length > 0) return { turn: 'exit', code: 0 };
    const need = Number(p.env.find((entry) => entry.startsWith('NEED='))?.slice(5) ?? 0) || 0;
    const { taken } = p.memory as { readonly taken: number };
    if (taken >= 16) return { turn: 'wait', on: [] };
    if (taken === 0) print(k, p, 1, `greedy: taking ${need} MiB\n`);
    p.memoryBytes = (1 << 20) + Math.round(((taken + 1) / 16) * need * (1 << 20));
    p.memory = { taken: taken + 1 };
    if (taken + 1 === 16) print(k, p, 1, `greedy: have ${need} MiB\n`);
    return { turn: 'wait', on: [], until: (k.plan.now + GREEDY_STEP_MS) as typeof k.plan.now };
  },
};
export const serverPrograms: readonly Program[] = [...SERVERS.map(serverProgram), greedyProgram];

const shell = (program: string, repository: string, more: Partial<Image> = {}): Image => image({
  repository, entrypoint: [program], root: treeOf(BUSYBOX_FILES, { [`/usr/bin/${program}`]: textFile(executable(program), 0o755) }), ...more,
});
const bare = (program: string, repository: string, tag: string | null = null): Image => image({
  repository, tag, entrypoint: [`/${program}`], root: treeOf(RUNTIME_FILES, { [`/${program}`]: textFile(executable(program), 0o755) }),
});
const script = (repository: string, text: string, env: readonly string[]): Image =>
  image({ repository, entrypoint: ['/run.sh'], env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env], root: treeOf(BUSYBOX_FILES, { '/run.sh': textFile(`#!/bin/sh\n${text}`, 0o755) }) });

/** An adapter: reads nginx' status page and serves it as metrics. */
const EXPORTER = `mkdir -p /www
while sleep "$EVERY"; do
  if page=$(wget -qO- "$TARGET"); then up=1; else up=0; fi
  set -- $page
  {
    echo "# TYPE nginx_up gauge"
    echo "nginx_up $up"
    if [ $up = 1 ]; then
      for each in "accepted counter $8" "active gauge $3" "handled counter $9" "reading gauge \${12}" "waiting gauge \${16}" "writing gauge \${14}"; do
        echo "# TYPE nginx_connections_\${each%% *} $(echo "$each" | cut -d' ' -f2)"
        echo "nginx_connections_\${each%% *} \${each##* }"
      done
      echo "# TYPE nginx_http_requests_total counter"
      echo "nginx_http_requests_total \${10}"
    fi
  } > /www/new
  mv /www/new /www/metrics
done &
exec httpd -f -p "$PORT" -h /www
`;
/** A sidecar: writes a new revision into a shared folder again and again. */
const SYNC = `trap 'exit 0' TERM
i=0
while true; do
  i=$((i+1))
  echo "revision $i" > "$FOLDER/.new"
  mv "$FOLDER/.new" "$FOLDER/index.html"
  echo "synced revision $i"
  sleep "$EVERY" & wait $!
done
`;
/** An ambassador: one local door to a server elsewhere. */
const AMBASSADOR = `echo "localhost:$PORT leads to $TARGET_HOST:$TARGET_PORT"
exec nc -ll -p "$PORT" -e nc "$TARGET_HOST" "$TARGET_PORT"
`;
/** A load generator: a call every so often, and a word about how it went. */
const LOAD = `trap 'exit 0' TERM
while true; do
  if wget -q -T 2 -O /dev/null "$TARGET"; then echo "ok"; else echo "failed"; fi
  sleep "$EVERY" & wait $!
done
`;
export const servers: readonly Image[] = [
  shell('cart', 'registry.example/cart'),
  shell('postgres', 'registry.example/postgres', { env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'PGDATA=/var/lib/postgresql/data'], stopSignal: 'SIGINT' }),
  shell('mailer', 'registry.example/mailer'), bare('tiny', 'registry.example/tiny', '1'), bare('tiny-2', 'registry.example/tiny', '2'), bare('greedy', 'registry.example/greedy'),
  script('registry.example/exporter', EXPORTER, ['EVERY=2', 'TARGET=localhost/stub_status', 'PORT=9113']), script('registry.example/git-sync', SYNC, ['EVERY=5', 'FOLDER=/data']),
  script('registry.example/ambassador', AMBASSADOR, ['PORT=7000', 'TARGET_HOST=backend', 'TARGET_PORT=80']), script('registry.example/load', LOAD, ['EVERY=1', 'TARGET=http://web']),
];
