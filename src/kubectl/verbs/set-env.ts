/** `kubectl set env`. Follows kubectl pkg/cmd/set/set_env.go and env/env_parse.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { oldEnvironmentNameComplaints } from '../../model/names.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import { gather, select } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { print, printError } from '../session.ts';
import { referenceText, referenceValue } from './set-env-references.ts';
import { CONTAINERS_FLAG, mapContainers, matchesName, SET_FLAGS, update } from './set-update.ts';
import type { Container } from './set-update.ts';
import { requirePodSpec, withPodSpec } from './template.ts';

export const setEnvCommand: Command = {
  name: 'env', use: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N', summary: 'Set environment variables of containers', completes: 'resources',
  flags: [
    ...SET_FLAGS, ...CONTAINERS_FLAG,
    ...flags(
      'env|e array # KEY=VALUE.\nfrom string # Take the keys of this ConfigMap or Secret.\nkeys slice # Only these keys.\nlist bool # Show what is set.\noverwrite bool=true # Replace values that are there.\nprefix string # Put before each name.\nresolve bool # Show what references hold.',
    ),
  ],
  run: setEnv,
};

interface Wish {
  readonly set: readonly k8s.EnvVar[];
  readonly remove: readonly string[];
}

/** Resources come first, then KEY=VALUE and KEY-. */
function split(args: readonly string[]): { readonly resources: readonly string[]; readonly specs: readonly string[] } {
  const isSpec = (arg: string): boolean => /^.+=/s.test(arg) || arg.endsWith('-');
  const first = args.findIndex(isSpec);
  if (first < 0) return { resources: args, specs: [] };
  if (!args.slice(first).every(isSpec)) throw new CommandError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  return { resources: args.slice(0, first), specs: args.slice(first) };
}

/** Lines of KEY=VALUE, as standard input brings them for `-`. */
const readLines = (text: string): readonly k8s.EnvVar[] =>
  text.split('\n').map((line) => line.replace(/#.*$/, '')).filter((line) => line.includes('=')).map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) }));

function parse(specs: readonly string[], stdin: string): Wish {
  const set: k8s.EnvVar[] = [];
  const [remove, named]: [string[], string[]] = [[], []];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (spec === '-') set.push(...readLines(stdin));
    else if (equals >= 0) {
      const name = spec.slice(0, equals);
      const complaints = oldEnvironmentNameComplaints(name);
      if (complaints.length > 0) throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${complaints.join(';')}`);
      named.push(name);
      set.push({ name, value: spec.slice(equals + 1) });
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else throw new CommandError(`unknown environment variable: ${spec}`);
  }
  if (named.some((name) => remove.includes(name))) throw new CommandError('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

function checkFlags({ flags: values }: Invocation, resources: readonly string[]): void {
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  if (values.list('filename').length === 0 && resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (values.bool('list') && values.text('output') !== '') throw new CommandError('--list and --output may not be specified together');
  if (values.list('keys').length > 0 && values.text('from') === '') throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from');
}

function* setEnv(invocation: Invocation): Client<number> {
  const { flags: values, args, session } = invocation;
  const { resources, specs } = split(args);
  checkFlags(invocation, resources);
  const given = parse([...values.list('env'), ...specs], session.env.stdin ?? '');
  const all = [...given.set, ...(yield* imported(invocation))];
  const prefix = values.text('prefix');
  const wish: Wish = { ...given, set: all.map((each) => ({ ...each, name: prefix + each.name })) };
  const pattern = values.text('containers');
  const listing = values.bool('list');
  const how = { operation: 'env updated', failed: 'failed to patch env update to pod template: ' };
  const work = update(invocation, resources, how, function* (object) {
    const spec = requirePodSpec(object);
    const chosen = [...spec.containers, ...(spec.initContainers ?? [])].filter(({ name }) => matchesName(pattern, name));
    if (chosen.length === 0) yield* printError(`Warning: ${object.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`);
    if (!values.bool('overwrite')) for (const container of chosen) refuseOverwrite(container, wish.set);
    if (listing) {
      yield* list(invocation, object, chosen.map((container) => withEnv(container, wish)));
      return null;
    }
    return withPodSpec(object, mapContainers(spec, (container) => (matchesName(pattern, container.name) ? withEnv(container, wish) : container)));
  });
  if (!listing) return yield* work;
  return yield* quietly(work);
}

/** A list tells what it can; what failed beside it is no failure. */
function* quietly(work: Client<number>): Client<number> {
  try {
    return yield* work;
  } catch (error) {
    if (isFailure(error) && /^error: \w+\/\S+ /.test(error.message)) return 0;
    throw error;
  }
}

function refuseOverwrite({ env = [] }: Container, set: readonly k8s.EnvVar[]): void {
  for (const { name, value } of set) {
    const current = env.find((each) => each.name === name);
    if (current !== undefined && (current.value ?? '') !== (value ?? '')) throw new CommandError(`'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`);
  }
}

function withEnv(container: Container, { set, remove }: Wish): Container {
  const kept = (container.env ?? []).filter(({ name }) => !remove.includes(name)).map((each) => set.find(({ name }) => name === each.name) ?? each);
  const added = set.filter(({ name }, at) => !remove.includes(name) && !kept.some((each) => each.name === name) && set.findIndex((each) => each.name === name) === at);
  const env = [...kept, ...added];
  return env.length === 0 && container.env === undefined ? container : { ...container, env };
}

function* list(invocation: Invocation, object: KubeObject, containers: readonly Container[]): Client<void> {
  for (const container of containers) {
    yield* print(`# ${object.kind} ${object.metadata.name}, container ${container.name}\n`);
    const problems = new Map<string, string[]>();
    for (const { name, value, valueFrom } of container.env ?? []) {
      if (valueFrom === undefined || valueFrom === null) {
        yield* print(`${name}=${value ?? ''}\n`);
        continue;
      }
      const resolved = invocation.flags.bool('resolve') ? yield* referenceValue(invocation.session, object, container, valueFrom) : null;
      if (resolved?.ok) yield* print(`${name}=${resolved.value}\n`);
      else yield* print(`# ${name} from ${referenceText(valueFrom)}\n`);
      if (resolved?.ok === false) problems.set(resolved.error, [...(problems.get(resolved.error) ?? []), name]);
    }
    const told = Array.from(problems, ([error, names]) => `error retrieving reference for ${names.sort().join(', ')}: ${error}\n`);
    if (told.length > 0) yield* printError(told.sort().join(''));
  }
}

/** The keys of a ConfigMap or Secret as variables, with `--from`. */
function* imported({ flags: values, session }: Invocation): Client<readonly k8s.EnvVar[]> {
  const from = values.text('from');
  if (from === '') return [];
  const { found, errors } = yield* gather(session, yield* select(session, { args: [from], namespace: session.namespace }));
  throwAll(errors);
  const made: k8s.EnvVar[] = [];
  for (const { object } of found) {
    if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') throw new CommandError('unsupported resource specified in --from');
    const keys = Object.keys(isObject(object['data']) ? object['data'] : {}).filter((key) => values.list('keys').length === 0 || values.list('keys').includes(key));
    const ref = object.kind === 'ConfigMap' ? 'configMapKeyRef' : 'secretKeyRef';
    for (const key of keys) {
      const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (name !== key) yield* printError(`Warning: key ${key} transferred to ${name}\n`);
      made.push({ name, valueFrom: { [ref]: { name: object.metadata.name, key } } });
    }
  }
  return made;
}
