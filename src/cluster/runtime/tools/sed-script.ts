/** sed's scripts: text to commands, with busybox' words for what is wrong. */
import { compile } from './regex.ts';
import type { Regex } from './back-references.ts';

export type Address =
  | { readonly kind: 'line' | 'plus'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'regex'; readonly regex: Regex };
export interface Command {
  readonly first: Address | null;
  readonly second: Address | null;
  readonly not: boolean;
  readonly name: string;
  readonly regex: Regex | null;
  readonly replacement: (groups: readonly (string | null)[]) => string;
  readonly flags: string;
  /** Which match of s, or the code of q. */
  readonly number: number;
  readonly text: string;
  readonly map: ReadonlyMap<string, string>;
  /** Where a jump leads, or where a block ends. */
  readonly target: number;
}
class Wrong extends Error {}
type Script = { readonly ok: true; readonly commands: readonly Command[] } | { readonly ok: false; readonly error: string };

export function parseSed(script: string, extended: boolean): Script {
  try {
    return { ok: true, commands: new Reader(script, extended).all() };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, error: error.message };
    throw error;
  }
}

class Reader {
  private at = 0;
  private lastRegex: Regex | null = null;
  private readonly text: string;
  private readonly extended: boolean;
  constructor(text: string, extended: boolean) {
    this.text = text;
    this.extended = extended;
  }
  all(): readonly Command[] {
    const commands: Command[] = [];
    const open: number[] = [];
    const labels = new Map<string, number>();
    const jumps: [number, string][] = [];
    for (;;) {
      this.skip(/[\s;]/);
      if (this.at >= this.text.length) break;
      if (this.text[this.at] === '#') {
        this.line();
        continue;
      }
      if (this.text[this.at] === '}') {
        this.at += 1;
        const start = open.pop();
        if (start !== undefined) commands[start] = { ...(commands[start] as Command), target: commands.length };
        continue;
      }
      const command = this.command(commands, open);
      if (command.name === ':') labels.set(command.text, commands.length);
      else {
        if ('btT'.includes(command.name)) jumps.push([commands.length, command.text]);
        commands.push(command);
      }
    }
    for (const start of open) commands[start] = { ...(commands[start] as Command), target: commands.length };
    for (const [index, label] of jumps) {
      const target = label === '' ? commands.length : labels.get(label);
      if (target === undefined) throw new Wrong(`can't find label for jump to '${label}'`);
      commands[index] = { ...(commands[index] as Command), target };
    }
    return commands;
  }
  private skip(what: RegExp): void {
    while (this.at < this.text.length && what.test(this.text[this.at] ?? '')) this.at += 1;
  }
  /** The rest of the line. */
  private line(): string {
    const end = this.text.indexOf('\n', this.at);
    const out = this.text.slice(this.at, end < 0 ? this.text.length : end);
    this.at = end < 0 ? this.text.length : end + 1;
    return out;
  }

