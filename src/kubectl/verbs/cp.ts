/** `kubectl cp`. Files go through a command in the container, as the real one's go through its tar. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { KubeObject, Pod } from '../../model/objects.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ExitError } from '../errors.ts';
import { flags } from '../flags.ts';
import { print, printError, send, wallClock } from '../session.ts';
import { packTar, unpackTar } from '../tar.ts';
import type { TarMember } from '../tar.ts';
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
  const object = (yield* send(session, { verb: 'get', resource: 'pods', namespace: spec.namespace || session.namespace, name: spec.pod })).body as KubeObject;
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

/** Ends as the container's command did. */
function require0({ exitCode }: Ran): void {
  if (exitCode !== 0) throw new ExitError(`command terminated with exit code ${exitCode}`, exitCode);
}

const folderOf = (path: string): string => {
  const at = path.replace(/\/+$/, '').lastIndexOf('/');
  return at < 0 ? '.' : path.slice(0, at) || '/';
};

function* toPod(invocation: Invocation, source: string, spec: Spec): Client<number> {
  const file = yield* call({ call: 'readFile', path: source });
  if (!file.ok && file.error === 'ENOENT') throw new CommandError(`${source} doesn't exist in local filesystem`);
  const place = yield* placeOf(invocation, spec);
  const isFolder = (yield* run(invocation, place, ['test', '-d', spec.path], null)).exitCode === 0;
  const path = isFolder ? inside(spec.path, baseName(source)) : spec.path;
  const archive = packTar(yield* membersOf(source, baseName(path)), Math.floor((yield* wallClock()) / 1000));
  const rights = invocation.flags.bool('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  const ran = yield* run(invocation, place, ['tar', ...rights, '-xmf', '-', '-C', folderOf(path)], archive);
  if (ran.stdout !== '') yield* print(ran.stdout);
  if (ran.stderr !== '') yield* printError(ran.stderr);
  require0(ran);
  return 0;
}

/** A file, or a folder with all that is in it. */
function* membersOf(source: string, name: string): Client<readonly TarMember[]> {
  const file = yield* call({ call: 'readFile', path: source });
  if (file.ok) return [{ name, kind: 'file', text: file.text, target: '' }];
  const found: TarMember[] = [{ name: `${name}/`, kind: 'folder', text: '', target: '' }];
  for (const each of yield* call({ call: 'listFiles', folder: source })) {
    const own = each.replace(/\/$/, '');
    found.push(...(yield* membersOf(inside(source, own), inside(name, own))));
  }
  return found;
}

/** What comes out of the container goes through its tar; its words go to standard output, as kubectl has it. */
function* fromPod(invocation: Invocation, spec: Spec, target: string): Client<number> {
  const place = yield* placeOf(invocation, spec);
  const ran = yield* run(invocation, place, ['tar', 'cf', '-', spec.path], null);
  if (ran.stderr !== '') yield* print(ran.stderr);
  require0(ran);
  const prefix = cleaned(spec.path);
  let warned = false;
  for (const { name, kind, text, target: link } of unpackTar(ran.stdout)) {
    if (!name.startsWith(prefix)) throw new CommandError('tar contents corrupted');
    const rest = name.slice(prefix.length).replace(/^\/+|\/+$/g, '');
    const path = rest === '' ? target : inside(target, rest);
    if (kind === 'folder') continue;
    if (kind === 'link') {
      const instead = warned ? '' : ` (consider using "kubectl exec -n ${JSON.stringify(place.pod.metadata.namespace)} ${JSON.stringify(place.pod.metadata.name)} -- tar cf - ${JSON.stringify(spec.path)} | tar xf -")`;
      yield* printError(`warning: skipping symlink: ${JSON.stringify(path)} -> ${JSON.stringify(link)}${instead}\n`);
      warned = true;
      continue;
    }
    const there = yield* call({ call: 'readFile', path });
    if (!there.ok && there.error === 'EISDIR') throw new CommandError(`open ${path}: is a directory`);
    yield* call({ call: 'writeFile', path, text });
  }
  return 0;
}

/** A path of the container as its archive names it: without the slash before it, and without detours. */
function cleaned(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return kept.join('/');
}
