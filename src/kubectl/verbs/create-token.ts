/** `kubectl create token`: a token of a service account, to ask with (`--token`). Follows kubectl pkg/cmd/create/create_token.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, wrapped } from '../errors.ts';
import { flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { objectPrinter, PRINT_FLAGS } from '../printers/output.ts';
import { print, send } from '../session.ts';
import { nameArgument } from './generator.ts';

const KINDS = ['Node', 'Pod', 'Secret'];

export const tokenCommand: Command = {
  name: 'token', use: 'token SERVICE_ACCOUNT_NAME', summary: 'Ask for a token of a service account', completes: 'nothing',
  flags: [
    ...PRINT_FLAGS,
    ...flags(`
      audience array # For whom it is; the API server unless given.
      bound-object-kind string # It ends with an object of this kind: Node, Pod or Secret.
      bound-object-name string # The name of that object.
      bound-object-uid string # Its uid; that of the object that is there unless given.
      duration duration # How long it is good for.
    `),
  ],
  run: createToken,
};

function boundTo(values: FlagValues): object | null {
  const [kind, name, uid] = [values.text('bound-object-kind'), values.text('bound-object-name'), values.text('bound-object-uid')];
  if (kind === '') {
    if (name !== '') throw new CommandError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '') throw new CommandError('--bound-object-uid can only be set if --bound-object-kind is provided');
    return null;
  }
  if (!KINDS.includes(kind)) throw new CommandError(`supported --bound-object-kind values are ${KINDS.join(', ')}`);
  if (name === '') throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
  return { kind, apiVersion: 'v1', name, ...(uid === '' ? {} : { uid }) };
}

function* createToken(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const name = nameArgument(invocation);
  const printer = yield* objectPrinter(values);
  const duration = values.duration('duration');
  if (duration < 0) throw new CommandError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new CommandError('--duration cannot be expressed in units less than seconds');
  if (values.list('audience').includes('')) throw new CommandError('--audience must not be an empty string');
  const boundObjectRef = boundTo(values);
  const audiences = values.list('audience');
  const spec = { audiences: audiences.length === 0 ? null : audiences, expirationSeconds: duration > 0 ? duration / 1000 : null, boundObjectRef };
  try {
    const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec };
    const made = (yield* send(session, { verb: 'create', resource: 'serviceaccounts', namespace: session.namespace, name, subresource: 'token', body })).body;
    const status = isObject(made) && isObject(made['status']) ? made['status'] : {};
    if (typeof status['token'] !== 'string' || status['token'] === '') throw new CommandError('no token in server response');
    yield* print(printer === null ? `${status['token']}${session.env.interactive === true ? '\n' : ''}` : printer.print(made));
    return 0;
  } catch (error) {
    throw isFailure(error) ? wrapped('failed to create token: ', error) : error;
  }
}
