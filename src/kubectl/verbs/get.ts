/** `kubectl get`. Follows kubectl pkg/cmd/get/get.go. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList, RequestOptions, Table, TableRow } from '../../cluster/contract/api.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Status } from '../../model/status.ts';
import { fetch, list, place, select } from '../builder.ts';
import type { Bulk, Selection, Target } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { ApiError, CommandError, ExitError, isFailure, isNotFound, throwAll, throwList } from '../errors.ts';
import { flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { kindName } from '../mapper.ts';
import type { Mapping } from '../mapper.ts';
import { ageOf } from '../printers/age.ts';
import { objectPrinter, PRINT_FLAGS } from '../printers/output.ts';
import type { ObjectPrinter } from '../printers/output.ts';
import { sortBy, UnsortableError } from '../printers/sort.ts';
import { TablePrinter } from '../printers/table.ts';
import { credentials, klogLine, print, printError, wallClock } from '../session.ts';
import { usageError } from '../usage.ts';
import { getRaw } from './raw.ts';
import { FILE_FLAGS, queryOf, refuseKustomize, SELECTOR_FLAG } from './common.ts';

const FORMATS = 'json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide';

export const getCommand: Command = {
  name: 'get',
  use: `get [(-o|--output=)${FORMATS}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
  summary: 'Show one or many objects',
  suggestFor: ['list', 'ls'],
  completes: 'resources',
  flags: [
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...SELECTOR_FLAG,
    ...flags(`
      all-namespaces|A bool # Look in every namespace.
      chunk-size int=500 # How many objects to ask for at once.
      field-selector string # Only objects with these fields: status.phase=Running.
      ignore-not-found bool # An object that is not there is no failure.
      label-columns|L slice # Labels to show as columns.
      no-headers bool # Leave out the headings.
      output-watch-events bool # Show what kind of change each line is.
      raw string # Ask for this path of the API.
      server-print bool=true # Let the server choose the columns.
      show-kind bool # Put the kind before each name.
      show-labels bool # Show all labels in the last column.
      sort-by string # Sort by the value of this field.
      subresource string # Show this subresource instead.
      watch|w bool # Follow the changes.
      watch-only bool # Follow the changes, without what is there already.
    `),
  ],
  run: runGet,
};

function* runGet(invocation: Invocation): Client<number> {
  const { flags: values, args, session } = invocation;
  refuseKustomize(values);
  if (values.text('raw') !== '') return yield* getRaw(invocation);
  const watching = values.bool('watch') || values.bool('watch-only');
  if (watching && values.text('sort-by') !== '') yield* printError(
    values.bool('watch') ? 'warning: --watch requested, --sort-by will be ignored for watch events received\n' : 'warning: --watch-only requested, --sort-by will be ignored\n',
  );
  if (!watching && args.length === 0 && values.list('filename').length === 0) {
    yield* printError('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n');
    throw usageError(invocation, 'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
  }
  checkFlags(values);
  const query = queryOf(invocation, { typeMeansAll: true, singleType: watching, ...(values.text('subresource') === '' ? {} : { subresource: values.text('subresource') }) });
  const selection = yield* select(session, query);
  const many = selection.items.filter((item) => item.ok).length > 1;
  if (watching && !many) return yield* watch(invocation, selection);
  const printer = yield* objectPrinter(values, true);
  if (!many || !watching || !values.bool('watch-only')) yield* printer === null ? getTables(invocation, selection) : getObjects(invocation, selection, printer);
  // Several by name are shown before kubectl finds that it cannot watch them.
  if (watching) throw new CommandError('you may only watch a single resource or type of resource at a time');
  return 0;
}

function checkFlags(values: FlagValues): void {
  const output = values.text('output');
  if (values.bool('show-labels') && output !== '' && output !== 'wide') throw new CommandError(`--show-labels option cannot be used with ${output} printer`);
  if (values.list('label-columns').length > 0 && output.startsWith('custom-columns')) throw new CommandError(`--label-columns option cannot be used with ${output} printer`);
  if (values.bool('output-watch-events') && !(values.bool('watch') || values.bool('watch-only'))) throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only');
}

interface TablePart {
  readonly mapping: Mapping;
  readonly table: Table;
}

function* collect(invocation: Invocation, selection: Selection, options: RequestOptions): Client<{ readonly parts: readonly TablePart[]; readonly errors: readonly Error[] }> {
  const parts: TablePart[] = [];
  const errors: Error[] = [];
  const now = yield* wallClock();
  const ignore = invocation.flags.bool('ignore-not-found');
  for (const item of [...selection.items, ...selection.bulk]) {
    try {
      if ('ok' in item && !item.ok) throw item.error;
      const mapping = 'ok' in item ? item.target.mapping : item.mapping;
      const response = 'ok' in item ? yield* fetch(invocation.session, item.target, options, selection.subresource) : yield* list(invocation.session, item, selection, options);
      parts.push({ mapping, table: invocation.flags.bool('server-print') ? (response.body as Table) : nameAndAge(response.body as Table, now) });
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (!(ignore && isNotFound(error))) errors.push(error);
    }
  }
  return { parts, errors };
}

/** What kubectl prints without the server's help. */
const nameAndAge = (table: Table, now: number): Table => ({
  ...table,
  columnDefinitions: ['Name', 'Age'].map((name) => ({ name, type: 'string', priority: 0 })),
  rows: table.rows.map(({ object }) => ({ object, cells: [object.metadata.name, ageOf(object.metadata.creationTimestamp, now)] })),
});

