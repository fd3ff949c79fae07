/** Warnings about volumes: kinds that are gone, and files that land on one another. Follows pkg/api/pod/warnings.go. */
import type { FieldPath } from '../../../model/field-path.ts';
import { at, fieldsOf, isEmptyMap, listOf, textOf, type Fields } from '../fields.ts';
import { claimSpecWarnings, oldVolumeWarnings } from './storage.ts';

export function volumeWarnings(spec: Fields, path: FieldPath): readonly string[] {
  const volumes = listOf(spec['volumes']);
  return [...volumes.flatMap((volume, i) => ofVolume(volume, path.index(i))), ...volumes.flatMap(overlaps)];
}
const ofVolume = (volume: Fields, path: FieldPath): readonly string[] => {
  const claim = at(volume, 'ephemeral', 'volumeClaimTemplate');
  return [...oldVolumeWarnings(volume, path), ...(claim === undefined ? [] : claimSpecWarnings(fieldsOf(at(claim, 'spec')), path.child('ephemeral', 'volumeClaimTemplate', 'spec')))];
};

/** A path among a volume's files, and the source that puts it there. */
interface Put {
  readonly path: string;
  readonly source: string;
}

/** Files of one volume whose paths are equal or lie in one another. */
function overlaps(volume: Fields): readonly string[] {
  const name = textOf(volume['name']);
  const plain: readonly (readonly [field: string, label: string])[] = [
    ['configMap', `ConfigMap "${textOf(at(volume, 'configMap', 'name'))}"`], ['secret', `Secret "${textOf(at(volume, 'secret', 'secretName'))}"`], ['downwardAPI', 'DownwardAPI'],
  ];
  for (const [field, label] of plain) {
    if (volume[field] === undefined) continue;
    return clashes(paths(at(volume, field, 'items')).map(path => ({ path, source: label }))).map(([a, b]) => `volume "${name}" (${label}): overlapping paths: "${a.path}" with "${b.path}"`);
  }
  if (volume['projected'] === undefined) return [];
  const sources = listOf(at(volume, 'projected', 'sources'));
  const puts = sources.flatMap(source => {
    const [label, own] = describe(source);
    return own.map(path => ({ path, source: label }));
  });
  return [
    ...sources.flatMap(source => (isEmptyMap(source) ? [`volume "${name}" (Projected) has no sources provided`] : [])),
    ...clashes(puts).map(([a, b]) => `volume "${name}" (Projected): overlapping paths: "${a.path}" (${a.source}) with "${b.path}" (${b.source})`),
  ];
}
const paths = (items: unknown): readonly string[] => listOf(items).map(item => trimmed(textOf(item['path'])));
const trimmed = (path: string): string => path.replace(/\/+$/, '');

/** Each file with all those before it that it meets. */
function clashes(all: readonly Put[]): readonly (readonly [Put, Put])[] {
  return all.flatMap((here, i) => all.slice(0, i).filter(before => meet(here.path, before.path)).map(before => [here, before] as const));
}
const meet = (a: string, b: string): boolean => a !== '' && b !== '' && (a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`));

function describe(source: Fields): readonly [label: string, paths: readonly string[]] {
  if (source['secret'] !== undefined) return [`Secret "${textOf(at(source, 'secret', 'name'))}"`, paths(at(source, 'secret', 'items'))];
  if (source['configMap'] !== undefined) return [`ConfigMap "${textOf(at(source, 'configMap', 'name'))}"`, paths(at(source, 'configMap', 'items'))];
  if (source['downwardAPI'] !== undefined) return ['DownwardAPI', paths(at(source, 'downwardAPI', 'items'))];
  if (source['serviceAccountToken'] !== undefined) return ['ServiceAccountToken', [trimmed(textOf(at(source, 'serviceAccountToken', 'path')))]];
  if (source['clusterTrustBundle'] !== undefined) return [
    `ClusterTrustBundle "${textOf(at(source, 'clusterTrustBundle', 'name') ?? at(source, 'clusterTrustBundle', 'signerName'))}"`,
    [trimmed(textOf(at(source, 'clusterTrustBundle', 'path')))],
  ];
  return ['', []];
}
