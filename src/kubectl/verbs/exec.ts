/** `kubectl exec` and `kubectl attach`. Follows kubectl pkg/cmd/exec and pkg/cmd/attach. */
import type { Client } from '../../cluster/contract/client.ts';
import type { ApiRequest } from '../../cluster/contract/api.ts';
import type { StreamId } from '../../cluster/contract/ids.ts';
import type { Pod } from '../../model/objects.ts';
import { fetchObject, place, select } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, wrapped } from '../errors.ts';
import { flags } from '../flags.ts';
import { mappingFor } from '../mapper.ts';
import { printError } from '../session.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage.ts';
import { FILE_FLAGS } from './common.ts';
import { allContainerNames, checkPatience, chooseContainer, findContainer, podsOf } from './pods.ts';
import type { NamedContainer } from './pods.ts';
import { converse, openStream } from './streams.ts';

const STREAM_FLAGS = flags(`
  container|c string # The container.
  pod-running-timeout duration=1m0s # How long to wait for a running Pod.
  quiet|q bool # Only print what the command says.
  stdin|i bool # Pass what is typed to the command.
  tty|t bool # Give the command a terminal.
`);

export const execCommand: Command = {
  name: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  summary: 'Run a command in a container',
  completes: 'pods',
  flags: [...FILE_FLAGS.filter(({ name }) => name === 'filename'), ...STREAM_FLAGS],
  run: runExec,
};
export const attachCommand: Command = {
  name: 'attach',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER',
  summary: 'Join the running command of a container',
  completes: 'pods',
  flags: [...STREAM_FLAGS, ...flags('detach-keys string=ctrl-p,ctrl-q # The keys that end the session.')],
  run: runAttach,
};

function* runExec(invocation: Invocation): Client<number> {
  const { args, atDash, flags: values } = invocation;
  checkPatience(values);
  const named = args.length > 0 && atDash !== 0 ? (args[0] ?? '') : '';
  const files = values.list('filename');
  if (atDash > 1 || (atDash < 0 && (args.length > 1 || (args.length > 0 && files.length > 0)))) {
    throw usageError(invocation, 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
  }
  const command = atDash === 0 || atDash === 1 ? args.slice(atDash) : [];
  if (named === '' && files.length === 0) throw new CommandError('pod, type/name or --filename must be specified');
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
  const pod = yield* podFor(invocation, [named].filter((each) => each !== ''));
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  const container = yield* containerFor(invocation, pod);
  const stdin = values.bool('stdin');
  const tty = yield* terminal(invocation, stdin, values.bool('tty'));
  const stream = yield* connect(invocation.session, pod, 'exec', { container, command, ...(stdin ? { stdin } : {}), ...(tty ? { tty } : {}) });
  return yield* converse(invocation.session, stream, stdin, tty);
}

function* containerFor(invocation: Invocation, pod: Pod): Client<string> {
  const named = invocation.flags.text('container');
  if (named === '') return (yield* chooseContainer(pod, '', invocation.flags.bool('quiet'))).name;
  if (findContainer(pod, named) === undefined) throw new CommandError(`container ${named} is not valid for pod ${pod.metadata.name} out of: ${allContainerNames(pod)}`);
  return named;
}

/** A terminal is only given where one is. */
function* terminal(invocation: Invocation, stdin: boolean, wanted: boolean): Client<boolean> {
  if (!stdin || !wanted) return false;
  const isTerminal = invocation.session.env.interactive === true && (invocation.session.env.stdin ?? null) === null;
  if (!isTerminal && !invocation.flags.bool('quiet')) yield* printError('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return isTerminal;
}

function* podFor(invocation: Invocation, names: readonly string[]): Client<Pod> {
  const { session, flags: values } = invocation;
  const [first = ''] = names;
  const args = first === '' ? [] : first.includes('/') ? [first] : names.length === 2 ? names : ['pods', first];
  const selection = yield* select(session, { args, filenames: values.has('filename') ? values.list('filename') : [], namespace: session.namespace, enforceNamespace: session.explicitNamespace });
  const [item, ...more] = selection.items;
  if (more.length > 0) throw new CommandError('cannot exec into multiple objects at a time');
  if (item === undefined || !item.ok) throw item?.ok === false ? item.error : new CommandError('no Pod was named');
  const object = yield* fetchObject(session, item.target);
  const [pod] = yield* podsOf(session, object, 'attach');
  return pod as Pod;
}

/** Opens a connection to a container. What the API server itself refuses is a Status; the rest comes as plain text. */
export function* connect(session: Session, pod: Pod, subresource: 'exec' | 'attach' | 'portforward', options: NonNullable<ApiRequest['options']>): Client<StreamId> {
  const target = { mapping: mappingFor('pods'), namespace: pod.metadata.namespace, name: pod.metadata.name };
  try {
    return yield* openStream(session, { verb: 'create', ...place(target), subresource, options });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status.reason === 'Forbidden' || error.status.reason === 'NotFound') throw error;
    throw new CommandError(`unable to upgrade connection: ${error.message}`);
  }
}

const ATTACH_WORDS = "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n";

function* runAttach(invocation: Invocation): Client<number> {
  const { args, flags: values } = invocation;
  checkPatience(values);
  if (args.length === 0) throw new CommandError('at least 1 argument is required for attach');
  if (args.length > 2) throw new CommandError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`);
  const pod = yield* podFor(invocation, args);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') throw new CommandError(`cannot attach a container in a completed pod; current phase is ${pod.status.phase}`);
  return yield* attachTo(invocation, pod, values.text('container'));
}

function* toAttachTo(pod: Pod, named: string, quiet: boolean): Client<NamedContainer> {
  try {
    return yield* chooseContainer(pod, named, quiet);
  } catch (error) {
    throw error instanceof CommandError ? wrapped('cannot attach to the container: ', error) : error;
  }
}

/** Joins a container's command; `run` and `debug` end with it, too. */
export function* attachTo(invocation: Invocation, pod: Pod, named: string): Client<number> {
  const { flags: values, session } = invocation;
  const quiet = values.bool('quiet');
  const container = yield* toAttachTo(pod, named, quiet);
  const stdin = values.bool('stdin');
  if (values.bool('tty') && container.tty !== true && !quiet) yield* printError(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`);
  const tty = container.tty === true && (yield* terminal(invocation, stdin, true));
  if (!quiet) yield* printError(ATTACH_WORDS);
  const stream = yield* connect(session, pod, 'attach', { container: container.name, ...(stdin ? { stdin } : {}), ...(tty ? { tty } : {}) });
  return yield* converse(session, stream, stdin, tty);
}
