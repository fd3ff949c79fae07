/** The sources of volumes in a description, by field: of a Pod's volume and of a PersistentVolume. Follows kubectl pkg/describe. */
import { byText } from '../../base/order.ts';
import { isObject } from '../../base/json.ts';
import { canonicalQuantity } from '../../model/quantity.ts';
import { goText } from '../printers/go-json.ts';
import type { Writer } from './writer.ts';

type Fields = Readonly<Record<string, unknown>>;
/** A title, the field it shows, and what stands there where the field is missing. */
type Row = readonly [title: string, field: string, missing?: string];
interface Source {
  readonly type: string;
  readonly rows: readonly Row[];
  /** What a PersistentVolume tells beside, after the row of that title. */
  readonly persistent?: { readonly after: string; readonly rows: readonly Row[] };
}

const FS: Row = ['FSType', 'fsType'];
const READ_ONLY: Row = ['ReadOnly', 'readOnly', 'false'];
const PARTITION: Row = ['Partition', 'partition', '0'];
const SECRET: Row = ['SecretRef', 'secretRef', 'nil'];

/** In the order in which the first that is set is shown. */
const SOURCES: Readonly<Record<string, Source>> = {
  hostPath: { type: 'HostPath (bare host directory volume)', rows: [['Path', 'path'], ['HostPathType', 'type', '<none>']] },
  emptyDir: { type: "EmptyDir (a temporary directory that shares a pod's lifetime)", rows: [['Medium', 'medium'], ['SizeLimit', 'sizeLimit', '<unset>']] },
  gcePersistentDisk: { type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', rows: [['PDName', 'pdName'], FS, PARTITION, READ_ONLY] },
  awsElasticBlockStore: { type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)', rows: [['VolumeID', 'volumeID'], FS, PARTITION, READ_ONLY] },
  gitRepo: { type: 'GitRepo (a volume that is pulled from git when the pod is created)', rows: [['Repository', 'repository'], ['Revision', 'revision']] },
  secret: { type: 'Secret (a volume populated by a Secret)', rows: [['SecretName', 'secretName'], ['Optional', 'optional', 'false']] },
  configMap: { type: 'ConfigMap (a volume populated by a ConfigMap)', rows: [['Name', 'name'], ['Optional', 'optional', 'false']] },
  nfs: { type: 'NFS (an NFS mount that lasts the lifetime of a pod)', rows: [['Server', 'server'], ['Path', 'path'], READ_ONLY] },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    rows: [
      ['TargetPortal', 'targetPortal'], ['IQN', 'iqn'], ['Lun', 'lun', '0'], ['ISCSIInterface', 'iscsiInterface'], FS, READ_ONLY, ['Portals', 'portals', '[]'],
      ['DiscoveryCHAPAuth', 'chapAuthDiscovery', 'false'], ['SessionCHAPAuth', 'chapAuthSession', 'false'], SECRET, ['InitiatorName', 'initiatorName', '<none>'],
    ],
  },
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)", rows: [['EndpointsName', 'endpoints'], ['Path', 'path'], READ_ONLY],
    persistent: { after: 'EndpointsName', rows: [['EndpointsNamespace', 'endpointsNamespace', '<unset>']] },
  },
  persistentVolumeClaim: { type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', rows: [['ClaimName', 'claimName'], READ_ONLY] },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    rows: [['CephMonitors', 'monitors', '[]'], ['RBDImage', 'image'], FS, ['RBDPool', 'pool'], ['RadosUser', 'user'], ['Keyring', 'keyring'], SECRET, READ_ONLY],
  },
  quobyte: { type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", rows: [['Registry', 'registry'], ['Volume', 'volume'], READ_ONLY] },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    rows: [['DiskName', 'diskName'], ['DiskURI', 'diskURI'], ['Kind: ', 'kind'], FS, ['CachingMode', 'cachingMode'], READ_ONLY],
  },
  vsphereVolume: { type: 'vSphereVolume (a Persistent Disk resource in vSphere)', rows: [['VolumePath', 'volumePath'], FS, ['StoragePolicyName', 'storagePolicyName']] },
  cinder: { type: 'Cinder (a Persistent Disk resource in OpenStack)', rows: [['VolumeID', 'volumeID'], FS, READ_ONLY, SECRET] },
  photonPersistentDisk: { type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)', rows: [['PdID', 'pdID'], FS] },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', rows: [['VolumeID', 'volumeID']] },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    rows: [
      ['Gateway', 'gateway'], ['System', 'system'], ['Protection Domain', 'protectionDomain'], ['Storage Pool', 'storagePool'], ['Storage Mode', 'storageMode'], ['VolumeName', 'volumeName'],
      FS, READ_ONLY,
    ],
    persistent: { after: 'VolumeName', rows: [['SecretName', 'secretRef.name'], ['SecretNamespace', 'secretRef.namespace']] },
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', rows: [['Path', 'path']] },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    rows: [['Monitors', 'monitors', '[]'], ['Path', 'path'], ['User', 'user'], ['SecretFile', 'secretFile'], SECRET, READ_ONLY],
  },
  storageos: { type: 'StorageOS (a StorageOS Persistent Disk resource)', rows: [['VolumeName', 'volumeName'], ['VolumeNamespace', 'volumeNamespace'], FS, READ_ONLY] },
  fc: { type: 'FC (a Fibre Channel disk)', rows: [['TargetWWNs', 'targetWWNs'], ['LUN', 'lun', '<none>'], FS, READ_ONLY] },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)', rows: [['SecretName', 'secretName'], ['ShareName', 'shareName'], READ_ONLY],
    persistent: { after: 'SecretName', rows: [['SecretNamespace', 'secretNamespace']] },
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    rows: [['Driver', 'driver'], FS, SECRET, READ_ONLY, ['Options', 'options', 'map[]']],
  },
  flocker: { type: 'Flocker (a Flocker volume mounted by the Flocker agent)', rows: [['DatasetName', 'datasetName'], ['DatasetUUID', 'datasetUUID']] },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)', rows: [['Driver', 'driver'], FS, READ_ONLY],
    persistent: { after: 'FSType', rows: [['VolumeHandle', 'volumeHandle']] },
  },
  image: { type: 'Image (a container image or OCI artifact)', rows: [['Reference', 'reference'], ['PullPolicy', 'pullPolicy']] },
};

