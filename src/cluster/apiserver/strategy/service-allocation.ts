/** Hands out Service addresses and node ports. Follows pkg/registry/core/service/storage/alloc.go; one family, IPv4. */
import { err, ok, type Result } from '../../../base/result.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import { findAll } from '../call.ts';
import { listOf, numberOf, specOf, textOf, withField, withFields, type Fields } from '../fields.ts';
import { internalError, serverError } from '../invalid.ts';
import type { Call } from '../types.ts';
import { Refused, refuse, withFamilies } from './service-families.ts';

const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

const needsClusterIp = (spec: Fields): boolean => spec['type'] === 'ClusterIP' || spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
const needsNodePort = (spec: Fields): boolean => spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
export const needsHealthCheck = (spec: Fields): boolean => spec['type'] === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';

/** What is taken by other Services. */
interface Taken {
  readonly ips: Set<string>;
  readonly ports: Set<number>;
}
function takenBy(call: Call, except: KubeObject): Taken {
  const taken: Taken = { ips: new Set(), ports: new Set() };
  for (const each of findAll(call, 'services')) {
    if (each.metadata.name === except.metadata.name && each.metadata.namespace === except.metadata.namespace) continue;
    for (const ip of each.spec.clusterIPs ?? []) taken.ips.add(ip);
    for (const { nodePort } of each.spec.ports ?? []) if (nodePort) taken.ports.add(nodePort);
    if (each.spec.healthCheckNodePort) taken.ports.add(each.spec.healthCheckNodePort);
  }
  return taken;
}

/** The Service with what it needs; `old` is null for a new one. */
export function allocate(call: Call, object: KubeObject, old: KubeObject | null): Result<KubeObject, Status> {
  const spec = specOf(object);
  if (!needsClusterIp(spec)) return ok(object);
  const before = old === null ? null : specOf(old);
  try {
    const taken = takenBy(call, object);
    const families = withFamilies(call, object, spec, before);
    // An address once given stays; whether it may change is for validation to say.
    const addressed = before === null || before['type'] === 'ExternalName' ? withAddress(call, object, families, taken) : families;
    return ok(withField(object, 'spec', withPorts(call, object, addressed, before, taken)));
  } catch (error) {
    if (error instanceof Refused) return err(error.status);
    throw error;
  }
}

const octets = (address: string): readonly number[] | null => {
  const parts = address.split('.');
  return parts.length === 4 && parts.every(part => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256) ? parts.map(Number) : null;
};
const toNumber = (address: readonly number[]): number => address.reduce((sum, part) => sum * 256 + part, 0);
const toText = (value: number): string => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');

