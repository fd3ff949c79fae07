/** What many verbs share: flags for files, selectors and dry runs, and how a result line is printed. */
import type { Client } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';
import { deprecated, flags } from '../flags.ts';
import type { Flag, FlagValues } from '../flags.ts';
import { nameOf, objectPrinter } from '../printers/output.ts';
import type { ObjectPrinter } from '../printers/output.ts';
import { klogLine, print, printError } from '../session.ts';
import type { Invocation } from '../command.ts';
import type { Query } from '../builder.ts';

export const FILE_FLAGS: readonly Flag[] = flags(`
  filename|f slice # Files or folders with the manifests; - reads standard input.
  kustomize|k string # A folder with a kustomization.
  recursive|R bool # Read the folders below, too.
`);
export const SELECTOR_FLAG: readonly Flag[] = flags('selector|l string # Only objects with these labels: key=value, key!=value, key in (a,b).');
export const DRY_RUN_FLAG: readonly Flag[] = flags('dry-run string=none ~unchanged # none, client (print only) or server (ask, but store nothing).');
export const FIELD_MANAGER_FLAG = (manager: string): readonly Flag[] => flags(`field-manager string=${manager} # The name that owns the fields that are set.`);
export const VALIDATE_FLAG: readonly Flag[] = flags('validate string=strict ~strict # strict, warn or ignore: what to do about unknown fields.');

/** `--record` notes the command line in the object. Follows cli-runtime pkg/genericclioptions/record_flags.go. */
export const RECORD_FLAG: readonly Flag[] = deprecated('--record will be removed in the future', flags('record bool # Note this command line in the object.'));

export type DryRun = 'none' | 'client' | 'server';

/** The dry-run strategy that was asked for; an old spelling is warned of. */
export function* dryRunOf(values: FlagValues): Client<DryRun> {
  const text = values.text('dry-run');
  if (text === 'client' || text === 'server' || text === 'none') return text;
  if (text === 'unchanged') {
    yield* printError(yield* klogLine('W', 'helpers.go:714', '--dry-run is deprecated and can be replaced with --dry-run=client.'));
    return 'client';
  }
  if (['true', 't', 'T', 'TRUE', 'True', '1', 'false', 'f', 'F', 'FALSE', 'False', '0'].includes(text)) {
    const on = /^(?:t|1)/i.test(text);
    if (on) yield* printError(yield* klogLine('W', 'helpers.go:703', `--dry-run=${text} is deprecated (boolean value) and can be replaced with --dry-run=client.`));
    else yield* printError(yield* klogLine('W', 'helpers.go:706', `--dry-run=${text} is deprecated (boolean value) and can be replaced with --dry-run=none.`));
    return on ? 'client' : 'none';
  }
  throw new CommandError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
}

export const dryRunSuffix = (dryRun: DryRun): string => (dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '');

export function fieldValidation(values: FlagValues): 'Strict' | 'Warn' | 'Ignore' {
  const text = values.has('validate') ? values.text('validate') : 'strict';
  if (['strict', 'true', 'Strict', '1', 't'].includes(text)) return 'Strict';
  if (text === 'warn') return 'Warn';
  if (['ignore', 'false', '0', 'f'].includes(text)) return 'Ignore';
  throw new CommandError(`invalid - validate option ${JSON.stringify(text)}; must be one of: strict (or true), warn, ignore (or false)`);
}

/** Refuses what needs kustomize, in one line, and a command without files where they are needed. */
export function requireFiles(values: FlagValues): void {
  if (values.text('kustomize') !== '' && values.list('filename').length > 0) throw new CommandError('only one of -f or -k can be specified');
  refuseKustomize(values);
  if (values.list('filename').length === 0) throw new CommandError('must specify one of -f and -k');
}
export function refuseKustomize(values: FlagValues): void {
  if (values.text('kustomize') !== '') throw new CommandError('kustomize is not part of this sandbox; give the manifests themselves with -f');
}

/** The query that the usual flags and arguments make. */
export function queryOf(invocation: Invocation, more: Partial<Query> = {}): Query {
  const { flags: values, session, args } = invocation;
  const has = (name: string): boolean => values.has(name);
  return {
    args,
    ...(has('filename') ? { filenames: values.list('filename'), recursive: values.bool('recursive') } : {}),
    ...(has('filename') && has('validate') ? { validates: fieldValidation(values) !== 'Ignore' } : {}),
    ...(has('selector') ? { selector: values.text('selector') } : {}),
    ...(has('field-selector') ? { fieldSelector: values.text('field-selector') } : {}),
    ...(has('local') ? { local: values.bool('local') } : {}),
    ...(has('all') ? { all: values.bool('all') } : {}),
    ...(has('all-namespaces') ? { allNamespaces: values.bool('all-namespaces') } : {}),
    namespace: session.namespace,
    enforceNamespace: session.explicitNamespace,
    ...more,
  };
}

/** Prints results: in the form of `-o`, or as `pod/web created`. */
export interface Results {
  readonly formatted: boolean;
  /** In the form of `-o` (null: as a line only). */
  print(object: unknown, operation: string, typed?: boolean): Client<void>;
}
export function* results(values: FlagValues, dryRun: DryRun): Client<Results> {
  const printer: ObjectPrinter | null = yield* objectPrinter(values);
  const suffix = dryRunSuffix(dryRun);
  return {
    formatted: printer !== null,
    *print(object, operation, typed = false) {
      yield* print(printer === null ? `${nameOf(object)} ${operation}${suffix}\n` : printer.print(object, typed));
    },
  };
}
