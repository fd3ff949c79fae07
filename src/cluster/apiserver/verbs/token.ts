/** serviceaccounts/token: a token for an account. Nobody checks signatures here, so none is made. Follows registry/core/serviceaccount/storage/token.go. */
import { encodeBase64Url } from '../../../base/bytes.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { k8s, KubeObject } from '../../../model/objects.ts';
import { badRequest, conflict, notFound, type Status } from '../../../model/status.ts';
import { after, formatTime } from '../../../model/time.ts';
import { TOKEN_ISSUER } from '../../../model/well-known.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { answer, find, live, newUid, passed, refusal, refusedAt } from '../call.ts';
import { fieldsOf, textOf, withField, withMeta } from '../fields.ts';
import { invalid } from '../invalid.ts';
import type { Call } from '../types.ts';
import { FieldErrors } from '../validation/errors.ts';
import { subresourceBody, tokenRow } from './subresource-body.ts';

const AN_HOUR = 3600;
const SPEC = FieldPath.of('spec');

export function requestToken(call: Call): ApiResponse {
  const made = tokenFor(call);
  if (!made.ok) return refusal(call, refusedAt(call, 'validate', made.error));
  passed(call, 'store', () => 'a token, which nobody keeps');
  return answer(call, 201, made.value);
}

function tokenFor(call: Call): Result<KubeObject, Status> {
  const [row, name] = [tokenRow(call), call.request.name ?? ''];
  const decoded = subresourceBody(call, row);
  if (!decoded.ok) return decoded;
  const given = fieldsOf(decoded.value.metadata);
  for (const [field, wanted, what] of [['name', name, 'name'], ['namespace', call.namespace, 'namespace']] as const) {
    const errors = new FieldErrors();
    if (textOf(given[field]) !== '' && given[field] !== wanted) errors.invalid(FieldPath.of('metadata', field), textOf(given[field]), `must match the service account ${what} if specified`);
    if (errors.length > 0) return err(invalid(row, name, errors.list));
  }
  const account = live(call, name);
  if (account === null) return err(notFound('serviceaccounts', name));
  const spec = fieldsOf(decoded.value['spec']);
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : AN_HOUR;
  const refused = checkSeconds(call, seconds) ?? checkBound(call, name, spec['boundObjectRef'] as k8s.BoundObjectReference | undefined);
  if (refused) return err(refused);
  const audiences = (spec['audiences'] as readonly string[] | null | undefined) ?? [TOKEN_ISSUER];
  const asked = { ...decoded.value, metadata: { name, namespace: call.namespace, creationTimestamp: call.now } } as unknown as KubeObject;
  const whole = withField(withMeta(asked, {}), 'spec', { ...spec, audiences, expirationSeconds: seconds, boundObjectRef: spec['boundObjectRef'] ?? null });
  return ok(withField(whole, 'status', {
    token: signed(call, account, audiences, seconds),
    expirationTimestamp: formatTime(call.deps.settings.epoch, after(call.deps.now(), seconds * 1000)),
  }));
}

/** Follows ValidateTokenRequest. */
function checkSeconds(call: Call, seconds: number): Status | null {
  const errors = new FieldErrors();
  const path = SPEC.child('expirationSeconds');
  if (seconds < 600) errors.invalid(path, seconds, 'may not specify a duration less than 10 minutes');
  if (seconds > 2 ** 32) errors.invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds');
  return errors.length === 0 ? null : invalid(tokenRow(call), '', errors.list);
}

/** A token may live as long as a Pod, a Secret or a Node. */
function checkBound(call: Call, account: string, ref: k8s.BoundObjectReference | undefined): Status | null {
  if (ref === undefined || ref === null) return null;
  const { name = '', uid = '', kind = '' } = ref;
  const [group = '', version = ''] = (ref.apiVersion ?? '').includes('/') ? (ref.apiVersion ?? '').split('/') : ['', ref.apiVersion ?? ''];
  const resource = group === '' ? ({ Pod: 'pods', Secret: 'secrets', Node: 'nodes' } as const)[kind] : undefined;
  if (resource === undefined) return badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  const bound = find(call, resource, resource === 'nodes' ? '' : call.namespace, name);
  if (bound === null) return notFound(resource, name);
  if (resource === 'pods' && (bound as { spec?: { serviceAccountName?: string } }).spec?.serviceAccountName !== account) {
    return badRequest(`cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`);
  }
  if (uid === '' || uid === bound.metadata.uid) return null;
  return conflict(kind, name, `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`);
}

function signed(call: Call, account: KubeObject, audiences: readonly string[], seconds: number): string {
  const { name, uid } = account.metadata;
  const from = Math.floor(Date.parse(call.now) / 1000);
  const claims = {
    aud: audiences, exp: from + seconds, iat: from, iss: TOKEN_ISSUER, jti: newUid(call.deps),
    'kubernetes.io': { namespace: call.namespace, serviceaccount: { name, uid } }, nbf: from, sub: `system:serviceaccount:${call.namespace}:${name}`,
  };
  return `${encodeBase64Url('{"alg":"none"}')}.${encodeBase64Url(JSON.stringify(claims))}.podarium`;
}
