/** Defaults of volumes: file modes, expirations, and those of old network disks. Follows pkg/apis/core/v1/defaults.go. */
import { schemaOf } from '../../../model/schema.ts';
import { inField, mapField, textOf, withDefaults, withField, type Fields } from '../fields.ts';
import { pullPolicyOf } from './pull-policy.ts';
import { requirements } from './rounded.ts';

const MODE: Fields = { defaultMode: 0o644 };
const V1: Fields = { apiVersion: 'v1' };
const mode = (source: Fields): Fields => withDefaults(source, MODE);
const fieldItem = (item: Fields): Fields => inField(item, 'fieldRef', ref => withDefaults(ref, V1));

const SOURCES: Readonly<Record<string, (source: Fields) => Fields>> = {
  secret: mode,
  configMap: mode,
  downwardAPI: source => mapField(mode(source), 'items', fieldItem),
  projected: source => mapField(mode(source), 'sources', projection),
  hostPath: source => (source['type'] === undefined ? withField(source, 'type', '') : source),
  image: source => (source['pullPolicy'] === undefined ? withField(source, 'pullPolicy', pullPolicyOf(textOf(source['reference']))) : source),
  ephemeral: source => inField(source, 'volumeClaimTemplate', template => inField(template, 'spec', claimSpec)),
  iscsi: source => declared('core.v1.ISCSIVolumeSource', source),
  rbd: source => declared('core.v1.RBDVolumeSource', source),
  azureDisk: source => declared('core.v1.AzureDiskVolumeSource', source),
  scaleIO: source => declared('core.v1.ScaleIOVolumeSource', source),
};
/** The same disks as PersistentVolumes name them. */
export const PERSISTENT_SOURCES: Readonly<Record<string, (source: Fields) => Fields>> = {
  hostPath: source => (source['type'] === undefined ? withField(source, 'type', '') : source),
  iscsi: source => declared('core.v1.ISCSIPersistentVolumeSource', source),
  rbd: source => declared('core.v1.RBDPersistentVolumeSource', source),
  azureDisk: source => declared('core.v1.AzureDiskVolumeSource', source),
  scaleIO: source => declared('core.v1.ScaleIOPersistentVolumeSource', source),
};

export const claimSpec = (spec: Fields): Fields => inField(withDefaults(spec, { volumeMode: 'Filesystem' }), 'resources', requirements);

function projection(source: Fields): Fields {
  const made = inField(source, 'serviceAccountToken', token => withDefaults(token, { expirationSeconds: 3600 }));
  return inField(made, 'downwardAPI', downward => mapField(downward, 'items', fieldItem));
}

/** Defaults that the type itself declares. */
function declared(name: string, source: Fields): Fields {
  const defaults: Record<string, unknown> = {};
  for (const field of schemaOf(name).order) if (field.default !== undefined) defaults[field.name] = field.default;
  return withDefaults(source, defaults);
}

export function volume(each: Fields): Fields {
  let made = each;
  let hasSource = false;
  for (const name in each) {
    if (name === 'name') continue;
    hasSource = true;
    const source = SOURCES[name];
    if (source) made = inField(made, name, source);
  }
  return hasSource ? made : withField(made, 'emptyDir', {});
}
