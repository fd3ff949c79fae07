/** What Go's encoding/json says of a text that is not a JSON object, in its words; '' where it is one (or null). */
const SPACE = /[ \t\r\n]/;
const named = (char: string): string => (char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${char}'`);
const END = 'unexpected end of JSON input';

/** Json.Unmarshal of a text into a map. */
export function jsonProblem(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return '';
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  } catch {
    return new Scanner(text).problem();
  }
}

/** Walks a text as Go's scanner does, up to the first character that no JSON could have there. */
class Scanner {
  private at = 0;
  constructor(private readonly text: string) {}

  problem(): string {
    const fault = this.value('looking for beginning of value') || this.after();
    return fault || END;
  }
  private space(): void {
    while (this.at < this.text.length && SPACE.test(this.text[this.at] ?? '')) this.at++;
  }
  private unexpected(where: string): string {
    const char = this.text[this.at];
    return char === undefined ? END : `invalid character ${named(char)} ${where}`;
  }
  private after(): string {
    this.space();
    return this.at < this.text.length ? this.unexpected('after top-level value') : '';
  }
  private value(where: string): string {
    this.space();
    const char = this.text[this.at];
    if (char === '{') return this.object();
    if (char === '[') return this.array();
    if (char === '"') return this.string();
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) return this.number();
    for (const word of ['true', 'false', 'null']) if (char === word[0]) return this.word(word);
    return this.unexpected(where);
  }
  private word(word: string): string {
    for (let i = 1; i < word.length; i++) {
      this.at++;
      if (this.text[this.at] !== word[i]) return this.unexpected(`in literal ${word} (expecting '${word[i] ?? ''}')`);
    }
    this.at++;
    return '';
  }
  private number(): string {
    const match = /^-?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][+-]?[0-9]*)?/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += Math.max(match.length, 1);
    if (match === '-') return this.unexpected('in numeric literal');
    if (match.endsWith('.')) return this.unexpected('after decimal point in numeric literal');
    return /[eE][+-]?$/.test(match) ? this.unexpected('in exponent of numeric literal') : '';
  }
  private string(): string {
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? '';
      if (char === '"') {
        this.at++;
        return '';
      }
      if (char < ' ') return this.unexpected('in string literal');
      if (char === '\\' && !'"\\/bfnrtu'.includes(this.text[++this.at] ?? '"')) return this.unexpected('in string escape code');
    }
    return END;
  }
  private object(): string {
    this.at++;
    this.space();
    if (this.text[this.at] === '}') return this.close();
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') return this.unexpected('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (key !== '') return key;
      if (this.text[this.at] !== ':') return this.unexpected('after object key');
      this.at++;
      const value = this.value('looking for beginning of value');
      if (value !== '') return value;
      this.space();
      if (this.text[this.at] === '}') return this.close();
      if (this.text[this.at] !== ',') return this.unexpected('after object key:value pair');
      this.at++;
    }
  }
  private array(): string {
    this.at++;
    this.space();
    if (this.text[this.at] === ']') return this.close();
    for (;;) {
      const value = this.value('looking for beginning of value');
      if (value !== '') return value;
      this.space();
      if (this.text[this.at] === ']') return this.close();
      if (this.text[this.at] !== ',') return this.unexpected('after array element');
      this.at++;
    }
  }
  private close(): string {
    this.at++;
    return '';
  }
}
