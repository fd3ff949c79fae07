/** A place in a YAML text, and the steps over it. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** What Kubernetes' YAML library says, with the line that it names; 0 for none. */
export class GoSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
    /** Where in the text it was met. */
    readonly index: number,
  ) {
    super(message);
  }
}

export const isBreak = (char: string): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
export const isBlank = (char: string): boolean => char === ' ' || char === '\t';
export const isEnd = (char: string): boolean => char === '' || char === '\0';
export const isBlankz = (char: string): boolean => isEnd(char) || isBlank(char) || isBreak(char);

export class Cursor {
  line = 0;
  column = 0;

  constructor(
    readonly text: string,
    public index: number,
  ) {}

  at(offset = 0): string {
    return this.text.charAt(this.index + offset);
  }
  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }
  skip(count = 1): void {
    this.index += count;
    this.column += count;
  }
  skipLine(): void {
    this.index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.column = 0;
    this.line++;
  }
  skipToBreak(): void {
    while (!isEnd(this.at()) && !isBreak(this.at())) this.skip();
  }
  /** Letters, digits, `-` and `_`. */
  takeWord(): string {
    const { index } = this;
    while (/^[0-9A-Za-z_-]$/.test(this.at())) this.skip();
    return this.text.slice(index, this.index);
  }
  isDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const three = this.text.slice(this.index, this.index + 3);
    return (three === '---' || three === '...') && isBlankz(this.at(3));
  }
  /** A scanner's error is told at the place where it stands, or else where the thing began. */
  fail(problem: string, context: Mark = this.mark): never {
    throw new GoSyntaxError(problem, this.line !== 0 ? this.line + 1 : context.line, this.index);
  }
}
