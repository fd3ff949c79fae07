/** A command line cut into words as a POSIX shell cuts it: quotes, backslashes, comments; operators are words of their own. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export interface Word {
  readonly text: string;
  /** `|`, `>`, `>>`, `<`, `<<`, `;`, `&&`, `||`, `&`: what was not quoted and joins commands. */
  readonly operator: boolean;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

const OPERATORS = ['&&', '||', '>>', '<<', '2>&1', '2>', '|', '>', '<', ';', '&'];
const MAX_LINE = 256 * 1024;

/** Words and operators, or what is wrong with the line. */
export function splitWords(line: string): Result<readonly Word[], string> {
  if (line.length > MAX_LINE) return err(`this line has ${line.length} characters; at most ${MAX_LINE} are read. Put a long manifest into a file.`);
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (/\s/.test(line[at] ?? '')) {
      at++;
      continue;
    }
    if (line[at] === '#') {
      const newline = line.indexOf('\n', at);
      at = newline < 0 ? line.length : newline;
      continue;
    }
    const operator = OPERATORS.find((each) => line.startsWith(each, at));
    if (operator !== undefined) {
      words.push({ text: operator, operator: true, quoted: false, start: at, end: at + operator.length });
      at += operator.length;
      continue;
    }
    const word = readWord(line, at);
    if (!word.ok) return word;
    words.push(word.value);
    at = word.value.end;
  }
  return ok(words);
}

function readWord(line: string, start: number): Result<Word, string> {
  let text = '';
  let quoted = false;
  let at = start;
  for (; at < line.length; at++) {
    const char = line[at] ?? '';
    if (/\s/.test(char) || '|;&<>'.includes(char)) break;
    if (char === '\\') {
      at++;
      if (line[at] !== '\n') text += line[at] ?? '';
    } else if (char === "'" || char === '"') {
      quoted = true;
      const end = closing(line, at, char);
      if (end < 0) return err(`unexpected EOF while looking for matching \`${char}'`);
      const inner = line.slice(at + 1, end);
      text += char === "'" ? inner : inner.replace(/\\(["\\$`\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
      at = end;
    } else text += char;
  }
  return ok({ text, operator: false, quoted, start, end: at });
}

function closing(line: string, open: number, quote: string): number {
  for (let at = open + 1; at < line.length; at++) {
    if (quote === '"' && line[at] === '\\') at++;
    else if (line[at] === quote) return at;
  }
  return -1;
}

/** The words of a line without operators: `kubectl get pods -l 'app in (web)'`. */
export function splitCommandLine(line: string): Result<readonly string[], string> {
  const words = splitWords(line);
  return words.ok ? ok(words.value.map(({ text }) => text)) : words;
}
