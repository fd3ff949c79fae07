/** kube-scheduler: which node a Pod goes to, and why. Stage 6 of a Pod's way. */
import type { Component } from '../contract/component.ts';
import { Scheduler } from './scheduler.ts';
import { initState, type SchedulerState } from './state.ts';

export const scheduler: Component<SchedulerState, unknown, Scheduler> = {
  name: 'scheduler',
  watches: ['pods', 'nodes', 'services', 'persistentvolumeclaims', 'persistentvolumes', 'storageclasses.storage.k8s.io', 'csinodes.storage.k8s.io'],
  init: initState,
  bind: (state, plan) => new Scheduler(state, plan),
};
export { explainAttempt } from './explain.ts';
export { counterfactuals } from './counterfactuals.ts';
