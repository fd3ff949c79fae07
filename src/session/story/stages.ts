/** The stages of the timeline, in the order in which one Pod passes them. They are finer parts of the six steps of a deployment. */
import type { TraceEvent } from '../../cluster/contract/trace.ts';

const STAGES = ['Request', 'Schedule', 'kubelet', 'Sandbox', 'Pull', 'Start', 'Ready', 'Network', 'Life', 'End', 'Refused', 'Cluster'] as const;
export type Stage = (typeof STAGES)[number];

export function stageOf(record: TraceEvent): Stage {
  switch (record.type) {
    case 'api/request': return record.code >= 400 ? 'Refused' : 'Request';
    case 'scheduler/queued': case 'scheduler/attempt': case 'scheduler/filtered': case 'scheduler/scored': case 'scheduler/bound': case 'scheduler/preempted': return 'Schedule';
    case 'kubelet/admitted': return 'kubelet';
    case 'kubelet/sandbox': return record.state === 'removed' ? 'End' : 'Sandbox';
    case 'kubelet/pulling': case 'kubelet/pulled': return 'Pull';
    case 'runtime/created': case 'runtime/started': case 'runtime/listening': return 'Start';
    case 'kubelet/probe': case 'kubelet/condition': return 'Ready';
    case 'network/call': case 'network/forward': case 'endpoints/added': case 'endpoints/removed': return 'Network';
    case 'kubelet/killing': case 'kubelet/terminating': case 'runtime/signal': return 'End';
    case 'kubelet/backoff': case 'kubelet/phase': case 'runtime/exited': case 'runtime/exec': case 'runtime/bounded': return 'Life';
    case 'node/ready': case 'node/lost': case 'controller/acted': case 'rollout/finished': case 'note': return 'Cluster';
  }
}
