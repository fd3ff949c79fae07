/** `kubectl set`. Follows kubectl pkg/cmd/set. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { canonicalQuantity, parseQuantity } from '../../model/quantity.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, wrapped } from '../errors.ts';
import { flags } from '../flags.ts';
import type { Flag } from '../flags.ts';
import { twoWayPatch } from '../merge.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { print } from '../session.ts';
import { subcommandMissing } from '../usage.ts';
import { withCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, RECORD_FLAG, results, SELECTOR_FLAG } from './common.ts';
import { subjectCommand } from './set-subject.ts';
import { resourcesAndPairs } from './label.ts';
import { patchObject, visit } from './targets.ts';
import { requirePodSpec, withPodSpec } from './template.ts';

const SET_FLAGS: readonly Flag[] = [
  ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...FIELD_MANAGER_FLAG('kubectl-set'),
  ...flags('all bool # All objects of the kind.\nlocal bool # Ask no server.'),
];
type Container = k8s.Container;

/** Changes each named object; `change` gives the new one, or null where there is nothing to say. */
function* update(invocation: Invocation, resources: readonly string[], operation: string, failed: string, change: (object: KubeObject) => Client<KubeObject | null>): Client<number> {
  const { flags: values } = invocation;
  const dryRun = yield* dryRunOf(values);
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  const printer = yield* results(values, dryRun);
  yield* visit(invocation, { args: resources, typeMeansAll: values.bool('all') }, function* ({ target, object }) {
    const made = yield* change(object);
    if (made === null) return;
    const changed = withCause(invocation, made);
    const patch = twoWayPatch(object, changed);
    if (Object.keys(patch).length === 0) return;
    if (dryRun === 'client' || values.bool('local')) return yield* printer.print(changed, operation);
    try {
      yield* printer.print(yield* patchObject(invocation, target, 'strategic', patch, dryRun, values.text('field-manager')), operation);
    } catch (error) {
      throw isFailure(error) && failed !== '' ? wrapped(failed, error) : error;
    }
  });
  return 0;
}

function requireResources(invocation: Invocation, resources: readonly string[]): void {
  if (resources.length === 0 && invocation.flags.list('filename').length === 0) throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
}

const mapContainers = (spec: k8s.PodSpec, change: (container: Container) => Container): k8s.PodSpec => ({
  ...spec,
  containers: spec.containers.map(change),
  ...(spec.initContainers ? { initContainers: spec.initContainers.map(change) } : {}),
});

function* setImage(invocation: Invocation): Client<number> {
  const { resources, pairs } = resourcesAndPairs(invocation.args, 'image');
  requireResources(invocation, resources);
  if (pairs.length === 0) throw new CommandError('at least one image update is required');
  const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  if (images.has('*') && images.size > 1) throw new CommandError('all containers are already specified by *, but saw more than one container_name=container_image pairs');
  return yield* update(invocation, resources, 'image updated', 'failed to patch image update to pod template: ', function* (object) {
    const spec = requirePodSpec(object);
    const names = [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name);
    const missing = [...images.keys()].find((name) => name !== '*' && !names.includes(name));
    if (missing !== undefined) throw new CommandError(`error: unable to find container named ${JSON.stringify(missing)}`);
    return withPodSpec(object, mapContainers(spec, (container) => ({ ...container, ...(images.has('*') || images.has(container.name) ? { image: images.get('*') ?? images.get(container.name) ?? '' } : {}) })));
  });
}

interface EnvChanges {
  readonly set: readonly k8s.EnvVar[];
  readonly remove: readonly string[];
}
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const ENV_WORDS = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

