/** Reads fields of a lesson's YAML with their types, and collects what is wrong with them, each at its line. */
import { editDistance } from '../base/edit-distance.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { seconds, type Duration } from '../model/time.ts';
import { parseManifests, type ParsedManifests } from '../manifest/index.ts';
import type { ContentIssue } from './types.ts';

export const nearest = (word: string, known: readonly string[]): string | undefined =>
  known.map(each => [each, editDistance(word, each)] as const).filter(([, far]) => far <= 2).sort((a, b) => a[1] - b[1])[0]?.[0];

export type Report = (code: string, message: string, line: number, column?: number, severity?: ContentIssue['severity']) => void;

/** A mapping of a lesson's YAML, whose text begins on a line of its file. */
export class Fields {
  private constructor(
    readonly object: JsonObject,
    private readonly parsed: ParsedManifests | null,
    private readonly path: readonly (string | number)[],
    private readonly firstLine: number,
    private readonly report: Report,
  ) {}

  static parse(text: string, firstLine: number, report: Report): Fields {
    const parsed = parseManifests(text);
    for (const issue of parsed.issues) report('yaml-syntax', issue.message, firstLine + issue.range.start.line - 1, issue.range.start.column, issue.severity);
    return new Fields(parsed.documents[0]?.object ?? {}, parsed, [], firstLine, report);
  }

  /** The mapping of a list of mappings. */
  items(name: string): readonly Fields[] {
    const value = this.object[name];
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.wrong(name, 'wrong-type', `\`${name}\` is a list`);
      return [];
    }
    return value.flatMap((item: unknown, index) => (isObject(item) ? [new Fields(item as JsonObject, this.parsed, [...this.path, name, index], this.firstLine, this.report)] : []));
  }

  allow(known: readonly string[]): void {
    for (const name of Object.keys(this.object)) {
      if (known.includes(name)) continue;
      const meant = nearest(name, known);
      this.wrong(name, 'unknown-field', `\`${name}\` is no field here${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`);
    }
  }

  text(name: string, otherwise?: string): string {
    const value = this.object[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value === undefined && otherwise !== undefined) return otherwise;
    this.wrong(name, value === undefined ? 'missing-field' : 'wrong-type', value === undefined ? `\`${name}\` is missing` : `\`${name}\` is a text`);
    return otherwise ?? '';
  }

  number(name: string, otherwise: number): number {
    const value = this.object[name];
    if (typeof value === 'number') return value;
    if (value !== undefined) this.wrong(name, 'wrong-type', `\`${name}\` is a number`);
    return otherwise;
  }

  flag(name: string): boolean {
    const value = this.object[name];
    if (value !== undefined && typeof value !== 'boolean') this.wrong(name, 'wrong-type', `\`${name}\` is true or false`);
    return value === true;
  }

  texts(name: string): readonly string[] {
    const value = this.object[name];
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
    this.wrong(name, 'wrong-type', `\`${name}\` is a list of texts`);
    return [];
  }

  choice<T extends string>(name: string, known: readonly T[], otherwise: T): T {
    const value = this.object[name];
    if (value === undefined) return otherwise;
    const found = known.find(each => each === value);
    if (found === undefined) this.wrong(name, 'wrong-value', `\`${name}\` is one of ${known.join(', ')}`);
    return found ?? otherwise;
  }

  /** `20s`, `2m`, `1h`. */
  span(name: string, otherwise: Duration): Duration {
    const value = this.object[name];
    if (value === undefined) return otherwise;
    const span = typeof value === 'string' ? parseSpan(value) : null;
    if (span === null) this.wrong(name, 'wrong-value', `\`${name}\` is a span of time such as 20s`);
    return span ?? otherwise;
  }

  wrong(name: string, code: string, message: string, severity: ContentIssue['severity'] = 'error'): void {
    const { line, column } = this.place(name);
    this.report(code, message, line, column, severity);
  }

  place(name: string): { readonly line: number; readonly column: number } {
    const document = this.parsed?.documents[0];
    if (this.parsed === null || document === undefined) return { line: this.firstLine, column: 1 };
    const { mark } = this.parsed.rangeOf(document, [...this.path, name]);
    return { line: this.firstLine + mark.start.line - 1, column: mark.start.column };
  }
}

/** `20s`, `1m30s` -> milliseconds; null for anything else. */
export function parseSpan(text: string): Duration | null {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text.trim());
  if (!match || text.trim() === '') return null;
  return seconds(Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0));
}
