/** Warnings about volumes: kinds that are gone, and files that land on one another. Follows pkg/api/pod/warnings.go. */
import type { FieldPath } from '../../../model/field-path.ts';
import { byText } from '../../../base/order.ts';
import { at, isEmptyMap, listOf, textOf, type Fields } from '../fields.ts';

const OLD_VOLUMES: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

export function volumeWarnings(spec: Fields, path: FieldPath): readonly string[] {
  const volumes = listOf(spec['volumes']);
  return [
    ...volumes.flatMap((volume, i) => Object.entries(OLD_VOLUMES).flatMap(([name, message]) => (volume[name] === undefined ? [] : [`${path.index(i).child(name).toString()}: ${message}`]))),
    ...volumes.flatMap(overlaps),
  ];
}

/** Files of one volume, each with its source, whose paths are equal or lie in one another. */
function overlaps(volume: Fields): readonly string[] {
  const name = textOf(volume['name']);
  for (const [field, kind] of [['secret', 'Secret'], ['configMap', 'ConfigMap'], ['downwardAPI', 'DownwardAPI']] as const) {
    if (volume[field] !== undefined) return clashes(paths(at(volume, field, 'items'))).map(([a, b]) => `volume "${name}" (${kind}): overlapping paths: "${a}" with "${b}"`);
  }
  if (volume['projected'] === undefined) return [];
  const sources = listOf(at(volume, 'projected', 'sources'));
  if (sources.some(source => isEmptyMap(source))) return [`volume "${name}" (Projected) has no sources provided`];
  return projectedOverlaps(name, sources);
}
const paths = (items: unknown): readonly string[] => listOf(items).map(item => trimmed(textOf(item['path'])));
const trimmed = (path: string): string => path.replace(/\/+$/, '');

function clashes(all: readonly string[]): readonly (readonly [string, string])[] {
  const sorted = [...all].sort(byText);
  const found: (readonly [string, string])[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const [before, here] = [sorted[i - 1] ?? '', sorted[i] ?? ''];
    if (here === before || here.startsWith(`${before}/`)) found.push([here, before]);
  }
  return found;
}

function projectedOverlaps(volume: string, sources: readonly Fields[]): readonly string[] {
  const found: string[] = [];
  const seen: { readonly path: string; readonly source: string }[] = [];
  for (const source of sources) {
    const [label, own] = describe(source);
    found.push(...clashes(own).map(([a, b]) => `volume "${volume}" (Projected ${label}): overlapping paths: "${a}" with "${b}"`));
    for (const path of own) {
      for (const other of seen) {
        if (path === other.path || path.startsWith(`${other.path}/`) || other.path.startsWith(`${path}/`)) found.push(`volume "${volume}" (Projected): overlapping paths: "${path}" (${label}) with "${other.path}" (${other.source})`);
      }
    }
    seen.push(...own.map(path => ({ path, source: label })));
  }
  return found;
}
function describe(source: Fields): readonly [label: string, paths: readonly string[]] {
  if (source['secret'] !== undefined) return [`Secret "${textOf(at(source, 'secret', 'name'))}"`, paths(at(source, 'secret', 'items'))];
  if (source['configMap'] !== undefined) return [`ConfigMap "${textOf(at(source, 'configMap', 'name'))}"`, paths(at(source, 'configMap', 'items'))];
  if (source['downwardAPI'] !== undefined) return ['DownwardAPI', paths(at(source, 'downwardAPI', 'items'))];
  if (source['serviceAccountToken'] !== undefined) return ['ServiceAccountToken', [trimmed(textOf(at(source, 'serviceAccountToken', 'path')))]];
  if (source['clusterTrustBundle'] !== undefined) return ['ClusterTrustBundle', [trimmed(textOf(at(source, 'clusterTrustBundle', 'path')))]];
  return ['', []];
}