function* getTables(invocation: Invocation, selection: Selection): Client<number> {
  const { flags: values, session } = invocation;
  const { parts, errors } = yield* collect(invocation, selection, { accept: 'table' });
  const withKind = parts.some(({ mapping }) => mapping.resource !== parts[0]?.mapping.resource) || values.bool('show-kind');
  const sortField = values.text('sort-by');
  const groups: { readonly resource: string; readonly printer: TablePrinter }[] = [];
  for (const { mapping, table } of yield* sortedParts(parts, sortField)) {
    if (groups.at(-1)?.resource !== mapping.resource) groups.push({ resource: mapping.resource, printer: tablePrinter(values, mapping, withKind) });
    groups.at(-1)?.printer.add(table);
  }
  const text = groups.map(({ printer }) => printer.flush()).filter((each) => each !== '').join(values.bool('no-headers') ? '' : '\n');
  if (text !== '') yield* print(text);
  else if (!values.bool('ignore-not-found') && errors.length === 0) {
    const namespaced = !values.bool('all-namespaces') && parts.every(({ mapping }) => mapping.namespaced);
    yield* printError(namespaced ? `No resources found in ${session.namespace} namespace.\n` : 'No resources found\n');
  }
  throwList(errors);
  return 0;
}

const tablePrinter = (values: FlagValues, mapping: Mapping, withKind: boolean): TablePrinter =>
  new TablePrinter({
    wide: values.text('output') === 'wide',
    noHeaders: values.bool('no-headers'),
    withNamespace: values.bool('all-namespaces') && mapping.namespaced,
    withKind: withKind ? kindName(mapping) : '',
    showLabels: values.bool('show-labels'),
    labelColumns: values.list('label-columns'),
  });

/**
 * Rows are sorted within their table; of several answers the tables themselves are, which lack most fields of objects.
 * A table that cannot be sorted is left out without a word, as kubectl does.
 */
