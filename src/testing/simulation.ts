/** A cluster with kubelets for specs: asked by requests that must succeed, advanced by seconds, and read. */
import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import type { ApiRequest } from '../cluster/contract/api.ts';
import type { ClusterSettings } from '../cluster/contract/settings.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import type { Pod } from '../model/objects.ts';
import { groupResourceOfKind, resourceOfKind } from '../model/resources.ts';
import { simTime } from '../model/time.ts';

/** By then the nodes have become ready. */
const STANDING_SECONDS = 10;

export const run = (sim: Simulation, seconds: number): void => void sim.advance(simTime(sim.now + seconds * 1000));

/** A cluster whose nodes are ready: one node unless something else is said. */
export function standing(settings: ClusterSettings = recordingCluster(['node-1'])): Simulation {
  const sim = createSimulation(settings);
  run(sim, STANDING_SECONDS);
  return sim;
}

/** A request in the namespace `default`; a refusal fails the test in the server's words. */
export function ask(sim: Simulation, request: ApiRequest): void {
  const { code, body } = sim.request({ namespace: 'default', ...request });
  if (code >= 400) throw new Error(JSON.stringify(body));
}
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}
/** Creates an object by its kind, in the namespace `default` where kinds have one. */
export function create(sim: Simulation, object: Written): void {
  const namespaced = resourceOfKind(object.apiVersion, object.kind)?.namespaced === true;
  ask(sim, { verb: 'create', resource: groupResourceOfKind(object.apiVersion, object.kind) ?? '', namespace: namespaced ? 'default' : '', body: object });
}
export const createPod = (sim: Simulation, name: string, spec: object): void => create(sim, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });

export const podIn = (sim: Simulation, name: string): Pod | undefined => sim.view().get('pods', 'default', name);
/** The messages of all Events with a reason, oldest first. */
export const messagesOf = (sim: Simulation, reason: string): readonly string[] => sim.view().list('events').filter((each) => each.reason === reason).map(({ message }) => message ?? '');
