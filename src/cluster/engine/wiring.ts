/** Which components a cluster has, what each is given of the others, and in which order they hear of a write. */
import type { Bound, Component } from '../contract/component.ts';
import type { Cri } from '../contract/cri.ts';
import type { Network } from '../contract/network.ts';
import type { ClusterSettings } from '../contract/settings.ts';
import { controllers } from '../controllers/index.ts';
import { kubelet } from '../kubelet/index.ts';
import { network } from '../network/index.ts';
import { runtime } from '../runtime/index.ts';
import { scheduler } from '../scheduler/index.ts';

/** Gives a component its state and plan, then binds it to what it needs. */
type Join = <S extends object, D, B extends Bound>(component: Component<S, D, B>) => (deps: D) => B;

/** What the engine itself asks of a component. */
export interface Parts {
  readonly network: Network;
  readonly cri: Cri;
}
export interface Wiring {
  readonly bound: ReadonlyMap<string, Bound>;
  readonly parts: Parts;
}

export function wire(settings: ClusterSettings, join: Join): Wiring {
  const bound = new Map<string, Bound>();
  const add = <S extends object, D, B extends Bound>(component: Component<S, D, B>, deps: D): B => {
    const made = join(component)(deps);
    bound.set(component.name, made);
    return made;
  };
  const net = add(network, {});
  const cri = add(runtime, { network: net });
  if (settings.run.kubelet) add(kubelet, { cri, network: net });
  if (settings.run.scheduler) add(scheduler, {});
  if (settings.run.controllers) for (const controller of controllers) add(controller, {});
  return { bound, parts: { network: net, cri } };
}
