/** Numbers in the arguments of builtins. */
import { ShellError } from '../memory.ts';

/** A whole number from zero up; anything else ends the builtin. */
export function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new ShellError(`Illegal number: ${text}`);
  return Number(text);
}
