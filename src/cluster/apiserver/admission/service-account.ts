/** ServiceAccount: every Pod gets an account and, unless switched off, its token mounted. Follows plugin/pkg/admission/serviceaccount. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject, ServiceAccount } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import { MIRROR, ROOT_CA } from '../../../model/well-known.ts';
import { find, suffix } from '../call.ts';
import { listOf, mapField, specOf, textOf, withField, withFields, type Fields } from '../fields.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';
import { refuse, unaskable } from './refuse.ts';
import { enforcesSecrets, refersToSecrets, unlistedSecret } from './secret-references.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** A bound token lives an hour and seven seconds, which tells it from one that asked for an hour. */
const TOKEN_SOURCE: Fields = Object.freeze({
  sources: Object.freeze([
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: ROOT_CA, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ]),
  defaultMode: 0o644,
});

function admit(object: KubeObject, attributes: Attributes): Result<KubeObject, Status> {
  const { call, operation } = attributes;
  if (call.row.resource !== 'pods' || call.subresource !== '' || operation !== 'create') return ok(object);
  const annotations = object.metadata.annotations;
  if (annotations !== undefined && annotations[MIRROR] !== undefined) return admitMirror(object, attributes);

  const spec = specOf(object);
  const name = textOf(spec['serviceAccountName']) || 'default';
  const account = find(call, 'serviceaccounts', call.namespace, name);
  if (account === null) return err(refuse(attributes, `error looking up service account ${call.namespace}/${name}: ${unaskable(name) || `serviceaccount "${name}" not found`}`));
  let next = withFields(spec, { serviceAccountName: name, serviceAccount: name });
  if (mountsToken(account, spec)) next = withToken(next, () => `kube-api-access-${suffix(call.deps)}`);
  const pullSecrets = account.imagePullSecrets ?? [];
  if (listOf(next['imagePullSecrets']).length === 0 && pullSecrets.length > 0) next = withField(next, 'imagePullSecrets', pullSecrets);
  const unlisted = enforcesSecrets(account) ? unlistedSecret(account, next) : null;
  return unlisted === null ? ok(withField(object, 'spec', next)) : err(refuse(attributes, unlisted));
}

/** A static Pod's mirror may not refer to objects that its node cannot read. */
function admitMirror(object: KubeObject, attributes: Attributes): Result<KubeObject, Status> {
  const spec = specOf(object);
  if (spec['serviceAccountName']) return err(refuse(attributes, 'a mirror pod may not reference service accounts'));
  if (refersToSecrets(spec)) return err(refuse(attributes, 'a mirror pod may not reference secrets'));
  const usesToken = listOf(spec['volumes']).some(volume => listOf((volume['projected'] as Fields | undefined)?.['sources']).some(source => source['serviceAccountToken'] !== undefined));
  return usesToken ? err(refuse(attributes, 'a mirror pod may not use ServiceAccountToken volume projections')) : ok(object);
}

/** The Pod's own word comes before the account's. */
const mountsToken = (account: ServiceAccount, spec: Fields): boolean => (spec['automountServiceAccountToken'] ?? account.automountServiceAccountToken ?? true) === true;

function withToken(spec: Fields, makeName: () => string): Fields {
  const existing = listOf(spec['volumes']).find(volume => textOf(volume['name']).startsWith('kube-api-access-') && volume['projected'] !== undefined);
  let name = existing === undefined ? '' : textOf(existing['name']);
  let isMounted = false;
  const mount = (container: Fields): Fields => {
    const mounts = listOf(container['volumeMounts']);
    if (mounts.some(each => each['mountPath'] === TOKEN_PATH)) return container;
    isMounted = true;
    if (name === '') name = makeName();
    return withField(container, 'volumeMounts', mounts.concat({ name, readOnly: true, mountPath: TOKEN_PATH }));
  };
  const mounted = mapField(mapField(spec, 'initContainers', mount), 'containers', mount);
  return existing === undefined && isMounted ? withField(mounted, 'volumes', listOf(mounted['volumes']).concat({ name, projected: TOKEN_SOURCE })) : mounted;
}

export const serviceAccount: AdmissionPlugin = { name: 'ServiceAccount', admit };
