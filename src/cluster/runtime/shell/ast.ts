/** What a script is compiled to: commands and words as plain data. */

/** A piece of a word. `quoted`: neither split at IFS nor taken for a pattern. */
export type Part =
  | { readonly p: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly p: 'var'; readonly name: string; readonly op: VarOp; readonly colon: boolean; readonly word: Word; readonly quoted: boolean }
  | { readonly p: 'command'; readonly body: Node | null; readonly quoted: boolean }
  | { readonly p: 'process'; readonly body: Node | null; readonly direction: '<' | '>' }
  | { readonly p: 'arithmetic'; readonly word: Word; readonly quoted: boolean };
/** `length` is ${#x}; `slice` ${x:1:2}; `replace` ${x/a/b}, `replaceAll` ${x//a/b}. */
export type VarOp = '' | '-' | '+' | '?' | '=' | '#' | '##' | '%' | '%%' | 'length' | 'slice' | 'replace' | 'replaceAll';
export type Word = readonly Part[];

export interface Redirect {
  readonly fd: number;
  readonly op: '<' | '>' | '>>' | '<>' | '>|' | '>&' | '<&' | '<<' | '&>';
  /** The file, the descriptor to copy, or the here-document's text. */
  readonly word: Word;
}
export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: Node | null;
}
export type Node =
  | { readonly n: 'command'; readonly assigns: readonly Assign[]; readonly words: readonly Word[]; readonly redirects: readonly Redirect[]; readonly line: number }
  | { readonly n: 'pipe'; readonly commands: readonly Node[] }
  | { readonly n: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly n: 'not'; readonly body: Node }
  | { readonly n: 'list'; readonly items: readonly Node[] }
  | { readonly n: 'background'; readonly body: Node }
  | { readonly n: 'if'; readonly test: Node; readonly then: Node; readonly otherwise: Node | null }
  | { readonly n: 'while'; readonly until: boolean; readonly test: Node; readonly body: Node }
  | { readonly n: 'for'; readonly name: string; readonly words: readonly Word[] | null; readonly body: Node; readonly line: number }
  | { readonly n: 'case'; readonly word: Word; readonly items: readonly CaseItem[]; readonly line: number }
  | { readonly n: 'subshell'; readonly body: Node; readonly redirects: readonly Redirect[]; readonly line: number }
  | { readonly n: 'redirected'; readonly subshell?: boolean; readonly body: Node; readonly redirects: readonly Redirect[]; readonly line: number }
  | { readonly n: 'function'; readonly name: string; readonly body: Node; readonly line: number };
export interface Assign {
  readonly name: string;
  readonly value: Word;
}

/** The next command of a script, and where it goes on; `node` null is an empty line. At the end of the text `ended`. */
export interface Parsed {
  readonly node: Node | null;
  readonly ended: boolean;
  /** The script as it goes on: aliases are put into the text. */
  readonly text: string;
  readonly at: number;
  readonly line: number;
  readonly error: string | null;
  readonly errorLine: number;
}
export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(['.', ':', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'local', 'readonly', 'return', 'set', 'shift', 'source', 'times', 'trap', 'unset']);
export const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
export type NodeOf<N extends Node['n']> = Extract<Node, { n: N }>;
