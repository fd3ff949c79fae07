/**
 * Carries a client program's calls out on a simulation, in virtual time that never waits: for lessons, recordings, tests and
 * benchmarks. The page's worker has its own loop around the same `answerNow`.
 */
import type { ApiRequest, ApiResponse, StreamChunk } from '../cluster/contract/api.ts';
import type { ClientCall, ClientProgram, ClientReply } from '../cluster/contract/client.ts';
import type { StreamId } from '../cluster/contract/ids.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { simTime } from '../model/time.ts';
import type { SimTime } from '../model/time.ts';

/** Files by path: absolute ones, and those of the working folder without a leading slash. A Map will do. */
export interface Files {
  get(path: string): string | undefined;
  set(path: string, text: string): unknown;
  delete(path: string): unknown;
  keys(): Iterable<string>;
}

/** What calls are carried out on. */
export interface Host {
  readonly simulation: Simulation;
  readonly files: Files;
  print(channel: 'stdout' | 'stderr', text: string): void;
  clear?(): void;
  /** Told of each request and its answer: the expansion of a command into requests. */
  requested?(request: ApiRequest, response: ApiResponse | null): void;
}

/** Calls that may have to wait, for time, a person or a stream. */
export type WaitingCall = ClientCall & { readonly call: 'read' | 'sleep' | 'input' | 'edit' | 'attend' };
const WAITING: ReadonlySet<ClientCall['call']> = new Set(['read', 'sleep', 'input', 'edit', 'attend']);
export const waits = (made: ClientCall): made is WaitingCall => WAITING.has(made.call);

const clean = (path: string): string => path.replace(/^(?:\.\/)+/, '').replace(/(?<=.)\/+$/, '');

/** What lies in a folder; folders end with a slash. */
function listFolder(files: Files, folder: string): readonly string[] {
  const path = clean(folder);
  const prefix = path === '.' || path === '' ? '' : path.endsWith('/') ? path : `${path}/`;
  const names = new Set<string>();
  for (const key of files.keys()) {
    if (!key.startsWith(prefix) || (prefix === '' && key.startsWith('/'))) continue;
    const [first = '', ...rest] = key.slice(prefix.length).split('/');
    names.add(rest.length > 0 ? `${first}/` : first);
  }
  return [...names];
}

function readFile(files: Files, path: string): ClientReply {
  const text = files.get(clean(path));
  if (text !== undefined) return { ok: true, text };
  const isFolder = clean(path) === '.' || clean(path) === '' || listFolder(files, path).length > 0;
  return { ok: false, error: isFolder ? 'EISDIR' : 'ENOENT' };
}

/** Answers every call that needs no waiting. */
export function answerNow(host: Host, made: Exclude<ClientCall, WaitingCall>): ClientReply {
  const { simulation, files } = host;
  switch (made.call) {
    case 'request': {
      const response = simulation.request(made.request);
      host.requested?.(made.request, response);
      return response;
    }
    case 'open': {
      const opened = simulation.open(made.request);
      host.requested?.(made.request, opened.stream === null ? opened.response : null);
      return opened;
    }
    case 'write':
      simulation.write(made.stream, made.data);
      return null;
    case 'close':
      simulation.close(made.stream);
      return null;
    case 'clock':
      return { now: simulation.now, epoch: simulation.settings.epoch };
    case 'discover':
      return { metrics: simulation.settings.metrics !== false };
    case 'print':
      host.print(made.channel, made.text);
      return null;
    case 'clear':
      host.clear?.();
      return null;
    case 'readFile':
      return readFile(files, made.path);
    case 'writeFile':
      files.set(clean(made.path), made.text);
      return null;
    case 'removeFile':
      files.delete(clean(made.path));
      return null;
    case 'listFiles':
      return listFolder(files, made.folder);
  }
}

export interface DriveOptions {
  readonly files?: Files;
  /** How much virtual time a program may take; it is ended then, as by Ctrl-C. */
  readonly maxMs?: number;
  /** How time goes on; the simulation's own way unless given. */
  readonly advance?: (to: SimTime) => void;
  /** What is typed, a line each. */
  readonly input?: readonly string[];
  /** What an editor makes of a text. */
  readonly edit?: (text: string, name: string) => string | null;
}
export interface Driven {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The requests that it made, in order, with the codes of their answers (101 for a stream). */
  readonly requests: readonly { readonly request: ApiRequest; readonly code: number }[];
}

const MAX_CALLS = 200_000;
const MAX_OUTPUT = 16 * 1024 * 1024;
const INTERRUPTED = 130;
/** How long a program's output is awaited before standard input ends. */
const HANDS_OFF_MS = 2_000;

/** Goes from one due instant to the next until the stream has something, or `until` is reached. */
function readStream(simulation: Simulation, stream: StreamId, until: number, advance: (to: SimTime) => void): readonly StreamChunk[] {
  for (;;) {
    const chunks = simulation.read(stream);
    if (chunks.length > 0 || simulation.now >= until) return chunks;
    const due = simulation.nextDue;
    advance(simTime(due === null ? until : Math.max(simulation.now, Math.min(due, until))));
  }
}

/** Comes out of a program where it waits. */
class Interruption extends Error {}

/** Ends a program as Ctrl-C does; what it still has to close is closed. */
export function interrupt(host: Host, program: ClientProgram): void {
  // Not return(): a part that still yields while it tidies up would let the whole go on as if nothing had happened.
  try {
    for (let step = program.throw(new Interruption()); !step.done; ) step = program.next(waits(step.value) ? null : answerNow(host, step.value));
  } catch (error) {
    if (!(error instanceof Interruption)) throw error;
  }
}

/** Runs a program to its end, or until its virtual time is over. */
export function drive(simulation: Simulation, program: ClientProgram, options: DriveOptions = {}): Driven {
  const out = { stdout: '', stderr: '' };
  const requests: { request: ApiRequest; code: number }[] = [];
  const host: Host = {
    simulation,
    files: options.files ?? new Map<string, string>(),
    print: (channel, text) => void (out[channel] += text),
    requested: (request, response) => void requests.push({ request, code: response?.code ?? 101 }),
  };
  const advance = options.advance ?? ((to: SimTime): void => void simulation.advance(to));
  const limit = simulation.now + (options.maxMs ?? 600_000);
  const typed = [...(options.input ?? [])];
  const wait = (made: WaitingCall): ClientReply => {
    switch (made.call) {
      case 'read':
        return readStream(simulation, made.stream, Math.min(limit, made.timeoutMs === null ? limit : simulation.now + made.timeoutMs), advance);
      case 'sleep':
        advance(simTime(Math.min(simulation.now + Math.max(made.ms, 0), limit)));
        return null;
      case 'input':
        return typed.shift() ?? null;
      case 'edit':
        return options.edit?.(made.text, made.name) ?? null;
      case 'attend': {
        const chunks = readStream(simulation, made.stream, typed.length > 0 ? simulation.now : Math.min(limit, simulation.now + HANDS_OFF_MS), advance);
        return chunks.length > 0 ? { chunks } : { line: typed.shift() ?? null };
      }
    }
  };
  let reply: ClientReply = null;
  for (let calls = 0; ; calls++) {
    const step = program.next(reply);
    if (step.done) return { exitCode: step.value, ...out, requests };
    if (calls > MAX_CALLS || simulation.now >= limit || out.stdout.length + out.stderr.length > MAX_OUTPUT) {
      interrupt(host, program);
      return { exitCode: INTERRUPTED, ...out, requests };
    }
    reply = waits(step.value) ? wait(step.value) : answerNow(host, step.value);
  }
}
