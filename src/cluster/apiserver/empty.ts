/** Resources of Kubernetes that this sandbox keeps no objects of: a list of them is empty, and one that is named is not there. */
import { beyondSandbox, isEmptyHere } from '../../model/beyond.ts';
import { groupOf, groupResource, versionOf } from '../../model/resources.ts';
import { failure, forbidden, notFound } from '../../model/status.ts';
import type { ApiRequest, ApiResponse, ResponseBody } from '../contract/api.ts';
import { authenticate, UNAUTHORIZED } from './authenticate.ts';
import { decide } from './authorise/index.ts';
import { answer, refusal } from './call.ts';
import { BARE } from './table/index.ts';
import type { ApiServerDeps } from './types.ts';


/** The answer to a question about such a resource; null where the request is none. */
export function answerEmpty(deps: ApiServerDeps, request: ApiRequest): ApiResponse | null {
  const fact = beyondSandbox.find(each => groupResource(groupOf(each.groupVersion), each.name) === request.resource && isEmptyHere(each));
  if (fact === undefined || (request.apiVersion !== undefined && request.apiVersion !== fact.groupVersion)) return null;
  const user = authenticate(deps, request);
  if (user === null) return refusal(null, UNAUTHORIZED);
  const { verb, name = '', namespace = '' } = request;
  const decision = decide(deps.store, user, { verb, group: groupOf(fact.groupVersion), resource: fact.name, namespace, name });
  if (!decision.allowed) return refusal(null, forbidden(request.resource, name, decision.reason));
  if (verb === 'list') {
    const metadata = { resourceVersion: String(deps.store.revision) };
    const table = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: BARE, rows: [] };
    return answer(null, 200, (request.options?.accept === 'table' ? table : { kind: `${fact.kind}List`, apiVersion: fact.groupVersion, metadata, items: [] }) as unknown as ResponseBody);
  }
  if (verb !== 'create') return refusal(null, notFound(request.resource, name));
  return refusal(null, failure(501, 'NotImplemented', `${fact.name} (${groupOf(fact.groupVersion)}/${versionOf(fact.groupVersion)}) are part of Kubernetes, but this sandbox keeps none`, {}));
}
