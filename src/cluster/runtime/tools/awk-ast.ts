/** What an awk program is parsed to. */

export type Expr =
  | { readonly e: 'number'; readonly value: number }
  | { readonly e: 'string' | 'regex'; readonly value: string }
  | { readonly e: 'var'; readonly name: string }
  | { readonly e: 'index'; readonly name: string; readonly keys: readonly Expr[] }
  | { readonly e: 'field'; readonly of: Expr }
  | { readonly e: 'unary'; readonly op: string; readonly of: Expr }
  | { readonly e: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly of: Expr }
  | { readonly e: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly e: 'assign'; readonly op: string; readonly to: Expr; readonly value: Expr }
  | { readonly e: 'ternary'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly e: 'in'; readonly keys: readonly Expr[]; readonly name: string }
  | { readonly e: 'call'; readonly name: string; readonly builtin: boolean; readonly args: readonly Expr[] }
  | { readonly e: 'group'; readonly items: readonly Expr[] }
  | { readonly e: 'getline'; readonly into: Expr | null; readonly from: 'input' | 'file' | 'command'; readonly source: Expr | null };
export type Stmt =
  | { readonly s: 'expr'; readonly of: Expr }
  | { readonly s: 'print'; readonly args: readonly Expr[]; readonly format: boolean; readonly to: '' | '>' | '>>' | '|'; readonly target: Expr | null }
  | { readonly s: 'if'; readonly test: Expr; readonly then: Stmt; readonly otherwise: Stmt | null }
  | { readonly s: 'while'; readonly test: Expr; readonly body: Stmt; readonly first: boolean }
  | { readonly s: 'for'; readonly init: Stmt | null; readonly test: Expr | null; readonly step: Stmt | null; readonly body: Stmt }
  | { readonly s: 'forin'; readonly name: string; readonly array: string; readonly body: Stmt }
  | { readonly s: 'block'; readonly body: readonly Stmt[] }
  | { readonly s: 'delete'; readonly name: string; readonly keys: readonly Expr[] | null }
  | { readonly s: 'exit' | 'return'; readonly of: Expr | null }
  | { readonly s: 'next' | 'nextfile' | 'break' | 'continue' };
export interface Rule {
  readonly kind: 'BEGIN' | 'END' | 'always' | 'pattern' | 'range';
  readonly from: Expr | null;
  readonly to: Expr | null;
  /** null prints the record. */
  readonly body: Stmt | null;
}
export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, { readonly params: readonly string[]; readonly body: Stmt }>;
}
