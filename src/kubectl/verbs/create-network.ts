/** `kubectl create service` and `ingress`. Follows kubectl pkg/cmd/create/create_service.go and create_ingress.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { dnsSubdomainComplaints, portNameComplaints, portNumberComplaints } from '../../model/names.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { metadata } from './generator.ts';
import type { Generator, Made } from './generator.ts';

/** A port number as strconv.ParseUint reads it into 16 bits. */
function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65535) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

function portOf(text: string, nodePort: number): Made {
  const [first = '', second] = text.split(':');
  const port = parsePort(first);
  const targetPort = second === undefined ? port : /^[-+]?\d+$/.test(second) ? Number(second) : second;
  const complaints = second === undefined ? [] : typeof targetPort === 'number' ? portNumberComplaints(targetPort) : portNameComplaints(targetPort);
  if (complaints.length > 0) throw new CommandError(complaints.join(','));
  return { name: text.replaceAll(':', '-'), protocol: 'TCP', port, targetPort, ...(nodePort > 0 ? { nodePort } : {}) };
}

function* service(invocation: Invocation, name: string, type: string): Client<Made> {
  const { flags: values } = invocation;
  const tcp = values.list('tcp');
  const clusterIP = values.has('clusterip') ? values.text('clusterip') : '';
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') throw new CommandError('at least one tcp port specifier must be provided');
  const outside = type === 'ExternalName' ? values.text('external-name') : '';
  if (type === 'ExternalName' && dnsSubdomainComplaints(outside).length > 0) throw new CommandError(`invalid service external name ${outside}`);
  const ports = tcp.map((text) => portOf(text, values.has('node-port') ? values.int('node-port') : 0));
  return {
    kind: 'Service', apiVersion: 'v1', metadata: metadata(invocation, name, { labels: { app: name } }),
    spec: { ...(ports.length > 0 ? { ports } : {}), selector: { app: name }, ...(clusterIP === '' ? {} : { clusterIP }), type, ...(outside === '' ? {} : { externalName: outside }) },
    status: { loadBalancer: {} },
  };
}

const TCP = flags('tcp slice # Ports: PORT or PORT:TARGETPORT.');
const serviceOf = (name: string, type: string, use: string, extra: Partial<Generator>): Generator => ({
  name, use, summary: `Create a Service of the type ${type}`, failed: `failed to create ${type} service: `, flags: TCP, ...extra,
  build: (invocation, given) => service(invocation, given, type),
});

export const serviceGenerators: readonly Generator[] = [
  serviceOf('clusterip', 'ClusterIP', 'clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]', { flags: [...TCP, ...flags('clusterip string # Its address; None for none.')] }),
  serviceOf('nodeport', 'NodePort', 'nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]', { flags: [...TCP, ...flags('node-port int # The port on each node.')] }),
  serviceOf('loadbalancer', 'LoadBalancer', 'loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]', {}),
  serviceOf(
    'externalname', 'ExternalName', 'externalname NAME --external-name external.name [--dry-run=server|client|none]',
    { flags: [...TCP, ...flags('external-name string # The name that stands outside.')], required: ['external-name'] },
  ),
];

const backend = (text: string): Made => {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
};

const RULE = /^([\w*.-]*)(\/[^=]*)?=([\w.-]+:[\w-]+)(,tls(?:=([\w.-]+))?)?$/;

function ingressRule(text: string): { readonly host: string; readonly path: Made; readonly tls: string | null } {
  const found = RULE.exec(text);
  if (!found) throw new CommandError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const [, host = '', path = '/', target = '', tls, secret = ''] = found;
  const prefix = path.endsWith('*');
  return { host, path: { path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact', backend: backend(target) }, tls: tls === undefined ? null : secret };
}

export const ingressGenerator: Generator = {
  name: 'ingress', aliases: ['ing'], use: 'ingress NAME --rule=host/path=service:port[,tls[=secret]] ', summary: 'Create an Ingress',
  flags: flags(`
    annotation array # An annotation: key=value.
    class string # The class of the controller.
    default-backend string # Where all else goes: SERVICE:PORT.
    rule array # HOST/PATH=SERVICE:PORT[,tls[=SECRET]].
  `),
  failed: 'failed to create ingress: ',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const [given, fallback, className] = [values.list('rule'), values.text('default-backend'), values.text('class')];
    if (given.length === 0 && fallback === '') throw new CommandError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
    if (fallback !== '' && !/^[\w.-]+:[\w-]+$/.test(fallback)) throw new CommandError('default-backend should be in format servicename:serviceport');
    const bad = values.list('annotation').find((text) => !text.includes('='));
    if (bad !== undefined) throw new CommandError(`annotation ${bad} is invalid and should be in format key=[value]`);
    const rules = given.map(ingressRule);
    const hosts = [...new Set(rules.map(({ host }) => host))];
    const annotations = Object.fromEntries(values.list('annotation').map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
    const tls = hosts.flatMap((host) => rules.filter((rule) => rule.host === host && rule.tls !== null).slice(0, 1).map((rule) => ({ ...(host === '' ? {} : { hosts: [host] }), ...(rule.tls === '' ? {} : { secretName: rule.tls }) })));
    return {
      kind: 'Ingress', apiVersion: 'networking.k8s.io/v1', metadata: metadata(invocation, name, Object.keys(annotations).length > 0 ? { annotations } : {}),
      spec: {
        ...(className === '' ? {} : { ingressClassName: className }), ...(fallback === '' ? {} : { defaultBackend: backend(fallback) }), ...(tls.length > 0 ? { tls } : {}),
        ...(hosts.length > 0 ? { rules: hosts.map((host) => ({ ...(host === '' ? {} : { host }), http: { paths: rules.filter((rule) => rule.host === host).map(({ path }) => path) } })) } : {}),
      },
      status: { loadBalancer: {} },
    };
  },
};
