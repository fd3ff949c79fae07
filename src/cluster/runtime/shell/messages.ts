/** What the shell says on standard error. */
import { print } from '../kernel/print.ts';
import type { Shell } from './memory.ts';
import { isInteractive } from './prompt.ts';
import { KEYWORDS } from './tokens.ts';

/** Follows ash_vmsg: the shell's name, the builtin or script with its line, the words. */
export function complain(sh: Shell, message: string): void {
  const { arg0, commandName, line } = sh.m;
  const where = commandName === null ? '' : `${commandName === arg0 ? '' : `${commandName}: `}${isInteractive(sh) ? '' : `line ${line}: `}`;
  print(sh.k, sh.p, 2, `${arg0}: ${where}${message}\n`);
}
/** An argument in single quotes, so that it can be read in again. */
export function singleQuote(text: string): string {
  if (text === '') return "''";
  let out = '';
  for (const run of text.match(/'+|[^']+/g) ?? []) out += run.startsWith("'") ? `"${run}"` : `'${run}'`;
  return out;
}
/** As -x shows an argument: quoted only where it must be. */
export function traceQuote(text: string): string {
  return text !== '' && /^[A-Za-z0-9_+\-./:@^,\]]+$/.test(text) && !KEYWORDS.has(text) ? text : singleQuote(text);
}
