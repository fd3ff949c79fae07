/** Which lines are Pod, container, network or storage: the ribbon in the gutter. */
import { kindsOf, type Line, type Path } from './outline.ts';

type RibbonKind = 'pod' | 'container' | 'network' | 'storage';
interface Ribbon {
  readonly kind: RibbonKind;
  /** Lines from 1, both included. */
  readonly from: number;
  readonly to: number;
}

/** Where the Pod stands in each kind that has one. */
const POD_AT: Readonly<Record<string, Path>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
const NETWORK_KINDS = new Set(['Service', 'Ingress', 'NetworkPolicy', 'Endpoints', 'EndpointSlice']);
const STORAGE_KINDS = new Set(['PersistentVolume', 'PersistentVolumeClaim', 'StorageClass', 'ConfigMap', 'Secret']);
const POD_NETWORK = new Set(['hostNetwork', 'dnsPolicy', 'dnsConfig', 'hostAliases', 'hostname', 'subdomain', 'setHostnameAsFQDN', 'enableServiceLinks']);
const LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

function inPod(path: Path): RibbonKind | null {
  const [first, second, third, fourth] = path;
  if (first === 'metadata') return path.length > 1 ? 'pod' : null;
  if (first !== 'spec' || typeof second !== 'string') return null;
  if (second === 'volumes') return 'storage';
  if (POD_NETWORK.has(second)) return 'network';
  if (!LISTS.has(second)) return 'pod';
  if (typeof third !== 'number') return null;
  if (fourth === 'ports') return 'network';
  return fourth === 'volumeMounts' || fourth === 'volumeDevices' ? 'storage' : 'container';
}

function ribbonKind(kind: string, path: Path): RibbonKind | null {
  const at = POD_AT[kind];
  if (at !== undefined) {
    if (path.length > at.length && at.every((step, i) => path[i] === step)) return inPod(path.slice(at.length));
    return null;
  }
  if (path[0] !== 'spec' && path[0] !== 'data' && path[0] !== 'stringData' && path[0] !== 'subsets' && path[0] !== 'endpoints') return null;
  if (NETWORK_KINDS.has(kind)) return path.length > 1 || path[0] !== 'spec' ? 'network' : null;
  return STORAGE_KINDS.has(kind) ? 'storage' : null;
}

export function ribbons(lines: readonly Line[]): readonly Ribbon[] {
  const kinds = kindsOf(lines);
  const found: Ribbon[] = [];
  lines.forEach((line, i) => {
    if (line.blank) return;
    const kind = ribbonKind(kinds[line.document]?.kind ?? '', line.path);
    const last = found[found.length - 1];
    const starts = kind === 'container' && line.path.length === 4 && line.path[3] !== undefined && isFirstOfItem(lines, i);
    if (kind === null) return;
    if (last && last.kind === kind && last.to === i && !starts) found[found.length - 1] = { ...last, to: i + 1 };
    else found.push({ kind, from: i + 1, to: i + 1 });
  });
  return found;
}
/** Two containers one after the other are two ribbons. */
function isFirstOfItem(lines: readonly Line[], at: number): boolean {
  const [line, before] = [lines[at], lines[at - 1]];
  return line !== undefined && before !== undefined && line.path[2] !== before.path[2];
}
