/** `createSimulation(settings)`: a cluster that can be asked, run, looked back on, forked, saved and restored. */
import { assertNever } from '../../base/assert-never.ts';
import type { SimTime } from '../../model/time.ts';
import type { ApiRequest, ApiResponse, StreamChunk, StreamResponse } from '../contract/api.ts';
import type { Revision, StreamId, TraceSerial } from '../contract/ids.ts';
import type { SimMessage, StreamMessage } from '../contract/messages.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import type { AdvanceLimits, Advanced, Command, SavedSession, SimAction, Simulation } from '../contract/simulation.ts';
import { viewOf } from '../store/view.ts';
import { Engine } from './engine.ts';
import * as questions from './questions.ts';
import { copyState } from './state.ts';

export const createSimulation = (settings: ClusterSettings): Simulation => new Cluster(Engine.create(settings));

/** Plays a saved session again, to the instant at which it was saved. */
export function restoreSimulation(saved: SavedSession): Simulation {
  const simulation = createSimulation(saved.settings);
  replay(simulation, saved.log);
  simulation.advance(saved.now);
  return simulation;
}

function replay(simulation: Simulation, log: readonly Command[]): void {
  for (const command of log) {
    simulation.advance(command.at);
    switch (command.command) {
      case 'request': simulation.request(command.request); break;
      case 'open': simulation.open(command.request); break;
      case 'write': simulation.write(command.stream, command.data); break;
      case 'close': simulation.close(command.stream); break;
      case 'sim': simulation.act(command.action); break;
      default: assertNever(command);
    }
  }
}

const isRead = ({ verb }: ApiRequest): boolean => verb === 'get' || verb === 'list';
/** Turned away at the door, before anything was looked at. */
const isTurnedAway = ({ code }: ApiResponse): boolean => code === 401 || code === 403;
/** Requests that may change the cluster, or the course of its dice. */
const isLogged = ({ verb, options }: ApiRequest): boolean => verb !== 'get' && verb !== 'list' && verb !== 'watch' && options?.dryRun !== true;

class Cluster implements Simulation {
  constructor(private readonly engine: Engine) {}

  get settings(): ClusterSettings {
    return this.engine.settings;
  }
  get now(): SimTime {
    return this.engine.state.now;
  }
  get revision(): Revision {
    return this.engine.state.store.revision;
  }
  get traceSerial(): TraceSerial {
    return this.engine.state.trace.last;
  }
  get nextDue(): SimTime | null {
    return this.engine.nextDue;
  }
  get log(): readonly Command[] {
    return this.engine.state.log.from(0);
  }
  get commands(): number {
    return this.engine.state.log.length;
  }

  request(request: ApiRequest): ApiResponse {
    if (!isLogged(request)) {
      const answer = this.engine.aside(() => this.engine.request(request));
      // A read that is turned away is told, as every refusal is: so it leaves its record, and comes again with the log.
      if (!isRead(request) || !isTurnedAway(answer)) return answer;
    }
    this.note({ command: 'request', request });
    return this.engine.request(request);
  }
  open(request: ApiRequest): StreamResponse {
    this.note({ command: 'open', request });
    return this.engine.open(request);
  }
  read(stream: StreamId): readonly StreamChunk[] {
    return this.engine.read(stream);
  }
  write(stream: StreamId, data: string | null): void {
    this.note({ command: 'write', stream, data });
    this.engine.tell('kubelet', { stream: 'written', id: stream, data } satisfies StreamMessage);
  }
  close(stream: StreamId): void {
    this.note({ command: 'close', stream });
    this.engine.closeStream(stream);
  }
  act(action: SimAction): void {
    this.note({ command: 'sim', action });
    for (const component of ['network', 'runtime', 'kubelet']) this.engine.tell(component, { sim: action } satisfies SimMessage);
  }

  advance(to: SimTime, limits: AdvanceLimits = {}): Advanced {
    const { engine } = this;
    const most = limits.maxSteps ?? Infinity;
    const before = engine.state.trace.last;
    let steps = 0;
    while (steps < most) {
      const due = engine.nextDue;
      const told = limits.toNextTrace === true && engine.state.trace.last !== before;
      if (told && (due === null || due > engine.state.now)) {
        engine.step(engine.state.now);
        return { now: this.now, done: false, steps };
      }
      if (!engine.step(to)) {
        engine.stand(to);
        return { now: this.now, done: true, steps };
      }
      steps++;
    }
    return { now: this.now, done: false, steps };
  }

  view(at?: Revision): ReturnType<Simulation['view']> {
    return at === undefined ? this.engine.view : viewOf(this.engine.state.store, at);
  }
  eventsSince(revision: Revision): ReturnType<Simulation['eventsSince']> {
    return this.engine.state.store.eventsSince(revision);
  }
  traceSince(serial: TraceSerial | null): ReturnType<Simulation['traceSince']> {
    return this.engine.state.trace.since(serial);
  }

  explain(attempt: TraceSerial): ReturnType<Simulation['explain']> {
    return questions.explain(this.engine, attempt);
  }
  counterfactuals(attempt: TraceSerial): ReturnType<Simulation['counterfactuals']> {
    return questions.counterfactuals(this.engine, attempt);
  }
  walk(...args: Parameters<Simulation['walk']>): ReturnType<Simulation['walk']> {
    return questions.walk(this.engine, ...args);
  }
  readFile(...args: Parameters<Simulation['readFile']>): string | null {
    return questions.readFile(this.engine, ...args);
  }

  logText(...args: Parameters<Simulation['logText']>): string {
    return questions.logText(this.engine, ...args);
  }

  fork(): Simulation {
    return new Cluster(Engine.resume(this.settings, copyState(this.engine.state)));
  }
  save(): SavedSession {
    return { version: 1, settings: this.settings, log: this.log, now: this.now };
  }

  /** A command takes effect once all that is due at its instant is done: so a replay meets the cluster as the command met it. */
  private note(command: DistributiveOmit<Command, 'at'>): void {
    while (this.engine.step(this.now));
    this.engine.state.log.push({ at: this.now, ...command } as Command);
  }
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
