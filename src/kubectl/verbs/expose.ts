/** `kubectl expose`. Follows kubectl pkg/cmd/expose. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import { groupOf, groupResource } from '../../model/resources.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { send } from '../session.ts';
import { withCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, RECORD_FLAG, results } from './common.ts';
import { SAVE_CONFIG_FLAG } from './generator.ts';
import type { Made } from './generator.ts';
import { withLastApplied } from './last-applied.ts';
import { overridden, parseLabels } from './run.ts';
import { visit } from './targets.ts';
import { podSpecOf } from './template.ts';

export const exposeCommand: Command = {
  name: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  summary: 'Create a Service for a workload',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-expose'), ...RECORD_FLAG,
    ...flags(`
      cluster-ip string # Its address; None for none.
      external-ip string # One more address.
      labels|l string # Labels of the Service.
      load-balancer-ip string # The address of the load balancer.
      name string # The name of the Service.
      override-type string=merge # How overrides are merged.
      overrides string # A piece of the manifest, as JSON.
      port string # The port of the Service.
      protocol string # TCP, UDP or SCTP.
      selector string # Which Pods.
      session-affinity string # None or ClientIP.
      target-port string # The port of the container, by number or name.
      type string # ClusterIP, NodePort, LoadBalancer or ExternalName.
    `),
  ],
  run: runExpose,
};

const EXPOSABLE = ['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet'];
const specOf = (object: KubeObject): Readonly<Record<string, unknown>> => (isObject(object['spec']) ? object['spec'] : {});
const pairs = (labels: Readonly<Record<string, unknown>>): string => Object.keys(labels).sort(byText).map((key) => `${key}=${String(labels[key])}`).join(',');

/** The labels that choose the object's Pods. */
function selectorFor(object: KubeObject): string {
  const why = "couldn't retrieve selectors via --selector flag or introspection: ";
  if (object.kind === 'Pod') {
    const labels = object.metadata.labels ?? {};
    if (Object.keys(labels).length === 0) throw new CommandError(`${why}the pod has no labels and cannot be exposed`);
    return pairs(labels);
  }
  const selector = specOf(object)['selector'];
  if (object.kind === 'Service' && (!isObject(selector) || Object.keys(selector).length === 0)) throw new CommandError(`${why}the service has no pod selector set`);
  if (!isObject(selector)) throw new CommandError(`${why}invalid deployment: no selectors, therefore cannot be exposed`);
  if (object.kind === 'Service' || object.kind === 'ReplicationController') return pairs(selector);
  if ((selector['matchExpressions'] as readonly unknown[] | undefined)?.length) throw new CommandError(`${why}couldn't convert expressions - "${JSON.stringify(selector['matchExpressions'])}" to map-based selector format`);
  return pairs(isObject(selector['matchLabels']) ? selector['matchLabels'] : {});
}

interface KnownPort {
  readonly port: number;
  readonly protocol: string;
}
function portsOf(object: KubeObject): readonly KnownPort[] {
  if (object.kind === 'Service') return ((specOf(object)['ports'] ?? []) as readonly k8s.ServicePort[]).map(({ port, protocol }) => ({ port, protocol: protocol ?? 'TCP' }));
  return (podSpecOf(object)?.containers ?? []).flatMap(({ ports }) => (ports ?? []).map(({ containerPort, protocol }) => ({ port: containerPort, protocol: protocol ?? 'TCP' })));
}

function serviceFor(invocation: Invocation, object: KubeObject): Made {
  const { flags: values, session } = invocation;
  const selector = values.text('selector') || selectorFor(object);
  const headless = values.text('cluster-ip') === 'None';
  const known = portsOf(object);
  const wanted = values.text('port') === '' ? [...new Set(known.map(({ port }) => String(port)))] : values.text('port').split(',');
  if (wanted.length === 0 && !headless) throw new CommandError("couldn't find port via --port flag or introspection");
  const target = values.text('target-port');
  const ports = wanted.flatMap((text, at) => {
    if (!/^[-+]?\d+$/.test(text)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const port = Number(text);
    const protocols = values.text('protocol') === '' ? known.filter((each) => each.port === port).map(({ protocol }) => protocol) : [values.text('protocol')];
    const targetPort = target === '' ? port : /^\d+$/.test(target) ? Number(target) : target;
    const several = wanted.length > 1;
    if (protocols.length <= 1) return [{ ...(several ? { name: `port-${at + 1}` } : {}), protocol: protocols[0] ?? 'TCP', port, targetPort }];
    return protocols.map((protocol) => ({ name: `port-${at + 1}-${protocol.toLowerCase()}`, protocol, port, targetPort }));
  });
  const labels = values.text('labels') === '' ? object.metadata.labels : parseLabels(values.text('labels'));
  const affinity = values.text('session-affinity');
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP') throw new CommandError(`unknown session affinity: ${affinity}`);
  const given = (field: string, flag: string): Made => (values.text(flag) === '' ? {} : { [field]: values.text(flag) });
  return {
    kind: 'Service', apiVersion: 'v1',
    metadata: { name: values.text('name') || object.metadata.name.slice(0, 63), ...(session.explicitNamespace ? { namespace: session.namespace } : {}), ...(labels && Object.keys(labels).length > 0 ? { labels } : {}) },
    spec: {
      ...(ports.length > 0 ? { ports } : {}), selector: parseLabels(selector), ...given('clusterIP', 'cluster-ip'), ...given('type', 'type'),
      ...(values.text('external-ip') === '' ? {} : { externalIPs: [values.text('external-ip')] }), ...given('sessionAffinity', 'session-affinity'), ...given('loadBalancerIP', 'load-balancer-ip'),
    },
    status: { loadBalancer: {} },
  };
}

function* runExpose(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  const printer = yield* results(values, dryRun);
  // --selector chooses the Service's Pods here, not what is exposed.
  yield* visit(invocation, { selector: '', asFiled: true }, function* ({ object }) {
    if (!EXPOSABLE.includes(object.kind)) throw new CommandError(`cannot expose a ${groupResource(groupOf(object.apiVersion), object.kind)}`);
    const service = withCause(invocation, overridden(invocation, serviceFor(invocation, object)));
    if (dryRun === 'client') return yield* printer.print(service, 'exposed', true);
    const body = values.bool('save-config') ? withLastApplied(service, true) : service;
    const options = { fieldManager: values.text('field-manager'), ...(dryRun === 'server' ? { dryRun: true } : {}) };
    const made = yield* send(session, { verb: 'create', resource: 'services', namespace: session.namespace, body, options });
    yield* printer.print(made.body, 'exposed');
  });
  return 0;
}
