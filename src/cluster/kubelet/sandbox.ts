/** A sandbox's configuration: names, DNS, ports. Follows kuberuntime_sandbox.go and pkg/kubelet/network/dns. */
import type { k8s } from '../../model/objects.ts';
import type { SandboxConfig } from '../contract/cri.ts';
import { NODE_RESOLVER } from '../contract/network.ts';
import type { Kit } from './kit.ts';
import type { Worker } from './state.ts';

const DOMAIN = 'cluster.local';
/** Most Pods have nothing of several things: they share it. */
const NONE: readonly never[] = [];
const NO_SYSCTLS: SandboxConfig['sysctls'] = {};
/** What a node's own resolv.conf says. */
const NODE_DNS: SandboxConfig['dns'] = { servers: [NODE_RESOLVER], searches: [], options: [] };
const MAX_HOST_NAME = 63;

function shortName({ pod }: Worker): string {
  const override = (pod.spec as { readonly hostnameOverride?: string }).hostnameOverride;
  const name = override ?? (pod.spec.hostname === undefined || pod.spec.hostname === '' ? pod.metadata.name : pod.spec.hostname);
  return name.length <= MAX_HOST_NAME ? name : name.slice(0, MAX_HOST_NAME).replace(/[-.]+$/, '');
}
/** With a subdomain a Pod has a full name, too. Follows kubelet_pods.go GeneratePodHostNameAndDomain. */
function fullName(worker: Worker): string {
  const { subdomain } = worker.pod.spec;
  return subdomain === undefined || subdomain === '' ? '' : `${shortName(worker)}.${subdomain}.${worker.namespace}.svc.${DOMAIN}`;
}
export function hostnameOf(worker: Worker): string {
  const { spec } = worker.pod;
  if (spec.hostNetwork === true) return worker.node;
  return (spec.setHostnameAsFQDN === true && fullName(worker)) || shortName(worker);
}
const hostNames = (worker: Worker): readonly string[] => (fullName(worker) === '' ? [shortName(worker)] : [fullName(worker), shortName(worker)]);

const known = new Map<string, SandboxConfig['dns']>();
/** The same for all Pods of a namespace. */
function clusterFirst(server: string, namespace: string): SandboxConfig['dns'] {
  const key = `${server} ${namespace}`;
  const made = known.get(key) ?? { servers: [server], searches: [`${namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN], options: ['ndots:5'] };
  if (known.size > 1000) known.clear();
  known.set(key, made);
  return made;
}

function dnsOf(kit: Kit, { pod }: Worker): SandboxConfig['dns'] {
  const { dnsPolicy, dnsConfig, hostNetwork } = pod.spec;
  const clusterDns = kit.plan.view.get('services', 'kube-system', 'kube-dns')?.spec.clusterIP ?? '10.96.0.10';
  const inCluster = clusterFirst(clusterDns, pod.metadata.namespace);
  const base = dnsPolicy === 'None' ? { servers: [], searches: [], options: [] } : dnsPolicy === 'Default' || (dnsPolicy === 'ClusterFirst' && hostNetwork === true) ? NODE_DNS : inCluster;
  return dnsConfig === undefined ? base : mergeDns(base, dnsConfig);
}
function mergeDns(base: SandboxConfig['dns'], { nameservers = [], searches = [], options = [] }: k8s.PodDNSConfig): SandboxConfig['dns'] {
  const named = new Map(base.options.map((option) => [option.split(':')[0] ?? option, option]));
  for (const { name = '', value } of options) named.set(name, value === undefined || value === '' ? name : `${name}:${value}`);
  return { servers: [...new Set([...base.servers, ...nameservers])], searches: [...new Set([...base.searches, ...searches])], options: [...named.values()] };
}

function portMappings({ pod }: Worker): SandboxConfig['portMappings'] {
  if (pod.spec.hostNetwork === true) return NONE;
  const mappings = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, hostIP, containerPort, protocol }) => (hostPort === undefined || hostPort === 0 ? [] : [{ hostIP: hostIP ?? '', hostPort, containerPort, protocol: (protocol ?? 'TCP') as 'TCP' }])),
  );
  return mappings.length === 0 ? NONE : mappings;
}

export function sandboxConfig(kit: Kit, worker: Worker): SandboxConfig {
  const { pod, node, uid, namespace, name } = worker;
  const { spec } = pod;
  return {
    node,
    pod: { namespace, name, uid },
    hostname: hostnameOf(worker),
    hostNames: hostNames(worker),
    hostNetwork: spec.hostNetwork === true,
    hostPID: spec.hostPID === true,
    shareProcessNamespace: spec.shareProcessNamespace === true,
    dns: dnsOf(kit, worker),
    hostAliases: spec.hostAliases?.map(({ ip, hostnames = [] }) => ({ ip, hostnames })) ?? NONE,
    sysctls: spec.securityContext.sysctls === undefined ? NO_SYSCTLS : Object.fromEntries(spec.securityContext.sysctls.map((each) => [each.name, each.value])),
    portMappings: portMappings(worker),
  };
}
