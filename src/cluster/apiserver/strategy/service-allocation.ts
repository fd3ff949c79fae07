/** Hands out Service addresses and node ports. Follows pkg/registry/core/service/storage/alloc.go; one family, IPv4. */
import { err, ok, type Result } from '../../../base/result.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import { findAll } from '../call.ts';
import { isEmptyMap, listOf, numberOf, specOf, textOf, textsOf, withField, withFields, type Fields } from '../fields.ts';
import { internalError, invalid, serverError } from '../invalid.ts';
import type { Call } from '../types.ts';
import type { FieldErrorReason } from '../validation/index.ts';

const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

export const needsClusterIp = (spec: Fields): boolean => spec['type'] === 'ClusterIP' || spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer';
export const needsNodePort = (spec: Fields): boolean => spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
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

class Refused extends Error {
  constructor(readonly status: Status) {
    super();
  }
}
function refuse(call: Call, object: KubeObject, field: FieldPath, shown: string, why: string, reason: FieldErrorReason = 'FieldValueInvalid'): never {
  throw new Refused(invalid(call.row, object.metadata.name, [{ reason, field, message: `Invalid value: ${shown}: ${why}` }]));
}

/** The Service with what it needs; `old` is null for a new one. Fields that are malformed are left for validation. */
export function allocate(call: Call, object: KubeObject, old: KubeObject | null): Result<KubeObject, Status> {
  const spec = specOf(object);
  if (!needsClusterIp(spec)) return ok(object);
  try {
    const taken = takenBy(call, object);
    const addressed = withAddress(call, object, withFamilies(call, object, spec), taken);
    return ok(withField(object, 'spec', withPorts(call, object, addressed, old === null ? null : specOf(old), taken)));
  } catch (error) {
    if (error instanceof Refused) return err(error.status);
    throw error;
  }
}

function withFamilies(call: Call, object: KubeObject, spec: Fields): Fields {
  const path = FieldPath.of('spec', 'ipFamilyPolicy');
  const isBare = spec['clusterIP'] === 'None' && isEmptyMap(textsOf(spec['selector']));
  const policy = spec['ipFamilyPolicy'] ?? (isBare ? 'RequireDualStack' : 'SingleStack');
  const families = (Array.isArray(spec['ipFamilies']) ? spec['ipFamilies'] : []) as readonly string[];
  if (families.some(family => family !== 'IPv4' && family !== 'IPv6')) return spec;
  // A headless Service without a selector may have any families: nothing is handed out for it.
  if (isBare) return withFields(spec, { ipFamilyPolicy: policy, ipFamilies: families.length === 0 ? (policy === 'SingleStack' ? ['IPv4'] : ['IPv4', 'IPv6']) : families });
  if (policy === 'RequireDualStack') refuse(call, object, path, '"RequireDualStack"', 'this cluster is not configured for dual-stack services');
  const other = families.indexOf('IPv6');
  if (other >= 0) refuse(call, object, FieldPath.of('spec', 'ipFamilies').index(other), '"IPv6"', 'not configured on this cluster');
  return withFields(spec, { ipFamilyPolicy: policy, ipFamilies: families.length === 0 ? ['IPv4'] : families });
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
  if (offset < 0 || offset >= size) refuse(call, object, path, shown, `failed to allocate IP ${given}: the provided network does not match the current range`);
  if (taken.ips.has(given)) refuse(call, object, path, shown, `failed to allocate IP ${given}: provided IP is already allocated`);
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
  if (spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer') made = withNodePorts(call, object, spec, old, taken);
  if (needsHealthCheck(made) && !made['healthCheckNodePort'] && (old === null || !needsHealthCheck(old))) made = withField(made, 'healthCheckNodePort', freePort(call, taken));
  return made;
}
/** Follows initNodePorts and updateNodePorts: two ports of a new Service that ask for one node port are in each other's way already here. */
function withNodePorts(call: Call, object: KubeObject, spec: Fields, old: Fields | null, taken: Taken): Fields {
  const ports = listOf(spec['ports']);
  const asked = new Map<number, string>();
  // Two protocols of one port share their node port.
  const byPort = new Map<number, number>();
  for (const port of ports) if (numberOf(port['nodePort']) !== 0 && !byPort.has(numberOf(port['port']))) byPort.set(numberOf(port['port']), numberOf(port['nodePort']));
  const made = ports.map((port, i) => {
    const number = numberOf(port['nodePort']);
    if (number !== 0) {
      const owner = old === null ? String(numberOf(port['port'])) : textOf(port['protocol']);
      const other = asked.get(number);
      if (old !== null && other === owner) throw new Refused(serverError(`duplicate nodePort: {${owner} ${number}}`));
      checkPort(call, object, FieldPath.of('spec', 'ports').index(i).child('nodePort'), number, taken, old === null && other !== undefined && other !== owner);
      asked.set(number, owner);
      return port;
    }
    if (!needsNodePort(spec)) return port;
    const shared = byPort.get(numberOf(port['port']));
    const chosen = shared !== undefined && !ports.some(other => other !== port && other['port'] === port['port'] && textOf(other['protocol']) === textOf(port['protocol'])) ? shared : freePort(call, taken);
    byPort.set(numberOf(port['port']), chosen);
    return withField(port, 'nodePort', chosen);
  });
  return ports.length === 0 ? spec : withField(spec, 'ports', made);
}
function checkPort(call: Call, object: KubeObject, path: FieldPath, port: number, taken: Taken, isAsked: boolean): void {
  if (port < FIRST_NODE_PORT || port > LAST_NODE_PORT) refuse(call, object, path, String(port), `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`);
  if (isAsked || taken.ports.has(port)) refuse(call, object, path, String(port), 'provided port is already allocated');
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
