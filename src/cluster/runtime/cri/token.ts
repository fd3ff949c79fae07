/** The text of a service account's token: in the form of a real one, with its claims, but signed by nobody. Follows pkg/serviceaccount/claims.go. */
import { encodeBase64Url } from '../../../base/bytes.ts';
import { TOKEN_ISSUER } from '../../../model/well-known.ts';
import type { TokenClaims } from '../../contract/cri.ts';

const HEADER = encodeBase64Url('{"alg":"RS256","kid":"cG9kYXJpdW0tc2ltdWxhdGVkLXNpZ25pbmcta2V5LTAx"}');
const SIGNATURE = encodeBase64Url('signed by nobody: this cluster is simulated');

export function tokenText({ audience, issuedAt, expires, warnAfter, namespace, node, nodeUid, pod, podUid, account, accountUid }: TokenClaims): string {
  const claims = {
    aud: [audience ?? TOKEN_ISSUER], exp: expires, iat: issuedAt, iss: TOKEN_ISSUER, jti: podUid,
    'kubernetes.io': {
      namespace, node: { name: node, uid: nodeUid }, pod: { name: pod, uid: podUid }, serviceaccount: { name: account, uid: accountUid },
      ...(warnAfter === null ? {} : { warnafter: warnAfter }),
    },
    nbf: issuedAt, sub: `system:serviceaccount:${namespace}:${account}`,
  };
  return `${HEADER}.${encodeBase64Url(JSON.stringify(claims))}.${SIGNATURE}`;
}
