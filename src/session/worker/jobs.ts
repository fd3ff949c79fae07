/** Command lines that run in the worker: each is a client program, stepped until it needs virtual time or a person. */
import type { SimTime } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import type { ApiRequest } from '../../cluster/contract/api.ts';
import type { ClientProgram, ClientReply } from '../../cluster/contract/client.ts';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { answerNow, interrupt, waits, type Files, type Host, type WaitingCall } from '../../kubectl/drive.ts';
import { SLICE_MS } from '../limits.ts';
import { askedOf } from './asking.ts';
import type { JobOutput } from '../types.ts';

interface Job {
  readonly id: number;
  readonly program: ClientProgram;
  readonly host: Host;
  waiting: WaitingCall | null;
  /** The answer to its last call, where a slice has ended before it was told. */
  untold: { readonly reply: ClientReply } | null;
  /** When a sleep or a read ends at the latest. */
  until: SimTime | null;
  typed: string[];
  ended: boolean;
}

const INTERRUPTED = 130;

export class Jobs {
  private readonly jobs = new Map<number, Job>();
  private output: JobOutput[] = [];
  /** The trace up to here has been looked at. */
  private seen: TraceSerial | null = null;

  /** `clock` measures slices in real milliseconds. `nextId` is the first job's number: jobs of two clusters that stand side by side have numbers of their own. */
  constructor(private readonly simulation: Simulation, private readonly clock: () => number, private nextId = 1) {}

  get followingId(): number {
    return this.nextId;
  }

  /** Jobs that need virtual time to go on. */
  get waiting(): number {
    return [...this.jobs.values()].filter(({ waiting }) => waiting?.call === 'read' || waiting?.call === 'sleep' || waiting?.call === 'attend').length;
  }

  /** A job is in the middle of its calls. */
  get busy(): boolean {
    return [...this.jobs.values()].some(({ untold }) => untold !== null);
  }
  /** Goes on with whoever is, for a slice. */
  goOn(): void {
    for (const job of [...this.jobs.values()]) if (job.untold !== null) this.run(job, job.untold.reply);
  }

  start(program: ClientProgram, files: Readonly<Record<string, string>>): number {
    const id = this.nextId++;
    const kept = new Map(Object.entries(files));
    const told = (path: string, text: string | null): void => void this.output.push({ job: id, kind: 'file', path, text });
    const watched: Files = {
      get: path => kept.get(path), keys: () => kept.keys(),
      set: (path, text) => { kept.set(path, text); told(path, text); },
      delete: path => { if (kept.delete(path)) told(path, null); },
    };
    const job: Job = { id, program, host: this.hostOf(id, watched), waiting: null, untold: null, until: null, typed: [], ended: false };
    this.jobs.set(id, job);
    this.run(job, null);
    return id;
  }

  /** What a person typed; null is its end (Ctrl-D). */
  type(id: number, data: string | null): void {
    const job = this.jobs.get(id);
    if (job?.waiting?.call === 'input') this.run(job, data);
    else if (job?.waiting?.call === 'attend') this.run(job, { line: data });
    else if (job !== undefined && data !== null) job.typed.push(data);
  }
  answerEdit(id: number, text: string | null): void {
    const job = this.jobs.get(id);
    if (job?.waiting?.call === 'edit') this.run(job, text);
  }
  interrupt(id: number): void {
    const job = this.jobs.get(id);
    if (job === undefined) return;
    // A terminal passes Ctrl-C on to what runs in the container.
    if (job.waiting?.call === 'attend' && job.waiting.tty) return this.run(job, { line: '\x03' });
    interrupt(job.host, job.program);
    this.end(job, INTERRUPTED);
  }

  /** Goes on with whoever has been waiting for something that is there now. */
  poll(): void {
    for (const job of [...this.jobs.values()]) {
      const { waiting, until } = job;
      if (waiting === null) continue;
      if (waiting.call === 'read') {
        const chunks = this.simulation.read(waiting.stream);
        if (chunks.length > 0 || (until !== null && this.simulation.now >= until)) this.run(job, chunks);
      } else if (waiting.call === 'attend') {
        const chunks = this.simulation.read(waiting.stream);
        if (chunks.length > 0) this.run(job, { chunks });
      } else if (waiting.call === 'sleep' && until !== null && this.simulation.now >= until) this.run(job, null);
    }
  }

  /** The instant at which a job's wait ends, for the clock. */
  nextEnd(): SimTime | null {
    const ends = [...this.jobs.values()].flatMap(({ until }) => (until === null ? [] : [until]));
    return ends.length === 0 ? null : (Math.min(...ends) as SimTime);
  }

  take(): readonly JobOutput[] {
    const { output } = this;
    this.output = [];
    return output;
  }

  private run(job: Job, first: ClientReply): void {
    job.waiting = null;
    job.until = null;
    job.untold = null;
    let reply = first;
    for (const end = this.clock() + SLICE_MS; this.clock() < end; ) {
      const step = job.program.next(reply);
      if (step.done) return this.end(job, step.value);
      const made = step.value;
      if (!waits(made)) reply = answerNow(job.host, made);
      else if (made.call === 'read' && (reply = this.simulation.read(made.stream)).length > 0) continue;
      else if (made.call === 'attend' && job.typed.length > 0) reply = { line: job.typed.shift() ?? null };
      else if (made.call === 'input' && job.typed.length > 0) reply = job.typed.shift() ?? null;
      else return this.wait(job, made);
    }
    job.untold = { reply };
  }

  private hostOf(id: number, files: Files): Host {
    const { simulation } = this;
    return {
      simulation, files,
      print: (kind, text) => void this.output.push({ job: id, kind, text }),
      clear: () => void this.output.push({ job: id, kind: 'clear' }),
      requested: (request, response) => void this.output.push({ job: id, kind: 'request', request: askedOf(request, response, simulation.now, this.recordOf(request, response?.code)) }),
    };
  }
  /** The record that a request has just left in the trace; dry runs leave none, nor do reads, unless they are turned away. */
  private recordOf({ verb, resource, options }: ApiRequest, code: number | undefined): TraceSerial | null {
    if (options?.dryRun === true || ((verb === 'get' || verb === 'list') && code !== 401 && code !== 403)) return null;
    const last = this.simulation.traceSince(this.seen).at(-1);
    this.seen = last?.serial ?? this.seen;
    return last?.type === 'api/request' && last.verb === verb && last.resource === resource && last.at === this.simulation.now ? last.serial : null;
  }

  private wait(job: Job, made: WaitingCall): void {
    job.waiting = made;
    const span = made.call === 'sleep' ? made.ms : made.call === 'read' ? made.timeoutMs : null;
    job.until = span === null ? null : after(this.simulation.now, span);
    if (made.call === 'edit') this.output.push({ job: job.id, kind: 'edit', name: made.name, text: made.text });
    if (made.call === 'input') this.output.push({ job: job.id, kind: 'input' });
  }

  private end(job: Job, exitCode: number): void {
    if (job.ended) return;
    job.ended = true;
    this.jobs.delete(job.id);
    this.output.push({ job: job.id, kind: 'done', exitCode });
  }
}
