/** Objects -> a Table, as kubectl get asks for. Columns from the API's facts; cells after pkg/printers/internalversion. */
import type { KubeObject } from '../../../model/objects.ts';
import columnFacts from '../../../model/facts/columns.json' with { type: 'json' };
import type { Table } from '../../contract/api.ts';
import type { Call } from '../call.ts';
import { age } from './duration.ts';

type Column = Table['columnDefinitions'][number];
const columns = columnFacts as unknown as Readonly<Record<string, readonly Column[]>>;
const BARE: readonly Column[] = [{ name: 'Name', type: 'string', format: 'name', priority: 0 }, { name: 'Created At', type: 'date', priority: 0 }];

/** What a printer may look at beside the object. */
export interface Printing {
  readonly epoch: number;
  readonly now: number;
}
export type Printer = (object: KubeObject, printing: Printing) => readonly unknown[];
export const printers: Readonly<Record<string, Printer>> = {};

export function tableOf(call: Call, objects: readonly KubeObject[]): Table {
  const kind = `${call.row.apiVersion}/${call.row.kind}`;
  const printing: Printing = { epoch: call.deps.settings.epoch, now: call.deps.now() };
  const print = printers[kind];
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: objects.length === 1 ? (objects[0]?.metadata.resourceVersion ?? '') : String(call.deps.store.revision) },
    columnDefinitions: columns[kind] ?? BARE,
    rows: objects.map(object => ({ cells: print ? print(object, printing) : bareCells(kind, object, printing), object })),
  };
}
const bareCells = (kind: string, object: KubeObject, printing: Printing): readonly unknown[] =>
  (columns[kind] ?? BARE).map(({ name }, index) => (index === 0 ? object.metadata.name : name === 'Age' ? age(printing, object.metadata.creationTimestamp) : name === 'Created At' ? object.metadata.creationTimestamp : ''));
