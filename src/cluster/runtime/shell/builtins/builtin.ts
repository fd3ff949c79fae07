/** What a builtin is. */
import { ShellError } from '../memory.ts';
import type { Shell } from '../memory.ts';

/** Gives its exit status, or null where it put frames on the stack that set it later. */
export type Builtin = (sh: Shell, argv: readonly string[], tested: boolean) => number | null;

export function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new ShellError(`Illegal number: ${text}`);
  return Number(text);
}
