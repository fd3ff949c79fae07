/** A pull has ended: every Pod that waited for the image goes on. Follows pkg/kubelet/images/image_manager.go. */
import { formatDuration, lengthen } from './backoff.ts';
import { backoffKey, failed, pullKey } from './images.ts';
import { about, event } from './kit.ts';
import type { Kit } from './kit.ts';
import { createContainer, settle } from './start.ts';
import type { Worker } from './state.ts';
import { advance } from './sync.ts';

export function pullDone(kit: Kit, node: string, image: string, ok: boolean, message: string, tookMs: number): void {
  const key = pullKey(node, image);
  const waiting = kit.state.pulls.get(key) ?? [];
  kit.state.pulls.delete(key);
  for (const uid of waiting) {
    const worker = kit.state.workers.get(uid);
    const wait = worker?.run?.wait;
    if (worker === undefined || wait?.on !== 'pull' || wait.image !== image) continue;
    pulledFor(kit, worker, wait.name, image, ok, message, tookMs);
    advance(kit, uid);
  }
}

function pulledFor(kit: Kit, worker: Worker, name: string, image: string, ok: boolean, message: string, tookMs: number): void {
  const { plan, state, cri } = kit;
  plan.trace({ type: 'kubelet/pulled', ...about(worker), container: name, image, ok, present: false, message });
  if (ok) {
    const took = tookMs < 1000 ? `${tookMs}ms` : formatDuration(tookMs);
    event(kit, worker, 'Normal', 'Pulled', `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${cri.imageStatus(worker.node, image)?.bytes ?? 0} bytes.`, name);
    return createContainer(kit, worker.uid, name);
  }
  event(kit, worker, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`, name);
  const key = backoffKey(worker, image);
  lengthen(state.imageBackoffs, key, plan.now);
  const entry = state.imageBackoffs.get(key);
  if (entry !== undefined) state.imageBackoffs.set(key, { ...entry, error: message });
  settle(kit, worker.uid, name, failed(kit, worker, name, 'ErrImagePull', message));
}
