/** What drivers of storage say about themselves: CSIDrivers, CSINodes, capacities, attachments, classes of attributes. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, dnsSubdomainComplaints } from '../../../../model/names.ts';
import { compareQuantities } from '../../../../model/quantity.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { IMMUTABLE, NEGATIVE, SPEC, STATUS, dnsSubdomain, immutable, labelSelector, notNegative, optionalWord, qualifiedName } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { validateInlineVolume } from '../core/volume.ts';
import { csiDriver as driverName } from '../pod/volume-sources.ts';
import { as, checkMeta, clusterWide, namespaced, type KindRules } from '../rules.ts';
import { has, items, map, number, object, optional, optionalText, quantity, struct, text, texts } from '../values.ts';
import { parameters, provisioner } from './storage.ts';

const POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const MODES = ['Persistent', 'Ephemeral'];
const TEN_MINUTES = 600;

/** Follows validateCSIDriverSpec. */
function driver(errors: FieldErrors, spec: k8s.CSIDriverSpec): void {
  if (!has(spec.attachRequired)) errors.required(SPEC.child('attachedRequired'));
  for (const field of ['podInfoOnMount', 'storageCapacity'] as const) if (!has(spec[field])) errors.required(SPEC.child(field));
  optionalWord(errors, SPEC.child('fsGroupPolicy'), spec.fsGroupPolicy, POLICIES);
  tokenRequests(errors, SPEC.child('tokenRequests'), items(spec.tokenRequests));
  for (const mode of texts(spec.volumeLifecycleModes)) optionalWord(errors, SPEC.child('volumeLifecycleModes'), mode, MODES);
  if (!has(spec.seLinuxMount)) errors.required(SPEC.child('seLinuxMount'));
  const period = optional(spec.nodeAllocatableUpdatePeriodSeconds);
  if (period !== undefined && period < 10) errors.invalid(SPEC.child('nodeAllocatableUpdatePeriodSeconds'), period, 'must be greater than or equal to 10 seconds');
}
/** Follows validateTokenRequests: one token for each audience. */
function tokenRequests(errors: FieldErrors, path: FieldPath, requests: readonly k8s.StorageTokenRequest[]): void {
  const known = new Set<string>();
  requests.forEach((request, i) => {
    const audience = text(request.audience);
    if (known.has(audience)) return errors.duplicate(path.index(i).child('audience'), audience);
    known.add(audience);
    const seconds = optional(request.expirationSeconds);
    if (seconds === undefined) return;
    const at = path.index(i).child('expirationSeconds');
    if (seconds < TEN_MINUTES) errors.invalid(at, seconds, 'may not specify a duration less than 10 minutes');
    if (seconds > 2 ** 32) errors.invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds');
  });
}
export const csiDrivers: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide());
    driver(errors, struct(as<k8s.CSIDriver>(object).spec));
  },
  update: (errors, next, old) => {
    const [spec, before] = [struct(as<k8s.CSIDriver>(next).spec), struct(as<k8s.CSIDriver>(old).spec)];
    driver(errors, spec);
    immutable(errors, SPEC.child('attachedRequired'), '*bool', spec.attachRequired, before.attachRequired);
    immutable(errors, SPEC.child('volumeLifecycleModes'), '[]string', spec.volumeLifecycleModes, before.volumeLifecycleModes);
  },
};

const MOST_NODE_ID_BYTES = 256;
/** Follows validateCSINodeDriver. */
function nodeDrivers(errors: FieldErrors, drivers: readonly k8s.CSINodeDriver[]): void {
  const known = new Set<string>();
  drivers.forEach((each, i) => {
    const path = SPEC.child('drivers').index(i);
    const [name, id, keys] = [text(each.name), text(each.nodeID), texts(each.topologyKeys)];
    driverName(errors, path.child('name'), name);
    if (id === '') errors.required(path.child('nodeID'));
    if (byteLength(id) > MOST_NODE_ID_BYTES) errors.invalid(path.child('nodeID'), id, `must be ${MOST_NODE_ID_BYTES} characters or less`);
    notNegative(errors, path.child('allocatable'), 'count', struct(each.allocatable).count);
    if (known.has(name)) errors.duplicate(path.child('name'), name);
    known.add(name);
    keys.forEach((key, at) => {
      if (key === '') errors.required(path);
      if (keys.indexOf(key) < at) errors.duplicate(path, key);
      qualifiedName(errors, path, key);
    });
  });
}
export const csiNodes: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide());
    nodeDrivers(errors, items(struct(as<k8s.CSINode>(object).spec).drivers));
  },
  /** Follows ValidateCSINodeUpdate: of a driver that stays, only the number of volumes may change. */
  update: (errors, next, old) => {
    const [drivers, before] = [items(struct(as<k8s.CSINode>(next).spec).drivers), items(struct(as<k8s.CSINode>(old).spec).drivers)];
    checkMeta(errors, next, clusterWide());
    nodeDrivers(errors, drivers);
    const fixed = (driver: k8s.CSINodeDriver): object => ({ ...driver, allocatable: undefined });
    for (const was of before) for (const is of drivers) if (is.name === was.name) immutable(errors, SPEC.child('drivers'), '*storage.CSINodeDriver', fixed(is), fixed(was));
  },
};

