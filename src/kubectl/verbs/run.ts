/** `kubectl run`. Follows kubectl pkg/cmd/run. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { parseManifests } from '../../manifest/index.ts';
import type { KubeObject, Pod } from '../../model/objects.ts';
import { fetchObject } from '../builder.ts';
import type { Target } from '../builder.ts';
import { oldEnvironmentNameComplaints } from '../../model/names.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ExitError, isFailure, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { mappingForKind } from '../mapper.ts';
import type { Mapping } from '../mapper.ts';
import { mergePatch } from '../../model/json-merge-patch.ts';
import { applyJsonPatch } from '../../model/json-patch.ts';
import type { JsonPatchOperation } from '../../model/json-patch.ts';
import { applyStrategic } from '../merge.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { asTyped } from '../printers/typed.ts';
import { clock, print, printError, send } from '../session.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, results } from './common.ts';
import type { DryRun } from './common.ts';
import { deleteOne } from './delete-run.ts';
import { attachTo } from './exec.ts';
import { SAVE_CONFIG_FLAG } from './generator.ts';
import type { Made } from './generator.ts';
import { isImageName } from './image-name.ts';
import { withLastApplied } from './last-applied.ts';
import { copyOut, follow, openStream } from './streams.ts';

const POLICIES = ['Always', 'OnFailure', 'Never'];
const PULLS = ['Always', 'IfNotPresent', 'Never'];

export const runCommand: Command = {
  name: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  summary: 'Run an image in a Pod',
  completes: 'nothing',
  required: ['image'],
  flags: [
    ...PRINT_FLAGS, ...DRY_RUN_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-run'),
    ...flags(`
      annotations array # An annotation: key=value.
      attach bool # Join the command once the Pod runs.
      command bool # What follows is the command, not its arguments.
      detach-keys string=ctrl-p,ctrl-q # The keys that end the session.
      env array # A variable: key=value.
      expose bool # Create a Service for it, too.
      grace-period int=-1 # With --rm: seconds that the Pod has to end.
      image string # The image to run.
      image-pull-policy string # Always, IfNotPresent or Never.
      labels|l string # Labels: key=value,key=value.
      leave-stdin-open bool # Keep standard input open after the session.
      override-type string=merge # How overrides are merged: json, merge or strategic.
      overrides string # A piece of the manifest, as JSON.
      pod-running-timeout duration=1m0s # How long to wait for a running Pod.
      port string # The port that the container listens on.
      privileged bool # Run it with all rights on the node.
      quiet|q bool # Only print what the command says.
      restart string=Always # Always, OnFailure or Never.
      rm bool # Delete the Pod when the session ends.
      stdin|i bool # Pass what is typed to the command.
      tty|t bool # Give the command a terminal.
    `),
  ],
  run: runRun,
};

export function parseLabels(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  return Object.fromEntries(text.split(',').map((spec) => {
    const parts = spec.split('=');
    if (parts.length !== 2) throw new CommandError(`unexpected label spec: ${spec}`);
    if (parts[0] === '') throw new CommandError('unexpected empty label key');
    return [parts[0] ?? '', parts[1] ?? ''];
  }));
}

interface Choices {
  readonly attach: boolean;
  readonly interactive: boolean;
  readonly restart: string;
  readonly dryRun: DryRun;
}

function* choices(invocation: Invocation): Client<Choices> {
  const { flags: values, args, atDash } = invocation;
  const interactive = values.bool('stdin');
  const attach = values.changed('attach') ? values.bool('attach') : interactive || values.bool('tty');
  const restart = values.text('restart');
  const dryRun = yield* dryRunOf(values);
  if (args.length === 0 || atDash === 0) throw new CommandError('NAME is required for run');
  const image = values.text('image');
  if (image === '') throw new CommandError('--image is required');
  if (!isImageName(image)) throw new CommandError(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (values.bool('tty') && !interactive) throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
  if (values.bool('expose') && values.text('port') === '') throw new CommandError('--port must be set when exposing a service');
  if (values.text('port') !== '' && !/^[-+]?\d+$/.test(values.text('port'))) throw new CommandError('--port must be a number');
  if (!attach && values.bool('rm')) throw new CommandError('--rm should only be used for attached containers');
  if (attach && dryRun !== 'none') throw new CommandError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  if (!POLICIES.includes(restart)) throw new CommandError(`invalid restart policy: ${restart}, valid values are: ${POLICIES.join(', ')}`);
  const pull = values.text('image-pull-policy');
  if (pull !== '' && !PULLS.includes(pull)) throw new CommandError(`invalid image pull policy: ${pull}, valid values are: ${PULLS.join(', ')}`);
  return { attach, interactive, restart, dryRun };
}

function podOf({ flags: values, args, session }: Invocation, name: string, labels: Readonly<Record<string, string>>, { interactive, restart, dryRun }: Choices): Made {
  const words = args.slice(1);
  const env = values.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0 || oldEnvironmentNameComplaints(pair.slice(0, equals)).length > 0) throw new CommandError(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const [pull, port] = [values.text('image-pull-policy'), values.text('port')];
  const annotations = Object.fromEntries(values.list('annotations').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const container = {
    name, image: values.text('image'),
    ...(words.length > 0 ? { [values.bool('command') ? 'command' : 'args']: words } : {}),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(env.length > 0 ? { env } : {}),
    resources: {},
    ...(pull === '' ? {} : { imagePullPolicy: pull }),
    ...(values.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(interactive ? { stdin: true } : {}),
    ...(interactive && !values.bool('leave-stdin-open') ? { stdinOnce: true } : {}),
    ...(values.bool('tty') ? { tty: true } : {}),
  };
  return {
    kind: 'Pod', apiVersion: 'v1',
    metadata: { name, ...(dryRun === 'client' && session.explicitNamespace ? { namespace: session.namespace } : {}), labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { containers: [container], restartPolicy: restart, dnsPolicy: 'ClusterFirst' }, status: {},
  };
}

/** A piece of a manifest laid over what was made. */
export function overridden(invocation: Invocation, made: Made): Made {
  const { flags: values } = invocation;
  const text = values.text('overrides');
  if (text === '') return made;
  const type = values.text('override-type');
  if (!['', 'json', 'merge', 'strategic'].includes(type)) throw new CommandError(`invalid override type: ${type}`);
  const document = parseManifests(text).documents[0];
  const value = document?.error === null ? document.value : undefined;
  if (type !== 'json' && !isObject(value)) throw new CommandError('Invalid JSON Patch');
  if (type !== 'json') return asTyped(type === 'strategic' ? applyStrategic(made, value as Made) : (mergePatch(made, value) as Made));
  const patched = applyJsonPatch(made, Array.isArray(value) ? (value as readonly JsonPatchOperation[]) : []);
  if (!patched.ok) throw new CommandError(patched.error);
  return asTyped(patched.value as Made);
}

