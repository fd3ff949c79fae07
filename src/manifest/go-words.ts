/** The first syntax error of a document in the words of Kubernetes' YAML library, with the line that it names. Follows go-yaml v2's scanner and parser. */
import type { ErrorCode, YAMLParseError } from 'yaml';
import type { LineTable } from './positions.ts';
import { positionAt } from './positions.ts';

interface Words {
  readonly line: number;
  readonly problem: string;
}

const CANNOT_START = 'found character that cannot start any token';
const FROM_SCANNER = /^(?:found|mapping values|could not find)/;
const MAPPING_VALUES = 'mapping values are not allowed in this context';

/** Where the text stands after the last line that says something: the scanner meets the end there. */
const endLine = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** The bracket that is still open at an offset, if any; quotes are skipped. */
function openBracket(text: string, upTo: number): string | null {
  const stack: string[] = [];
  let quote = '';
  for (let at = 0; at < upTo; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') at++;
    } else if ((char === '"' || char === "'") && /[\s[{,:-]/.test(text[at - 1] ?? ' ')) quote = char;
    else if (char === '[' || char === '{') {
      if (stack.length > 0 || /[\s[{,:-]/.test(text[at - 1] ?? ' ')) stack.push(char);
    } else if (char === ']' || char === '}') stack.pop();
  }
  return stack[stack.length - 1] ?? null;
}

/** What the parser waits for inside brackets: an item where none has come yet, else the next one or the end. */
const expected = (open: string | null, before: string): string =>
  /[[{,:]\s*$/.test(before) ? 'did not find expected node content' : `did not find expected ',' or '${open === '{' ? '}' : ']'}'`;


/** A key that was never followed by a colon: its line tells where the scanner gives up. */
function missingColon(text: string, line: number): Words {
  return { line: Math.min(line + 1, endLine(text) + 1), problem: "could not find expected ':'" };
}

function fromCode(code: ErrorCode, error: YAMLParseError, text: string, lines: LineTable): Words {
  const [start, end] = error.pos;
  const line = positionAt(lines, start).line;
  switch (code) {
    case 'TAB_AS_INDENT':
      return { line, problem: CANNOT_START };
    case 'BAD_SCALAR_START':
      return { line, problem: CANNOT_START };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { line, problem: MAPPING_VALUES };
    case 'MULTILINE_IMPLICIT_KEY':
      return multiline(text, lines, start, end);
    case 'BAD_DQ_ESCAPE':
      return { line, problem: 'found unknown escape character' };
    case 'BAD_INDENT':
    case 'BLOCK_IN_FLOW':
      return openBracket(text, start) === null ? { line: line - 1, problem: 'did not find expected key' } : { line: line - 1, problem: expected(openBracket(text, start), text.slice(0, start)) };
    case 'MISSING_CHAR':
      if (/same column|without - indicator/.test(error.message)) return { line: line - 1, problem: 'did not find expected key' };
      return missingCharacter(error, text, line, start);
    case 'BAD_DIRECTIVE':
      return { line, problem: CANNOT_START };
    default:
      return unexpected(text, lines, start);
  }
}

/** A plain scalar that runs over lines and then meets a colon. */
function multiline(text: string, lines: LineTable, start: number, end: number): Words {
  const colon = text.indexOf(':', Math.max(start, end - 1));
  const line = positionAt(lines, colon < 0 ? end : colon).line;
  const open = openBracket(text, start);
  return open === null ? { line, problem: MAPPING_VALUES } : { line: line - 1, problem: expected(open, text.slice(0, start)) };
}

function missingCharacter(error: YAMLParseError, text: string, line: number, start: number): Words {
  if (/quote/.test(error.message)) return { line: endLine(text) + 1, problem: 'found unexpected end of stream' };
  const open = openBracket(text, start);
  if (open !== null && !/implicit|Implicit|Missing , /.test(error.message)) return { line: line - 1, problem: expected(open, text.slice(0, start)) };
  return missingColon(text, line);
}

function unexpected(text: string, lines: LineTable, start: number): Words {
  const { line, column } = positionAt(lines, start);
  const open = openBracket(text, start);
  if (open !== null) return { line: line - 1, problem: expected(open, text.slice(0, start)) };
  const char = text[start] ?? '';
  if (char === '@' || char === '`' || char === '%' || char === '\t') return { line, problem: CANNOT_START };
  return { line: column === 1 || line === 1 ? line : line - 1, problem: 'did not find expected key' };
}

/** `yaml: line 7: did not find expected key`. */
export function goWords(errors: readonly YAMLParseError[], text: string, lines: LineTable): string {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  // A scalar that runs on to a colon is told twice; the second tells where the colon is.
  const first = sorted.find((each) => each.pos[0] === sorted[0]?.pos[0] && each.code === 'MULTILINE_IMPLICIT_KEY') ?? sorted[0];
  if (first === undefined) return '';
  const { line, problem } = fromCode(first.code, first, text, lines);
  // The library leaves out a line that it counts as 0; its scanner adds 1 only afterwards.
  return line <= (FROM_SCANNER.test(problem) ? 1 : 0) ? `yaml: ${problem}` : `yaml: line ${line}: ${problem}`;
}
