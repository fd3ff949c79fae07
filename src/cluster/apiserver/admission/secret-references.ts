/** Which Secrets a Pod refers to, and which of them a ServiceAccount does not let it. Follows plugin/pkg/admission/serviceaccount and pkg/api/pod. */
import type { ServiceAccount } from '../../../model/objects.ts';
import { at, fieldsOf, listOf, textOf, type Fields } from '../fields.ts';

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
/** Where a volume names a Secret; the sources of a projected one are looked at besides. */
const VOLUME_PATHS: readonly (readonly string[])[] = [
  ['secret', 'secretName'], ['azureFile', 'secretName'], ['csi', 'nodePublishSecretRef', 'name'],
  ...['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'].map(source => [source, 'secretRef', 'name']),
];

const inEnvironment = (container: Fields): boolean =>
  listOf(container['envFrom']).some(source => at(source, 'secretRef') !== undefined) || listOf(container['env']).some(each => at(each, 'valueFrom', 'secretKeyRef') !== undefined);
const inVolume = (volume: Fields): boolean =>
  VOLUME_PATHS.some(path => at(volume, ...path) !== undefined) || listOf(at(volume, 'projected', 'sources')).some(source => source['secret'] !== undefined);

export const refersToSecrets = (spec: Fields): boolean =>
  listOf(spec['imagePullSecrets']).length > 0 || CONTAINERS.some(field => listOf(spec[field]).some(inEnvironment)) || listOf(spec['volumes']).some(inVolume);

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';
const TRUE: readonly string[] = ['1', 't', 'T', 'TRUE', 'true', 'True'];
export const enforcesSecrets = ({ metadata }: ServiceAccount): boolean => TRUE.includes(metadata.annotations?.[ENFORCE] ?? '');

/** What the account does not refer to but the Pod does, in the plugin's words, or null. */
export function unlistedSecret(account: ServiceAccount, spec: Fields): string | null {
  const secrets = new Set((account.secrets ?? []).map(each => each.name));
  const why = `is not allowed because service account ${account.metadata.name} does not reference that`;
  for (const volume of listOf(spec['volumes'])) {
    const name = at(volume, 'secret', 'secretName');
    if (typeof name === 'string' && !secrets.has(name)) return `volume with secret.secretName="${name}" ${why} secret`;
  }
  for (const [field, kind] of [['initContainers', 'init container'], ['containers', 'container']] as const) {
    for (const container of listOf(spec[field])) {
      for (const each of listOf(container['env'])) {
        const ref = at(each, 'valueFrom', 'secretKeyRef');
        const name = textOf(fieldsOf(ref)['name']);
        if (ref !== undefined && !secrets.has(name)) return `${kind} ${textOf(container['name'])} with envVar ${textOf(each['name'])} referencing secret.secretName="${name}" ${why} secret`;
      }
    }
  }
  const pullSecrets = new Set((account.imagePullSecrets ?? []).map(each => each.name));
  const unlisted = listOf(spec['imagePullSecrets']).findIndex(each => !pullSecrets.has(textOf(each['name'])));
  return unlisted === -1 ? null : `imagePullSecrets[${unlisted}].name="${textOf(listOf(spec['imagePullSecrets'])[unlisted]?.['name'])}" ${why} imagePullSecret`;
}
