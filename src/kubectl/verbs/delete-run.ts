/** Deleting objects and waiting until they are gone. Follows kubectl pkg/cmd/delete and pkg/cmd/wait/delete.go. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { RequestOptions } from '../../cluster/contract/api.ts';
import { isObject } from '../../base/json.ts';
import { ask, clock, printError, send } from '../session.ts';
import type { Session } from '../session.ts';
import { place } from '../builder.ts';
import type { Target } from '../builder.ts';
import { CommandError } from '../errors.ts';
import { asBool } from '../flags.ts';
import type { FlagValues } from '../flags.ts';

const POLL_MS = 100;
const WEEK_MS = 168 * 3_600_000;

export function* cascade(values: FlagValues): Client<'Orphan' | 'Background' | 'Foreground'> {
  const text = values.text('cascade');
  const flag = asBool(text);
  if (flag !== null) yield* printError(`warning: --cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${flag ? 'background' : 'orphan'}.\n`);
  if (text === 'background' || flag === true) return 'Background';
  if (text === 'orphan' || flag === false) return 'Orphan';
  if (text === 'foreground') return 'Foreground';
  throw new CommandError(`invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`);
}

/** Deletes one object; gives the uid of what is going, '' where that is not told. */
export function* deleteOne(session: Session, target: Target, options: RequestOptions): Client<string> {
  const { body } = yield* send(session, { verb: 'delete', ...place(target), options });
  const holder: Readonly<Record<string, unknown>> = isObject(body) ? body : {};
  const uidOf = (part: unknown): unknown => (isObject(part) ? part['uid'] : undefined);
  const uid = uidOf(holder['metadata']) ?? uidOf(holder['details']);
  return typeof uid === 'string' ? uid : '';
}

/** Waits until the object with this uid is gone; false when the time is up first. */
export function* waitGone(session: Session, target: Target, uid: string, until: number): Client<boolean> {
  for (;;) {
    const response = yield* ask(session, { verb: 'get', ...place(target) });
    if (response.code === 404) return true;
    const body = response.body as { metadata?: { uid?: string } };
    if (uid !== '' && body.metadata?.uid !== uid) return true;
    const { now } = yield* clock();
    if (now >= until) return false;
    yield* call({ call: 'sleep', ms: Math.min(POLL_MS, until - now) });
  }
}

/** The instant at which a wait of `timeout` milliseconds ends; 0 waits a week. */
export function* deadline(timeout: number): Client<number> {
  return (yield* clock()).now + (timeout === 0 ? WEEK_MS : timeout);
}

/** Deletes an object and waits for it, as `replace --force` and `apply --force` do. */
export function* deleteAndWait(session: Session, target: Target, values: FlagValues): Client<void> {
  const grace = values.int('grace-period');
  const uid = yield* deleteOne(session, target, { propagationPolicy: yield* cascade(values), ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) });
  if (!(yield* waitGone(session, target, uid, yield* deadline(values.duration('timeout'))))) throw new CommandError('timed out waiting for the condition');
}
