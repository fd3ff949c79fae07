/** `kubectl describe`. Follows kubectl pkg/cmd/describe. */
import type { Client } from '../../cluster/contract/client.ts';
import { gather, select } from '../builder.ts';
import type { Found } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, isNotFound, throwAll, throwList } from '../errors.ts';
import { describeObject } from '../describe/index.ts';
import type { Context } from '../describe/context.ts';
import { flags } from '../flags.ts';
import { print, printError, wallClock } from '../session.ts';
import { FILE_FLAGS, queryOf, refuseKustomize, SELECTOR_FLAG } from './common.ts';

export const describeCommand: Command = {
  name: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  summary: 'Show an object in detail, with its Events',
  suggestFor: ['inspect'],
  completes: 'resources',
  flags: [...FILE_FLAGS, ...SELECTOR_FLAG, ...flags('all-namespaces|A bool # Look in every namespace.\nchunk-size int=500 # How many objects to ask for at once.\nshow-events bool=true # Show the Events, too.')],
  run: runDescribe,
};

function* runDescribe(invocation: Invocation): Client<number> {
  const { flags: values, session, args } = invocation;
  refuseKustomize(values);
  if (args.length === 0 && values.list('filename').length === 0) throw new CommandError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
  const selection = yield* select(session, queryOf(invocation, { typeMeansAll: true }));
  const { found, errors } = yield* gather(session, selection);
  const now = yield* wallClock();
  // Several descriptions leave the Events out unless they are asked for.
  const quiet = (errors.length > 0 || found.length > 1) && !values.changed('show-events');
  const context: Context = { session, now, showEvents: values.bool('show-events') && !quiet };
  const [missing] = errors;
  if (missing !== undefined && isNotFound(missing) && args.length === 2) return yield* describePrefix(invocation, context, missing);
  const failures = [...errors];
  let text = '';
  for (const each of found) {
    try {
      text += `${text === '' ? '' : '\n\n'}${yield* describeObject(each.target.mapping.resource, each.object, context)}`;
    } catch (error) {
      if (!isFailure(error)) throw error;
      failures.push(error);
    }
  }
  if (text !== '') yield* print(text);
  if (found.length === 0 && failures.length === 0) yield* printError(values.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
  throwList(failures);
  return 0;
}

/** A name that is not there may be the beginning of others. */
function* describePrefix(invocation: Invocation, context: Context, original: Error): Client<number> {
  const [type = '', prefix = ''] = invocation.args;
  const selection = yield* select(context.session, queryOf(invocation, { args: [type], typeMeansAll: true, singleType: true }));
  const { found, errors } = yield* gather(context.session, selection);
  throwAll(errors);
  const matching = found.filter(({ target }: Found) => target.name.startsWith(prefix));
  if (matching.length === 0) throw original;
  for (const each of matching) yield* print(`${yield* describeObject(each.target.mapping.resource, each.object, context)}\n`);
  return 0;
}
