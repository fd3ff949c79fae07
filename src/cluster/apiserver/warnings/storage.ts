/** Warnings about claims, volumes and their classes. Follows pkg/api/persistentvolumeclaim, persistentvolume and storage. */
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { milliValue } from '../../../model/quantity.ts';
import { OLD_STORAGE_CLASS } from '../../../model/well-known.ts';
import { at, listOf, specOf, textOf, textsOf, type Fields } from '../fields.ts';
import { nodeTermWarnings, oldLabel } from './nodes.ts';

const METADATA = FieldPath.of('metadata');
const SPEC = FieldPath.of('spec');
const OLD_OPTIONS = 'volume.beta.kubernetes.io/mount-options';
const annotated = (object: KubeObject, key: string, instead: string): readonly string[] =>
  object.metadata.annotations?.[key] === undefined ? [] : [`${METADATA.child('annotations').key(key).toString()}: ${instead}`];
const ofOldClass = (object: KubeObject): readonly string[] => annotated(object, OLD_STORAGE_CLASS, 'deprecated since v1.8; use "storageClassName" attribute instead');

/** Parts of bytes cannot be had. */
export function claimSpecWarnings(spec: Fields, path: FieldPath): readonly string[] {
  return ['requests', 'limits'].flatMap(field => {
    const size = textsOf(at(spec, 'resources', field))['storage'];
    return milliValue(size) % 1000 === 0 ? [] : [`${path.child('resources', field).key('storage').toString()}: fractional byte value "${size ?? ''}" is invalid, must be an integer`];
  });
}
export const claimWarnings = (claim: KubeObject): readonly string[] => [...ofOldClass(claim), ...claimSpecWarnings(specOf(claim), SPEC)];

/** Kinds of volumes that are gone, by their names in the API and in messages. */
const OLD_VOLUMES: readonly (readonly [field: string, shown: string, message: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];
export const oldVolumeWarnings = (source: Fields, path: FieldPath): readonly string[] =>
  OLD_VOLUMES.flatMap(([field, shown, message]) => (source[field] === undefined ? [] : [`${path.child(shown).toString()}: ${message}`]));

export function volumeWarnings(volume: KubeObject): readonly string[] {
  const spec = specOf(volume);
  const terms = SPEC.child('nodeAffinity', 'required', 'nodeSelectorTerms');
  const recycled = spec['persistentVolumeReclaimPolicy'] === 'Recycle';
  return [
    ...ofOldClass(volume),
    ...annotated(volume, OLD_OPTIONS, 'deprecated since v1.31; use "mountOptions" attribute instead'),
    ...(recycled ? [`${SPEC.child('persistentVolumeReclaimPolicy').toString()}: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.`] : []),
    ...listOf(at(spec, 'nodeAffinity', 'required', 'nodeSelectorTerms')).flatMap((term, i) => nodeTermWarnings(term, terms.index(i), { checkValues: false })),
    ...oldVolumeWarnings(spec, SPEC),
  ];
}

export function classWarnings(storageClass: KubeObject): readonly string[] {
  return listOf(storageClass['allowedTopologies']).flatMap((term, i) =>
    listOf(term['matchLabelExpressions']).flatMap((expression, j) => {
      const old = oldLabel(textOf(expression['key']));
      return old === null ? [] : [`${FieldPath.of('allowedTopologies').index(i).child('matchLabelExpressions').index(j).child('key').toString()}: ${old}`];
    }));
}
