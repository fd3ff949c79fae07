/** Questions about oneself, which are answered and not stored: who am I, and may I do this? Follows pkg/registry/authentication and authorization. */
import { sha256 } from '../../base/digests.ts';
import { isTextBody, type ApiRequest, type ApiResponse, type UserInfo } from '../contract/api.ts';
import { failure } from '../../model/status.ts';
import { formatTime } from '../../model/time.ts';
import { authenticate, UNAUTHORIZED } from './authenticate.ts';
import { parseText } from './decode/index.ts';
import { decide, type Attributes } from './authorise/index.ts';
import { rulesFor } from './authorise/rules.ts';
import type { ApiServerDeps } from './types.ts';
import { at, fieldsOf, textOf } from './fields.ts';

type Answer = (deps: ApiServerDeps, user: UserInfo, spec: Readonly<Record<string, unknown>>, certified: boolean) => { readonly apiVersion: string; readonly kind: string; readonly status: object };

const attributesOf = (spec: Readonly<Record<string, unknown>>): Attributes => {
  const text = (name: string): string => textOf(at(spec, 'resourceAttributes', name));
  const subresource = text('subresource');
  return { verb: text('verb'), group: text('group'), resource: subresource === '' ? text('resource') : `${text('resource')}/${subresource}`, namespace: text('namespace'), name: text('name') };
};
function access(deps: ApiServerDeps, user: UserInfo, spec: Readonly<Record<string, unknown>>): object {
  const { allowed, reason } = decide(deps.store, user, attributesOf(spec));
  return { allowed, ...(allowed ? { reason: `RBAC: ${reason}` } : {}) };
}

/** By which credential somebody is known: the digest of a certificate, which nobody signs here. Follows apiserver pkg/authentication/request/x509. */
const certificateOf = (user: UserInfo): object => ({ 'authentication.kubernetes.io/credential-id': [`X509SHA256=${sha256(`certificate of ${user.name} in ${user.groups.join(', ')}`)}`] });

const REVIEWS: Readonly<Record<string, Answer>> = {
  'selfsubjectreviews.authentication.k8s.io': (_deps, user, _spec, certified) => ({
    apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', status: { userInfo: { username: user.name, groups: user.groups, ...(certified ? { extra: certificateOf(user) } : {}) } },
  }),
  'selfsubjectaccessreviews.authorization.k8s.io': (deps, user, spec) => ({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', status: access(deps, user, spec) }),
  'selfsubjectrulesreviews.authorization.k8s.io': (deps, user, spec) => ({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', status: rulesFor(deps.store, user, textOf(spec['namespace'])) }),
  'subjectaccessreviews.authorization.k8s.io': (deps, _user, spec) => ({
    apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview',
    status: access(deps, { name: textOf(spec['user']), groups: (spec['groups'] ?? []) as readonly string[] }, spec),
  }),
};

/** What no resource does that is only asked. */
export const NOT_ALLOWED = failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** A body that came as text is read first; what cannot be read asks nothing. */
function valueOf(body: unknown): unknown {
  if (!isTextBody(body)) return body;
  const parsed = parseText(body.text, body.contentType);
  return parsed.ok ? parsed.value.value : {};
}

/** The answer to a review; null where the request is none. */
export function answerReview(deps: ApiServerDeps, request: ApiRequest): ApiResponse | null {
  const review = REVIEWS[request.resource];
  if (review === undefined) return null;
  if (request.verb !== 'create') return { code: NOT_ALLOWED.code, body: NOT_ALLOWED, warnings: [], notes: [] };
  const spec = fieldsOf(at(valueOf(request.body), 'spec'));
  const user = authenticate(deps, request);
  if (user === null) return { code: UNAUTHORIZED.code, body: UNAUTHORIZED, warnings: [], notes: [] };
  const made = review(deps, user, spec, request.user === undefined && request.token === undefined);
  // Only the review of oneself tells its time, and has no question in it.
  const told = made.kind === 'SelfSubjectReview' ? { metadata: { creationTimestamp: formatTime(deps.settings.epoch, deps.now()) } } : { metadata: {}, spec };
  const { apiVersion, kind, status } = made;
  return { code: 201, body: { kind, apiVersion, ...told, status } as never, warnings: [], notes: [] };
}
