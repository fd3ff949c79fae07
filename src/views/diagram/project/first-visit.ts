/** The first visit: the steps of a deployment are written where they will happen, and nothing is told yet. */
import type { ClusterGraph, PlaneBox } from './cluster.ts';

const STEPS: Readonly<Record<PlaneBox['id'], { readonly number: number; readonly says: string }>> = {
  etcd: { number: 3, says: 'writes it down' },
  scheduler: { number: 4, says: 'picks a node' },
  controllers: { number: 0, says: 'keep the promise' },
};
export const stepOfPlane = (id: PlaneBox['id']): number => STEPS[id].number;

export function asFirstVisit(graph: ClusterGraph): ClusterGraph {
  return {
    ...graph,
    request: null,
    flying: '',
    runs: [],
    plane: graph.plane.map((plane) => ({ ...plane, says: STEPS[plane.id].says, hot: false, lit: false })),
    machines: graph.machines.map((machine) => ({ ...machine, hot: false, lit: false, taking: null, verdict: null, heldFor: '?' })),
    pods: graph.pods.map((pod) => ({ ...pod, lit: false })),
  };
}
