/** What the generators of `kubectl create` share: name, namespace, dry run, and how the result is shown. */
import type { Client } from '../../cluster/contract/client.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, wrapped } from '../errors.ts';
import { flags } from '../flags.ts';
import type { Flag } from '../flags.ts';
import { mappingForKind } from '../mapper.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { send } from '../session.ts';
import { usageError } from '../usage.ts';
import { DRY_RUN_FLAG, dryRunOf, fieldValidation, FIELD_MANAGER_FLAG, results, VALIDATE_FLAG } from './common.ts';
import { withLastApplied } from './last-applied.ts';

export type Made = Readonly<Record<string, unknown>>;

export const SAVE_CONFIG_FLAG: readonly Flag[] = flags('save-config bool # Remember the manifest, as kubectl apply does.');
const GENERATOR_FLAGS: readonly Flag[] = [...PRINT_FLAGS, ...DRY_RUN_FLAG, ...VALIDATE_FLAG, ...SAVE_CONFIG_FLAG, ...FIELD_MANAGER_FLAG('kubectl-create')];

export interface Generator extends Pick<Command, 'name' | 'aliases' | 'use' | 'summary' | 'flagsInUse' | 'required'> {
  readonly flags?: readonly Flag[];
  /** What a refusal begins with: `failed to create deployment: `; '' leaves it as it is. */
  readonly failed: string | ((made: Made) => string);
  build(invocation: Invocation, name: string): Client<Made>;
}

/** The one name that stands before `--`. */
export function nameArgument(invocation: Invocation): string {
  const count = invocation.atDash < 0 ? invocation.args.length : invocation.atDash;
  if (count !== 1) throw usageError(invocation, `exactly one NAME is required, got ${count}`);
  return invocation.args[0] ?? '';
}
/** What stands after the name: the command to run. */
export const commandArguments = (invocation: Invocation): readonly string[] => invocation.args.slice(1);

/** Metadata in Go's order; the namespace shows only when it was named. */
export const metadata = (invocation: Invocation, name: string, rest: Readonly<Record<string, unknown>> = {}): Made => ({
  name,
  ...(invocation.session.explicitNamespace ? { namespace: invocation.session.namespace } : {}),
  ...rest,
});
export const clusterMetadata = (name: string, rest: Readonly<Record<string, unknown>> = {}): Made => ({ name, ...rest });

/** Creates an object that kubectl made itself, or only shows it. */
export function* createMade(invocation: Invocation, given: Made, failed: string, operation = 'created'): Client<Made> {
  const { flags: values, session } = invocation;
  const dryRun = yield* dryRunOf(values);
  const printer = yield* results(values, dryRun);
  const made = values.has('save-config') && values.bool('save-config') ? withLastApplied(given, true) : given;
  if (dryRun === 'client') {
    yield* printer.print(made, operation, true);
    return made;
  }
  const mapping = mappingForKind(String(made['apiVersion']), String(made['kind']));
  if (mapping === undefined) throw new CommandError(`no matches for kind ${JSON.stringify(made['kind'])}`);
  const options = { fieldManager: values.text('field-manager') || 'kubectl-create', fieldValidation: fieldValidation(values), ...(dryRun === 'server' ? { dryRun: true } : {}) };
  try {
    const { body } = yield* send(session, { verb: 'create', resource: mapping.resource, apiVersion: mapping.fact.groupVersion, ...(mapping.namespaced ? { namespace: session.namespace } : {}), body: made, options });
    yield* printer.print(body, operation);
    return body as unknown as Made;
  } catch (error) {
    if (!isFailure(error) || failed === '') throw error;
    throw wrapped(failed, error);
  }
}

export function generatorCommand(generator: Generator): Command {
  const { name, aliases, use, summary, flagsInUse, required } = generator;
  return {
    name, use, summary,
    ...(aliases ? { aliases } : {}),
    ...(flagsInUse ? { flagsInUse } : {}),
    ...(required ? { required } : {}),
    flags: [...(generator.flags ?? []), ...GENERATOR_FLAGS],
    *run(invocation) {
      const made = yield* generator.build(invocation, nameArgument(invocation));
      yield* createMade(invocation, made, typeof generator.failed === 'string' ? generator.failed : generator.failed(made));
      return 0;
    },
  };
}
