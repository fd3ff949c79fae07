/** What the probes have found so far, for statuses and decisions. Follows pkg/kubelet/prober UpdatePodStatus. */
import type { ContainerId } from '../contract/ids.ts';
import type { Probed } from './container-status.ts';
import type { Kit } from './kit.ts';
import type { ProbeType, Worker } from './state.ts';

export const probeKey = (uid: string, container: string, type: ProbeType): string => `${uid}/${container}/${type}`;

export function probeResults(kit: Kit, worker: Worker): ProbeResults {
  return (type, container, id) => {
    const record = kit.state.probes.get(probeKey(worker.uid, container, type));
    return record?.id === id ? record.result : undefined;
  };
}

export function probed(kit: Kit, worker: Worker): Probed {
  const result = (type: ProbeType, container: string, id: string): boolean => {
    const record = kit.state.probes.get(probeKey(worker.uid, container, type));
    return record !== undefined && record.id === id && record.result === true;
  };
  return {
    started: ({ spec }, { id }) => spec.startupProbe === undefined || result('startup', spec.name, id),
    ready: ({ spec }, { id }) => spec.readinessProbe === undefined || result('readiness', spec.name, id),
  };
}

/** Results of probes of the containers that run now: undefined where there is none yet. */
export type ProbeResults = (type: 'liveness' | 'startup', container: string, id: ContainerId) => boolean | null | undefined;
