/** A command line cut into words as a POSIX shell cuts it: quotes, backslashes, comments; operators are words of their own. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

/** A piece of a word: letters, or what stands for others when the line runs. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly line: string; readonly quoted: boolean };

export interface Word {
  /** As it reads; what has yet to be put in stands as it was written. */
  readonly text: string;
  /** `|`, `>`, `>>`, `<`, `<<`, `;`, `&&`, `||`, `&`, the end of a line: what was not quoted and joins commands. */
  readonly operator: boolean;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
  /** Only where something has to be put in. */
  readonly parts?: readonly Part[];
}

const OPERATORS = ['&&', '||', '>>', '<<', '2>&1', '2>', '>&2', '|', '>', '<', ';', '&'];
const MAX_LINE = 256 * 1024;

/** Words and operators, or what is wrong with the line. */
export function splitWords(line: string): Result<readonly Word[], string> {
  if (line.length > MAX_LINE) return err(`this line has ${line.length} characters; at most ${MAX_LINE} are read. Put a long manifest into a file.`);
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    if (line[at] === '\n') words.push({ text: '\n', operator: true, quoted: false, start: at, end: at + 1 });
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
    const word = new WordReader(line, at).read();
    if (!word.ok) return word;
    words.push(word.value);
    at = word.value.end;
  }
  return ok(words);
}

class WordReader {
  private readonly parts: Part[] = [];
  private text = '';
  private quoted = false;
  private at: number;
  constructor(private readonly line: string, private readonly start: number) {
    this.at = start;
  }

  read(): Result<Word, string> {
    const { line } = this;
    for (; this.at < line.length; this.at++) {
      const char = line[this.at] ?? '';
      if (/\s/.test(char) || '|;&<>'.includes(char)) break;
      if (char === '\\') {
        this.at++;
        if (line[this.at] !== '\n') this.add(line[this.at] ?? '');
      } else if (char === "'" || char === '"') {
        const end = closing(line, this.at, char);
        if (end < 0) return err(`unexpected EOF while looking for matching \`${char}'`);
        this.quoted = true;
        const inner = line.slice(this.at + 1, end);
        const problem = char === "'" ? this.add(inner) : this.inQuotes(inner);
        if (problem !== null) return err(problem);
        this.at = end;
      } else {
        const problem = this.plain(line, char, false);
        if (problem !== null) return err(problem);
      }
    }
    const { text, quoted, start, parts } = this;
    return ok({ text, operator: false, quoted, start, end: this.at, ...(parts.some(({ kind }) => kind !== 'text') ? { parts } : {}) });
  }

  private add(text: string): null {
    this.text += text;
    const last = this.parts.at(-1);
    if (last?.kind === 'text') this.parts[this.parts.length - 1] = { kind: 'text', text: last.text + text };
    else this.parts.push({ kind: 'text', text });
    return null;
  }
  /** Between double quotes only $, ` and some backslashes mean something. */
  private inQuotes(inner: string): string | null {
    const outer = this.at;
    this.add('');
    for (this.at = 0; this.at < inner.length; this.at++) {
      const char = inner[this.at] ?? '';
      if (char === '\\' && /["\\$`\n]/.test(inner[this.at + 1] ?? '')) {
        this.at++;
        if (inner[this.at] !== '\n') this.add(inner[this.at] ?? '');
        continue;
      }
      const problem = this.plain(inner, char, true);
      if (problem !== null) return problem;
    }
    this.at = outer;
    return null;
  }
  /** One sign, or a whole that stands for others; `at` is left on its last sign. */
  private plain(source: string, char: string, quoted: boolean): string | null {
    const rest = source.slice(this.at);
    if (char === '`' || rest.startsWith('$(')) {
      const end = char === '`' ? source.indexOf('`', this.at + 1) : closingBracket(source, this.at + 1);
      if (end < 0) return `unexpected EOF while looking for matching \`${char === '`' ? '`' : ')'}'`;
      this.put({ kind: 'command', line: source.slice(this.at + (char === '`' ? 1 : 2), end), quoted }, source.slice(this.at, end + 1));
      this.at = end;
      return null;
    }
    const variable = char === '$' ? /^\$(?:([A-Za-z_]\w*|\?)|\{([A-Za-z_]\w*|\?)\})/.exec(rest) : null;
    if (variable === null) return this.add(char);
    this.put({ kind: 'variable', name: variable[1] ?? variable[2] ?? '', quoted }, variable[0]);
    this.at += variable[0].length - 1;
    return null;
  }
  private put(part: Part, written: string): void {
    this.parts.push(part);
    this.text += written;
  }
}

function closing(line: string, open: number, quote: string): number {
  for (let at = open + 1; at < line.length; at++) {
    if (quote === '"' && line[at] === '\\') at++;
    else if (quote === '"' && line.startsWith('$(', at)) {
      const end = closingBracket(line, at + 1);
      if (end < 0) return -1;
      at = end;
    } else if (line[at] === quote) return at;
  }
  return -1;
}
/** Where the bracket ends that opens at `open`; quotes inside it hold theirs. */
function closingBracket(line: string, open: number): number {
  for (let at = open + 1, depth = 1; at < line.length; at++) {
    const char = line[at] ?? '';
    if (char === '\\') at++;
    else if (char === "'" || char === '"') {
      const end = closing(line, at, char);
      if (end < 0) return -1;
      at = end;
    } else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  return -1;
}

/** The words of a line without operators: `kubectl get pods -l 'app in (web)'`. */
export function splitCommandLine(line: string): Result<readonly string[], string> {
  const words = splitWords(line);
  return words.ok ? ok(words.value.filter(({ text, operator }) => !operator || text !== '\n').map(({ text }) => text)) : words;
}
