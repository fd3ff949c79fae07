/** Asking the API server for a review: what one may do, and who one is. Follows kubectl pkg/cmd/auth. */
import { isObject } from '../../base/json.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { send } from '../session.ts';
import type { Session } from '../session.ts';

/** Creates a review and gives its status. */
export function* review(session: Session, resource: string, kind: string, spec: Readonly<Record<string, unknown>>): Client<Readonly<Record<string, unknown>>> {
  const group = resource.slice(resource.indexOf('.') + 1);
  const { body } = yield* send(session, { verb: 'create', resource, apiVersion: `${group}/v1`, body: { apiVersion: `${group}/v1`, kind, metadata: {}, spec } });
  return isObject(body) && isObject(body['status']) ? body['status'] : {};
}

/** A list of words as an answer has it, empty where it has none. */
export const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
