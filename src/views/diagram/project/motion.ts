/** What moves while a step is told: who sends to whom along which edge, and what is drawn at the Pod itself. */
import type { TraceEvent } from '../../../cluster/contract/trace.ts';
import { isPersons } from './request.ts';

/** A dot on an edge, between two parts of the step; `back` runs it from the edge's end to its start. */
export interface Run {
  readonly lane: string;
  readonly back: boolean;
  readonly from: number;
  readonly to: number;
}
const forth = (lane: string, from: number, to: number): Run => ({ lane: `lane:${lane}`, back: false, from, to });
const back = (lane: string, from: number, to: number): Run => ({ lane: `lane:${lane}`, back: true, from, to });
const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** Everybody talks with the API server only, so each message is a dot on one edge. */
export function runsOf(step: TraceEvent | null): readonly Run[] {
  switch (step?.type) {
    case 'api/request': return isPersons(step) ? [forth('client', 0, 0.1), ...(step.code < 400 && !READS.has(step.verb) ? [back('etcd', 0.85, 1)] : [])] : [];
    case 'scheduler/attempt': return [back('scheduler', 0, 0.16)];
    case 'scheduler/bound': return [forth('scheduler', 0, 0.28)];
    case 'kubelet/admitted': return [forth(step.node, 0, 0.4)];
    case 'node/ready': return [back(step.node, 0, 0.4)];
    case 'controller/acted': return [forth('controllers', 0, 0.4)];
    default: return [];
  }
}

/** What is drawn at the Pod that is told: the anchor that drops in, its wire, the port that opens. */
export type PodSign = { readonly kind: 'pause' } | { readonly kind: 'wire' } | { readonly kind: 'port'; readonly port: number };

export function signOf(step: TraceEvent | null): PodSign | null {
  if (step?.type === 'kubelet/sandbox') return step.state === 'creating' ? { kind: 'pause' } : step.state === 'ready' ? { kind: 'wire' } : null;
  return step?.type === 'runtime/listening' && !step.address.startsWith('127.') ? { kind: 'port', port: step.port } : null;
}
