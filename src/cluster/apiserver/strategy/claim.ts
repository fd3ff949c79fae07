/** Claims on their way into the store: where their data comes from is said twice. Follows registry/core/persistentvolumeclaim/strategy.go and pkg/api/persistentvolumeclaim. */
import type { KubeObject } from '../../../model/objects.ts';
import { fieldsOf, specOf, textOf, withField, type Fields } from '../fields.ts';
import type { Strategy } from '../types.ts';
import { claimWarnings } from '../warnings/storage.ts';

const named = (source: Fields): Fields => ({ apiGroup: source['apiGroup'] ?? null, kind: source['kind'], name: source['name'] });
const isClaimOrSnapshot = (source: Fields): boolean => {
  const group = textOf(source['apiGroup']);
  return group === '' ? source['kind'] === 'PersistentVolumeClaim' : group === 'snapshot.storage.k8s.io' && source['kind'] === 'VolumeSnapshot';
};

/** Follows DropDisabledFields, EnforceDataSourceBackwardsCompatibility and NormalizeDataSources; sources in other namespaces are an alpha feature. */
function withSources(spec: Fields, old: Fields | null): Fields {
  const hadRef = old?.['dataSourceRef'] !== undefined;
  const isAbroad = textOf(fieldsOf(spec['dataSourceRef'])['namespace']) !== '';
  let made = isAbroad && !hadRef ? withField(spec, 'dataSourceRef', undefined) : spec;
  const had = hadRef || old?.['dataSource'] !== undefined;
  if (!had && made['dataSourceRef'] === undefined && made['dataSource'] !== undefined && !isClaimOrSnapshot(fieldsOf(made['dataSource']))) made = withField(made, 'dataSource', undefined);
  return normalized(made);
}
function normalized(spec: Fields): Fields {
  const [source, ref] = [spec['dataSource'], spec['dataSourceRef']];
  if (source !== undefined && ref === undefined) return withField(spec, 'dataSourceRef', named(fieldsOf(source)));
  if (ref === undefined || source !== undefined || textOf(fieldsOf(ref)['namespace']) !== '') return spec;
  return withField(spec, 'dataSource', named(fieldsOf(ref)));
}
const withSpec = (object: KubeObject, old: Fields | null): KubeObject => {
  const spec = withSources(specOf(object), old);
  return spec === object['spec'] ? object : withField(object, 'spec', spec);
};

export const persistentVolumeClaim: Strategy = {
  prepareForCreate: object => withSpec(withField(object, 'status', { phase: 'Pending' }), null),
  prepareForUpdate: (next, old) => withSpec(withField(next, 'status', old['status']), specOf(old)),
  warnings: object => claimWarnings(object),
};
