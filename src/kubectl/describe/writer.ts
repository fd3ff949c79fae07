/** A description as it grows: lines of cells, aligned like Go's tabwriter at each flush. Follows kubectl pkg/describe. */
import { byText } from '../../base/order.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { escapeTerminal } from '../printers/table.ts';
import { alignText, DESCRIBE } from '../printers/tabwriter.ts';

type Pairs = Readonly<Record<string, string>>;
const LONGEST_ANNOTATION = 140;

export class Writer {
  private done = '';
  private open = '';
  private depth = 0;

  /** Writes text with `level` steps of indentation before it; line ends are the caller's. */
  write(level: number, text: string): void {
    this.open += escapeTerminal('  '.repeat(level + this.depth) + text);
  }
  /** What `work` writes stands so many levels deeper, each piece of a line too. */
  nested(levels: number, work: () => void): void {
    this.depth += levels;
    work();
    this.depth -= levels;
  }
  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }
  /** Ends a block: what comes after is aligned by itself. */
  flush(): void {
    this.done += alignText(this.open, DESCRIBE);
    this.open = '';
  }
  finish(): string {
    this.flush();
    return this.done;
  }
  /** What was written, with its tabs. */
  raw(): string {
    return this.done + this.open;
  }

  /** `Title:<tab>first`, and each further line under it. */
  list(title: string, lines: readonly string[], indent = ''): void {
    this.write(0, `${indent}${title}:\t`);
    if (lines.length === 0) this.write(0, '<none>\n');
    for (const [at, text] of lines.entries()) {
      if (at > 0) this.write(0, `${indent}\t`);
      this.write(0, `${text}\n`);
    }
  }
  labels(title: string, labels: Pairs | undefined, indent = ''): void {
    this.list(title, Object.keys(labels ?? {}).sort(byText).map((key) => `${key}=${labels?.[key] ?? ''}`), indent);
  }
  annotations(title: string, annotations: Pairs | undefined): void {
    const keys = Object.keys(annotations ?? {}).filter((key) => key !== LAST_APPLIED).sort(byText);
    this.write(0, `${title}:\t`);
    if (keys.length === 0) this.write(0, '<none>\n');
    keys.forEach((key, at) => {
      const value = (annotations?.[key] ?? '').replace(/\n$/, '');
      if (at > 0) this.write(0, '\t');
      if (value.length + key.length + 2 <= LONGEST_ANNOTATION && !value.includes('\n')) return this.write(0, `${key}: ${value}\n`);
      this.write(0, `${key}:\n`);
      for (const part of value.split('\n')) this.write(0, `\t  ${part.length > LONGEST_ANNOTATION - 2 ? `${part.slice(0, LONGEST_ANNOTATION - 2)}...` : part}\n`);
    });
  }
}

interface Described {
  readonly metadata?: { readonly name?: string | undefined; readonly namespace?: string | undefined; readonly labels?: Pairs | undefined; readonly annotations?: Pairs | undefined } | undefined;
}
/** Name and namespace, with which nearly every description begins. */
export function writeName(w: Writer, object: Described): void {
  w.line(0, `Name:\t${object.metadata?.name ?? ''}`);
  w.line(0, `Namespace:\t${object.metadata?.namespace ?? ''}`);
}
export function writeMetadata(w: Writer, object: Described): void {
  w.labels('Labels', object.metadata?.labels);
  w.annotations('Annotations', object.metadata?.annotations);
}
export const orNone = (text: string | undefined): string => (text === undefined || text === '' ? '<none>' : text);
export const titled = (value: boolean): string => (value ? 'True' : 'False');
export const formatPairs = (pairs: Pairs | undefined): string => {
  const keys = Object.keys(pairs ?? {}).sort(byText);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${pairs?.[key] ?? ''}`).join(',');
};
