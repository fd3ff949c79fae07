/** Streams of the API server: watches of one object, logs, and what a container's command says and hears. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ApiRequest, StreamChunk } from '../../cluster/contract/api.ts';
import type { StreamId } from '../../cluster/contract/ids.ts';
import type { KubeObject } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import { place } from '../builder.ts';
import type { Target } from '../builder.ts';
import { ApiError, CommandError, ExitError } from '../errors.ts';
import { clock, credentials, print, warn } from '../session.ts';
import type { Session } from '../session.ts';

/** Opens a stream; a refusal is thrown. */
export function* openStream(session: Session, request: ApiRequest): Client<StreamId> {
  const opened = yield* call({ call: 'open', request: { ...request, ...credentials(session) } });
  if (opened.stream === null) {
    const { body } = opened.response;
    throw isStatus(body) ? new ApiError(body) : new CommandError(`the server answered with code ${opened.response.code}`);
  }
  yield* warn(session, opened.warnings);
  return opened.stream;
}

/** Follows one object until `check` is content; false when the time is up first. `gone` says what its deletion means. */
export function* follow(session: Session, target: Target, from: KubeObject, until: number, check: (object: KubeObject | null) => boolean): Client<KubeObject | null | false> {
  if (check(from)) return from;
  const { name: _, ...where } = place(target);
  const options = { fieldSelector: `metadata.name=${target.name}`, resourceVersion: from.metadata.resourceVersion };
  const stream = yield* openStream(session, { verb: 'watch', ...where, options });
  try {
    for (;;) {
      const { now } = yield* clock();
      if (now >= until) return false;
      for (const chunk of yield* call({ call: 'read', stream, timeoutMs: until - now })) {
        if (chunk.channel !== 'watch') continue;
        const object = chunk.type === 'DELETED' ? null : chunk.object;
        if (check(object)) return object;
      }
    }
  } finally {
    yield* call({ call: 'close', stream });
  }
}

/** Copies a stream to the screen until it ends; a refusal at its end is thrown. */
export function* copyOut(stream: StreamId, onLine: (line: string) => string = (line) => line): Client<void> {
  let rest = '';
  for (;;) {
    const chunks = yield* call({ call: 'read', stream, timeoutMs: null });
    for (const chunk of chunks) {
      if (chunk.channel === 'stdout') {
        const lines = (rest + chunk.data).split(/(?<=\n)/);
        rest = lines.at(-1)?.endsWith('\n') === false ? (lines.pop() ?? '') : '';
        yield* print(lines.map(onLine).join(''));
      } else if (chunk.channel === 'end') {
        if (rest !== '') yield* print(onLine(rest));
        if (chunk.error !== undefined) throw new ApiError(chunk.error);
        return;
      }
    }
    if (chunks.length === 0) return;
  }
}

/** Talks to a command in a container: output to the screen, what is typed to the command. Gives its exit code. */
export function* converse(session: Session, stream: StreamId, stdin: boolean, tty = false): Client<number> {
  const piped = session.env.stdin ?? null;
  let typing = stdin && piped === null;
  if (stdin && piped !== null) {
    yield* call({ call: 'write', stream, data: piped });
    yield* call({ call: 'write', stream, data: null });
  }
  try {
    for (;;) {
      let chunks: readonly StreamChunk[];
      if (typing) {
        const heard = yield* call({ call: 'attend', stream, tty });
        if ('line' in heard) {
          typing = heard.line !== null;
          yield* call({ call: 'write', stream, data: heard.line === null ? null : tty && heard.line === '\x03' ? heard.line : `${heard.line}\n` });
          continue;
        }
        chunks = heard.chunks;
      } else chunks = yield* call({ call: 'read', stream, timeoutMs: null });
      for (const chunk of chunks) {
        if (chunk.channel === 'end') return ended(chunk);
        if (chunk.channel !== 'watch') yield* call({ call: 'print', channel: chunk.channel, text: chunk.data });
      }
      if (chunks.length === 0 && !typing) return 0;
    }
  } finally {
    yield* call({ call: 'close', stream });
  }
}

function ended(chunk: StreamChunk & { readonly channel: 'end' }): number {
  if (chunk.error !== undefined) throw new CommandError(chunk.error.message ?? '');
  if (chunk.exitCode !== 0) throw new ExitError(`command terminated with exit code ${chunk.exitCode}`, chunk.exitCode);
  return 0;
}
