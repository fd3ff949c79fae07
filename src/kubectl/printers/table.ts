/** Tables of the API server as text. Follows cli-runtime pkg/printers/tableprinter.go. */
import type { Table, TableRow } from '../../cluster/contract/api.ts';
import { jsonEqual } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { goText } from './go-json.ts';
import { alignLines, TABLE } from './tabwriter.ts';

interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** `pod`, `deployment.apps`: put before each name; '' for none. */
  readonly withKind: string;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

type Column = Table['columnDefinitions'][number];

/** Characters that a terminal would take for commands are shown instead. */
export const escapeTerminal = (text: string): string => text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r');

function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort(byText);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = goText(value);
  const cut = text.search(/[\f\n\r]/);
  return cut < 0 ? escapeTerminal(text) : `${escapeTerminal(text.slice(0, cut))}...`;
}

/** Prints tables one after another; a heading comes again only where the columns change. */
export class TablePrinter {
  private readonly widths: number[] = [];
  private lines: (readonly string[])[] = [];
  private lastColumns: readonly Column[] = [];
  private printedHeaders = false;
  constructor(private readonly options: TableOptions) {}

  add(table: Table, eventType = ''): void {
    let columns = table.columnDefinitions;
    const same = columns.length === 0 || jsonEqual(columns, this.lastColumns);
    const headers = !(this.options.noHeaders || (this.printedHeaders && same));
    if (columns.length === 0) columns = this.lastColumns;
    else if (!same) {
      this.lastColumns = columns;
      this.printedHeaders = false;
    }
    if (table.rows.length === 0) return;
    this.printedHeaders = true;
    const shown = columns.flatMap((each, at) => (each.priority === 0 || this.options.wide ? [at] : []));
    const titles = shown.map((at) => columns[at]?.name ?? '');
    if (headers) this.lines.push(this.decorated(titles, eventType === '' ? '' : 'Event', 'Namespace', this.labelTitles()).map((title) => title.toUpperCase()));
    const nameAt = columns.findIndex((each) => each.format === 'name' && each.type === 'string');
    for (const row of table.rows) this.lines.push(this.rowCells(row, shown, nameAt, eventType));
  }

  /** The text so far; columns keep their widths for what comes after. */
  flush(): string {
    const text = alignLines(this.lines, TABLE, this.widths);
    this.lines = [];
    return text;
  }

  private labelTitles(): readonly string[] {
    const named = this.options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1));
    return this.options.showLabels ? [...named, 'Labels'] : named;
  }

  private rowCells(row: TableRow, shown: readonly number[], nameAt: number, eventType: string): readonly string[] {
    const cells = shown.map((at) => {
      const text = cellText(row.cells[at]);
      return at === nameAt && this.options.withKind !== '' ? `${this.options.withKind}/${text}` : text;
    });
    const { metadata } = row.object;
    const labels = this.options.labelColumns.map((label) => metadata.labels?.[label] ?? '');
    if (this.options.showLabels) labels.push(formatLabels(metadata.labels));
    return this.decorated(cells, eventType, metadata.namespace ?? '', labels);
  }

  private decorated(cells: readonly string[], event: string, namespace: string, labels: readonly string[]): readonly string[] {
    return [...(event === '' ? [] : [event]), ...(this.options.withNamespace ? [namespace] : []), ...cells, ...labels];
  }
}

/** A table that kubectl makes itself. */
export const plainTable = (titles: readonly string[], rows: readonly (readonly string[])[], noHeaders = false): string => alignLines(noHeaders ? rows : [titles, ...rows], TABLE);

