/** What a client program such as kubectl yields while it runs. One small driver carries the calls out, in the worker and in Node. */
import type { SimTime } from '../../model/time.ts';
import type { ApiRequest, ApiResponse, StreamChunk, StreamResponse } from './api.ts';
import type { StreamId } from './ids.ts';

export type ClientCall =
  | { readonly call: 'request'; readonly request: ApiRequest }
  | { readonly call: 'open'; readonly request: ApiRequest }
  /** Waits in virtual time until the stream has something; an empty answer means that `timeoutMs` went by. */
  | { readonly call: 'read'; readonly stream: StreamId; readonly timeoutMs: number | null }
  | { readonly call: 'write'; readonly stream: StreamId; readonly data: string | null }
  | { readonly call: 'close'; readonly stream: StreamId }
  | { readonly call: 'sleep'; readonly ms: number }
  | { readonly call: 'clock' }
  /** Asks what the API server serves beside its own resources. */
  | { readonly call: 'discover' }
  | { readonly call: 'print'; readonly channel: 'stdout' | 'stderr'; readonly text: string }
  /** Wipes the screen, where there is one; a text that holds control characters never does. */
  | { readonly call: 'clear' }
  /** A line of what the person types, or null at its end. */
  | { readonly call: 'input' }
  /** Waits for what the person types or for the stream, whichever speaks first. At a terminal Ctrl-C is typed, too. */
  | { readonly call: 'attend'; readonly stream: StreamId; readonly tty: boolean }
  | { readonly call: 'readFile'; readonly path: string }
  | { readonly call: 'writeFile'; readonly path: string; readonly text: string }
  | { readonly call: 'removeFile'; readonly path: string }
  /** Names in a folder; folders end with a slash. */
  | { readonly call: 'listFiles'; readonly folder: string }
  /** Opens an editor on a text; null when it was closed without saving. */
  | { readonly call: 'edit'; readonly name: string; readonly text: string };

/** The answer to each call, by its name. */
export interface ClientReplies {
  readonly request: ApiResponse;
  readonly open: StreamResponse;
  readonly read: readonly StreamChunk[];
  readonly write: null;
  readonly close: null;
  readonly sleep: null;
  readonly clock: { readonly now: SimTime; readonly epoch: number };
  readonly discover: { readonly metrics: boolean };
  readonly print: null;
  readonly clear: null;
  readonly input: string | null;
  readonly attend: { readonly line: string | null } | { readonly chunks: readonly StreamChunk[] };
  readonly readFile: { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: 'ENOENT' | 'EISDIR' };
  readonly writeFile: null;
  readonly removeFile: null;
  readonly listFiles: readonly string[];
  readonly edit: string | null;
}
export type ClientReply = ClientReplies[keyof ClientReplies];
/** A client program: it ends with its exit code. */
export type ClientProgram = Generator<ClientCall, number, ClientReply>;
/** A part of a client program that gives a value. */
export type Client<T> = Generator<ClientCall, T, ClientReply>;

/** Yields one call and gives its answer, typed. */
export function* call<C extends ClientCall>(one: C): Generator<ClientCall, ClientReplies[C['call']], ClientReply> {
  return (yield one) as ClientReplies[C['call']];
}
