/** Which components a cluster has, what each is given of the others, and in which order they hear of a write. */
import type { Bound, Component } from '../contract/component.ts';
import type { ClusterSettings } from '../contract/settings.ts';

/** Gives a component its state and plan, then binds it to what it needs. */
export type Join = <S extends object, D, B extends Bound>(component: Component<S, D, B>) => (deps: D) => B;

/** What the engine itself asks of a component. */
export interface Parts {
  readonly none: null;
}
export interface Wiring {
  readonly bound: ReadonlyMap<string, Bound>;
  readonly parts: Parts;
}

export function wire(_settings: ClusterSettings, _join: Join): Wiring {
  return { bound: new Map(), parts: { none: null } };
}
