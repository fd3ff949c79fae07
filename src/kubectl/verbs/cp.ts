/** `kubectl cp`. Files go through a command in the container, as the real one's go through its tar. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { KubeObject, Pod } from '../../model/objects.ts';
import { fetchObject } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ExitError } from '../errors.ts';
import { flags } from '../flags.ts';
import { mappingFor } from '../mapper.ts';
import { printError } from '../session.ts';
import { connect } from './exec.ts';
import { chooseContainer } from './pods.ts';

export const cpCommand: Command = {
  name: 'cp',
  use: 'cp <file-spec-src> <file-spec-dest>',
  summary: 'Copy files into and out of containers',
  completes: 'files',
  flags: flags(`
    container|c string # The container; the Pod's first unless given.
    no-preserve bool # Leave owners and permissions behind.
    retries int=0 # How often to try again.
  `),
  run: runCp,
};

interface Spec {
  readonly namespace: string;
  readonly pod: string;
  readonly path: string;
}

function specOf(text: string): Spec {
  const colon = text.indexOf(':');
  const bad = 'filespec must match the canonical format: [[namespace/]pod:]file/path';
  if (colon === 0) throw new CommandError(bad);
  if (colon < 0) return { namespace: '', pod: '', path: text };
  const pieces = text.slice(0, colon).split('/');
  const path = text.slice(colon + 1);
  if (pieces.length === 1) return { namespace: '', pod: pieces[0] ?? '', path };
  if (pieces.length === 2) return { namespace: pieces[0] ?? '', pod: pieces[1] ?? '', path };
  throw new CommandError(bad);
}

const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';
const inside = (folder: string, name: string): string => `${folder.replace(/\/+$/, '')}/${name}`;

function* runCp(invocation: Invocation): Client<number> {
  const { args } = invocation;
  if (args.length !== 2) throw new CommandError('source and destination are required');
  const [from, to] = [specOf(args[0] ?? ''), specOf(args[1] ?? '')];
  if (from.pod !== '' && to.pod !== '') throw new CommandError('one of src or dest must be a local file specification');
  if (from.path === '' || to.path === '') throw new CommandError('filepath can not be empty');
  if (from.pod !== '') return yield* fromPod(invocation, from, to.path);
  if (to.pod !== '') return yield* toPod(invocation, from.path, to);
  throw new CommandError('one of src or dest must be a remote file specification');
}

interface Place {
  readonly pod: Pod;
  readonly container: string;
}
function* placeOf(invocation: Invocation, spec: Spec): Client<Place> {
  const { session, flags: values } = invocation;
  const object: KubeObject = yield* fetchObject(session, { mapping: mappingFor('pods'), namespace: spec.namespace || session.namespace, name: spec.pod, object: null, source: '' });
  const pod = object as unknown as Pod;
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  return { pod, container: (yield* chooseContainer(pod, values.text('container'), false)).name };
}

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
function* run(invocation: Invocation, place: Place, command: readonly string[], stdin: string | null): Client<Ran> {
  const stream = yield* connect(invocation.session, place.pod, 'exec', { container: place.container, command, ...(stdin === null ? {} : { stdin: true }) });
  if (stdin !== null) {
    yield* call({ call: 'write', stream, data: stdin });
    yield* call({ call: 'write', stream, data: null });
  }
  const said = { stdout: '', stderr: '' };
  try {
    for (;;) {
      const chunks = yield* call({ call: 'read', stream, timeoutMs: null });
      for (const chunk of chunks) {
        if (chunk.channel === 'end') {
          if (chunk.error !== undefined) throw new CommandError(chunk.error.message ?? '');
          return { ...said, exitCode: chunk.exitCode };
        }
        if (chunk.channel !== 'watch') said[chunk.channel] += chunk.data;
      }
      if (chunks.length === 0) return { ...said, exitCode: 0 };
    }
  } finally {
    yield* call({ call: 'close', stream });
  }
}

function* require0(ran: Ran): Client<void> {
  if (ran.exitCode === 0) return;
  yield* printError(ran.stderr);
  throw new ExitError(`command terminated with exit code ${ran.exitCode}`, ran.exitCode);
}

function* toPod(invocation: Invocation, source: string, spec: Spec): Client<number> {
  const file = yield* call({ call: 'readFile', path: source });
  if (!file.ok && file.error === 'ENOENT') throw new CommandError(`${source} doesn't exist in local filesystem`);
  const place = yield* placeOf(invocation, spec);
  const isFolder = (yield* run(invocation, place, ['test', '-d', spec.path], null)).exitCode === 0;
  yield* put(invocation, place, source, isFolder ? inside(spec.path, baseName(source)) : spec.path);
  return 0;
}

/** Copies a file, or a folder with all that is in it. */
function* put(invocation: Invocation, place: Place, source: string, path: string): Client<void> {
  const file = yield* call({ call: 'readFile', path: source });
  if (file.ok) return yield* require0(yield* run(invocation, place, ['tee', path], file.text));
  yield* require0(yield* run(invocation, place, ['mkdir', '-p', path], null));
  for (const name of yield* call({ call: 'listFiles', folder: source })) yield* put(invocation, place, inside(source, name.replace(/\/$/, '')), inside(path, name.replace(/\/$/, '')));
}

function* fromPod(invocation: Invocation, spec: Spec, target: string): Client<number> {
  const place = yield* placeOf(invocation, spec);
  const isFolder = (yield* run(invocation, place, ['test', '-d', spec.path], null)).exitCode === 0;
  if (isFolder) throw new CommandError('whole folders are not copied out of containers in this sandbox; name the files one by one');
  const ran = yield* run(invocation, place, ['cat', spec.path], null);
  yield* require0(ran);
  const there = yield* call({ call: 'readFile', path: target });
  yield* call({ call: 'writeFile', path: !there.ok && there.error === 'EISDIR' ? inside(target, baseName(spec.path)) : target, text: ran.stdout });
  return 0;
}
