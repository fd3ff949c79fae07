/** What the subcommands of `kubectl set` share: the objects that are meant, all or none of them, and a patch for each. Follows kubectl pkg/cmd/set/helper.go. */
import type { Client } from '../../cluster/contract/client.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import { gather, select } from '../builder.ts';
import type { Invocation } from '../command.ts';
import { CommandError, isFailure, throwAll, wrapped } from '../errors.ts';
import { flags } from '../flags.ts';
import type { Flag } from '../flags.ts';
import { twoWayPatch } from '../merge.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { asTyped } from '../printers/typed.ts';
import { withCause } from './change-cause.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, queryOf, results, SELECTOR_FLAG } from './common.ts';
import { LOCAL_NEEDS_FILES, patchObject } from './targets.ts';

export const SET_FLAGS: readonly Flag[] = [
  ...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...FIELD_MANAGER_FLAG('kubectl-set'),
  ...flags('all bool # All objects of the kind.\nlocal bool # Ask no server.'),
];
export const CONTAINERS_FLAG = flags('containers|c string=* # Which containers; may hold wildcards.');
export type Container = k8s.Container;

/** `name` may hold wildcards. */
export const matchesName = (pattern: string, name: string): boolean => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);

/** A Pod's spec with each container that is meant changed, those that come first, too. */
export const mapContainers = (spec: k8s.PodSpec, change: (container: Container) => Container): k8s.PodSpec => ({
  ...spec,
  containers: spec.containers.map(change),
  ...(spec.initContainers ? { initContainers: spec.initContainers.map(change) } : {}),
});

interface How {
  /** `image updated` */
  readonly operation: string;
  /** What a refusal begins with. */
  readonly failed: string;
  /** Sent even where nothing changes. */
  readonly always?: boolean;
  /** A failure of the change itself is told with the object's name. */
  readonly named?: boolean;
  /** What is refused once the objects are known. */
  check?(): void;
}
/** Gives the changed object, or null where there is nothing to do; what went wrong beside it goes into `problems`. */
type Change = (object: KubeObject, problems: Error[]) => Client<KubeObject | null>;

export function* update(invocation: Invocation, resources: readonly string[], how: How, change: Change): Client<number> {
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  const local = values.bool('local');
  const query = queryOf(invocation, { args: resources, typeMeansAll: values.bool('all'), all: false });
  if (local && (resources.length > 0 || (query.filenames ?? []).length === 0)) throw new CommandError(LOCAL_NEEDS_FILES);
  const { found, errors } = yield* gather(session, yield* select(session, query), { latest: !local });
  throwAll(errors);
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  if (local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  how.check?.();
  const printer = yield* results(values, dryRun);
  const problems: Error[] = [];
  for (const { target, object } of found) {
    try {
      const made = yield* changed(change, object, problems, how.named === false ? '' : `${target.mapping.fact.name}/${target.name}`);
      if (made === null) continue;
      const wanted = withCause(invocation, made);
      const patch = twoWayPatch(object, wanted);
      if (how.always !== true && Object.keys(patch).length === 0) continue;
      if (local) yield* printer.print(asTyped(wanted), how.operation);
      else if (dryRun === 'client') yield* printer.print(wanted, how.operation);
      else yield* printer.print(yield* sent(how.failed, patchObject(invocation, target, 'strategic', patch, dryRun, values.text('field-manager'))), how.operation);
    } catch (error) {
      if (!isFailure(error)) throw error;
      problems.push(error);
    }
  }
  throwAll(problems);
  return 0;
}

function* changed(change: Change, object: KubeObject, problems: Error[], name: string): Client<KubeObject | null> {
  try {
    return yield* change(object, problems);
  } catch (error) {
    throw isFailure(error) && name !== '' ? new CommandError(`error: ${name} ${error.message}\n`) : error;
  }
}
function* sent<T>(failed: string, request: Client<T>): Client<T> {
  try {
    return yield* request;
  } catch (error) {
    throw isFailure(error) && failed !== '' ? wrapped(failed, error) : error;
  }
}
