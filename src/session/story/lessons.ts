/** Which lesson explains what a record tells: the link beside the story's sentence. */
import type { TraceEvent } from '../../cluster/contract/trace.ts';

const BY_TYPE: Readonly<Partial<Record<TraceEvent['type'], string>>> = {
  'scheduler/queued': 'the-queue', 'scheduler/attempt': 'filter-and-score', 'scheduler/bound': 'filter-and-score', 'scheduler/preempted': 'the-queue',
  'kubelet/admitted': 'six-steps', 'kubelet/sandbox': 'one-address', 'kubelet/pulling': 'code-to-pod', 'kubelet/pulled': 'code-to-pod',
  'kubelet/backoff': 'restarts', 'kubelet/killing': 'goodbye', 'kubelet/terminating': 'goodbye', 'kubelet/condition': 'phases', 'kubelet/phase': 'phases',
  'runtime/created': 'six-steps', 'runtime/started': 'six-steps', 'runtime/listening': 'one-port-range', 'runtime/exited': 'restarts', 'runtime/signal': 'goodbye', 'runtime/exec': 'get-inside',
  'endpoints/added': 'moving-addresses', 'endpoints/removed': 'moving-addresses', 'network/forward': 'get-inside', 'rollout/finished': 'scale-out', 'node/lost': 'three-owners', 'node/ready': 'three-owners',
};
const PROBES = { startup: 'startup', readiness: 'readiness', liveness: 'liveness' } as const;

/** The id of a lesson; null where none tells more. */
export function lessonOfRecord(record: TraceEvent): string | null {
  switch (record.type) {
    case 'api/request':
      if (record.code >= 400) return record.code === 403 && record.message.includes('PodSecurity') ? 'pod-security' : 'six-steps';
      return record.resource === 'services' ? 'moving-addresses' : record.resource === 'deployments' || record.resource === 'replicasets' ? 'three-owners' : 'six-steps';
    case 'kubelet/probe': return PROBES[record.probe];
    case 'runtime/exited': return record.reason === 'OOMKilled' ? 'too-much' : 'restarts';
    case 'network/call': return record.via !== '' ? 'moving-addresses' : record.hops.some(({ place }) => place === 'wire') ? 'flat-network' : 'one-address';
    default: return BY_TYPE[record.type] ?? null;
  }
}
