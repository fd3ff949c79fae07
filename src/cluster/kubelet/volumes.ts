/** A Pod's volumes on its node: set up before its containers, renewed while they run. Follows pkg/kubelet/volumemanager. */
import { wholeValue } from '../../model/quantity.ts';
import type { k8s } from '../../model/objects.ts';
import type { SimTime } from '../../model/time.ts';
import { ROOT_CA } from '../../model/well-known.ts';
import type { VolumeConfig } from '../contract/cri.ts';
import { jittered } from './backoff.ts';
import { event, nextRelist, patch, put, waitFor } from './kit.ts';
import type { Kit } from './kit.ts';
import type { Worker } from './state.ts';
import { configMapFiles, downwardFiles, projectedFiles, secretFiles } from './volume-files.ts';
import type { Written } from './volume-files.ts';

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;
const WAIT_MS = 123_000;
const RESYNC_MS = 60_000;

const claimName = ({ persistentVolumeClaim, ephemeral, name }: k8s.Volume, worker: Worker): string | null =>
  persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? null : `${worker.name}-${name}`);

/** Names the tree of files; what several Pods share has one name for all. */
export function volumeId(kit: Kit, worker: Worker, volume: k8s.Volume): string {
  if (volume.hostPath !== undefined) return `host:${volume.hostPath.path}`;
  const claim = claimName(volume, worker);
  if (claim === null) return `${worker.uid}/${volume.name}`;
  return `pv:${kit.plan.view.get('persistentvolumeclaims', worker.namespace, claim)?.spec.volumeName ?? claim}`;
}

const isDirectory = (kit: Kit, node: string, path: string): boolean => kit.cri.nodeFiles(node, path).length > 0;

/** Follows pkg/volume/hostpath: what `type` asks for has to be there. */
function hostPathProblem(kit: Kit, worker: Worker, { path, type = '' }: k8s.HostPathVolumeSource): string | null {
  if (type === '' || type === 'DirectoryOrCreate' || type === 'FileOrCreate') return null;
  const file = kit.cri.readFile({ node: worker.node }, path) !== null;
  const directory = !file && isDirectory(kit, worker.node, path);
  if ((type === 'Directory' && directory) || (type === 'File' && file)) return null;
  const what: Readonly<Record<string, string>> = { Directory: 'a directory', File: 'a file', Socket: 'a socket file', CharDevice: 'a character device', BlockDevice: 'a block device' };
  const head = `hostPath type check failed: ${path} is not ${what[type] ?? type}`;
  return file || directory ? head : `hostPath type check failed, ${path} is not ${what[type] ?? type}, unable to determine its type: path "${path}" does not exist`;
}

type Made = { readonly config: VolumeConfig } | { readonly problem: string };

function makeVolume(kit: Kit, worker: Worker, volume: k8s.Volume): Made {
  const base: VolumeConfig = { kind: 'claim', id: volumeId(kit, worker, volume), node: worker.node, sizeLimitBytes: null, files: {}, fsGroup: worker.pod.spec.securityContext.fsGroup ?? null, hostPath: '' };
  const { configMap, secret, downwardAPI, projected, emptyDir, hostPath } = volume;
  const show = (kind: VolumeConfig['kind'], written: Written): Made => ('problem' in written ? written : { config: { ...base, kind, files: written.files } });
  if (configMap !== undefined) return show('configMap', configMapFiles(kit, worker, configMap, configMap.defaultMode ?? 0o644));
  if (secret !== undefined) return show('secret', secretFiles(kit, worker, secret.secretName ?? '', secret, secret.defaultMode ?? 0o644));
  if (downwardAPI !== undefined) return show('downwardAPI', downwardFiles(kit, worker, downwardAPI.items ?? [], downwardAPI.defaultMode ?? 0o644));
  if (projected !== undefined) return show('projected', projectedFiles(kit, worker, projected));
  if (emptyDir !== undefined) return { config: { ...base, kind: emptyDir.medium === 'Memory' ? 'memory' : 'emptyDir', sizeLimitBytes: emptyDir.sizeLimit === undefined ? null : wholeValue(emptyDir.sizeLimit) } };
  if (hostPath !== undefined) {
    const problem = hostPathProblem(kit, worker, hostPath);
    return problem === null ? { config: { ...base, kind: 'hostPath', hostPath: hostPath.path, fsGroup: null } } : { problem };
  }
  if ((volume as { readonly image?: unknown }).image !== undefined) return { config: { ...base, kind: 'image' } };
  return { config: base };
}

