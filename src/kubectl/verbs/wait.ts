/** `kubectl wait`. Follows kubectl pkg/cmd/wait. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';
import { fetchObject, list, select } from '../builder.ts';
import type { Selection, Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, isNotFound, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { goText } from '../printers/go-json.ts';
import { JsonPath, PathError, relaxedJsonPath } from '../printers/jsonpath.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { clock } from '../session.ts';
import { FILE_FLAGS, queryOf, results, SELECTOR_FLAG } from './common.ts';
import type { Results } from './common.ts';
import { follow } from './streams.ts';

const WEEK_MS = 168 * 3_600_000;
const POLL_MS = 500;

export const waitCommand: Command = {
  name: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  summary: 'Wait until objects are as they should be',
  completes: 'resources',
  flags: [
    ...FILE_FLAGS.filter(({ name }) => name !== 'kustomize'), ...PRINT_FLAGS, ...SELECTOR_FLAG,
    ...flags(`
      all bool # All objects of the kind.
      all-namespaces|A bool # In every namespace.
      field-selector string # Only objects with these fields.
      for array # create, delete, condition=NAME[=VALUE] or jsonpath='{PATH}'[=VALUE].
      local bool # Ask no server.
      timeout duration=30s # How long to wait.
    `),
  ],
  run: runWait,
};

type Check = (object: KubeObject) => boolean;
type Condition = { readonly kind: 'delete' | 'create' } | { readonly kind: 'check'; readonly met: Check };

function conditionsOf(texts: readonly string[]): readonly Condition[] {
  if (texts.length === 0) throw new CommandError('unrecognized condition: []');
  return texts.map((text): Condition => {
    const lower = text.toLowerCase();
    if (lower === 'delete' || lower === 'create') return { kind: lower };
    if (text.startsWith('condition=')) return { kind: 'check', met: conditionMet(text.slice('condition='.length)) };
    if (text.startsWith('jsonpath=')) return { kind: 'check', met: pathMet(text.slice('jsonpath='.length)) };
    throw new CommandError(`unrecognized condition: ${JSON.stringify(text)}`);
  });
}

function conditionMet(text: string): Check {
  const equals = text.indexOf('=');
  const [name, wanted] = equals < 0 ? [text, 'true'] : [text.slice(0, equals), text.slice(equals + 1)];
  return (object) => {
    const status: Readonly<Record<string, unknown>> = isObject(object['status']) ? object['status'] : {};
    const conditions = Array.isArray(status['conditions']) ? (status['conditions'] as readonly Readonly<Record<string, unknown>>[]) : [];
    const found = conditions.find((each) => String(each['type']).toLowerCase() === name.toLowerCase() && typeof each['status'] === 'string');
    if (found === undefined) return false;
    const generation = object.metadata.generation;
    const observed = found['observedGeneration'] ?? status['observedGeneration'];
    if (typeof generation === 'number' && typeof observed === 'number' && observed < generation) return false;
    return String(found['status']).toLowerCase() === wanted.toLowerCase();
  };
}

/** Cuts `{.a.b}=value` at its single equals signs. */
const splitPath = (text: string): readonly string[] => text.replaceAll('==', '\0').split('=').map((part) => part.replaceAll('\0', '=='));