  private address(): Address | null {
    const rest = this.text.slice(this.at);
    const number = /^\d+/.exec(rest);
    if (number !== null) {
      this.at += number[0].length;
      return { kind: 'line', line: Number(number[0]) };
    }
    if (rest.startsWith('$')) {
      this.at += 1;
      return { kind: 'last' };
    }
    if (!rest.startsWith('/') && !rest.startsWith('\\')) return null;
    this.at += rest.startsWith('\\') ? 1 : 0;
    const delimiter = this.text[this.at] ?? '/';
    this.at += 1;
    return { kind: 'regex', regex: this.regex(this.delimited(delimiter, 'regex'), false) };
  }
  private regex(pattern: string, ignoreCase: boolean): Regex {
    if (pattern === '') {
      if (this.lastRegex === null) throw new Wrong('no previous regexp');
      return this.lastRegex;
    }
    const made = compile(pattern, { extended: this.extended, ignoreCase });
    if (!made.ok) throw new Wrong(`bad regex '${pattern}': ${made.error}`);
    this.lastRegex = made.regex;
    return made.regex;
  }
  private delimited(delimiter: string, what: 'regex' | 'text'): string {
    let out = '';
    let set = false;
    for (;;) {
      const ch = this.text[this.at];
      if (ch === undefined || (ch === '\n' && what === 'regex' && delimiter !== '\n')) throw new Wrong(`unmatched '${delimiter}'`);
      this.at += 1;
      if (ch === delimiter && !set) return out;
      if (what === 'regex' && ch === '[' && !set) set = !/^\^?\]?[^\]]*$/.test(this.text.slice(this.at).split('\n')[0] ?? '');
      else if (ch === ']' && set && !/\[\^?$/.test(out)) set = false;
      if (ch === '\\' && !set) {
        const next = this.text[this.at];
        if (next === undefined) throw new Wrong(`unmatched '${delimiter}'`);
        this.at += 1;
        out += next === delimiter && delimiter !== '&' ? (what === 'regex' && /[.*[\]^$+?(){}|]/.test(next) ? `\\${next}` : next) : next === 'n' && what === 'regex' ? '\n' : `\\${next}`;
      } else out += ch;
    }
  }

  private command(commands: readonly Command[], open: number[]): Command {
    const first = this.address();
    let second: Address | null = null;
    this.skip(/ /);
    if (first !== null && this.text[this.at] === ',') {
      this.at += 1;
      this.skip(/ /);
      const plus = this.text[this.at] === '+';
      if (plus) this.at += 1;
      const address = this.address();
      if (address === null) throw new Wrong('no address after comma');
      second = plus && address.kind === 'line' ? { kind: 'plus', line: address.line } : address;
    }
    this.skip(/[ \t]/);
    let not = false;
    while (this.text[this.at] === '!') {
      not = true;
      this.at += 1;
      this.skip(/[ \t]/);
    }
    const name = this.text[this.at];
    if (name === undefined || name === '\n' || name === ';') throw new Wrong('missing command');
    this.at += 1;
    const base: Command = { first, second, not, name, regex: null, replacement: () => '', flags: '', number: 0, text: '', map: new Map(), target: 0 };
    if (name === '{') {
      open.push(commands.length);
      return base;
    }
    return this.details(base);
  }
  private details(base: Command): Command {
    switch (base.name) {
      case 's': return this.substitution(base);
      case 'y': {
        const delimiter = this.text[this.at++] ?? '/';
        const plain = (text: string): string[] => [...text.replace(/\\n/g, '\n').replace(/\\\\/g, '\\')];
        const from = plain(this.delimited(delimiter, 'text'));
        const to = plain(this.delimited(delimiter, 'text'));
        return { ...base, map: new Map(from.map((ch, i) => [ch, to[i] ?? ch])) };
      }
      case 'a': case 'i': case 'c': return { ...base, text: this.appendedText() };
      case 'r': case 'w': {
        const text = this.line().trim();
        if (text === '') throw new Wrong('empty filename');
        return { ...base, text };
      }
      case ':': return { ...base, text: this.label() };
      case 'b': case 't': case 'T': return { ...base, text: this.label() };
      case 'q': case 'Q': {
        return base;
      }
      default:
        if (!'pPdDnNhHgGxl='.includes(base.name)) throw new Wrong(`unsupported command ${base.name}`);
        this.skip(/[ \t]/);
        if (this.at < this.text.length && !/[;\n}#]/.test(this.text[this.at] ?? '')) throw new Wrong(`unsupported command ${this.text[this.at] ?? ''}`);
        return base;
    }
  }
  private label(): string {
    this.skip(/ /);
    const label = /^[^\s;}]*/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += label.length;
    return label;
  }
  private appendedText(): string {
    this.skip(/[ \t]/);
    if (this.text[this.at] === '\\') {
      this.at += 1;
      if (/^[ \t]*\n/.test(this.text.slice(this.at))) {
        this.skip(/[ \t]/);
        this.at += 1;
      }
    }
    let out = this.line();
    while (out.endsWith('\\') && this.at < this.text.length) out = `${out.slice(0, -1)}\n${this.line()}`;
    return out.replace(/\\(.)/g, (_, ch: string) => (ch === 't' ? '\t' : ch));
  }
  private substitution(base: Command): Command {
    const delimiter = this.text[this.at++] ?? '';
    if (delimiter === '' || delimiter === '\n') throw new Wrong('bad format in substitution expression');
    const pattern = this.delimited(delimiter, 'regex');
    const replacement = this.delimited(delimiter, 'text');
    let flags = '';
    let number = 0;
    let text = '';
    for (;;) {
      const ch = this.text[this.at] ?? '';
      if (/[gpIimM]/.test(ch) && ch !== '') {
        flags += ch;
        this.at += 1;
      } else if (/\d/.test(ch)) {
        const digits = /^\d+/.exec(this.text.slice(this.at))?.[0] ?? '';
        number = Number(digits);
        this.at += digits.length;
      } else if (ch === 'w') {
        this.at += 1;
        text = this.line().trim();
      } else break;
    }
    this.skip(/[ \t]/);
    if (this.at < this.text.length && !/[;\n}#]/.test(this.text[this.at] ?? '')) throw new Wrong('bad option in substitution expression');
    return { ...base, regex: this.regex(pattern, /[Ii]/.test(flags)), replacement: replacer(replacement), flags, number, text };
  }
}

/** `&`, `\1` and escapes of a replacement. */
function replacer(text: string): (groups: readonly (string | null)[]) => string {
  const parts: (string | number)[] = [];
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] ?? '';
    if (ch === '&') parts.push(0);
    else if (ch === '\\') {
      const next = text[++i] ?? '';
      parts.push(/\d/.test(next) ? Number(next) : next === 'n' ? '\n' : next === 't' ? '\t' : next);
    } else parts.push(ch);
  }
  return (groups) => parts.map((part) => (typeof part === 'number' ? (groups[part] ?? '') : part)).join('');
}