function* sortedParts(parts: readonly TablePart[], field: string): Client<readonly TablePart[]> {
  if (field === '') return parts;
  const placed = parts.length > 1 ? yield* inOrder(() => sortBy(parts, ({ table }) => table, field), '*unstructured.Unstructured') : parts;
  const shown: TablePart[] = [];
  for (const { mapping, table } of placed) {
    try {
      const rows = table.rows.length > 1 ? yield* inOrder(() => sortBy<TableRow>(table.rows, ({ object }) => object, field), '[][][]reflect.Value') : table.rows;
      shown.push({ mapping, table: { ...table, rows } });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
  }
  return shown;
}

/** What cannot be compared ends kubectl by a line of its log. */
function* inOrder<T>(sort: () => T, goType: string): Client<T> {
  try {
    return sort();
  } catch (error) {
    if (!(error instanceof UnsortableError)) throw error;
    throw new ExitError(yield* klogLine('F', 'sorter.go:377', error.message.replace('%T', goType)));
  }
}

function* getObjects(invocation: Invocation, selection: Selection, printer: ObjectPrinter): Client<number> {
  const { session, flags: values } = invocation;
  const ignore = values.bool('ignore-not-found');
  const errors: Error[] = [];
  const objects: KubeObject[] = [];
  for (const item of [...selection.items, ...selection.bulk]) {
    try {
      if ('ok' in item && !item.ok) throw item.error;
      if ('ok' in item) objects.push((yield* fetch(session, item.target, undefined, selection.subresource)).body as KubeObject);
      else objects.push(...listItems(item.mapping, (yield* list(session, item, selection)).body as ObjectList));
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (ignore && isNotFound(error)) continue;
      errors.push(error);
    }
  }
  if (selection.single) throwAll(errors);
  if (objects.length === 0 && ignore) {
    throwList(errors);
    return 0;
  }
  const field = values.text('sort-by');
  const sorted = field === '' || selection.single ? objects : yield* inOrder(() => sortBy(objects, (object) => object, field), '*unstructured.Unstructured');
  const [only] = sorted;
  yield* print(printer.print(selection.single && only !== undefined && sorted.length === 1 ? only : { apiVersion: 'v1', items: sorted, kind: 'List', metadata: { resourceVersion: '' } }));
  throwList(errors);
  return 0;
}

const listItems = (mapping: Mapping, body: ObjectList): readonly KubeObject[] => body.items.map((item) => ({ ...item, apiVersion: body.apiVersion, kind: mapping.kind }));

interface Watched {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

function watchedOf(selection: Selection): Watched {
  const [bulk] = selection.bulk;
  const { labelSelector, fieldSelector } = selection;
  if (bulk) return { ...bulk, name: '', labelSelector, fieldSelector };
  const [item] = selection.items;
  if (item === undefined || !item.ok) throw item?.error ?? new CommandError('no objects passed to get');
  const { mapping, namespace, name } = item.target;
  return { mapping, namespace, name, labelSelector: '', fieldSelector: `metadata.name=${name}` };
}

/** Follows changes until the stream ends or the person ends the command. */
function* watch(invocation: Invocation, selection: Selection): Client<number> {
  const { session, flags: values } = invocation;
  const watched = watchedOf(selection);
  const objects = yield* objectPrinter(values, true);
  const tables = tablePrinter(values, watched.mapping, values.bool('show-kind'));
  const only = values.bool('watch-only');
  const events = values.bool('output-watch-events');
  const target: Target = { ...watched, object: null, source: '' };
  const bulk: Bulk = { mapping: watched.mapping, namespace: watched.namespace };
  const options: RequestOptions = objects === null ? { accept: 'table' } : {};
  const initial = watched.name === '' ? yield* list(session, bulk, selection, options) : yield* fetch(session, target, options);
  const version = (initial.body as { metadata: { resourceVersion?: string } }).metadata.resourceVersion ?? '';
  const show = function* (body: unknown, type: string): Client<void> {
    const event = events ? type : '';
    if (objects !== null) yield* print(objects.print(body));
    else {
      tables.add(body as Table, event);
      const text = tables.flush();
      if (text !== '') yield* print(text);
    }
  };
  if (!only) yield* show(initial.body, 'ADDED');
  const asked = {
    ...options, ...(version === '' ? {} : { resourceVersion: version }), ...(watched.labelSelector === '' ? {} : { labelSelector: watched.labelSelector }),
    ...(watched.fieldSelector === '' ? {} : { fieldSelector: watched.fieldSelector }),
  };
  const request = { verb: 'watch' as const, ...place(bulk), options: asked, ...credentials(session) };
  const opened = yield* call({ call: 'open', request });
  if (opened.stream === null) throw new ApiError(opened.response.body as Status);
  for (;;) {
    for (const chunk of yield* call({ call: 'read', stream: opened.stream, timeoutMs: null })) {
      if (chunk.channel === 'end') return 0;
      if (chunk.channel === 'watch') yield* show(objects === null ? yield* asTable(invocation, watched, chunk.object) : chunk.object, chunk.type);
    }
  }
}

/** A watch brings objects; as a row each is what the server makes of it. */
function* asTable(invocation: Invocation, watched: Watched, object: KubeObject): Client<Table> {
  if (object.kind === 'Table') return object as unknown as Table;
  const target: Target = { mapping: watched.mapping, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object: null, source: '' };
  try {
    return (yield* fetch(invocation.session, target, { accept: 'table' })).body as Table;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '' }, columnDefinitions: [], rows: [{ cells: [object.metadata.name], object }] };
  }
}
