/** Visiting the objects that a changing verb is about: each is fetched, changed and told of; failures do not stop the others. */
import type { Client } from '../../cluster/contract/client.ts';
import type { RequestOptions } from '../../cluster/contract/api.ts';
import type { KubeObject } from '../../model/objects.ts';
import { gather, parted, place, select } from '../builder.ts';
import type { Found, Query, Selection, Target } from '../builder.ts';
import type { Invocation } from '../command.ts';
import { CommandError, isFailure, throwAll } from '../errors.ts';
import { send } from '../session.ts';
import { queryOf } from './common.ts';
import type { DryRun } from './common.ts';

export const LOCAL_NEEDS_FILES = `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

/** Runs `work` on each object that the arguments name; all failures are told at the end. `check` may refuse the selection as a whole. */
export function* visit(invocation: Invocation, more: Partial<Query>, work: (found: Found, selection: Selection) => Client<void>, check?: (selection: Selection) => void): Client<number> {
  const query = queryOf(invocation, more);
  const local = invocation.flags.has('local') && invocation.flags.bool('local');
  if (local && (query.args.length > 0 || (query.filenames ?? []).length === 0)) throw new CommandError(LOCAL_NEEDS_FILES);
  const selection = yield* select(invocation.session, query);
  check?.(selection);
  const { readable, unread } = parted(selection);
  const { found, errors } = yield* gather(invocation.session, readable, { latest: !local && query.asFiled !== true });
  const all = [...errors];
  for (const each of found) {
    try {
      yield* work(each, selection);
    } catch (error) {
      if (!isFailure(error)) throw error;
      all.push(error);
    }
  }
  throwAll([...all, ...unread]);
  return found.length;
}

/** Sends a patch; in a dry run the server stores nothing. */
export function* patchObject(invocation: Invocation, target: Target, patchType: 'strategic' | 'merge' | 'json', body: unknown, dryRun: DryRun, fieldManager: string, subresource = ''): Client<KubeObject> {
  const options: RequestOptions = { fieldManager, ...(dryRun === 'server' ? { dryRun: true } : {}) };
  const request = { verb: 'patch' as const, ...place(target), ...(subresource === '' ? {} : { subresource }), patchType, body, options };
  return (yield* send(invocation.session, request)).body as KubeObject;
}
