/** Requests to the API server and its answers: the only way in which anyone, a component included, changes the cluster's objects. */
import type { GroupResource, KubeObject } from '../../model/objects.ts';
import type { Status } from '../../model/status.ts';
import type { StreamId } from './ids.ts';

type Verb = 'create' | 'get' | 'list' | 'watch' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** Who asks, past authentication. */
export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
}
/** Who asks when a request names nobody: kubeadm's administrator. */
export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };
/** A part of the cluster, as it asks the API server. */
export const componentUser = (name: string, ...groups: readonly string[]): UserInfo => ({ name, groups: [...groups, 'system:authenticated'] });

/** A body that came as text (YAML or JSON as it was sent); anything else is a JSON value, never changed by the server. */
export interface TextBody {
  readonly text: string;
  readonly contentType: string;
}
export const isTextBody = (body: unknown): body is TextBody =>
  typeof body === 'object' && body !== null && typeof (body as TextBody).contentType === 'string' && typeof (body as TextBody).text === 'string';

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply';

/** What stands in the query of a request's URL, and in DeleteOptions. Spans are seconds, as in the API. */
export interface RequestOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** Of a server-side apply. */
  readonly force?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** `table` asks for a meta.k8s.io Table, as kubectl get does. */
  readonly accept?: 'object' | 'table';
  /** Of pods/log, pods/exec, pods/attach, pods/portforward. */
  readonly container?: string;
  readonly command?: readonly string[];
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly stdin?: boolean;
  readonly tty?: boolean;
  readonly ports?: readonly number[];
}

/** `namespace` and `name` are '' or left out where the resource or the verb has none. */
export interface ApiRequest {
  readonly verb: Verb;
  readonly resource: GroupResource;
  /** The version of the URL, where it is not the preferred one: `autoscaling/v1`. */
  readonly apiVersion?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: UserInfo;
  /** A bearer token, which names the user instead. */
  readonly token?: string;
  /** Sent from outside, whatever name it is sent under: nothing in it is taken for granted. */
  readonly outside?: boolean;
  readonly patchType?: PatchType;
  readonly body?: unknown;
  readonly options?: RequestOptions;
}

/** A word of Podarium's own about what it does not simulate; never among the API server's warnings. */
export interface SimulationNote {
  /** The field, in API notation, or '' for the request as a whole. */
  readonly field: string;
  readonly message: string;
}

export interface ObjectList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly KubeObject[];
}
export interface TableRow {
  readonly cells: readonly unknown[];
  /** The row's object, with its metadata at least. */
  readonly object: KubeObject;
}
/** A meta.k8s.io Table: columns with a priority above 0 are shown by `-o wide` only. */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: { readonly resourceVersion: string };
  readonly columnDefinitions: readonly { readonly name: string; readonly type: string; readonly format?: string; readonly priority: number }[];
  readonly rows: readonly TableRow[];
}
export type ResponseBody = KubeObject | ObjectList | Table | Status;

/** `code` is that of HTTP; from 400 on the body is a Status. */
export interface ApiResponse {
  readonly code: number;
  readonly body: ResponseBody;
  readonly warnings: readonly string[];
  readonly notes: readonly SimulationNote[];
}

/** What a request that lasts (watch, log, exec, attach, portforward) is answered with: a stream, or a refusal. */
export type StreamResponse = { readonly stream: StreamId; readonly warnings: readonly string[] } | { readonly stream: null; readonly response: ApiResponse };

/** What comes out of a stream. `watch`: one event; `end`: the stream is over, with the exit code of an exec. */
export type StreamChunk =
  | { readonly channel: 'stdout' | 'stderr'; readonly data: string }
  | { readonly channel: 'watch'; readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly channel: 'end'; readonly exitCode: number; readonly error?: Status };
