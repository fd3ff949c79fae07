/** Options of tools, as getopt takes them, and the words for a wrong one. */
import type { Io } from './tool.ts';

export interface Given {
  has(flag: string): boolean;
  value(flag: string): string | undefined;
  values(flag: string): readonly string[];
  readonly rest: readonly string[];
}
/** What stands before a usage. */
export const BANNER = 'BusyBox v1.36.1 (2024-05-18 00:00:00 UTC) multi-call binary.\n\n';
export function usage(io: Io, text: string): void {
  io.rawError(`${BANNER}Usage: ${text}\n`);
}

/** `spec` lists the letters, with a colon after those that take a value, two where it is optional and stands in the same word; long options by their letter. `ordered`: options end at the first operand. */
export function getopt(io: Io, spec: string, options: { readonly long?: Readonly<Record<string, string>>; readonly ordered?: boolean; readonly usage?: string } = {}): Given | null {
  const flags: [string, string][] = [];
  const rest: string[] = [];
  const wrong = (message: string): null => {
    io.error(message);
    if (options.usage !== undefined) usage(io, options.usage);
    return null;
  };
  const args = io.args;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split(/=([^]*)/);
      const found = options.long?.[name];
      if (found === undefined) return wrong(`unrecognized option '${arg}'`);
      if (spec[spec.indexOf(found) + 1] === ':') flags.push([found, value ?? args[++i] ?? '']);
      else flags.push([found, '']);
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg[j] ?? '';
        const at = letter === ':' ? -1 : spec.indexOf(letter);
        if (at < 0) return wrong(`unrecognized option: ${letter}`.replace('unrecognized option:', 'invalid option --').replace(/-- (.)$/, "-- '$1'"));
        if (spec[at + 1] !== ':') {
          flags.push([letter, '']);
          continue;
        }
        if (spec[at + 2] === ':') {
          flags.push([letter, arg.slice(j + 1)]);
          break;
        }
        const value = j + 1 < arg.length ? arg.slice(j + 1) : args[++i];
        if (value === undefined) return wrong(`option requires an argument -- '${letter}'`);
        flags.push([letter, value]);
        break;
      }
    } else if (options.ordered === true) {
      rest.push(...args.slice(i));
      break;
    } else rest.push(arg);
  }
  return {
    has: (flag) => flags.some(([name]) => name === flag), value: (flag) => flags.findLast(([name]) => name === flag)?.[1],
    values: (flag) => flags.filter(([name]) => name === flag).map(([, value]) => value), rest,
  };
}

/** The contents of each file; `-` and no file at all are standard input. A file that cannot be read is told of. */
export function contents(io: Io, files: readonly string[], message?: (path: string, reason: string) => string): { readonly texts: readonly { readonly path: string; readonly data: string }[]; readonly failed: boolean } {
  let failed = false;
  const texts: { path: string; data: string }[] = [];
  for (const path of files.length === 0 ? ['-'] : files) {
    const data = io.input(path, message);
    if (data === null) failed = true;
    else texts.push({ path, data });
  }
  return { texts, failed };
}
export const cantOpen = (path: string, reason: string): string => (reason === 'Is a directory' ? `read error: ${reason}` : `can't open '${path}': ${reason}`);
/** Lines without their newlines; a last one without any counts, too. */
export function linesOf(data: string): string[] {
  if (data === '') return [];
  const lines = data.split('\n');
  if (data.endsWith('\n')) lines.pop();
  return lines;
}
