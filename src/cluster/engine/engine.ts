/**
 * The engine: virtual clock, queue, dice, trace. It hands each component its inputs and carries its plan out; nothing else
 * in cluster/ acts. One queue ordered by instant and serial makes every run of a seed and a command log the same.
 */
import { jsonEqual } from '../../base/json.ts';
import { nextRandom, seedRng } from '../../base/rng.ts';
import { after, type SimTime } from '../../model/time.ts';
import { bootstrap } from '../apiserver/bootstrap.ts';
import { createApiServer, type ApiServer, type ApiServerDeps } from '../apiserver/index.ts';
import type { ApiRequest, ApiResponse, StreamChunk, StreamResponse } from '../contract/api.ts';
import type { Bound, Component, ComponentInput, EventNote, Plan } from '../contract/component.ts';
import type { Revision, StreamId, TraceSerial } from '../contract/ids.ts';
import type { StreamMessage } from '../contract/messages.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import { resourceOfKey, type StoreEvent } from '../contract/store.ts';
import type { TraceRecord } from '../contract/trace.ts';
import type { ClusterView } from '../contract/view.ts';
import { viewOf } from '../store/view.ts';
import { bootstrapRequests } from './bootstrap.ts';
import { EXPIRY, EXPIRY_EVERY_MS, expireEvents } from './expiry.ts';
import { forgetEvents, recordEvent } from './recorder.ts';
import { initState, type EngineState } from './state.ts';
import { watchChunk, type Watch } from './streams.ts';
import { TraceLog } from './trace-log.ts';
import { wire, type Parts, type Wiring } from './wiring.ts';

type Effect =
  | { readonly effect: 'request'; readonly request: ApiRequest; readonly reply: string | null }
  | { readonly effect: 'tell'; readonly component: string; readonly message: unknown; readonly at: SimTime }
  | { readonly effect: 'event'; readonly note: EventNote };

export class Engine {
  readonly view: ClusterView;
  readonly parts: Parts;
  private readonly api: ApiServer;
  private readonly apiDeps: ApiServerDeps;
  private readonly wiring: Wiring;
  /** Group-resource -> names of the components that watch it. */
  private readonly watchers = new Map<string, string[]>();
  /** What the component that is being stepped wants done. */
  private effects: Effect[] = [];
  /** The record that led to what is going on now. */
  private cause: TraceSerial | null = null;
  /** Who hears of the writes of the request that is being handled: they are told once its record stands, as that is their cause. */
  private toTell: string[] | null = null;

  private constructor(
    readonly settings: ClusterSettings,
    readonly state: EngineState,
  ) {
    this.view = viewOf(state.store);
    state.store.listener = event => this.announce(event);
    this.apiDeps = { store: state.store, settings, now: () => this.state.now, random: () => this.roll(), trace: record => this.record(record, this.cause) };
    this.api = createApiServer(this.apiDeps);
    this.wiring = wire(settings, component => this.join(component));
    this.parts = this.wiring.parts;
  }

  /** A new cluster, with what stands in it before the first instant. */
  static create(settings: ClusterSettings): Engine {
    const engine = new Engine(settings, initState(seedRng(settings.seed)));
    bootstrap(engine.api, engine.apiDeps);
    for (const request of bootstrapRequests(settings)) engine.expect(request);
    engine.forgetTrace(); // the story begins with what somebody does
    engine.enqueue(EXPIRY, { type: 'woken', key: EXPIRY }, engine.state.now, null);
    for (const name of engine.wiring.bound.keys()) engine.enqueue(name, { type: 'started' }, engine.state.now, null);
    return engine;
  }
  /** The engine of a state that has been copied. */
  static resume(settings: ClusterSettings, state: EngineState): Engine {
    return new Engine(settings, state);
  }

  // What clients do

  request(request: ApiRequest): ApiResponse {
    this.cause = null;
    return this.handle({ ...request, outside: true });
  }

  private handle(request: ApiRequest): ApiResponse {
    const names: string[] = (this.toTell = []);
    try {
      return this.api.handle(request);
    } finally {
      this.toTell = null;
      for (const name of names) this.hear(name);
    }
  }
  private hear(component: string): void {
    this.enqueue(component, { type: 'changed', events: [] }, this.state.now, this.cause);
  }

  /** Asks without a trace: dice, numbers and records stand afterwards as they stood before. */
  aside<T>(ask: () => T): T {
    const { state } = this;
    const { rng, serial } = state;
    const { last } = state.trace;
    try {
      return ask();
    } finally {
      state.rng = rng;
      state.serial = serial;
      state.trace.takeBack(last);
    }
  }