/** The objects that a volume shows: `configmaps/ns/name`. */
function objectsOf({ namespace, pod }: Worker): readonly string[] {
  const keys: string[] = [];
  const add = (resource: string, name: string | undefined): void => void keys.push(`${resource}/${namespace}/${name ?? ''}`);
  for (const { configMap, secret, projected } of pod.spec.volumes ?? []) {
    if (configMap !== undefined) add('configmaps', configMap.name);
    if (secret !== undefined) add('secrets', secret.secretName);
    for (const source of projected?.sources ?? []) {
      if (source.configMap !== undefined && source.configMap.name !== ROOT_CA) add('configmaps', source.configMap.name);
      if (source.secret !== undefined) add('secrets', source.secret.name);
    }
  }
  return keys;
}

/** Sets all volumes up; false while one of them is waited for. */
export function mountVolumes(kit: Kit, uid: string): boolean {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined) return false;
  const missing: string[] = [];
  for (const volume of worker.pod.spec.volumes ?? []) {
    const made = makeVolume(kit, worker, volume);
    if ('config' in made) kit.cri.setVolume(made.config);
    else {
      missing.push(volume.name);
      event(kit, worker, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${made.problem}`);
    }
  }
  if (missing.length > 0) {
    waitToMount(kit, worker, missing);
    return false;
  }
  for (const key of objectsOf(worker)) {
    const users = kit.state.users.get(key) ?? [];
    if (!users.includes(uid)) kit.state.users.set(key, [...users, uid]);
  }
  put(kit, { ...worker, mounted: true });
  return true;
}

function waitToMount(kit: Kit, worker: Worker, missing: readonly string[]): void {
  const { now } = kit.plan;
  const wait = worker.run?.wait?.on === 'mount' ? worker.run.wait : { on: 'mount' as const, since: now, tries: 0 };
  const due = now + Math.min(FIRST_RETRY_MS * 2 ** wait.tries, MAX_RETRY_MS);
  const end = wait.since + WAIT_MS;
  if (now >= end) {
    event(kit, worker, 'Warning', 'FailedMount', `Unable to attach or mount volumes: unmounted volumes=[${missing.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`);
    return waitFor(kit, worker.uid, { on: 'mount', since: now, tries: 0 }, { failed: true });
  }
  waitFor(kit, worker.uid, { ...wait, tries: wait.tries + 1 });
  kit.plan.wakeAt(`mount/${worker.uid}`, Math.min(due, end) as SimTime);
}

/** An object that volumes show has changed: they are renewed with the Pod's next sync by itself. */
export function objectChanged(kit: Kit, key: string): void {
  for (const uid of kit.state.users.get(key) ?? []) {
    const worker = kit.state.workers.get(uid);
    if (worker === undefined || worker.stage !== 'sync' || !worker.mounted) continue;
    kit.plan.wakeAt(`refresh/${uid}`, nextResync(kit, worker));
  }
}
/** When a Pod is synced although nothing happens: a minute and a half at most after the last time. */
export function nextResync(kit: Kit, worker: Worker): SimTime {
  const period = jittered(RESYNC_MS);
  const passed = Math.floor((kit.plan.now - worker.synced) / period) + 1;
  const due = worker.synced + passed * period;
  const tick = nextRelist(kit, worker.node);
  return (due <= tick ? tick : tick + Math.ceil((due - tick) / 1000) * 1000) as SimTime;
}
export function refreshVolumes(kit: Kit, uid: string): void {
  const worker = kit.state.workers.get(uid);
  if (worker === undefined || !worker.mounted || worker.stage !== 'sync') return;
  for (const volume of worker.pod.spec.volumes ?? []) {
    if (volume.configMap === undefined && volume.secret === undefined && volume.projected === undefined && volume.downwardAPI === undefined) continue;
    const made = makeVolume(kit, worker, volume);
    if ('config' in made) kit.cri.setVolume(made.config);
    else event(kit, worker, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${made.problem}`);
  }
  kit.state.factDirty.add(uid);
}

export function removeVolumes(kit: Kit, worker: Worker): void {
  if (!worker.mounted) return;
  for (const volume of worker.pod.spec.volumes ?? []) if (volume.hostPath === undefined && claimName(volume, worker) === null) kit.cri.removeVolume(worker.node, volumeId(kit, worker, volume));
  for (const key of objectsOf(worker)) {
    const left = (kit.state.users.get(key) ?? []).filter((each) => each !== worker.uid);
    if (left.length === 0) kit.state.users.delete(key);
    else kit.state.users.set(key, left);
  }
  if (kit.state.workers.has(worker.uid)) patch(kit, worker.uid, { mounted: false });
}
