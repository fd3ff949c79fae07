/** Containers in a description. Follows kubectl pkg/describe describeContainers. */
import { byText } from '../../base/order.ts';
import type { k8s } from '../../model/objects.ts';
import { canonicalQuantity, parseQuantity } from '../../model/quantity.ts';
import { rfc1123 } from '../printers/age.ts';
import { orNone, titled } from './writer.ts';
import type { Writer } from './writer.ts';

type AnyContainer = k8s.Container;
/** What a field of the Pod is, for `valueFrom.fieldRef`. */
type FieldReader = (path: string) => string;

export function describeContainers(w: Writer, label: string, containers: readonly AnyContainer[], statuses: readonly k8s.ContainerStatus[], read: FieldReader, space = ''): void {
  w.line(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name);
    describeBasics(w, container, status, space);
    for (const [title, words] of [['Command', container.command], ['Args', container.args]] as const) {
      if ((words ?? []).length === 0) continue;
      w.line(2, `${title}:`);
      for (const word of words ?? []) for (const part of word.split('\n')) w.line(3, part);
    }
    if (status) describeState(w, status);
    describeResources(w, container.resources, 2);
    for (const [title, probe] of [['Liveness', container.livenessProbe], ['Readiness', container.readinessProbe], ['Startup', container.startupProbe]] as const) {
      if (probe) w.line(2, `${title}:\t${probeText(probe)}`);
    }
    describeEnvFrom(w, container);
    describeEnv(w, container, read);
    describeMounts(w, container);
  }
}