function envChanges(specs: readonly string[]): EnvChanges {
  const set: k8s.EnvVar[] = [];
  const remove: string[] = [];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (equals < 0) {
      if (!spec.endsWith('-')) throw new CommandError(`unknown environment variable: ${spec}`);
      remove.push(spec.slice(0, -1));
      continue;
    }
    const name = spec.slice(0, equals);
    if (!ENV_NAME.test(name)) throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${ENV_WORDS}`);
    set.push({ name, value: spec.slice(equals + 1) });
  }
  if (set.some(({ name }) => remove.includes(name))) throw new CommandError('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

/** `name` may hold wildcards. */
const matchesName = (pattern: string, name: string): boolean => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);

function* setEnv(invocation: Invocation): Client<number> {
  const { flags: values, args } = invocation;
  const { resources, pairs } = resourcesAndPairs(args, 'environment');
  const listing = values.bool('list');
  if (listing && values.text('output') !== '') throw new CommandError('--list and --output may not be specified together');
  requireResources(invocation, resources);
  const changes = envChanges([...pairs, ...values.list('env')]);
  const imported = yield* importedEnv(invocation);
  const chosen = (container: Container): boolean => matchesName(values.text('containers'), container.name);
  if (!listing && changes.set.length + changes.remove.length + imported.length === 0) throw new CommandError('at least one environment variable must be provided');
  return yield* update(invocation, resources, 'env updated', 'failed to patch env update to pod template: ', function* (object) {
    const spec = requirePodSpec(object);
    if (listing) {
      yield* listEnv(object, spec.containers.filter(chosen));
      return null;
    }
    const set = [...changes.set, ...imported];
    if (!values.bool('overwrite')) refuseOverwrite(spec.containers.filter(chosen), set);
    return withPodSpec(object, { ...spec, containers: spec.containers.map((container) => (chosen(container) ? withEnv(container, set, changes.remove) : container)) });
  });
}

function refuseOverwrite(containers: readonly Container[], set: readonly k8s.EnvVar[]): void {
  for (const { env } of containers) {
    const taken = (env ?? []).find(({ name, value }) => set.some((each) => each.name === name && each.value !== value));
    if (taken) throw new CommandError(`'${taken.name}' already has a value (${taken.value ?? ''}), and --overwrite is false`);
  }
}

function withEnv(container: Container, set: readonly k8s.EnvVar[], remove: readonly string[]): Container {
  const kept = (container.env ?? []).filter(({ name }) => !remove.includes(name)).map((each) => set.find(({ name }) => name === each.name) ?? each);
  return { ...container, env: [...kept, ...set.filter(({ name }) => !kept.some((each) => each.name === name))] };
}

const refText = ({ valueFrom }: k8s.EnvVar): string => {
  if (valueFrom?.configMapKeyRef) return `configmap ${valueFrom.configMapKeyRef.name ?? ''}, key ${valueFrom.configMapKeyRef.key}`;
  if (valueFrom?.secretKeyRef) return `secret ${valueFrom.secretKeyRef.name ?? ''}, key ${valueFrom.secretKeyRef.key}`;
  if (valueFrom?.fieldRef) return `field path ${valueFrom.fieldRef.fieldPath}`;
  return valueFrom?.resourceFieldRef ? `${valueFrom.resourceFieldRef.containerName ? `${valueFrom.resourceFieldRef.containerName}/` : ''}${valueFrom.resourceFieldRef.resource}` : 'invalid valueFrom';
};

function* listEnv(object: KubeObject, containers: readonly Container[]): Client<void> {
  for (const { name, env } of containers) {
    yield* print(`# ${object.kind} ${object.metadata.name}, container ${name}\n`);
    for (const each of env ?? []) yield* print(each.valueFrom ? `# ${each.name} from ${refText(each)}\n` : `${each.name}=${each.value ?? ''}\n`);
  }
}

/** The keys of a ConfigMap or Secret as variables, with `--from`. */
function* importedEnv(invocation: Invocation): Client<readonly k8s.EnvVar[]> {
  const { flags: values } = invocation;
  const from = values.text('from');
  if (from === '') {
    if (values.list('keys').length > 0) throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from');
    return [];
  }
  const found: k8s.EnvVar[] = [];
  yield* visit({ ...invocation, flags: values }, { args: [from], filenames: [], selector: '' }, function* ({ object }) {
    if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') throw new CommandError('unsupported resource specified in --from');
    const keys = Object.keys(isObject(object['data']) ? object['data'] : {}).filter((key) => values.list('keys').length === 0 || values.list('keys').includes(key));
    const ref = object.kind === 'ConfigMap' ? 'configMapKeyRef' : 'secretKeyRef';
    for (const key of keys) found.push({ name: `${values.text('prefix')}${key.toUpperCase().replace(/[^A-Z0-9_]/g, '_')}`, valueFrom: { [ref]: { name: object.metadata.name, key } } });
    yield* call({ call: 'clock' });
  });
  return found;
}