/** A value as Go's %v writes it; a reference to a Secret as its generated String does. */
function valueText(title: string, value: unknown, persistent: boolean): string {
  if (title === 'SizeLimit') return String(value) === '0' ? '<unset>' : canonicalQuantity(String(value));
  if (title === 'TargetWWNs' && Array.isArray(value)) return value.join(', ');
  if (title !== 'SecretRef' || !isObject(value)) return goText(value);
  const name = `Name:${String(value['name'] ?? '')},`;
  return persistent ? `&SecretReference{${name}Namespace:${String(value['namespace'] ?? '')},}` : `&LocalObjectReference{${name}}`;
}

const LONGEST = 140;
function attributes(w: Writer, values: Fields): void {
  const lines = Object.keys(values).sort(byText).map((key) => `${key}=${String(values[key])}`);
  w.write(2, `VolumeAttributes:\t${lines.length === 0 ? '<none>\n' : ''}`);
  // Each piece is indented by itself there, within a line too.
  for (const [at, text] of lines.entries()) {
    if (at > 0) w.write(2, `${'  '.repeat(2)}\t`);
    w.line(2, text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
  }
}

/** Writes the source that is set in `holder`; false where none is known. */
export function writeSource(w: Writer, holder: object, persistent = false): boolean {
  const all = holder as Fields;
  const name = Object.keys(SOURCES).find((each) => isObject(all[each]));
  const source = name === undefined ? undefined : SOURCES[name];
  if (name === undefined || source === undefined) return false;
  const values = all[name] as Fields;
  const more = persistent ? source.persistent : undefined;
  const rows = source.rows.flatMap((row) => (row[0] === more?.after ? [row, ...more.rows] : [row]));
  w.line(2, `Type:\t${source.type}`);
  for (const [title, field, missing = ''] of rows) {
    const value = field.split('.').reduce<unknown>((from, key) => (isObject(from) ? from[key] : undefined), values);
    const text = value === undefined || value === null ? missing : valueText(title, value, persistent);
    // One title stands without a colon there.
    w.line(2, `${title}${title === 'ISCSIInterface' || title.endsWith(': ') ? '' : ':'}\t${text}`);
  }
  if (name === 'csi') attributes(w, (values['volumeAttributes'] ?? {}) as Fields);
  return true;
}
