/**
 * What all controllers have in common: they hear of changes, note the keys that need work, and bring one key after the other
 * into the wished state. A key is worked on once for all that happened in an instant, and never before the answers to the
 * last requests are in, so that no controller acts on what it has not yet heard of.
 */
import type { KubeObject } from '../../model/objects.ts';
import { formatTime, type SimTime } from '../../model/time.ts';
import { componentUser, type ApiRequest, type ApiResponse, type UserInfo } from '../contract/api.ts';
import type { Bound, Component, ComponentInput, EventNote, Plan } from '../contract/component.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import { resourceOfKey } from '../contract/store.ts';

/** What the state of every controller holds. */
export interface ControllerState {
  readonly epoch: number;
  /** Whether what Pods use can be known. */
  readonly metrics: boolean;
  /** Keys to be worked on. */
  readonly dirty: Set<string>;
  /** Answers that are still to come. */
  pending: number;
  /** Key -> how often in a row it failed. */
  readonly failures: Map<string, number>;
  /** Key -> when it is to be looked at again, at the latest. */
  readonly soon: Map<string, SimTime>;
}

export interface ControllerSpec<S extends object> {
  readonly name: string;
  readonly watches: readonly string[];
  init(settings: ClusterSettings): S;
  /** Takes note of an object that came, changed or went (`value` null). */
  hear(controller: Controller<S>, resource: string, value: KubeObject | null, prev: KubeObject | null): void;
  /** Brings what the key names into its wished state. */
  sync(controller: Controller<S>, key: string): void;
  replied?(controller: Controller<S>, key: string, response: ApiResponse): void;
  /** Once, after everything that was there has been heard of. */
  started?(controller: Controller<S>): void;
  /** Looks at a few changes of one instant one by one, as they would come some milliseconds apart; a flood is looked at once. */
  readonly oneByOne?: boolean;
  /** Under which name its events appear, where that is not its own. */
  readonly eventSource?: string;
}

/** So many changes of an instant are not yet a flood. */
const FEW = 8;
const FIRST_RETRY_MS = 5;
const MOST_RETRY_MS = 1_000_000;
const RETRY = 'retry';
const SOON = 'soon';

export class Controller<S extends object> implements Bound {
  private readonly user: UserInfo;

  constructor(
    private readonly spec: ControllerSpec<S>,
    readonly state: S & ControllerState,
    readonly plan: Plan,
  ) {
    this.user = componentUser(`system:serviceaccount:kube-system:${spec.name}`, 'system:serviceaccounts', 'system:serviceaccounts:kube-system');
  }

  step(input: ComponentInput): void {
    const { spec, state } = this;
    switch (input.type) {
      case 'started':
        for (const resource of spec.watches) for (const object of this.plan.view.list(resource)) spec.hear(this, resource, object as KubeObject, null);
        spec.started?.(this);
        break;
      case 'changed':
        for (const { key, value, prev } of input.events) {
          spec.hear(this, resourceOfKey(key) ?? '', value as KubeObject | null, prev as KubeObject | null);
          if (spec.oneByOne === true && input.events.length <= FEW) this.work();
        }
        break;
      case 'woken':
        this.woken(input.key);
        break;
      case 'replied':
        state.pending--;
        if (input.key !== '') spec.replied?.(this, input.key, input.response);
        break;
      case 'told':
        return;
    }
    this.work();
  }

  private work(): void {
    const { state, spec } = this;
    while (state.pending === 0 && state.dirty.size > 0) {
      const keys = [...state.dirty];
      state.dirty.clear();
      for (const key of keys) spec.sync(this, key);
    }
  }

  dirty(key: string): void {
    this.state.dirty.add(key);
  }
  /** Looks at a key again at an instant; `timer` tells apart the reasons for which one key waits. */
  wakeAt(key: string, at: SimTime, timer = 'wake'): void {
    this.plan.wakeAt(`${timer}|${key}`, at);
  }
  /** Looks at a key again by then; what is due earlier stays. */
  wakeBy(key: string, at: SimTime): void {
    const due = this.state.soon.get(key);
    if (due !== undefined && due <= at) return;
    this.state.soon.set(key, at);
    this.wakeAt(key, at, SOON);
  }
  private woken(key: string): void {
    const [timer = '', ...rest] = key.split('|');
    const name = rest.join('|');
    if (timer === SOON) this.state.soon.delete(name);
    this.dirty(name);
  }
  /** Tries a key again, later each time that it fails. Follows the rate limiter of client-go's work queues. */
  retryLater(key: string): void {
    const failures = this.state.failures.get(key) ?? 0;
    this.state.failures.set(key, failures + 1);
    this.wakeAt(key, (this.plan.now + Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 30), MOST_RETRY_MS)) as SimTime, RETRY);
  }
  succeeded(key: string): void {
    if (this.state.failures.size > 0) this.state.failures.delete(key);
  }

  request(request: ApiRequest, reply = ''): void {
    this.state.pending++;
    this.plan.request({ ...request, user: this.user }, reply);
  }
  event(about: KubeObject | AboutObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { apiVersion, kind, metadata } = about;
    const { namespace = '', name, uid, resourceVersion } = metadata;
    const note: EventNote = { about: { apiVersion, kind, namespace, name, uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) }, type, reason, message, source: this.spec.eventSource ?? this.spec.name };
    this.plan.event(note);
  }
  acted(object: string, message: string): void {
    this.plan.trace({ type: 'controller/acted', controller: this.spec.name, object, message });
  }
  get now(): SimTime {
    return this.plan.now;
  }
  get time(): string {
    return formatTime(this.state.epoch, this.plan.now);
  }
  at(time: SimTime): string {
    return formatTime(this.state.epoch, time);
  }
  /** The instant of a time in an object; a time that is not there (the API writes null) is now. */
  instant(text: string | undefined): SimTime {
    return (typeof text === 'string' ? Date.parse(text) - this.state.epoch : this.plan.now) as SimTime;
  }
}

/** As much of an object as an event tells. */
interface AboutObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string | undefined; readonly name: string; readonly uid: string; readonly resourceVersion?: string };
}

export function defineController<S extends object>(spec: ControllerSpec<S>): Component<S & ControllerState, unknown, Controller<S>> {
  return {
    name: spec.name,
    watches: spec.watches,
    init: settings => ({ ...spec.init(settings), epoch: settings.epoch, metrics: settings.metrics !== false, dirty: new Set<string>(), pending: 0, failures: new Map<string, number>(), soon: new Map<string, SimTime>() }),
    bind: (state, plan) => new Controller(spec, state, plan),
  };
}

/** `namespace/name`, as work queues name objects; the name alone of an object of the cluster. */
export const keyOf = ({ metadata: { namespace = '', name } }: { readonly metadata: { readonly namespace?: string | undefined; readonly name: string } }): string => (namespace === '' ? name : `${namespace}/${name}`);
export function splitKey(key: string): readonly [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
}