function amounts(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  return Object.fromEntries(text.split(',').map((statement) => {
    const [name = '', value, ...more] = statement.split('=');
    if (value === undefined || more.length > 0) throw new CommandError(`invalid argument syntax ${statement}, expected <resource>=<value>`);
    if (parseQuantity(value) === null) throw new CommandError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    return [name, canonicalQuantity(value)];
  }));
}

function* setResources(invocation: Invocation): Client<number> {
  const { flags: values, args } = invocation;
  const [limits, requests] = [amounts(values.text('limits')), amounts(values.text('requests'))];
  if (Object.keys(limits).length + Object.keys(requests).length === 0) throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  return yield* update(invocation, args, 'resource requirements updated', 'failed to patch resources update to pod template ', function* (object) {
    const spec = requirePodSpec(object);
    const pattern = values.text('containers');
    if (!spec.containers.some(({ name }) => matchesName(pattern, name))) throw new CommandError(`error: unable to find container named ${pattern}`);
    const changed = (container: Container): Container => {
      if (!matchesName(pattern, container.name)) return container;
      const { resources } = container;
      const merged = { ...resources, ...(Object.keys(limits).length > 0 ? { limits: { ...resources?.limits, ...limits } } : {}), ...(Object.keys(requests).length > 0 ? { requests: { ...resources?.requests, ...requests } } : {}) };
      return { ...container, resources: merged };
    };
    return withPodSpec(object, { ...spec, containers: spec.containers.map(changed) });
  });
}

function* setServiceAccount(invocation: Invocation): Client<number> {
  const account = invocation.args.at(-1);
  if (account === undefined) throw new CommandError('serviceaccount is required');
  return yield* update(invocation, invocation.args.slice(0, -1), 'serviceaccount updated', 'failed to patch ServiceAccountName ', function* (object) {
    return withPodSpec(object, { ...requirePodSpec(object), serviceAccountName: account });
  });
}

function* setSelector(invocation: Invocation): Client<number> {
  const { resources, pairs } = resourcesAndPairs(invocation.args, 'selector');
  if (pairs.length !== 1) throw new CommandError('one selector is required');
  const selector = Object.fromEntries((pairs[0] ?? '').split(',').map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
  return yield* update(invocation, resources, 'selector updated', '', function* (object) {
    if (object.kind !== 'Service') throw new CommandError('setting a selector is only supported for Services');
    return { ...object, spec: { ...(isObject(object['spec']) ? object['spec'] : {}), selector } };
  });
}

const ofContainers = flags('containers|c string=* # Which containers; may hold wildcards.');
export const setCommand: Command = {
  name: 'set', use: 'set SUBCOMMAND', summary: 'Set a feature of an object', flags: [],
  run: (invocation) => subcommandMissing(setCommand, invocation),
  subcommands: [
    { name: 'image', use: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N', summary: 'Set images of containers', completes: 'resources', flags: [...SET_FLAGS, ...RECORD_FLAG], run: setImage },
    { name: 'resources', use: 'resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]', summary: 'Set requests and limits of containers', completes: 'resources', flags: [...SET_FLAGS, ...RECORD_FLAG, ...ofContainers, ...flags('limits string # cpu=100m,memory=256Mi.\nrequests string # cpu=100m,memory=256Mi.')], run: setResources },
    { name: 'selector', use: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]', summary: 'Set the selector of a Service', completes: 'resources', flags: [...SET_FLAGS, ...RECORD_FLAG, ...flags('resource-version string # Only if the object is still at this version.')], run: setSelector },
    { name: 'serviceaccount', aliases: ['sa'], use: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT', summary: 'Set the service account of a workload', completes: 'resources', flags: [...SET_FLAGS, ...RECORD_FLAG], run: setServiceAccount },
    subjectCommand,
    { name: 'env', use: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N', summary: 'Set environment variables of containers', completes: 'resources', flags: [...SET_FLAGS, ...ofContainers, ...flags('env|e array # KEY=VALUE.\nfrom string # Take the keys of this ConfigMap or Secret.\nkeys slice # Only these keys.\nlist bool # Show what is set.\noverwrite bool=true # Replace values that are there.\nprefix string # Put before each name.\nresolve bool # Show what references hold.')], run: setEnv },
  ],
};
