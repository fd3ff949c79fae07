/** A container's environment from all its sources, and $(VAR) in commands. Follows kubelet_pods.go makeEnvironmentVariables and third_party/forked/golang/expansion. */
import { byText } from '../../base/order.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { k8s, Service } from '../../model/objects.ts';
import { decodeBase64 } from '../../base/bytes.ts';
import { fieldValue, resourceValue } from './fields.ts';
import type { Kit } from './kit.ts';
import type { Worker } from './state.ts';
import { volumeId } from './volumes.ts';

type Env = ReadonlyMap<string, string>;
interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

/** $(NAME) becomes its value where there is one, $$ a dollar. */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const next = text[i + 1];
    if (text[i] !== '$' || next === undefined) {
      out += text[i];
      continue;
    }
    const close = next === '(' ? text.indexOf(')', i) : -1;
    if (next === '$') {
      out += '$';
      i++;
    } else if (close > 0) {
      const name = text.slice(i + 2, close);
      out += lookup(name) ?? `$(${name})`;
      i = close;
    } else out += '$';
  }
  return out;
}

const upper = (name: string): string => name.toUpperCase().replaceAll('-', '_');
/** Follows pkg/kubelet/envvars. */
function serviceVariables(service: Service): readonly EnvEntry[] {
  const known = variables.get(service) ?? listVariables(service);
  variables.set(service, known);
  return known;
}
const variables = new WeakMap<Service, readonly EnvEntry[]>();
function listVariables(service: Service): readonly EnvEntry[] {
  const into = new Map<string, string>();
  const prefix = upper(service.metadata.name);
  const address = service.spec.clusterIP ?? '';
  const ports = service.spec.ports ?? [];
  const [first] = ports;
  if (first === undefined) return [];
  into.set(`${prefix}_SERVICE_HOST`, address);
  into.set(`${prefix}_SERVICE_PORT`, String(first.port));
  for (const { name, port } of ports) if (name !== undefined && name !== '') into.set(`${prefix}_SERVICE_PORT_${upper(name)}`, String(port));
  ports.forEach(({ port, protocol = 'TCP' }, i) => {
    const url = `${protocol.toLowerCase()}://${address}:${port}`;
    const base = `${prefix}_PORT_${port}_${protocol}`;
    if (i === 0) into.set(`${prefix}_PORT`, url);
    into.set(base, url);
    into.set(`${base}_PROTO`, protocol.toLowerCase());
    into.set(`${base}_PORT`, String(port));
    into.set(`${base}_ADDR`, address);
  });
  return [...into].map(([name, value]) => ({ name, value }));
}

function serviceEnv(kit: Kit, { pod, namespace }: Worker): ReadonlyMap<string, EnvEntry> {
  const found = new Map<string, Service>();
  const usable = ({ spec }: Service): boolean => spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None';
  const { view } = kit.plan;
  if (pod.spec.enableServiceLinks !== false) for (const service of view.list('services', namespace)) if (usable(service)) found.set(service.metadata.name, service);
  const api = view.get('services', 'default', 'kubernetes');
  if (api !== undefined && usable(api) && !found.has('kubernetes')) found.set('kubernetes', api);
  const env = new Map<string, EnvEntry>();
  for (const service of found.values()) for (const entry of serviceVariables(service)) env.set(entry.name, entry);
  return env;
}

type Missing = string;

function configData(kit: Kit, namespace: string, name: string): Readonly<Record<string, string>> | null {
  return kit.plan.view.get('configmaps', namespace, name)?.data ?? (kit.plan.view.get('configmaps', namespace, name) === undefined ? null : {});
}
function secretData(kit: Kit, namespace: string, name: string): Readonly<Record<string, string>> | null {
  const secret = kit.plan.view.get('secrets', namespace, name);
  return secret === undefined ? null : Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
}

function addSource(kit: Kit, worker: Worker, source: k8s.EnvFromSource, env: Map<string, string>): Missing | null {
  const { prefix = '', configMapRef, secretRef } = source;
  const ref = configMapRef ?? secretRef;
  if (ref === undefined) return null;
  const data = configMapRef === undefined ? secretData(kit, worker.namespace, ref.name ?? '') : configData(kit, worker.namespace, ref.name ?? '');
  if (data === null) return ref.optional === true ? null : `${configMapRef === undefined ? 'secret' : 'configmap'} "${ref.name}" not found`;
  for (const [key, value] of Object.entries(data).sort(([a], [b]) => byText(a, b))) if (!key.includes('=')) env.set(prefix + key, value);
  return null;
}

