/** Writes YAML as libyaml's emitter does: its choice of quoting, its folding at 80 columns, its line breaks. */

type Style = 'plain' | 'single' | 'double' | 'literal';
const BEST_WIDTH = 80;

const isPrintable = (code: number): boolean =>
  code === 0x0a || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
const isBreak = (char: string | undefined): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
const isBlankOrEnd = (char: string | undefined): boolean => char === undefined || char === ' ' || char === '\t' || isBreak(char);

const ALWAYS_FIRST = new Set('#,[]{}&*!|>\'"%@`');

interface Analysis {
  readonly multiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** Whether a character makes a plain scalar impossible in a block. */
function isBlockIndicator(chars: readonly string[], at: number): boolean {
  const char = chars[at] ?? '';
  const spaced = isBlankOrEnd(chars[at + 1]);
  if (at === 0) return ALWAYS_FIRST.has(char) || ((char === '?' || char === ':' || char === '-') && spaced);
  return (char === ':' && spaced) || (char === '#' && isBlankOrEnd(chars[at - 1]));
}

/** Which styles a scalar can be written in. Follows yaml_emitter_analyze_scalar. */
function analyze(chars: readonly string[]): Analysis {
  if (chars.length === 0) return { multiline: false, plain: true, single: true, block: false };
  const text = chars.join('');
  let indicators = text.startsWith('---') || text.startsWith('...');
  let [special, breaks, breakSpace, spaceBreak] = [false, false, false, false];
  chars.forEach((char, at) => {
    const before = chars[at - 1];
    if (isBlockIndicator(chars, at)) indicators = true;
    if (!isPrintable(char.codePointAt(0) ?? 0)) special = true;
    if (isBreak(char)) {
      breaks = true;
      if (before === ' ') spaceBreak = true;
    } else if (char === ' ' && isBreak(before)) {
      breakSpace = true;
    }
  });
  const [first, last] = [chars[0], chars[chars.length - 1]];
  const edge = first === ' ' || isBreak(first) || last === ' ' || isBreak(last);
  const odd = spaceBreak || special;
  return {
    multiline: breaks,
    plain: !(edge || breakSpace || odd || breaks || indicators),
    single: !(breakSpace || odd),
    block: !(last === ' ' || odd),
  };
}

const ESCAPES: Readonly<Record<number, string>> = {
  0x00: '0', 0x07: 'a', 0x08: 'b', 0x09: 't', 0x0a: 'n', 0x0b: 'v', 0x0c: 'f', 0x0d: 'r', 0x1b: 'e',
  0x22: '"', 0x5c: '\\', 0x85: 'N', 0xa0: '_', 0x2028: 'L', 0x2029: 'P',
};

function escapeOf(code: number): string {
  const short = ESCAPES[code];
  if (short !== undefined) return `\\${short}`;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

export class Emitter {
  private readonly parts: string[] = [];
  private column = 0;
  private indent = -1;
  /** Only indentation has been written on this line so far. */
  private indention = true;
  private whitespace = true;

  /** Runs `body` one level deeper; the outermost level stands at column 0. */
  nest(by: number, body: () => void): void {
    const before = this.indent;
    this.indent = before < 0 ? 0 : before + by;
    body();
    this.indent = before;
  }

  /** Starts a line at the present indentation, unless it is started already. */
  indentLine(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.lineBreak();
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }

  /** A sign that stands apart from what is before it. */
  indicator(text: string): void {
    this.lineIndicator(text);
    this.indention = false;
  }
  /** A sign after which a line goes on as at its beginning: `-`, `?`, and the `:` that answers it. */
  lineIndicator(text: string): void {
    if (!this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = false;
  }
  /** A sign that follows without a space. */
  closing(text: string): void {
    this.put(text);
    this.whitespace = false;
    this.indention = false;
  }

  scalar(text: string, wanted: Style, key: boolean): void {
    const chars = Array.from(text);
    const style = this.styleOf(chars, wanted, key);
    const before = this.indent;
    this.indent = before < 0 ? 2 : before + 2;
    if (style === 'plain') this.writePlain(chars, !key);
    else if (style === 'single') this.writeSingle(chars, !key);
    else if (style === 'double') this.writeDouble(chars, !key);
    else this.writeLiteral(chars);
    this.indent = before;
  }

  finish(): string {
    if (this.column > 0) this.lineBreak();
    return this.parts.join('');
  }

  private styleOf(chars: readonly string[], wanted: Style, key: boolean): Style {
    const allowed = analyze(chars);
    let style = key && allowed.multiline ? 'double' : wanted;
    if (style === 'plain' && (!allowed.plain || (chars.length === 0 && key))) style = 'single';
    if (style === 'single' && !allowed.single) style = 'double';
    if (style === 'literal' && (!allowed.block || key)) style = 'double';
    return style;
  }

  private put(text: string): void {
    this.parts.push(text);
    this.column += text.length;
  }
  private lineBreak(): void {
    this.parts.push('\n');
    this.column = 0;
  }
  private char(char: string): void {
    this.parts.push(char);
    this.column += 1;
  }

  private writePlain(chars: readonly string[], foldable: boolean): void {
    if (!this.whitespace) this.put(' ');
    chars.forEach((char, at) => {
      const folds = foldable && char === ' ' && chars[at - 1] !== ' ' && this.column > BEST_WIDTH && chars[at + 1] !== ' ';
      if (folds) this.indentLine();
      else this.char(char);
      if (char !== ' ') this.indention = false;
    });
    this.whitespace = false;
    this.indention = false;
  }

  private writeSingle(chars: readonly string[], foldable: boolean): void {
    this.indicator("'");
    chars.forEach((char, at) => {
      const inside = at > 0 && at < chars.length - 1;
      const folds = foldable && char === ' ' && inside && chars[at - 1] !== ' ' && this.column > BEST_WIDTH && chars[at + 1] !== ' ';
      if (folds) this.indentLine();
      else this.char(char);
      if (char === "'") this.char("'");
      if (char !== ' ') this.indention = false;
    });
    this.closing("'");
    this.whitespace = false;
    this.indention = false;
  }

  private writeDouble(chars: readonly string[], foldable: boolean): void {
    this.indicator('"');
    let spaces = false;
    chars.forEach((char, at) => {
      const code = char.codePointAt(0) ?? 0;
      if (!isPrintable(code) || isBreak(char) || char === '"' || char === '\\') {
        this.put(escapeOf(code));
        spaces = false;
      } else if (char === ' ') {
        if (foldable && !spaces && this.column > BEST_WIDTH && at > 0 && at < chars.length - 1) {
          this.indentLine();
          if (chars[at + 1] === ' ') this.put('\\');
        } else this.char(char);
        spaces = true;
      } else {
        this.char(char);
        spaces = false;
      }
    });
    this.closing('"');
    this.whitespace = false;
    this.indention = false;
  }

  private writeLiteral(chars: readonly string[]): void {
    this.indicator('|');
    const [first, last, beforeLast] = [chars[0], chars[chars.length - 1], chars[chars.length - 2]];
    const keep = chars.length === 1 || isBreak(beforeLast) ? '+' : '';
    this.put(`${first === ' ' || isBreak(first) ? '2' : ''}${isBreak(last) ? keep : '-'}`);
    this.lineBreak();
    this.indention = true;
    this.whitespace = true;
    let breaks = true;
    for (const char of chars) {
      if (isBreak(char)) {
        if (char === '\n') this.lineBreak();
        else {
          this.parts.push(char);
          this.column = 0;
        }
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) this.indentLine();
        this.char(char);
        this.indention = false;
        breaks = false;
      }
    }
  }
}