  open(request: ApiRequest): StreamResponse {
    this.cause = null;
    const opened = this.api.open(request);
    if (opened.kind === 'refused') return { stream: null, response: opened.response };
    const id = this.nextSerial() as StreamId;
    if (opened.kind === 'empty') {
      this.state.streams.set(id, { watch: null, chunks: [{ channel: 'end', exitCode: 0 }], open: false });
      return { stream: id, warnings: [] };
    }
    if (opened.kind === 'watch') {
      const watch: Watch = { resource: opened.resource, namespace: opened.namespace, matches: opened.matches, present: opened.present };
      const past = opened.since === null ? [] : this.state.store.eventsSince(opened.since as Revision);
      const chunks: StreamChunk[] = [...opened.initial.map((object): StreamChunk => ({ channel: 'watch', type: 'ADDED', object })), ...past.flatMap(event => watchChunk(watch, event) ?? [])];
      this.state.streams.set(id, { watch, chunks, open: true });
    } else {
      this.state.streams.set(id, { watch: null, chunks: [], open: true });
      const message: StreamMessage = { stream: 'opened', id, pod: opened.pod, request: opened.request };
      this.enqueue('kubelet', { type: 'told', message }, this.state.now, null);
    }
    return { stream: id, warnings: [] };
  }

  read(id: StreamId): readonly StreamChunk[] {
    const stream = this.state.streams.get(id);
    if (stream === undefined) return [];
    const chunks = stream.chunks;
    stream.chunks = [];
    if (!stream.open) this.state.streams.delete(id);
    return chunks;
  }

  tell(component: string, message: unknown): void {
    this.enqueue(component, { type: 'told', message }, this.state.now, null);
  }

  closeStream(id: StreamId): void {
    const stream = this.state.streams.get(id);
    this.state.streams.delete(id);
    if (stream?.watch === null) this.tell('kubelet', { stream: 'closed', id } satisfies StreamMessage);
  }

  // The clock

  get nextDue(): SimTime | null {
    return this.state.queue.peek()?.dueAt ?? null;
  }

  /** Runs the next task if it is due by then; false when there is none. */
  step(until: SimTime): boolean {
    const next = this.state.queue.peek();
    if (next === null || next.dueAt > until) {
      this.flushFacts();
      return false;
    }
    if (next.dueAt > this.state.now) {
      this.flushFacts();
      this.state.now = next.dueAt;
    }
    const task = this.state.queue.pop();
    if (task !== null) {
      this.cause = task.cause;
      this.run(task.component, task.input);
    }
    return true;
  }

  /** Moves the clock where nothing is due in between. */
  stand(at: SimTime): void {
    if (at > this.state.now) this.state.now = at;
    this.forget();
  }

  /** Drops what is older than the retention, a tenth of it at a time. */
  private forget(): void {
    const { state } = this;
    const { retentionMs } = this.settings;
    if (state.now - state.forgottenAt < retentionMs * 1.1) return;
    const horizon = (state.now - retentionMs) as SimTime;
    state.forgottenAt = horizon;
    state.store.compact(state.store.revisionAt(horizon));
    state.trace.forget(horizon);
    forgetEvents(state.recorder, horizon);
  }

  private run(component: string, input: ComponentInput): void {
    if (component === EXPIRY) return this.expire();
    const bound = this.wiring.bound.get(component);
    if (bound === undefined) return;
    bound.step(input.type === 'changed' ? { type: 'changed', events: this.takeUnheard(component) } : input);
    this.carryOut(component);
  }

  private carryOut(component: string): void {
    while (this.effects.length > 0) {
      const effects = this.effects;
      this.effects = [];
      for (const each of effects) this.carryOutOne(component, each);
    }
  }

  private carryOutOne(component: string, each: Effect): void {
    switch (each.effect) {
      case 'request': {
        // Who asked hears the answer before anybody hears of the write.
        const serial = this.nextSerial();
        const { cause } = this;
        const response = this.handle(each.request);
        if (each.reply !== null) this.state.queue.push({ dueAt: this.state.now, serial, component, input: { type: 'replied', key: each.reply, response }, timer: null, cause: this.cause });
        this.cause = cause; // the next of its requests is not this one's doing
        return;
      }
      case 'tell':
        this.enqueue(each.component, { type: 'told', message: each.message }, each.at, this.cause);
        return;
      case 'event': {
        const { recorder, now } = this.state;
        const request = recordEvent(recorder, each.note, now, this.settings.epoch, () => this.nextSerial());
        if (request !== null) this.handle(request);
      }
    }
  }

