/** Who asks? A certificate names its bearer; a token of a ServiceAccount is looked into. Follows pkg/serviceaccount/jwt.go, but for signatures, which nobody makes here. */
import { decodeBase64 } from '../../base/bytes.ts';
import { failure, type Status } from '../../model/status.ts';
import { parseTime } from '../../model/time.ts';
import { registryKey } from '../contract/store.ts';
import { ADMIN, componentUser, type ApiRequest, type UserInfo } from '../contract/api.ts';
import type { ApiServerDeps } from './types.ts';
import { at, fieldsOf, textOf } from './fields.ts';

export const UNAUTHORIZED: Status = failure(401, 'Unauthorized', 'Unauthorized');
/** Under this name stands, in the trace, whoever could not say who they are. */
export const NOBODY: UserInfo = { name: 'nobody', groups: [] };
const SUBJECT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** The user of a request; null where its token is none. */
export function authenticate(deps: ApiServerDeps, { user, token }: ApiRequest): UserInfo | null {
  if (token === undefined) return user ?? deps.settings.admin ?? ADMIN;
  const claims = claimsOf(token);
  const [, namespace = '', name = ''] = SUBJECT.exec(textOf(at(claims, 'sub'))) ?? [];
  const account = name === '' ? null : deps.store.get(registryKey('serviceaccounts', namespace, name));
  if (account === null) return null;
  const uid = textOf(at(claims, 'kubernetes.io', 'serviceaccount', 'uid'));
  if (uid !== '' && uid !== textOf(at(account, 'metadata', 'uid'))) return null;
  const ends = at(claims, 'exp');
  if (typeof ends === 'number' && parseTime(deps.settings.epoch, new Date(ends * 1000).toISOString()) <= deps.now()) return null;
  return componentUser(`system:serviceaccount:${namespace}:${name}`, 'system:serviceaccounts', `system:serviceaccounts:${namespace}`);
}

/** What a token says, in its middle part. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const part = token.split('.')[1] ?? '';
  try {
    return fieldsOf(JSON.parse(decodeBase64(part.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return {};
  }
}
