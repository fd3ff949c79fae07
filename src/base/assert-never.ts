/** Closes a switch over a tagged union: reaching it is a bug of ours. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