  // Components

  /** Gives a component its state and plan; its watches are noted. Called by the wiring, in order. */
  private join<S extends object, D, B extends Bound>(component: Component<S, D, B>): (deps: D) => B {
    const { components } = this.state;
    if (!components.has(component.name)) components.set(component.name, component.init(this.settings));
    for (const resource of component.watches) {
      const names = this.watchers.get(resource);
      if (names === undefined) this.watchers.set(resource, [component.name]);
      else names.push(component.name);
    }
    return deps => component.bind(components.get(component.name) as S, this.planFor(component.name), deps);
  }

  private planFor(component: string): Plan {
    const engine = this;
    const { state } = this;
    return {
      get now() {
        return state.now;
      },
      view: this.view,
      random: () => this.roll(),
      request: (request, reply) => void engine.effects.push({ effect: 'request', request, reply: reply ?? null }),
      wakeAt: (key, at) => state.queue.push({ dueAt: at < state.now ? state.now : at, serial: engine.nextSerial(), component, input: { type: 'woken', key }, timer: key, cause: engine.cause }),
      cancel: key => state.queue.cancel(component, key),
      tell: (other, message, at) => void engine.effects.push({ effect: 'tell', component: other, message, at: at ?? state.now }),
      event: note => void engine.effects.push({ effect: 'event', note }),
      trace: (record, cause) => engine.record(record, cause ?? engine.cause),
      fact: (key, value) => void state.facts.set(key, value),
      stream: (id, chunk) => engine.feed(id, chunk),
    };
  }

  private feed(id: StreamId, chunk: StreamChunk): void {
    const stream = this.state.streams.get(id);
    if (stream === undefined || !stream.open) return;
    stream.chunks.push(chunk);
    if (chunk.channel === 'end') stream.open = false;
  }

  private enqueue(component: string, input: ComponentInput, at: SimTime, cause: TraceSerial | null): void {
    this.state.queue.push({ dueAt: at < this.state.now ? this.state.now : at, serial: this.nextSerial(), component, input, timer: null, cause });
  }

  // Writes

  /** Tells watchers of a write; each component hears all writes of an instant so far at once. */
  private announce(event: StoreEvent): void {
    const resource = resourceOfKey(event.key);
    if (resource === null) return;
    const { unheard, streams } = this.state;
    for (const name of this.watchers.get(resource) ?? []) {
      const waiting = unheard.get(name);
      if (waiting === undefined) {
        unheard.set(name, [event]);
        if (this.toTell === null) this.hear(name);
        else this.toTell.push(name);
      } else waiting.push(event);
    }
    for (const stream of streams.values()) {
      const chunk = stream.watch === null ? null : watchChunk(stream.watch, event);
      if (chunk !== null) stream.chunks.push(chunk);
    }
  }

  private takeUnheard(component: string): readonly StoreEvent[] {
    const events = this.state.unheard.get(component) ?? [];
    this.state.unheard.delete(component);
    return events;
  }

  /** At the end of an instant: what nodes told of themselves becomes one revision a key. */
  private flushFacts(): void {
    const { facts, store, now } = this.state;
    if (facts.size === 0) return;
    for (const [key, value] of facts) if (!jsonEqual(store.get(key), value)) store.put(key, value, now);
    facts.clear();
  }

  /** A request of the cluster's making; its refusal is a bug of ours. */
  private expect(request: ApiRequest): void {
    const { code, body } = this.api.handle(request);
    if (code >= 400) throw new Error(`the cluster could not be made: ${JSON.stringify(body)}`);
  }

  private expire(): void {
    expireEvents(this.state.store, this.state.now, this.settings.epoch);
    this.enqueue(EXPIRY, { type: 'woken', key: EXPIRY }, after(this.state.now, EXPIRY_EVERY_MS), null);
  }

  // Trace, dice, numbers

  private forgetTrace(): void {
    this.state.trace = TraceLog.empty();
    this.cause = null;
  }

  private record(record: TraceRecord, cause: TraceSerial | null): TraceSerial {
    const { trace, now, store } = this.state;
    return (this.cause = trace.add(record, now, store.revision, cause));
  }

  private roll(): number {
    const [value, next] = nextRandom(this.state.rng);
    this.state.rng = next;
    return value;
  }

  private nextSerial(): number {
    return this.state.serial++;
  }
}