function rangeOf(cidr: string): { readonly first: number; readonly size: number } {
  const [base = '', bits = '16'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  const start = toNumber(octets(base) ?? [10, 96, 0, 0]);
  return { first: start - (start % size), size };
}

function withAddress(call: Call, object: KubeObject, spec: Fields, taken: Taken): Fields {
  const ips = (Array.isArray(spec['clusterIPs']) ? spec['clusterIPs'] : []) as readonly string[];
  const [given = ''] = ips;
  if (given === 'None') return spec;
  const { first, size } = rangeOf(call.deps.settings.serviceCIDR);
  if (given === '') {
    const chosen = freeAddress(call, first, size, taken);
    return withFields(spec, { clusterIP: chosen, clusterIPs: [chosen] });
  }
  const parts = octets(given);
  if (parts === null) return spec;
  const path = FieldPath.of('spec', 'clusterIPs');
  const shown = JSON.stringify(ips);
  const offset = toNumber(parts) - first;
  const failed = (why: string): never => refuse(call, object, path, shown, `failed to allocate IP ${given}: ${why}`);
  if (offset < 0 || offset >= size) failed('the provided network does not match the current range');
  if (offset === 0 || offset === size - 1) failed(`the provided IP (${given}) is not in the valid range. The range of valid IPs is ${call.deps.settings.serviceCIDR}`);
  if (taken.ips.has(given)) failed('provided IP is already allocated');
  return withField(spec, 'clusterIPs', ips);
}

/** The lower end of the range is kept for addresses that are asked for by name. */
const KEPT_ADDRESSES = 256;
function freeAddress(call: Call, first: number, size: number, taken: Taken): string {
  const kept = Math.min(KEPT_ADDRESSES, size >>> 4);
  const span = size - kept - 1;
  const start = Math.floor(call.deps.random() * span);
  for (let i = 0; i < span; i++) {
    const address = toText(first + kept + ((start + i) % span));
    if (!taken.ips.has(address)) return address;
  }
  throw new Refused(internalError('failed to allocate a serviceIP: range is full'));
}

function withPorts(call: Call, object: KubeObject, spec: Fields, old: Fields | null, taken: Taken): Fields {
  let made = spec;
  if (spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer') made = old === null ? withNewPorts(call, object, spec, taken) : withChangedPorts(call, object, spec, old, taken);
  if (needsHealthCheck(made) && (old === null || !needsHealthCheck(old))) return withHealthCheck(call, made, taken);
  return made;
}
/** Follows initNodePorts: entries of one port number share the node port that the first of them asks for or gets. */
function withNewPorts(call: Call, object: KubeObject, spec: Fields, taken: Taken): Fields {
  const ports = listOf(spec['ports']);
  const byPort = new Map<number, number>();
  const asked = new Map<number, number>();
  for (const port of ports) if (numberOf(port['nodePort']) !== 0 && !asked.has(numberOf(port['port']))) asked.set(numberOf(port['port']), numberOf(port['nodePort']));
  const made = ports.map((port, i) => {
    const [number, given] = [numberOf(port['port']), numberOf(port['nodePort'])];
    if (given === 0 && !needsNodePort(spec)) return port;
    const at = FieldPath.of('spec', 'ports').index(i).child('nodePort');
    const shared = byPort.get(number);
    const chosen = shared === undefined ? (asked.get(number) ?? 0) : given === shared ? 0 : given;
    if (chosen !== 0) take(call, object, at, chosen, taken);
    const node = shared !== undefined ? given || shared : chosen || freePort(call, taken);
    if (shared === undefined) byPort.set(number, node);
    return withField(port, 'nodePort', node);
  });
  return ports.length === 0 ? spec : withField(spec, 'ports', made);
}
/** Follows updateNodePorts. */
function withChangedPorts(call: Call, object: KubeObject, spec: Fields, old: Fields, taken: Taken): Fields {
  const ports = listOf(spec['ports']);
  const held = new Set(listOf(old['ports']).map(port => numberOf(port['nodePort'])));
  const seen = new Set<string>();
  const made = ports.map((port, i) => {
    const given = numberOf(port['nodePort']);
    if (given === 0 && !needsNodePort(spec)) return port;
    const node = given === 0 ? freePort(call, taken) : given;
    if (given !== 0 && !held.has(given)) {
      take(call, object, FieldPath.of('spec', 'ports').index(i).child('nodePort'), given, taken);
      held.add(given);
    }
    const key = `${textOf(port['protocol'])} ${node}`;
    if (seen.has(key)) throw new Refused(serverError(`duplicate nodePort: {${key}}`));
    seen.add(key);
    return withField(port, 'nodePort', node);
  });
  return ports.length === 0 ? spec : withField(spec, 'ports', made);
}
/** Follows allocHealthCheckNodePort. */
function withHealthCheck(call: Call, spec: Fields, taken: Taken): Fields {
  const given = numberOf(spec['healthCheckNodePort']);
  if (given === 0) return withField(spec, 'healthCheckNodePort', freePort(call, taken));
  const problem = portProblem(given, taken);
  if (problem !== null) throw new Refused(internalError(`failed to allocate requested HealthCheck NodePort ${given}: ${problem}`));
  return spec;
}
function portProblem(port: number, taken: Taken): string | null {
  if (port < FIRST_NODE_PORT || port > LAST_NODE_PORT) return `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`;
  return taken.ports.has(port) ? 'provided port is already allocated' : null;
}
function take(call: Call, object: KubeObject, path: FieldPath, port: number, taken: Taken): void {
  const problem = portProblem(port, taken);
  if (problem !== null) refuse(call, object, path, String(port), problem);
  taken.ports.add(port);
}
function freePort(call: Call, taken: Taken): number {
  const span = LAST_NODE_PORT - FIRST_NODE_PORT + 1;
  const start = Math.floor(call.deps.random() * span);
  for (let i = 0; i < span; i++) {
    const port = FIRST_NODE_PORT + ((start + i) % span);
    if (taken.ports.has(port)) continue;
    taken.ports.add(port);
    return port;
  }
  throw new Refused(internalError('failed to allocate a nodePort: range is full'));
}
