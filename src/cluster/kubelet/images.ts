/** Images: pull policies, names, the way to a pull and its back-off. Follows pkg/kubelet/images/image_manager.go. */
import type { k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import { inBackoff } from './backoff.ts';
import { about, event, shared } from './kit.ts';
import type { Kit } from './kit.ts';
import type { Reason, Worker } from './state.ts';

/** Why a name is none, as the reference library says; null for a good one. Follows distribution/reference. */
export function badReference(image: string): string | null {
  const name = image.replace(/@sha256:[0-9a-f]{64}$/, '').replace(/:[\w][\w.-]{0,127}$/, '');
  if (name === '' || /\s/.test(image)) return 'invalid reference format';
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isDomain = first.includes('.') || first.includes(':') || first === 'localhost' || first !== first.toLowerCase();
  const path = isDomain ? name.slice(slash + 1) : slash < 0 ? `library/${name}` : name;
  if (path !== path.toLowerCase()) return `invalid reference format: repository name (${path}) must be lowercase`;
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(path)) return 'invalid reference format';
  return isDomain && !/^[A-Za-z0-9.-]+(?::\d+)?$/.test(first) ? 'invalid reference format' : null;
}

/** Told with every sync; a pull is tried all the same. Follows kubelet_pods.go getPullSecretsForPod. */
export function missingPullSecrets(kit: Kit, worker: Worker | undefined): void {
  const missing = (worker?.pod.spec.imagePullSecrets ?? []).flatMap(({ name = '' }) => (name === '' || kit.plan.view.get('secrets', worker?.namespace ?? '', name) !== undefined ? [] : [name]));
  if (worker === undefined || missing.length === 0) return;
  event(kit, worker, 'Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`);
}

/** The name as containerd keeps it: with its registry and tag. */
export function fullName(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const named = first.includes('.') || first.includes(':') || first === 'localhost' ? image : slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
  return shared(/[:@][^/]*$/.test(named) ? named : `${named}:latest`);
}

export const backoffKey = (worker: Worker, image: string): string => `${worker.uid}_${image}`;
export const pullKey = (node: string, image: string): string => `${node} ${image}`;

/** Null when the image is there, a reason when it will not be, or `waiting` for a pull. */
export function ensureImage(kit: Kit, worker: Worker, spec: k8s.Container): Reason | null | 'waiting' {
  const image = spec.image ?? '';
  const { plan, state, cri } = kit;
  const bad = badReference(image);
  if (bad !== null) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${bad}`;
    event(kit, worker, 'Warning', 'InspectFailed', message, spec.name);
    return failed(kit, worker, spec.name, 'InvalidImageName', message);
  }
  const present = cri.imageStatus(worker.node, image) !== null;
  const policy = spec.imagePullPolicy ?? 'IfNotPresent';
  if (present && policy !== 'Always') {
    event(kit, worker, 'Normal', 'Pulled', shared(`Container image "${image}" already present on machine and can be accessed by the pod`), spec.name);
    plan.trace({ type: 'kubelet/pulled', ...about(worker), container: spec.name, image, ok: true, present: true, message: '' });
    return null;
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    event(kit, worker, 'Warning', 'ErrImageNeverPull', message, spec.name);
    return failed(kit, worker, spec.name, 'ErrImageNeverPull', message);
  }
  const key = backoffKey(worker, image);
  if (inBackoff(state.imageBackoffs, key, plan.now)) {
    const entry = state.imageBackoffs.get(key);
    const words = `Back-off pulling image "${image}"`;
    event(kit, worker, 'Normal', 'BackOff', words, spec.name);
    plan.trace({ type: 'kubelet/backoff', ...about(worker), container: spec.name, seconds: (entry?.ms ?? 0) / 1000, why: 'ImagePullBackOff' });
    const until = ((entry?.at ?? plan.now) + (entry?.ms ?? 0)) as SimTime;
    return { ...failed(kit, worker, spec.name, 'ImagePullBackOff', `${words}: ErrImagePull: ${entry?.error ?? ''}`), until };
  }
  event(kit, worker, 'Normal', 'Pulling', `Pulling image "${image}"`, spec.name);
  const waiting = pullKey(worker.node, image);
  const others = state.pulls.get(waiting);
  state.pulls.set(waiting, [...(others ?? []), worker.uid]);
  const { bytes, until } = others === undefined ? cri.pullImage(worker.node, image) : { bytes: 0, until: plan.now };
  plan.trace({ type: 'kubelet/pulling', ...about(worker), container: spec.name, image, bytes, until });
  state.factDirty.add(worker.uid);
  return 'waiting';
}

export function failed(kit: Kit, worker: Worker, name: string, reason: string, message: string): Reason {
  event(kit, worker, 'Warning', 'Failed', `Error: ${reason}`, name);
  return { reason, message };
}

