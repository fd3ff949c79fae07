/** Static Pods: manifests in a folder of the node. Follows pkg/kubelet/config/file.go and common.go. */
import { hash32 } from '../../base/rng.ts';
import type { Pod } from '../../model/objects.ts';
import type { ApiResponse } from '../contract/api.ts';
import type { Kit } from './kit.ts';
import { addWorker } from './worker.ts';
import { terminate } from './termination.ts';

const FOLDER = '/etc/kubernetes/manifests/';
const fileKey = (node: string, path: string): string => `${node} ${path}`;
const isManifest = (path: string): boolean => path.startsWith(FOLDER) && !path.slice(FOLDER.length).includes('/') && !path.slice(FOLDER.length).startsWith('.');

/** A digest in the form of the kubelet's: 32 hexadecimal digits. */
function digest(text: string): string {
  return ['a', 'b', 'c', 'd'].map((salt) => hash32(salt + text).toString(16).padStart(8, '0')).join('');
}

/** A file was put there: the API server's own code reads it and fills its defaults in. */
export function filePut(kit: Kit, node: string, path: string, text: string): void {
  if (!isManifest(path) || !kit.state.nodes.has(node)) return;
  const request = { verb: 'create', resource: 'pods', namespace: 'default', body: { text, contentType: 'application/yaml' }, options: { dryRun: true } } as const;
  const namespace = /"namespace"\s*:\s*"([^"]+)"|^\s*namespace:\s*["']?([^\s"']+)/m.exec(text);
  kit.plan.request({ ...request, namespace: namespace?.[1] ?? namespace?.[2] ?? 'default' }, `static/${digest(text)}/${fileKey(node, path)}`);
}

export function fileRead(kit: Kit, key: string, response: ApiResponse): void {
  const [, content = '', ...rest] = key.split('/');
  const file = rest.join('/');
  const node = file.slice(0, file.indexOf(' '));
  fileGone(kit, file);
  if (response.code >= 300) return;
  const uid = digest(`${content}${file}`);
  kit.state.statics.set(file, uid);
  addWorker(kit, staticPod(response.body as unknown as Pod, node, uid), 'file');
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
    metadata: { ...read.metadata, name: `${read.metadata.name}-${node}`, uid, annotations: { ...read.metadata.annotations, 'kubernetes.io/config.hash': uid, 'kubernetes.io/config.seen': read.metadata.creationTimestamp, 'kubernetes.io/config.source': 'file' } },
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

export const fileRemoved = (kit: Kit, node: string, path: string): void => fileGone(kit, fileKey(node, path));
function fileGone(kit: Kit, file: string): void {
  const uid = kit.state.statics.get(file);
  const worker = uid === undefined ? undefined : kit.state.workers.get(uid);
  kit.state.statics.delete(file);
  if (worker !== undefined) terminate(kit, worker.uid, worker.pod.spec.terminationGracePeriodSeconds);
}