interface Created {
  readonly object: KubeObject;
  readonly mapping: Mapping;
}

function* createGenerated(invocation: Invocation, made: Made, dryRun: DryRun): Client<Created> {
  const { session, flags: values } = invocation;
  const mapping = mappingForKind(String(made['apiVersion']), String(made['kind']));
  if (mapping === undefined) throw new CommandError(`no matches for kind ${JSON.stringify(made['kind'])} in version ${JSON.stringify(made['apiVersion'])}`);
  if (dryRun === 'client') return { object: made as unknown as KubeObject, mapping };
  const body = values.bool('save-config') ? withLastApplied(made, true) : made;
  const options = { fieldManager: values.text('field-manager'), ...(dryRun === 'server' ? { dryRun: true } : {}) };
  const response = yield* send(session, { verb: 'create', resource: mapping.resource, apiVersion: mapping.fact.groupVersion, namespace: session.namespace, body, options });
  return { object: response.body as KubeObject, mapping };
}

function* runRun(invocation: Invocation): Client<number> {
  const { flags: values, args } = invocation;
  const chosen = yield* choices(invocation);
  const printer = yield* results(values, chosen.dryRun);
  const [name = ''] = args;
  const given = parseLabels(values.text('labels'));
  const labels = Object.keys(given).length > 0 ? given : { run: name };
  const created = [yield* createGenerated(invocation, overridden(invocation, podOf(invocation, name, labels, chosen)), chosen.dryRun)];
  const errors: Error[] = [];
  if (values.bool('expose')) {
    const port = Number(values.text('port'));
    const service = {
      kind: 'Service', apiVersion: 'v1', metadata: { name, ...(Object.keys(given).length > 0 ? { labels: given } : {}) },
      spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels }, status: { loadBalancer: {} },
    };
    try {
      created.push(yield* createGenerated(invocation, service, chosen.dryRun));
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
    }
  }
  if (chosen.attach) return yield* session(invocation, created, chosen);
  for (const { object } of created) yield* printer.print(object, 'created', chosen.dryRun === 'client');
  throwAll(errors);
  return 0;
}

