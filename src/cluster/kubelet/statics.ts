/** Static Pods: manifests in a folder of the node, whoever writes there. Follows pkg/kubelet/config/file.go, file_linux.go and common.go. */
import { hash32 } from '../../base/rng.ts';
import type { k8s, Pod } from '../../model/objects.ts';
import { after } from '../../model/time.ts';
import type { ApiResponse } from '../contract/api.ts';
import { jittered } from './backoff.ts';
import type { Kit } from './kit.ts';
import { addWorker } from './worker.ts';
import { terminate } from './terminate.ts';

const FOLDER = '/etc/kubernetes/manifests/';
const fileKey = (node: string, path: string): string => `${node} ${path}`;

/** A digest in the form of the kubelet's: 32 hexadecimal digits. */
function digest(text: string): string {
  return ['a', 'b', 'c', 'd'].map((salt) => hash32(salt + text).toString(16).padStart(8, '0')).join('');
}

/** Something in the folder of a node has changed, or its kubelet has begun to look again. */
export function readManifests(kit: Kit, node: string): void {
  if (kit.state.nodes.get(node)?.stopped !== false) return;
  const { manifests } = kit.state;
  const there = new Set<string>();
  for (const name of kit.cri.nodeFiles(node, FOLDER)) {
    const [path, file] = [`${FOLDER}${name}`, fileKey(node, `${FOLDER}${name}`)];
    const text = name.startsWith('.') ? null : kit.cri.readFile({ node }, path);
    if (text === null) continue;
    there.add(file);
    const content = digest(text);
    if (manifests.get(file) === content) continue;
    manifests.set(file, content);
    filePut(kit, file, text, content);
  }
  for (const file of manifests.keys()) {
    if (!file.startsWith(fileKey(node, FOLDER)) || there.has(file)) continue;
    manifests.delete(file);
    fileGone(kit, file);
  }
}

/** A file is new or another: the API server's own code reads it and fills its defaults in. */
function filePut(kit: Kit, file: string, text: string, content: string): void {
  const request = { verb: 'create', resource: 'pods', namespace: 'default', body: { text, contentType: 'application/yaml' }, options: { dryRun: true } } as const;
  const namespace = /"namespace"\s*:\s*"([^"]+)"|^\s*namespace:\s*["']?([^\s"']+)/m.exec(text);
  kit.plan.request({ ...request, namespace: namespace?.[1] ?? namespace?.[2] ?? 'default' }, `static/${content}/${file}`);
}

export function fileRead(kit: Kit, key: string, response: ApiResponse): void {
  const [, content = '', ...rest] = key.split('/');
  const file = rest.join('/');
  const node = file.slice(0, file.indexOf(' '));
  fileGone(kit, file);
  if (response.code >= 300) return;
  const uid = digest(`${content}${file}`);
  const pod = staticPod(response.body as unknown as Pod, node, uid);
  if (refersToObjects(pod)) return;
  if (!nameIsFree(kit, node, pod)) return hold(kit, file, pod);
  kit.state.statics.set(file, uid);
  addWorker(kit, pod, 'file');
}

/** A static Pod may not refer to other objects of the API: such a file is ignored. Follows api/pod/util.go HasAPIObjectReference. */
function refersToObjects({ spec }: Pod): boolean {
  const inEnv = ({ env = [], envFrom = [] }: k8s.Container): boolean => envFrom.length > 0 || env.some(({ valueFrom }) => valueFrom?.configMapKeyRef !== undefined || valueFrom?.secretKeyRef !== undefined);
  const inVolume = ({ configMap, secret, persistentVolumeClaim, ephemeral, projected }: k8s.Volume): boolean =>
    configMap !== undefined || secret !== undefined || persistentVolumeClaim !== undefined || ephemeral !== undefined || (projected?.sources ?? []).some((source) => source.downwardAPI === undefined);
  return (spec.imagePullSecrets ?? []).length > 0 || (spec.resourceClaims ?? []).length > 0 || (spec.volumes ?? []).some(inVolume) || [...(spec.initContainers ?? []), ...spec.containers].some(inEnv);
}

/** Of static Pods of one name only one may run: the next waits until nothing is left of the one before. Follows pod_workers.go allowStaticPodStart. */
function nameIsFree(kit: Kit, node: string, { metadata }: Pod): boolean {
  for (const worker of kit.state.workers.values()) if (worker.source === 'file' && worker.node === node && worker.name === metadata.name && worker.namespace === metadata.namespace) return false;
  return true;
}
const HELD_MS = 10_000;
function hold(kit: Kit, file: string, pod: Pod): void {
  kit.state.heldStatics.set(file, pod);
  kit.plan.wakeAt(`static/${file}`, after(kit.plan.now, jittered(HELD_MS)));
}
export function heldWoken(kit: Kit, file: string): void {
  const pod = kit.state.heldStatics.get(file);
  if (pod === undefined) return;
  kit.state.heldStatics.delete(file);
  if (!nameIsFree(kit, pod.spec.nodeName ?? '', pod)) return hold(kit, file, pod);
  kit.state.statics.set(file, pod.metadata.uid);
  addWorker(kit, pod, 'file');
}

/** What the kubelet adds to a manifest of its own. */
function staticPod(read: Pod, node: string, uid: string): Pod {
  const { serviceAccountName: _name, ...spec } = read.spec as Pod['spec'] & { readonly serviceAccount?: string };
  const volumes = (spec.volumes ?? []).filter(({ name }) => !name.startsWith('kube-api-access-'));
  const stripped = <T extends { readonly volumeMounts?: Pod['spec']['containers'][number]['volumeMounts'] }>(each: T): T => {
    const mounts = (each.volumeMounts ?? []).filter(({ name }) => !name.startsWith('kube-api-access-'));
    const { volumeMounts: _mounts, ...others } = each;
    return (mounts.length === 0 ? others : { ...others, volumeMounts: mounts }) as T;
  };
  const { serviceAccount: _account, ...plain } = spec;
  return {
    ...read,
    metadata: {
      ...read.metadata, name: `${read.metadata.name}-${node}`, uid,
      annotations: { ...read.metadata.annotations, 'kubernetes.io/config.hash': uid, 'kubernetes.io/config.seen': read.metadata.creationTimestamp, 'kubernetes.io/config.source': 'file' },
    },
    spec: {
      ...plain,
      nodeName: node,
      volumes,
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
      containers: spec.containers.map(stripped),
      ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(stripped) }),
    },
  };
}

function fileGone(kit: Kit, file: string): void {
  const uid = kit.state.statics.get(file);
  const worker = uid === undefined ? undefined : kit.state.workers.get(uid);
  kit.state.statics.delete(file);
  kit.state.heldStatics.delete(file);
  if (worker !== undefined) terminate(kit, worker.uid, worker.pod.spec.terminationGracePeriodSeconds);
}
