/** What a cluster is made from. Together with the command log this is all that a saved session needs. */
import type { KubeObject, k8s } from '../../model/objects.ts';
import type { UserInfo } from './api.ts';

/** A machine; `cpu` and `memory` are quantities, of which its kubelet keeps nothing for itself. */
export interface NodeSetting {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly pods?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly k8s.Taint[];
  /** The node's own address. */
  readonly address: string;
  /** What it hands out to Pods: `10.0.10.0/24`. */
  readonly podCIDR: string;
  /** The last number of the next Pod address, where the first few are to be left out. */
  readonly nextPodAddress?: number;
  /** A node that no kubelet runs on: an object only. */
  readonly kubelet?: boolean;
  /** A machine that is there but off: its kubelet registers it when it is started. */
  readonly standby?: boolean;
}

/** An image that a registry serves. Programs that it runs: runtime/images. */
export interface ImageSetting {
  /** As written in a manifest: `nginx:1.27`. */
  readonly name: string;
  readonly bytes: number;
  /** On every node from the start; otherwise it is pulled. */
  readonly present: boolean;
}

/** How long what takes time takes: `…Ms` in milliseconds of virtual time. */
interface Delays {
  /** Milliseconds from the kubelet's first sync to a ready sandbox. */
  readonly sandboxMs: number;
  readonly createMs: number;
  readonly startMs: number;
  readonly pullBytesPerSecond: number;
  readonly pullLatencyMs: number;
  /** How late the nodes' rules follow a change of a Service or of its endpoints; at once unless said. */
  readonly serviceMs?: number;
}
export const DEFAULT_DELAYS: Delays = { sandboxMs: 450, createMs: 60, startMs: 60, pullBytesPerSecond: 20_000_000, pullLatencyMs: 400 };

export interface ClusterSettings {
  readonly seed: number;
  /** The date of the first instant, in milliseconds since 1970. */
  readonly epoch: number;
  readonly nodes: readonly NodeSetting[];
  readonly podCIDR: string;
  readonly serviceCIDR: string;
  readonly images: readonly ImageSetting[];
  readonly delays: Delays;
  /** What runs beside the API server. */
  readonly run: { readonly scheduler: boolean; readonly controllers: boolean; readonly kubelet: boolean };
  /** Created by the administrator before the first instant, in order. */
  readonly prelude: readonly (Partial<KubeObject> & { readonly apiVersion: string; readonly kind: string })[];
  /** Addresses that Pods of the prelude got long ago: `namespace/name` -> address. Later Pods take what `nextPodAddress` says. */
  readonly preludeAddresses?: Readonly<Record<string, string>>;
  /** Whether somebody tells what Pods use, as a metrics server does; yes unless said otherwise. */
  readonly metrics?: boolean;
  /** Who asks when a request names nobody; kubeadm's administrator unless given. */
  readonly admin?: UserInfo;
  /** How long old revisions can be read, in milliseconds of virtual time. */
  readonly retentionMs: number;
  /** The scheduler's die, where a recording tells what it rolled: pod name -> node name. */
  readonly picks?: Readonly<Record<string, string>>;
}

/** Where the API server listens, on the machine of the control plane. */
export const API_SERVER_PORT = 6443;
/** The control plane's machine stands before the first node: `192.168.1.11` -> `192.168.1.10`. */
export const controlPlaneAddress = ({ nodes }: Pick<ClusterSettings, 'nodes'>): string => (nodes[0]?.address ?? '192.168.1.11').replace(/\.\d+$/, '.10');