function pathMet(text: string): Check {
  const parts = splitPath(text);
  if (parts.length > 2) throw new CommandError("jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'");
  const [expression = '', given] = parts;
  const value = given?.replace(/^['"]+|['"]+$/g, '');
  const path = plainly(() => new JsonPath(relaxedJsonPath(expression)));
  if (value === '') throw new CommandError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  if (expression === '') throw new CommandError('jsonpath expression cannot be empty');
  return (object) => {
    // A list that is still too short is no failure yet: client-go retries on the next event.
    const found = plainly(() => path.find(object));
    const [first] = found;
    if (first === undefined || first.length === 0) return false;
    if (found.length > 1) throw new CommandError('given jsonpath expression matches more than one list');
    if (first.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
    if (value === undefined) return true;
    if (typeof first[0] === 'object' && first[0] !== null) throw new CommandError('jsonpath leads to a nested object or list which is not supported');
    return goText(first[0]).trim() === value.trim();
  };
}

function plainly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof PathError ? new CommandError(error.message) : error;
  }
}

interface Waiting {
  readonly invocation: Invocation;
  readonly conditions: readonly Condition[];
  readonly until: number;
  readonly once: boolean;
  readonly results: Results;
}

function* runWait(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const printer = yield* results(values, 'none');
  const query = queryOf(invocation, { typeMeansAll: invocation.flags.bool('all'), all: false });
  const conditions = conditionsOf(values.list('for'));
  const timeout = values.duration('timeout');
  const until = (yield* clock()).now + (timeout < 0 ? WEEK_MS : timeout);
  const waiting: Waiting = { invocation, conditions, until, once: timeout === 0, results: printer };
  const forDelete = conditions.some(({ kind }) => kind === 'delete');
  if (conditions.some(({ kind }) => kind === 'create')) yield* untilCreated(waiting);
  const selection = yield* select(session, query);
  const { targets, errors } = yield* expand(invocation, selection, forDelete);
  for (const target of targets) {
    try {
      yield* waitFor(waiting, target.target, target.object);
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  if (targets.length === 0 && !forDelete) throw new CommandError('no matching resources found');
  return 0;
}

interface Known {
  readonly target: Target;
  readonly object: KubeObject;
}

function* expand(invocation: Invocation, selection: Selection, ignoreMissing: boolean): Client<{ readonly targets: readonly Known[]; readonly errors: Error[] }> {
  const targets: Known[] = [];
  const errors: Error[] = [];
  for (const item of selection.items) {
    try {
      if (!item.ok) throw item.error;
      targets.push({ target: item.target, object: yield* fetchObject(invocation.session, item.target) });
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!(ignoreMissing && isNotFound(error))) errors.push(error);
    }
  }
  for (const bulk of selection.bulk) {
    const body = (yield* list(invocation.session, bulk, selection)).body as ObjectList;
    for (const item of body.items) {
      const object = { ...item, apiVersion: body.apiVersion, kind: bulk.mapping.kind };
      targets.push({ target: { mapping: bulk.mapping, namespace: item.metadata.namespace ?? '', name: item.metadata.name, object: null, source: '' }, object });
    }
  }
  return { targets, errors };
}

/** Looks again and again until the objects are there. */
function* untilCreated(waiting: Waiting): Client<void> {
  for (;;) {
    const selection = yield* select(waiting.invocation.session, queryOf(waiting.invocation, { all: false }));
    const { targets, errors } = yield* expand(waiting.invocation, selection, false);
    const other = errors.find((error) => !isNotFound(error));
    if (other) throw other;
    if (errors.length === 0 && targets.length > 0) return;
    const { now } = yield* clock();
    if (now >= waiting.until) throw new CommandError('timed out waiting for the condition');
    yield* call({ call: 'sleep', ms: Math.min(POLL_MS, waiting.until - now) });
  }
}

function* waitFor(waiting: Waiting, target: Target, known: KubeObject): Client<void> {
  const named = `${target.mapping.fact.name}/${target.name}`;
  let shown: KubeObject = known;
  for (const condition of waiting.conditions) {
    if (condition.kind === 'check') shown = yield* waitForCheck(waiting, target, condition.met, named);
    else if (condition.kind === 'delete') yield* waitForGone(waiting, target, named);
    yield* waiting.results.print(shown, 'condition met');
  }
}

function* waitForCheck(waiting: Waiting, target: Target, met: Check, named: string): Client<KubeObject> {
  const { session } = waiting.invocation;
  const object = yield* fetchObject(session, target);
  if (waiting.once) {
    if (met(object)) return object;
    throw new CommandError(`condition not met for ${named}`);
  }
  const found = yield* follow(session, target, object, waiting.until, (each) => each !== null && met(each));
  if (found === false || found === null) throw new CommandError(`timed out waiting for the condition on ${named}`);
  return found;
}

function* waitForGone(waiting: Waiting, target: Target, named: string): Client<void> {
  const { session } = waiting.invocation;
  let object: KubeObject;
  try {
    object = yield* fetchObject(session, target);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  if (waiting.once) throw new CommandError(`condition not met for ${named}`);
  const gone = yield* follow(session, target, object, waiting.until, (each) => each === null);
  if (gone === false) throw new CommandError(`timed out waiting for the condition on ${named}`);
}
