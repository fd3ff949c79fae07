/** When there is something to try, and what counts as tried. */
import type { Beat } from '../../session/index.ts';
import { podOf } from '../../cluster/contract/trace.ts';

/** The Pod that became Ready last; null where none has. */
export function readyPod(beats: readonly Beat[]): { readonly namespace: string; readonly name: string } | null {
  const record = beats.findLast(({ record: one }) => one.type === 'kubelet/condition' && one.condition === 'Ready' && one.status === 'True')?.record;
  return record !== undefined && 'pod' in record ? podOf(record.pod) : null;
}
export const tries = { run: /^kubectl exec\b/, breaks: /^kubectl (set image|delete)\b/ } as const;
/** `registry.example:5000/app:1.2` without its tag. */
export const tagless = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