type Value = { readonly value: string } | { readonly skip: true } | { readonly missing: Missing };

function keyed(data: Readonly<Record<string, string>> | null, kind: 'ConfigMap' | 'Secret', worker: Worker, { name = '', key, optional }: k8s.ConfigMapKeySelector): Value {
  if (data === null) return optional === true ? { skip: true } : { missing: `${kind.toLowerCase()} "${name}" not found` };
  const value = data[key];
  if (value !== undefined) return { value };
  return optional === true ? { skip: true } : { missing: `couldn't find key ${key} in ${kind} ${worker.namespace}/${name}` };
}

/** Lines of `NAME=value`, quoted or not; comments and empty lines are passed over. */
export function parseEnvFile(text: string): Env {
  const env = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^\s*([^#=\s][^=]*?)\s*=\s*(?:'([^']*)'|"([^"]*)"|(.*?))\s*$/.exec(line);
    if (found !== null) env.set(found[1] ?? '', found[2] ?? found[3] ?? found[4] ?? '');
  }
  return env;
}
function fromFile(kit: Kit, worker: Worker, { volumeName, path, key, optional }: k8s.FileKeySelector): Value {
  const volume = worker.pod.spec.volumes?.find(({ name }) => name === volumeName);
  const text = volume === undefined ? null : kit.cri.readVolumeFile(worker.node, volumeId(kit, worker, volume), path);
  const value = text === null ? undefined : parseEnvFile(text).get(key);
  if (value !== undefined) return { value };
  if (optional === true) return { skip: true };
  return { missing: text === null ? `couldn't read file ${path} in volume ${volumeName}: file does not exist` : `couldn't find key ${key} in file ${path} of volume ${volumeName}` };
}

function valueFrom(kit: Kit, worker: Worker, container: string, from: k8s.EnvVarSource): Value {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = from;
  if (fileKeyRef !== undefined) return fromFile(kit, worker, fileKeyRef);
  if (fieldRef !== undefined) return { value: fieldValue(kit, worker, fieldRef.fieldPath) };
  if (resourceFieldRef !== undefined) return { value: resourceValue(kit, worker, container, resourceFieldRef) };
  if (configMapKeyRef !== undefined) return keyed(configData(kit, worker.namespace, configMapKeyRef.name ?? ''), 'ConfigMap', worker, configMapKeyRef);
  if (secretKeyRef !== undefined) return keyed(secretData(kit, worker.namespace, secretKeyRef.name ?? ''), 'Secret', worker, secretKeyRef);
  return { value: '' };
}

export interface MadeEnv {
  readonly lookup: (name: string) => string | undefined;
  readonly entries: readonly EnvEntry[];
}
export function makeEnv(kit: Kit, worker: Worker, spec: k8s.Container): Result<MadeEnv, string> {
  const env = new Map<string, string>();
  for (const source of spec.envFrom ?? []) {
    const missing = addSource(kit, worker, source, env);
    if (missing !== null) return err(missing);
  }
  const services = serviceEnv(kit, worker);
  const known = new Map(env);
  for (const { name, value, valueFrom: from } of spec.env ?? []) {
    const found: Value = from === undefined ? { value: expand(value ?? '', (each) => known.get(each) ?? services.get(each)?.value) } : valueFrom(kit, worker, spec.name, from);
    if ('missing' in found) return err(found.missing);
    if ('skip' in found) continue;
    known.set(name, found.value);
    env.set(name, found.value);
  }
  // Most Pods have nothing but the API server's Service: they share its list.
  const api = env.size === 0 ? kit.plan.view.get('services', 'default', 'kubernetes') : undefined;
  const shared = api === undefined ? undefined : serviceVariables(api);
  if (shared !== undefined && shared.length === services.size && shared.every(({ name }) => services.has(name))) return ok({ entries: shared, lookup: (name) => services.get(name)?.value });
  const entries: EnvEntry[] = [...env].map(([name, value]) => ({ name, value }));
  for (const entry of services.values()) if (!env.has(entry.name)) entries.push(entry);
  return ok({ entries, lookup: (name) => env.get(name) ?? services.get(name)?.value });
}
