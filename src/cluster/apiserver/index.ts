/**
 * The API server (stages 2 and 3): authenticate -> authorise -> decode -> default -> admission -> validate -> store.
 * It keeps nothing of its own: all state is in the store, all chance comes from the cluster's dice.
 */
import type { ApiRequest, ApiResponse } from '../contract/api.ts';
import { badRequest, failure, forbidden, type Status } from '../../model/status.ts';
import { authenticate, NOBODY, UNAUTHORIZED } from './authenticate.ts';
import { authorise } from './authorise/index.ts';
import { openCall, passed, refusal, refusedAt, warn } from './call.ts';
import { answerEmpty } from './empty.ts';
import { answerMetrics } from './metrics.ts';
import type { ApiServerDeps, Call } from './types.ts';
import { answerConnect } from './verbs/connect.ts';
import type { Opened } from './verbs/opened.ts';
import { create } from './verbs/create.ts';
import { deleteCollection, remove } from './verbs/delete.ts';
import { patch } from './verbs/patch.ts';
import { get, list, openWatch } from './verbs/read.ts';
import { subresourceCreate } from './verbs/subresources.ts';
import { update } from './verbs/update.ts';
import { wrongOptions } from './options.ts';
import { rowOf } from './rows.ts';
import { record } from './record.ts';
import { answerReview } from './reviews.ts';

export type { ApiServerDeps } from './types.ts';

export interface ApiServer {
  handle(request: ApiRequest): ApiResponse;
  open(request: ApiRequest): Opened;
}

export function createApiServer(deps: ApiServerDeps): ApiServer {
  return {
    handle(request) {
      const asked = answerReview(deps, request) ?? answerMetrics(deps, request) ?? answerEmpty(deps, request);
      if (asked !== null) return asked;
      const call = begin(deps, request);
      if ('code' in call) return refusal(null, call);
      warnOfOldKind(call);
      const response = admitCaller(call) ?? answerOptions(call) ?? answerVerb(call);
      record(call, response);
      return response;
    },
    open(request) {
      const call = begin(deps, request);
      if ('code' in call) return { kind: 'refused', response: refusal(null, call) };
      const refused = admitCaller(call);
      if (refused !== null) {
        record(call, refused);
        return { kind: 'refused', response: refused };
      }
      const opened = request.verb === 'watch' ? openWatch(call) : answerConnect(call);
      if (opened.kind === 'refused') record(call, opened.response);
      return opened;
    },
  };
}

const NO_RESOURCE: Status = failure(404, 'NotFound', 'the server could not find the requested resource', {});

function begin(deps: ApiServerDeps, request: ApiRequest): Call | Status {
  const row = rowOf(request.resource, request.apiVersion);
  if (row === undefined || (request.subresource !== undefined && request.subresource !== '' && !row.subresources.has(request.subresource))) return NO_RESOURCE;
  return openCall(deps, request, row, authenticate(deps, request) ?? NOBODY);
}

const OLD_KINDS: Readonly<Record<string, string>> = {
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  componentstatuses: 'v1 ComponentStatus is deprecated in v1.19+',
};
function warnOfOldKind(call: Call): void {
  const text = OLD_KINDS[call.row.resource];
  if (text !== undefined && !call.internal) warn(call, text);
}

/** Who asks, and whether they may. */
function admitCaller(call: Call): ApiResponse | null {
  if (call.user === NOBODY) return refusal(call, refusedAt(call, 'authenticate', UNAUTHORIZED));
  passed(call, 'authenticate', () => `user ${call.user.name}`);
  const decision = authorise(call);
  if (decision.allowed) {
    passed(call, 'authorise', () => decision.reason);
    return null;
  }
  return refusal(call, refusedAt(call, 'authorise', forbidden(call.row.resource, call.request.name ?? '', decision.reason)));
}

function answerOptions(call: Call): ApiResponse | null {
  const wrong = wrongOptions(call);
  return wrong === null ? null : refusal(call, refusedAt(call, 'decode', wrong));
}

function answerVerb(call: Call): ApiResponse {
  const { verb } = call.request;
  switch (verb) {
    case 'create': return call.subresource === '' ? create(call) : subresourceCreate(call);
    case 'get': return get(call);
    case 'list': return list(call);
    case 'update': return update(call);
    case 'patch': return patch(call);
    case 'delete': return remove(call);
    case 'deletecollection': return deleteCollection(call);
    case 'watch': return refusal(call, badRequest('a watch lasts: open it as a stream'));
  }
}