export const csiStorageCapacities: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    const given = as<k8s.CSIStorageCapacity>(object);
    labelSelector(errors, FieldPath.of('nodeTopology'), given.nodeTopology);
    dnsSubdomain(errors, FieldPath.of('storageClassName'), text(given.storageClassName));
    const capacity = quantity(given.capacity);
    if (capacity !== undefined && compareQuantities(capacity, '0') < 0) errors.invalid(FieldPath.of('capacity'), capacity, NEGATIVE);
  },
  update: (errors, next, old) => {
    if (!goEqual('*metav1.LabelSelector', next['nodeTopology'], old['nodeTopology'])) errors.invalid(FieldPath.of('nodeTopology'), asType('*metav1.LabelSelector', next['nodeTopology']), IMMUTABLE);
    immutable(errors, FieldPath.of('storageClassName'), 'string', text(next['storageClassName']), text(old['storageClassName']));
  },
};

const ONE_SOURCE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const MOST_METADATA_BYTES = 256 * 1024;
const MOST_MESSAGE_BYTES = 1024;
/** Follows ValidateVolumeAttachment. */
function attachment(errors: FieldErrors, given: k8s.VolumeAttachment): void {
  const [spec, status] = [struct(given.spec), struct(given.status)];
  const source = struct(spec.source);
  const [path, volume] = [SPEC.child('source'), optionalText(source.persistentVolumeName)];
  if (text(spec.attacher) === '') errors.required(SPEC.child('attacher'));
  if (volume === undefined && !has(source.inlineVolumeSpec)) errors.required(path, ONE_SOURCE);
  else if (volume !== undefined && has(source.inlineVolumeSpec)) errors.forbidden(path, ONE_SOURCE);
  else if (volume === '') errors.required(path.child('persistentVolumeName'), 'must specify non empty persistentVolumeName');
  else if (has(source.inlineVolumeSpec)) validateInlineVolume(errors, path.child('inlineVolumeSpec'), struct(source.inlineVolumeSpec));
  dnsSubdomain(errors, SPEC.child('nodeName'), text(spec.nodeName));
  const held = map(status.attachmentMetadata);
  if (Object.keys(held).reduce((sum, key) => sum + byteLength(key) + byteLength(held[key] ?? ''), 0) > MOST_METADATA_BYTES) errors.tooLong(STATUS.child('attachmentMetadata'), MOST_METADATA_BYTES);
  for (const field of ['attachError', 'detachError'] as const) {
    const error = object(status[field]);
    if (!error) continue;
    if (byteLength(text(error.message)) > MOST_MESSAGE_BYTES) errors.tooLong(STATUS.child(field, 'message'), MOST_METADATA_BYTES);
    if (number(error.errorCode) < 0) errors.invalid(STATUS.child(field, 'errorCode'), number(error.errorCode), 'must be between 0 and 2147483647, inclusive');
  }
}
export const volumeAttachments: KindRules = {
  create: (errors, object) => {
    const given = as<k8s.VolumeAttachment>(object);
    checkMeta(errors, object, clusterWide());
    attachment(errors, given);
    driverName(errors, SPEC.child('attacher'), text(struct(given.spec).attacher));
    const volume = optionalText(struct(struct(given.spec).source).persistentVolumeName);
    if (volume !== undefined) errors.complaints(SPEC.child('source', 'persistentVolumeName'), volume, dnsSubdomainComplaints(volume));
  },
  update: (errors, next, old) => {
    checkMeta(errors, next, clusterWide());
    attachment(errors, as<k8s.VolumeAttachment>(next));
    if (!goEqual('storage.VolumeAttachmentSpec', next['spec'], old['spec'])) errors.invalid(SPEC, asType('storage.VolumeAttachmentSpec', next['spec']), IMMUTABLE);
  },
};

function attributesClass(errors: FieldErrors, given: k8s.VolumeAttributesClass): void {
  provisioner(errors, FieldPath.of('driverName'), text(given.driverName));
  if (text(given.driverName) === '') errors.required(FieldPath.of('driverName'));
  parameters(errors, FieldPath.of('parameters'), given.parameters);
  if (Object.keys(map(given.parameters)).length === 0) errors.required(FieldPath.of('parameters'), 'must contain at least one key/value pair');
}
export const volumeAttributesClasses: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide());
    attributesClass(errors, as<k8s.VolumeAttributesClass>(object));
  },
  update: (errors, next, old) => {
    if (next['driverName'] !== old['driverName']) errors.forbidden(FieldPath.of('driverName'), 'updates to driverName are forbidden.');
    if (!goEqual('{}string', next['parameters'], old['parameters'])) errors.forbidden(FieldPath.of('parameters'), 'updates to parameters are forbidden.');
    attributesClass(errors, as<k8s.VolumeAttributesClass>(next));
  },
};
