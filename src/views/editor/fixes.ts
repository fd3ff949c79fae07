/** Quick fixes: where the server's message implies one, and nowhere else. */
import type { Fix, Issue } from './issues.ts';
import { kindsOf, pathText, pieceAround, type Line, type LineSource, type Path } from './outline.ts';
import { valueFixes } from './fixes-values.ts';
import { fieldsAt, nearest } from './schema.ts';

const UNKNOWN = /unknown field "([^"]+)"/;
const UNSUPPORTED = /Unsupported value: "([^"]*)": supported values: (.+)$/;
const NAME_RULE = /(RFC 1123|RFC 1035|lower ?case)/;

/** The fixes of an issue in a text that may be long: only its document is read. */
export function fixesIn(source: LineSource, issue: Issue): readonly Fix[] {
  const { first, text, lines } = pieceAround(source, issue.line, issue.line);
  const shift = first - 1;
  return fixesFor({ ...issue, line: issue.line - shift, endLine: issue.endLine - shift }, lines, text).map((fix) => ({ ...fix, line: fix.line + shift }));
}

export function fixesFor(issue: Issue, lines: readonly Line[], text: readonly string[]): readonly Fix[] {
  const unknown = UNKNOWN.exec(issue.message);
  if (unknown) return meantField(unknown[1] ?? '', issue, lines);
  const unsupported = UNSUPPORTED.exec(issue.message);
  if (unsupported) return meantValue(unsupported[1] ?? '', (unsupported[2] ?? '').match(/"([^"]+)"/g)?.map((one) => one.slice(1, -1)) ?? [], issue, text);
  const bad = /Invalid value: "([^"]*)"/.exec(issue.message);
  if (bad && NAME_RULE.test(issue.message)) return plainName(bad[1] ?? '', issue, text);
  if (/found character that cannot start any token|tab/i.test(issue.message) && (text[issue.line - 1] ?? '').includes('\t')) return spacesForTabs(issue.line, text);
  return valueFixes(issue, lines, text);
}

function meantField(path: string, issue: Issue, lines: readonly Line[]): readonly Fix[] {
  const at = lines.findIndex((line, i) => line.key !== '' && (i + 1 === issue.line || pathText(line.path) === path) && pathText(line.path).endsWith(path.slice(path.lastIndexOf('.') + 1)));
  const line = lines[at];
  if (!line) return [];
  const { apiVersion = '', kind = '' } = kindsOf(lines)[line.document] ?? {};
  const parent: Path = line.path.slice(0, -1);
  const meant = nearest(line.key, fieldsAt(apiVersion, kind, parent).map((field) => field.name));
  return meant === undefined ? [] : [{ title: `Did you mean ${meant}?`, line: at + 1, column: line.column, endColumn: line.column + line.key.length, text: meant }];
}

function valueFix(title: string, wrong: string, right: string, issue: Issue, text: readonly string[]): readonly Fix[] {
  const row = text[issue.line - 1] ?? '';
  const from = row.indexOf(wrong, Math.max(0, issue.column - 1));
  return from < 0 || wrong === '' ? [] : [{ title, line: issue.line, column: from + 1, endColumn: from + 1 + wrong.length, text: right }];
}
function meantValue(wrong: string, known: readonly string[], issue: Issue, text: readonly string[]): readonly Fix[] {
  const meant = nearest(wrong, known);
  const order = meant === undefined ? known.slice(0, 3) : [meant];
  return order.flatMap((value) => valueFix(meant === undefined ? `Use ${value}` : `Did you mean ${value}?`, wrong, value, issue, text));
}
function plainName(wrong: string, issue: Issue, text: readonly string[]): readonly Fix[] {
  const right = wrong.toLowerCase().replace(/[^a-z0-9.-]+/g, '-').replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return right === '' || right === wrong ? [] : valueFix(`Call it ${right}`, wrong, right, issue, text);
}
function spacesForTabs(line: number, text: readonly string[]): readonly Fix[] {
  const row = text[line - 1] ?? '';
  const lead = /^[\t ]*/.exec(row)?.[0] ?? '';
  return [{ title: 'Use spaces', line, column: 1, endColumn: lead.length + 1, text: lead.replaceAll('\t', '  ') }];
}
