/** All that a cluster is at one instant, in a form that can be copied: tables are copied, records are shared. */
import { PackedList } from '../../base/packed-list.ts';
import type { RngState } from '../../base/rng.ts';
import type { SimTime } from '../../model/time.ts';
import type { ComponentState } from '../contract/component.ts';
import type { StreamId } from '../contract/ids.ts';
import type { Command } from '../contract/simulation.ts';
import type { StoreEvent } from '../contract/store.ts';
import type { NodeFact } from '../contract/store.ts';
import { createStore, type MemoryStore } from '../store/index.ts';
import { Queue } from './queue.ts';
import { initRecorder, type RecorderState } from './recorder.ts';
import type { Stream } from './streams.ts';
import { TraceLog } from './trace-log.ts';

export interface EngineState {
  now: SimTime;
  /** What came before has been dropped. */
  forgottenAt: SimTime;
  rng: RngState;
  /** The next number of a task, a stream, an event. */
  serial: number;
  readonly store: MemoryStore;
  readonly queue: Queue;
  readonly components: Map<string, ComponentState>;
  /** Writes that a component has not been told of yet. */
  readonly unheard: Map<string, StoreEvent[]>;
  /** Facts written in this instant, put into the store when it is over. */
  readonly facts: Map<string, NodeFact | null>;
  readonly recorder: RecorderState;
  readonly streams: Map<StreamId, Stream>;
  trace: TraceLog;
  readonly log: PackedList<Command>;
}

export function initState(rng: RngState): EngineState {
  return {
    now: 0 as SimTime,
    forgottenAt: 0 as SimTime,
    rng,
    serial: 1,
    store: createStore(),
    queue: new Queue(),
    components: new Map(),
    unheard: new Map(),
    facts: new Map(),
    recorder: initRecorder(),
    streams: new Map(),
    trace: TraceLog.empty(),
    // Only who saves the session reads it.
    log: new PackedList({ plain: 0, packedAtOnce: 128 }),
  };
}

export function copyState(state: EngineState): EngineState {
  return {
    ...state,
    store: state.store.copy(),
    queue: state.queue.copy(),
    components: new Map([...state.components].map(([name, component]) => [name, copyTables(component)])),
    unheard: new Map([...state.unheard].map(([name, events]) => [name, events.slice()])),
    facts: new Map(state.facts),
    recorder: copyTables(state.recorder),
    streams: new Map([...state.streams].map(([id, stream]) => [id, { ...stream, chunks: stream.chunks.slice() }])),
    trace: state.trace.copy(),
    log: state.log.copy(),
  };
}

/** A copy of a flat record whose Maps and Sets are copied and whose other values are shared. */
function copyTables<S extends object>(state: S): S {
  const copied = Object.entries(state).map(([field, value]) => {
    if (value instanceof Map) return [field, new Map(value)];
    if (value instanceof Set) return [field, new Set(value)];
    return [field, value];
  });
  return Object.fromEntries(copied) as S;
}
