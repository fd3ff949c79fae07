/** What the API server finds wrong with a manifest, as the editor marks it, and what would mend it. */

export interface Issue {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly field: string;
}
export interface Fix {
  readonly title: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly text: string;
}
