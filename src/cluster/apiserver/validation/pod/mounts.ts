/** Ports, mounts and devices of containers. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { portNameComplaints } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { portNumber, requiredWord } from '../common.ts';
import { has, items, number, object, text } from '../values.ts';
import type { PodScope } from './scope.ts';

export const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];

/** Follows validateContainerPorts. */
export function validatePorts(errors: FieldErrors, path: FieldPath, ports: readonly k8s.ContainerPort[] | undefined): void {
  if (!ports) return;
  const names = new Set<string>();
  items(ports).forEach((port, i) => {
    const at = path.index(i);
    portName(errors, at, text(port.name), names);
    const [inside, outside] = [number(port.containerPort), number(port.hostPort)];
    if (inside === 0) errors.required(at.child('containerPort'));
    else portNumber(errors, at.child('containerPort'), inside);
    if (outside !== 0) portNumber(errors, at.child('hostPort'), outside);
    requiredWord(errors, at.child('protocol'), text(port.protocol), PROTOCOLS);
  });
}
function portName(errors: FieldErrors, path: FieldPath, name: string, names: Set<string>): void {
  if (name === '') return;
  const complaints = portNameComplaints(name);
  if (complaints.length > 0) errors.complaints(path.child('name'), name, complaints);
  else if (names.has(name)) errors.duplicate(path.child('name'), name);
  else names.add(name);
}

/** No two ports of a node may be the same. Follows AccumulateUniqueHostPorts. */
export function validateHostPorts(errors: FieldErrors, path: FieldPath, containers: readonly k8s.Container[]): void {
  const taken = new Set<string>();
  containers.forEach((container, c) => {
    items(container.ports).forEach((port, p) => {
      if (number(port.hostPort) === 0) return;
      const key = `${text(port.protocol)}/${text(port.hostIP)}/${number(port.hostPort)}`;
      if (taken.has(key)) errors.duplicate(path.index(c).child('ports').index(p).child('hostPort'), key);
      else taken.add(key);
    });
  });
}

/** Follows validatePathNoBacksteps. */
export function noBacksteps(errors: FieldErrors, path: FieldPath, value: string): void {
  if (climbs(value)) errors.invalid(path, value, "must not contain '..'");
}
const climbs = (value: string): boolean => value.includes('..') && value.split('/').includes('..');
/** Follows validateLocalDescendingPath. */
export function descendingPath(errors: FieldErrors, path: FieldPath, value: string): void {
  if (value.startsWith('/')) errors.invalid(path, value, 'must be a relative path');
  noBacksteps(errors, path, value);
}
/** Follows ValidateLocalNonReservedPath. */
export function nonReservedPath(errors: FieldErrors, path: FieldPath, value: string): void {
  descendingPath(errors, path, value);
  if (value.startsWith('..') && !value.startsWith('../')) errors.invalid(path, value, "must not start with '..'");
}

/** Follows ValidateVolumeMounts. */
export function validateMounts(scope: PodScope, path: FieldPath, container: k8s.Container): void {
  if (!container.volumeMounts) return;
  const { errors, volumes } = scope;
  const devices = items(container.volumeDevices);
  const paths = new Set<string>();
  items(container.volumeMounts).forEach((mount, i) => {
    const at = path.index(i);
    const [name, mountPath] = [text(mount.name), text(mount.mountPath)];
    if (name === '') errors.required(at.child('name'));
    if (!volumes.has(name)) errors.notFound(at.child('name'), name);
    if (mountPath === '') errors.required(at.child('mountPath'));
    if (paths.has(mountPath)) errors.invalid(at.child('mountPath'), mountPath, 'must be unique');
    paths.add(mountPath);
    if (devices.some(device => text(device.name) === name)) errors.invalid(at.child('name'), name, 'must not already exist in volumeDevices');
    if (devices.some(device => text(device.devicePath) === mountPath)) errors.invalid(at.child('mountPath'), mountPath, 'must not already exist as a path in volumeDevices');
    subPaths(errors, path, at, mount);
    propagation(errors, path.child('mountPropagation'), mount, container);
    recursiveReadOnly(errors, path.child('recursiveReadOnly'), mount);
  });
}

function subPaths(errors: FieldErrors, path: FieldPath, at: FieldPath, mount: k8s.VolumeMount): void {
  const [subPath, expression] = [text(mount.subPath), text(mount.subPathExpr)];
  if (subPath !== '') descendingPath(errors, path.child('subPath'), subPath);
  if (expression === '') return;
  if (subPath !== '') errors.invalid(at.child('subPathExpr'), expression, 'subPathExpr and subPath are mutually exclusive');
  descendingPath(errors, path.child('subPathExpr'), expression);
}

/** Follows validateMountPropagation. */
function propagation(errors: FieldErrors, path: FieldPath, mount: k8s.VolumeMount, container: k8s.Container): void {
  if (!has(mount.mountPropagation)) return;
  const mode = text(mount.mountPropagation);
  if (!['Bidirectional', 'HostToContainer', 'None'].includes(mode)) errors.notSupported(path, mode, ['Bidirectional', 'HostToContainer', 'None']);
  const privileged = object(container.securityContext)?.privileged === true;
  if (mode === 'Bidirectional' && !privileged) errors.forbidden(path, 'Bidirectional mount propagation is available only to privileged containers');
}

/** Follows validateMountRecursiveReadOnly. */
function recursiveReadOnly(errors: FieldErrors, path: FieldPath, mount: k8s.VolumeMount): void {
  if (!has(mount.recursiveReadOnly) || mount.recursiveReadOnly === 'Disabled') return;
  const mode = text(mount.recursiveReadOnly);
  if (mode !== 'Enabled' && mode !== 'IfPossible') return errors.notSupported(path, mode, ['Disabled', 'Enabled', 'IfPossible']);
  if (mount.readOnly !== true) errors.forbidden(path, 'may only be specified when readOnly is true');
  if (has(mount.mountPropagation) && mount.mountPropagation !== 'None') errors.forbidden(path, 'may only be specified when mountPropagation is None or not specified');
}

/** Follows ValidateVolumeDevices. */
export function validateDevices({ errors, volumes }: PodScope, path: FieldPath, container: k8s.Container): void {
  if (!container.volumeDevices) return;
  const mounts = items(container.volumeMounts);
  const [names, paths] = [new Set<string>(), new Set<string>()];
  items(container.volumeDevices).forEach((device, i) => {
    const at = path.index(i);
    const [name, devicePath] = [text(device.name), text(device.devicePath)];
    const volume = volumes.get(name);
    if (name === '') errors.required(at.child('name'));
    if (names.has(name)) errors.invalid(at.child('name'), name, 'must be unique');
    if (volume && !object(volume.persistentVolumeClaim) && !object(volume.ephemeral)) {
      errors.invalid(at.child('name'), name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    }
    if (!volume) errors.notFound(at.child('name'), name);
    if (devicePath === '') errors.required(at.child('devicePath'));
    if (paths.has(devicePath)) errors.invalid(at.child('devicePath'), devicePath, 'must be unique');
    if (devicePath !== '' && climbs(devicePath)) errors.invalid(at.child('devicePath'), devicePath, "can not contain backsteps ('..')");
    else paths.add(devicePath);
    if (mounts.some(mount => text(mount.name) === name)) errors.invalid(at.child('name'), name, 'must not already exist in volumeMounts');
    if (mounts.some(mount => text(mount.mountPath) === devicePath)) errors.invalid(at.child('devicePath'), devicePath, 'must not already exist as a path in volumeMounts');
    if (name !== '') names.add(name);
  });
}
