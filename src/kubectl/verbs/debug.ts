/** `kubectl debug`. Follows kubectl pkg/cmd/debug. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { k8s, KubeObject, Node, Pod } from '../../model/objects.ts';
import { fetchObject, place, select } from '../builder.ts';
import type { Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ExitError, isFailure } from '../errors.ts';
import { flags } from '../flags.ts';
import { kindInFull, mappingFor } from '../mapper.ts';
import { print, printError, send, wallClock } from '../session.ts';
import { copiedPod, ephemeralContainer, imageChanges, nodePod, noPair, profileOf, suffixOf } from './debug-pod.ts';
import type { Wish } from './debug-pod.ts';
import { deleteOne } from './delete-run.ts';
import { isImageName } from './image-name.ts';
import { attachTo } from './exec.ts';
import { copyOut, follow, openStream } from './streams.ts';

export const debugCommand: Command = {
  name: 'debug',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  summary: 'Look into a Pod or a node with a container of your own',
  completes: 'pods',
  flags: flags(`
    arguments-only bool # What follows -- are arguments, not the command.
    attach bool # Join the container when it runs.
    container|c string # The new container's name.
    copy-to string # Debug a copy with this name.
    custom string # A file with a piece of a container.
    env array # Variables: NAME=value.
    filename|f slice # Files with the Pods.
    image string # The image to debug with.
    image-pull-policy string # Always, IfNotPresent or Never.
    keep-annotations bool # The copy keeps annotations.
    keep-init-containers bool=true # The copy keeps init containers.
    keep-labels bool # The copy keeps labels.
    keep-liveness bool # The copy keeps liveness probes.
    keep-readiness bool # The copy keeps readiness probes.
    keep-startup bool # The copy keeps startup probes.
    profile string=general # general, baseline, restricted, netadmin or sysadmin.
    quiet|q bool # Less words.
    replace bool # With --copy-to: delete the original.
    same-node bool # With --copy-to: on the same node.
    set-image array # With --copy-to: other images, as NAME=image.
    share-processes bool=true # With --copy-to: see each other's processes.
    stdin|i bool # Pass standard input on.
    target string # The container whose processes to see.
    tty|t bool # A terminal.
  `),
  run: runDebug,
};

function check({ flags: values }: Invocation, words: readonly string[], names: readonly string[]): void {
  const [image, copyTo, changes] = [values.text('image'), values.text('copy-to'), imageChanges(values.list('set-image'))];
  const fail = (message: string): never => {
    throw new CommandError(message);
  };
  if (values.bool('attach') && image === '' && values.text('container') === '') fail('you must specify --container or create a new container using --image in order to attach.');
  if (copyTo !== '') {
    if (image === '' && changes.size === 0 && words.length === 0) fail('you must specify --image, --set-image or command arguments.');
    if (words.length > 0 && values.text('container') === '' && image === '') fail('you must specify an existing container or a new image when specifying args.');
  } else if (values.bool('replace')) fail('--replace may only be used with --copy-to.');
  else if (values.bool('same-node')) fail('--same-node may only be used with --copy-to.');
  else if (changes.size > 0) fail('--set-image may only be used with --copy-to.');
  else if (image === '') fail('you must specify --image when not using --copy-to.');
  if (image !== '' && !isImageName(image)) fail(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (names.length === 0 && values.list('filename').length === 0) fail('NAME or filename is required for debug');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(values.text('image-pull-policy'))) fail(`invalid image pull policy: ${values.text('image-pull-policy')}`);
  for (const [name, other] of changes) if (!isImageName(other)) fail(`invalid image name ${JSON.stringify(other)} for container ${JSON.stringify(name)}: invalid reference format`);
  if (values.text('target') !== '' && copyTo !== '') fail('--target is incompatible with --copy-to. Use --share-processes instead.');
  if (values.bool('tty') && !values.bool('stdin')) fail('-i/--stdin is required for containers with -t/--tty=true');
  if (values.text('custom') !== '') fail('--custom is not part of this sandbox');
}

const environment = (texts: readonly string[]): readonly k8s.EnvVar[] =>
  texts.flatMap((text) => text.split(',')).map((text) => {
    const at = text.indexOf('=');
    if (at < 0) throw noPair(text, 'env');
    return { name: text.slice(0, at), value: text.slice(at + 1) };
  });

function* runDebug(invocation: Invocation): Client<number> {
  const { args, atDash, flags: values, session } = invocation;
  const [names, words] = atDash < 0 ? [args, []] : [args.slice(0, atDash), args.slice(atDash)];
  const wish: Wish = { profile: profileOf(values.text('profile')), values, words, env: environment(values.list('env')) };
  check(invocation, words, names);
  const target = values.text('target');
  if (target !== '' && !values.bool('quiet')) yield* print(`Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`);
  if (wish.profile === 'legacy') yield* printError('--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n');
  const query = { filenames: values.list('filename'), namespace: session.namespace, enforceNamespace: session.explicitNamespace };
  const selection = yield* select(session, { ...query, args: names.map((name) => (name.includes('/') ? name : `pods/${name}`)) });
  for (const item of selection.items) {
    if (!item.ok) throw item.error;
    const object = yield* fetchObject(session, item.target);
    const made = yield* debugObject(invocation, wish, item.target, object);
    const attaches = values.changed('attach') ? values.bool('attach') : values.bool('stdin');
    if (attaches && made.container !== '') yield* join(invocation, made.pod, made.container);
  }
  return 0;
}

interface Debugged {
  readonly pod: Pod;
  readonly container: string;
}

function* debugObject(invocation: Invocation, wish: Wish, target: Target, object: KubeObject): Client<Debugged> {
  if (object.kind === 'Node') return yield* debugNode(invocation, wish, object as unknown as Node);
  if (object.kind !== 'Pod') throw new CommandError(`${JSON.stringify(kindInFull(target.mapping))} not supported by debug`);
  const pod = object as unknown as Pod;
  return yield* invocation.flags.text('copy-to') === '' ? debugRunning(invocation, wish, target, pod) : debugCopy(invocation, wish, target, pod);
}

function* createPod(invocation: Invocation, namespace: string, body: k8s.Pod): Client<Pod> {
  return (yield* send(invocation.session, { verb: 'create', resource: 'pods', apiVersion: 'v1', namespace, body, options: { fieldManager: 'kubectl-debug' } })).body as unknown as Pod;
}

function* debugNode(invocation: Invocation, wish: Wish, node: Node): Client<Debugged> {
  const { session, flags: values } = invocation;
  const container = values.text('container') || 'debugger';
  const name = `node-debugger-${node.metadata.name}-${suffixOf(`${node.metadata.uid} ${yield* wallClock()}`)}`;
  if (!values.bool('quiet')) yield* print(`Creating debugging pod ${name} with container ${container} on node ${node.metadata.name}.\n`);
  return { pod: yield* createPod(invocation, session.namespace, nodePod(wish, node, name, container)), container };
}

/** The name that was asked for, or a made one that nothing in the Pod has. */
function containerName(invocation: Invocation, pod: Pod, now: number): string {
  const asked = invocation.flags.text('container');
  if (asked !== '') return asked;
  const taken = new Set([...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])].map(({ name }) => name));
  for (let attempt = 0; ; attempt++) {
    const name = `debugger-${suffixOf(`${pod.metadata.uid} ${now} ${attempt}`)}`;
    if (!taken.has(name)) return name;
  }
}
function* tellName(invocation: Invocation, name: string): Client<void> {
  if (invocation.flags.text('container') === '' && !invocation.flags.bool('quiet')) yield* print(`Defaulting debug container name to ${name}.\n`);
}