function describeBasics(w: Writer, container: AnyContainer, status: k8s.ContainerStatus | undefined, space: string): void {
  w.line(1, `${space === '' ? '' : ' '}${container.name}:`);
  if (status) w.line(2, `Container ID:\t${status.containerID ?? ''}`);
  w.line(2, `Image:\t${container.image ?? ''}`);
  if (status) w.line(2, `Image ID:\t${status.imageID}`);
  const ports = container.ports ?? [];
  const text = (number: (port: k8s.ContainerPort) => number): string => ports.map((port) => `${number(port)}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`).join(', ');
  const several = ports.length > 1 ? 's' : '';
  w.line(2, `Port${several}:\t${orNone(text((port) => port.containerPort))}`);
  w.line(2, `Host Port${several}:\t${orNone(text((port) => port.hostPort ?? 0))}`);
  const profile = container.securityContext?.seccompProfile;
  if (profile) w.line(2, `SeccompProfile:\t${profile.type}`);
  if (profile?.type === 'Localhost') w.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function describeState(w: Writer, status: k8s.ContainerStatus): void {
  writeState(w, 'State', status.state ?? {});
  if (status.lastState?.terminated) writeState(w, 'Last State', status.lastState);
  w.line(2, `Ready:\t${titled(status.ready)}`);
  w.line(2, `Restart Count:\t${status.restartCount}`);
}

function writeState(w: Writer, title: string, { running, waiting, terminated }: k8s.ContainerState): void {
  if (running) {
    w.line(2, `${title}:\tRunning`);
    w.line(3, `Started:\t${rfc1123(running.startedAt)}`);
  } else if (terminated) {
    w.line(2, `${title}:\tTerminated`);
    if (terminated.reason) w.line(3, `Reason:\t${terminated.reason}`);
    if (terminated.message) w.line(3, `Message:\t${terminated.message}`);
    w.line(3, `Exit Code:\t${terminated.exitCode}`);
    if ((terminated.signal ?? 0) > 0) w.line(3, `Signal:\t${terminated.signal ?? 0}`);
    w.line(3, `Started:\t${rfc1123(terminated.startedAt)}`);
    w.line(3, `Finished:\t${rfc1123(terminated.finishedAt)}`);
  } else {
    w.line(2, `${title}:\tWaiting`);
    if (waiting?.reason) w.line(3, `Reason:\t${waiting.reason}`);
  }
}

export function describeResources(w: Writer, resources: k8s.ResourceRequirements | undefined | null, level: number): void {
  for (const [title, list] of [['Limits', resources?.limits], ['Requests', resources?.requests]] as const) {
    const names = Object.keys(list ?? {}).sort(byText);
    if (names.length > 0) w.line(level, `${title}:`);
    for (const name of names) w.line(level + 1, `${name}:\t${canonicalQuantity(String((list as Readonly<Record<string, unknown>>)[name]))}`);
  }
}

function probeText(probe: k8s.Probe): string {
  const numbers = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s successThreshold=${probe.successThreshold ?? 0} failureThreshold=${probe.failureThreshold ?? 0}`;
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${numbers}`;
  if (probe.httpGet) {
    const { scheme, host, port, path } = probe.httpGet;
    const where = path === undefined || path === '' || path.startsWith('/') ? (path ?? '') : `/${path}`;
    return `http-get ${(scheme ?? 'HTTP').toLowerCase()}://${host ?? ''}:${port}${encodePath(where)} ${numbers}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${numbers}`;
  return probe.grpc ? `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${numbers}` : `unknown ${numbers}`;
}
/** A path as net/url writes it: a question mark cannot stand in it. */
const encodePath = (path: string): string => path.replace(/[?# %"<>\\^`{|}]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

function describeEnvFrom(w: Writer, container: AnyContainer): void {
  const sources = container.envFrom ?? [];
  if (sources.length === 0) return;
  w.line(2, 'Environment Variables from:');
  for (const { configMapRef, secretRef, prefix } of sources) {
    const ref = configMapRef ?? secretRef;
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    w.line(3, `${ref?.name ?? ''}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${ref?.optional === true}`);
  }
}

function describeEnv(w: Writer, container: AnyContainer, read: FieldReader): void {
  const env = container.env ?? [];
  w.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`);
  for (const { name, value, valueFrom } of env) {
    if (!valueFrom) {
      (value ?? '').split('\n').forEach((part, at) => w.line(3, at === 0 ? `${name}:\t${part}` : `\t${part}`));
    } else if (valueFrom.fieldRef) {
      w.line(3, `${name}:\t${read(valueFrom.fieldRef.fieldPath)} (${valueFrom.fieldRef.apiVersion ?? 'v1'}:${valueFrom.fieldRef.fieldPath})`);
    } else if (valueFrom.resourceFieldRef) {
      const { resource } = valueFrom.resourceFieldRef;
      const amount = resourceValue(container, valueFrom.resourceFieldRef);
      w.line(3, `${name}:\t${amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : amount} (${resource})`);
    } else if (valueFrom.secretKeyRef) {
      const { key, name: secret, optional } = valueFrom.secretKeyRef;
      w.line(3, `${name}:\t<set to the key '${key}' in secret '${secret ?? ''}'>\tOptional: ${optional === true}`);
    } else if (valueFrom.configMapKeyRef) {
      const { key, name: map, optional } = valueFrom.configMapKeyRef;
      w.line(3, `${name}:\t<set to the key '${key}' of config map '${map ?? ''}'>\tOptional: ${optional === true}`);
    }
  }
}

/** `limits.cpu` in units of the divisor, rounded up. */
function resourceValue(container: AnyContainer, ref: k8s.ResourceFieldSelector): string {
  const [list, ...rest] = ref.resource.split('.');
  const amounts = (list === 'limits' ? container.resources?.limits : container.resources?.requests) as Readonly<Record<string, unknown>> | undefined;
  const amount = parseQuantity(String(amounts?.[rest.join('.')] ?? '0'));
  const divisor = parseQuantity(String(ref.divisor ?? '1'));
  if (amount === null || divisor === null) return '';
  const unit = divisor.nano === 0n ? 1_000_000_000n : divisor.nano;
  return String((amount.nano + unit - 1n) / unit);
}

function describeMounts(w: Writer, container: AnyContainer): void {
  const mounts = container.volumeMounts ?? [];
  const none = mounts.length === 0 ? '\t<none>' : '';
  w.line(2, `Mounts:${none}`);
  for (const mount of mounts.toSorted((a, b) => byText(a.mountPath, b.mountPath))) {
    const how = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : [])];
    w.line(3, `${mount.mountPath} from ${mount.name} (${how.join(',')})`);
  }
  const devices = container.volumeDevices ?? [];
  if (devices.length === 0) return;
  w.line(2, `Devices:${none}`);
  for (const device of devices.toSorted((a, b) => byText(a.devicePath, b.devicePath))) w.line(3, `${device.devicePath} from ${device.name}`);
}
