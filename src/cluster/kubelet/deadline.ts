/** activeDeadlineSeconds: counted from the start of the Pod on its node. Follows pkg/kubelet/active_deadline.go. */
import { parseTime } from '../../model/time.ts';
import type { SimTime } from '../../model/time.ts';
import type { Kit } from './kit.ts';
import { nextRelist } from './kit.ts';
import type { Worker } from './state.ts';

function deadlineOf(kit: Kit, worker: Worker): SimTime | null {
  const seconds = worker.pod.spec.activeDeadlineSeconds;
  return seconds === undefined ? null : ((parseTime(kit.state.settings.epoch, worker.startTime) + seconds * 1000) as SimTime);
}
export function deadlinePassed(kit: Kit, worker: Worker): boolean {
  const at = deadlineOf(kit, worker);
  return at !== null && kit.plan.now >= at && !worker.rejected;
}
/** The sync loop looks at deadlines once a second. */
export function armDeadline(kit: Kit, worker: Worker): void {
  const at = deadlineOf(kit, worker);
  if (at === null || worker.stage !== 'sync') return;
  const { now } = kit.plan;
  const phase = nextRelist(kit, worker.node) - now;
  const due = at <= now ? now : now + phase + Math.max(0, Math.ceil((at - now - phase) / 1000)) * 1000;
  kit.plan.wakeAt(`deadline/${worker.uid}`, due as SimTime);
}