function* debugRunning(invocation: Invocation, wish: Wish, target: Target, pod: Pod): Client<Debugged> {
  const name = containerName(invocation, pod, yield* wallClock());
  yield* tellName(invocation, name);
  const patch = { spec: { ephemeralContainers: [ephemeralContainer(wish, name)] } };
  const { body } = yield* send(invocation.session, { verb: 'patch', ...place(target), subresource: 'ephemeralcontainers', patchType: 'strategic', body: patch, options: { fieldManager: 'kubectl-debug' } });
  return { pod: body as unknown as Pod, container: name };
}

function* debugCopy(invocation: Invocation, wish: Wish, target: Target, pod: Pod): Client<Debugged> {
  const name = containerName(invocation, pod, yield* wallClock());
  const copy = copiedPod(wish, pod, () => name);
  if (copy.container === name) yield* tellName(invocation, name);
  const made = yield* createPod(invocation, pod.metadata.namespace, copy.pod);
  if (invocation.flags.bool('replace')) yield* deleteOne(invocation.session, target, {});
  return { pod: made, container: copy.container };
}

const statusOf = (pod: Pod, name: string): k8s.ContainerStatus | undefined =>
  [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? []), ...(pod.status.ephemeralContainerStatuses ?? [])].find((status) => status.name === name);

/** Waits for the container and joins it; of one that is over already its log is shown. */
function* join(invocation: Invocation, pod: Pod, container: string): Client<void> {
  const { session, flags: values } = invocation;
  const target: Target = { mapping: mappingFor('pods'), namespace: pod.metadata.namespace, name: pod.metadata.name, object: null, source: '' };
  const warnings: string[] = [];
  const up = yield* follow(session, target, pod as unknown as KubeObject, Number.MAX_SAFE_INTEGER, (object) => {
    const state = object === null ? undefined : statusOf(object as unknown as Pod, container)?.state;
    const message = state?.waiting?.message ?? '';
    if (message !== '') warnings.push(`Warning: container ${container}: ${message}\n`);
    return object === null || state?.running !== undefined || state?.terminated !== undefined;
  });
  if (!values.bool('quiet')) for (const warning of warnings) yield* printError(warning);
  if (up === null || up === false) throw new CommandError(`pods ${JSON.stringify(pod.metadata.name)} not found`);
  if (statusOf(up as unknown as Pod, container)?.state?.terminated === undefined) {
    try {
      yield* attachTo(invocation, up as unknown as Pod, container);
      return;
    } catch (error) {
      if (!isFailure(error) || error instanceof ExitError) throw error;
      yield* printError(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${error.message}\n`);
    }
  }
  const stream = yield* openStream(session, { verb: 'get', ...place(target), subresource: 'log', options: { container } });
  yield* copyOut(stream);
  yield* call({ call: 'close', stream });
}
