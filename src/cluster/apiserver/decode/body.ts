/** A body as a JSON value, before its type is looked at. */
export interface ParsedBody {
  readonly value: unknown;
  /** Keys that were given twice. */
  readonly strict: readonly string[];
}
