/** What Go says of a connection or a request that failed, as probes and hooks pass it on. */
import type { CallTarget, CriEvent } from '../contract/cri.ts';

type Result = Extract<CriEvent, { readonly cri: 'called' }>['result'];

const DIAL: Readonly<Record<string, string>> = {
  refused: 'connect: connection refused',
  unreachable: 'connect: no route to host',
  timeout: 'i/o timeout',
  reset: 'connect: connection reset by peer',
  'unknown host': 'no such host',
};

export const dialFailure = ({ address, port }: CallTarget, result: Result): string => `dial tcp ${address}:${port}: ${DIAL[result] ?? result}`;

export function requestFailure(target: CallTarget, result: Result): string {
  const get = `Get "${target.kind}://${target.address}:${target.port}${target.path}": `;
  if (result === 'late') return `${get}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  if (result === 'timeout') return `${get}${dialFailure(target, result)} (Client.Timeout exceeded while awaiting headers)`;
  if (result === 'reset') return `${get}EOF`;
  return result === 'open' ? `${get}http: server gave HTTP response to HTTPS client` : `${get}${dialFailure(target, result)}`;
}
