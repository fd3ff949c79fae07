/** Fixes that a message implies about a value: its kind, its unit, its size, a name that is not there, a field that is missing. */
import { pathOf, pathText, type Line } from './outline.ts';
import { nearest } from './schema.ts';
import type { Fix, Issue } from './issues.ts';

/** A row of the text with what the outline knows of it. */
interface Row {
  readonly number: number;
  readonly text: string;
  readonly line: Line;
  /** The value as it is written, with its place from 1. */
  readonly value: string;
  readonly at: number;
}
/** The row of an issue. Where the issue marks a value, that is the value; else it is what follows the key. */
function rowOf({ line: number, endLine, column, endColumn }: Issue, lines: readonly Line[], text: readonly string[]): Row | null {
  const [line, row] = [lines[number - 1], text[number - 1]];
  if (line === undefined || row === undefined) return null;
  const marked = endLine === number && line.key !== '' && column > line.column + line.key.length ? row.slice(column - 1, endColumn - 1) : '';
  if (marked !== '') return { number, text: row, line, value: marked, at: column };
  const colon = line.key === '' ? -1 : row.indexOf(':', line.column - 1 + line.key.length);
  const start = colon < 0 ? row.search(/[^\s-]/) : colon + 1;
  const value = row.slice(Math.max(0, start)).replace(/\s#.*$/, '').trim();
  return { number, text: row, line, value, at: value === '' ? 0 : row.indexOf(value, Math.max(0, start)) + 1 };
}
const instead = (row: Row, title: string, text: string): readonly Fix[] => (row.value === '' || row.at === 0 ? [] : [{ title, line: row.number, column: row.at, endColumn: row.at + row.value.length, text }]);

const WRONG_TYPE = /cannot unmarshal (\w+)(?: \S+)? into Go struct field \S+ of type (\S+)/;
/** A value of another kind than its field: mostly quotes too many or too few. */
function ofItsKind(issue: Issue, row: Row): readonly Fix[] {
  const [, found = '', wanted = ''] = WRONG_TYPE.exec(issue.message) ?? [];
  const bare = /^(["'])(.*)\1$/.exec(row.value)?.[2];
  if (found === 'string' && /^u?int|^float/.test(wanted) && bare !== undefined && /^-?\d+$/.test(bare)) return instead(row, `Write ${bare} without quotes`, bare);
  if (found === 'string' && wanted === 'bool' && bare !== undefined && /^(true|false|yes|no|on|off)$/i.test(bare)) return instead(
    row, `Write ${/^(true|yes|on)$/i.test(bare) ? 'true' : 'false'}`, /^(true|yes|on)$/i.test(bare) ? 'true' : 'false',
  );
  if ((found === 'number' || found === 'bool') && wanted === 'string') return instead(row, `Write "${row.value}" in quotes`, JSON.stringify(row.value));
  if (found === 'string' && wanted === '[]string' && row.value !== '') return instead(row, 'Make it a list', JSON.stringify((bare ?? row.value).split(/\s+/)).replaceAll('","', '", "'));
  return [];
}

const UNIT = /^(\d+(?:[.,]\d+)?)\s*([kKmMgGtTpPeE]?)(i?)[bB]?$/;
/** `512MB` is meant as 512Mi; Kubernetes' units are those of the SI and their binary sisters. */
function inKnownUnit(row: Row): readonly Fix[] {
  const bare = row.value.replace(/^["']|["',]+$/g, '');
  const [, amount = '', letter = ''] = UNIT.exec(bare) ?? [];
  if (amount === '') return [];
  const meant = `${amount.replace(',', '.')}${letter === '' ? '' : `${letter.toUpperCase()}i`}`;
  const from = row.text.indexOf(bare, Math.max(0, row.at - 1));
  return meant === bare || from < 0 ? [] : [{ title: `Write ${meant}`, line: row.number, column: from + 1, endColumn: from + 1 + bare.length, text: meant }];
}

const OVER_LIMIT = /Invalid value: "([^"]+)": must be less than or equal to (\S+) limit of (\S+)/;
/** A request over its limit: ask for no more than the limit. */
function withinLimit(issue: Issue, lines: readonly Line[], text: readonly string[]): readonly Fix[] {
  const [, wrong = '', resource = '', limit = ''] = OVER_LIMIT.exec(issue.message) ?? [];
  const asked = new RegExp(`(\\b${resource.replace(/[.*+?^$()|[\]{}\\/]/g, '\\$&')}["']?\\s*:\\s*)(["']?[^\\s,}]+)`);
  for (let number = issue.line; number <= Math.min(lines.length, issue.line + 6); number++) {
    const found = asked.exec(text[number - 1] ?? '');
    if (found === null) continue;
    const from = found.index + (found[1]?.length ?? 0);
    return [{ title: `Ask for ${limit}, the limit`, line: number, column: from + 1, endColumn: from + 1 + (found[2]?.length ?? wrong.length), text: limit }];
  }
  return [];
}

/** A volume that is not declared: the one that was meant, among those that are. */
function declaredVolume(issue: Issue, lines: readonly Line[], row: Row): readonly Fix[] {
  const wrong = /^Not found: "([^"]*)"/.exec(issue.message)?.[1] ?? '';
  if (wrong === '' || !/volume(Mounts|Devices)\[\d+\]\.name$/.test(issue.field)) return [];
  const known = lines.filter((line) => line.document === row.line.document && /(^|\.)volumes\[\d+\]\.name$/.test(pathText(line.path)) && line.value !== '').map((line) => line.value.replace(/^["']|["']$/g, ''));
  const meant = nearest(wrong, known);
  return (meant === undefined ? known.slice(0, 2) : [meant]).flatMap((name) => instead(row, meant === undefined ? `Use ${name}` : `Did you mean ${name}?`, name));
}

/** A field that must be there: a line for it beside a sibling that is written on one line. */
function missingField(issue: Issue, lines: readonly Line[]): readonly Fix[] {
  const steps = pathOf(issue.field);
  const name = steps.at(-1);
  const place = pathText(steps.slice(0, -1));
  if (typeof name !== 'string' || steps.length < 2) return [];
  const document = lines[issue.line - 1]?.document;
  if (lines.some((line) => line.document === document && pathText(line.path) === issue.field)) return [];
  const at = lines.findIndex((line) => line.document === document && line.key !== '' && line.value !== '' && !/^[|>[{]/.test(line.value) && pathText(line.path.slice(0, -1)) === place);
  const sibling = lines[at];
  if (sibling === undefined) return [];
  return [{ title: `Add ${name}`, line: at + 1, column: Number.MAX_SAFE_INTEGER, endColumn: Number.MAX_SAFE_INTEGER, text: `\n${' '.repeat(sibling.column - 1)}${name}: ` }];
}

export function valueFixes(issue: Issue, lines: readonly Line[], text: readonly string[]): readonly Fix[] {
  const row = rowOf(issue, lines, text);
  if (row === null) return [];
  if (WRONG_TYPE.test(issue.message)) return ofItsKind(issue, row);
  if (/quantities must match the regular expression|unable to parse quantity's suffix/.test(issue.message)) return inKnownUnit(row);
  if (OVER_LIMIT.test(issue.message)) return withinLimit(issue, lines, text);
  if (issue.message.startsWith('Not found: ')) return declaredVolume(issue, lines, row);
  return issue.message.startsWith('Required value') ? missingField(issue, lines) : [];
}