const targetOf = ({ object, mapping }: Created): Target => ({ mapping, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object: null, source: '' });
const isReady = (object: KubeObject | null): boolean => {
  const pod = object as unknown as Pod | null;
  return pod !== null && (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' || (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True'));
};
const isOver = (object: KubeObject | null): boolean => ['Succeeded', 'Failed'].includes((object as unknown as Pod | null)?.status.phase ?? '');

/** Waits for the Pod, joins it, and tells how it ended. */
function* session(invocation: Invocation, created: readonly Created[], chosen: Choices): Client<number> {
  const { flags: values } = invocation;
  const [first] = created;
  if (first === undefined) return 0;
  const target = targetOf(first);
  try {
    const until = (yield* clock()).now + values.duration('pod-running-timeout');
    const started = yield* follow(invocation.session, target, yield* fetchObject(invocation.session, target), until, isReady);
    if (started === false || started === null) throw new CommandError('timed out waiting for the condition');
    const pod = started as unknown as Pod;
    if (isOver(started)) yield* showLog(invocation, target, pod);
    else yield* joinOrLog(invocation, target, pod);
    if (values.bool('leave-stdin-open') || chosen.restart === 'Always') return 0;
    const ended = yield* follow(invocation.session, target, yield* fetchObject(invocation.session, target), until, isOver);
    return ended === false || ended === null ? 0 : outcome(ended as unknown as Pod);
  } finally {
    if (values.bool('rm')) yield* removeAll(invocation, created);
  }
}

/** A command that is over by the time that we come still has a log. */
function* joinOrLog(invocation: Invocation, target: Target, pod: Pod): Client<void> {
  try {
    yield* attachTo(invocation, pod, '');
  } catch (error) {
    if (!isFailure(error) || error instanceof ExitError) throw error;
    yield* printError(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${error.message}\n`);
    yield* showLog(invocation, target, pod);
  }
}

function* showLog(invocation: Invocation, target: Target, pod: Pod): Client<void> {
  const stream = yield* openStream(invocation.session, { verb: 'get', resource: 'pods', namespace: target.namespace, name: target.name, subresource: 'log', options: { container: pod.spec.containers[0]?.name ?? '' } });
  yield* copyOut(stream);
  yield* call({ call: 'close', stream });
}

function outcome(pod: Pod): number {
  if (pod.status.phase === 'Succeeded') return 0;
  const ended = pod.status.containerStatuses?.[0]?.state?.terminated;
  const name = `pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  if (!ended || ended.exitCode === 0) throw new CommandError(`${name} failed with unknown exit code`);
  throw new ExitError(`${name} terminated (${ended.reason ?? ''})\n${ended.message ?? ''}`, ended.exitCode);
}

function* removeAll(invocation: Invocation, created: readonly Created[]): Client<void> {
  const grace = invocation.flags.int('grace-period');
  for (const each of created) {
    const target = targetOf(each);
    try {
      yield* deleteOne(invocation.session, target, { propagationPolicy: 'Background', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) });
      if (!invocation.flags.bool('quiet')) yield* print(`${each.mapping.kind.toLowerCase()} "${target.name}" deleted from ${target.namespace} namespace\n`);
    } catch (error) {
      if (!isFailure(error)) throw error;
      yield* printError(`error: ${error.message}\n`);
    }
  }
}
