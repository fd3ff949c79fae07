/** What most tools begin and end with: options as getopt takes them, the contents of the files that are named, and where the result goes. */
import { closeFd, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { print } from '../kernel/print.ts';
import type { Io } from './tool.ts';

/** What the words of an option need: where they are, and where to complain. */
export type Complains = Pick<Io, 'args' | 'error' | 'rawError'>;

export interface Given {
  has(flag: string): boolean;
  value(flag: string): string | undefined;
  values(flag: string): readonly string[];
  readonly rest: readonly string[];
}
/** What stands before a usage. */
export const BANNER = 'BusyBox v1.36.1 (2024-05-18 00:00:00 UTC) multi-call binary.\n\n';
export function usage(io: Pick<Io, 'rawError'>, text: string): void {
  io.rawError(`${BANNER}Usage: ${text}\n`);
}

/** Takes a long option, and its value where it has one; gives what is wrong with it. */
function longOption(arg: string, args: string[], spec: string, long: Readonly<Record<string, string>> | undefined, flags: [string, string][]): string | null {
  const [name = '', value] = arg.slice(2).split(/=([^]*)/);
  const found = long?.[name];
  if (found === undefined) return `unrecognized option '${arg}'`;
  flags.push([found, spec[spec.indexOf(found) + 1] === ':' ? (value ?? args.shift() ?? '') : '']);
  return null;
}
/** Takes the letters of one word; the first that has a value takes the rest of the word, or the next word. Gives what is wrong. */
function letters(arg: string, args: string[], spec: string, flags: [string, string][]): string | null {
  for (let j = 1; j < arg.length; j++) {
    const letter = arg[j] ?? '';
    const at = letter === ':' ? -1 : spec.indexOf(letter);
    if (at < 0) return `invalid option -- '${letter}'`;
    if (spec[at + 1] !== ':') {
      flags.push([letter, '']);
      continue;
    }
    const value = spec[at + 2] === ':' || j + 1 < arg.length ? arg.slice(j + 1) : args.shift();
    if (value === undefined) return `option requires an argument -- '${letter}'`;
    flags.push([letter, value]);
    return null;
  }
  return null;
}

/** `spec` lists the letters, with a colon after those that take a value, two where it is optional and stands in the same word; long options by their letter. `ordered`: options end at the first operand. */
export function getopt(io: Complains, spec: string, options: { readonly long?: Readonly<Record<string, string>>; readonly ordered?: boolean; readonly usage?: string } = {}): Given | null {
  const flags: [string, string][] = [];
  const rest: string[] = [];
  const args = [...io.args];
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '--') {
      rest.push(...args);
      break;
    }
    const isOption = arg.startsWith('-') && arg.length > 1;
    if (!isOption && options.ordered === true) {
      rest.push(arg, ...args);
      break;
    }
    const wrong = !isOption ? void rest.push(arg) : arg.startsWith('--') ? longOption(arg, args, spec, options.long, flags) : letters(arg, args, spec, flags);
    if (typeof wrong !== 'string') continue;
    io.error(wrong);
    if (options.usage !== undefined) usage(io, options.usage);
    return null;
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
/** A tool's result to a file, where one is named, else to standard output. */
export function writeTo(io: Io, path: string | undefined, data: string): number {
  if (path === undefined) {
    io.out(data);
    return 0;
  }
  const fd = openPath(io.k, io.p, path, WRITE);
  if (isErrno(fd)) {
    io.error(`can't open '${path}': ${strerror(fd)}`);
    return 1;
  }
  print(io.k, io.p, fd, data);
  closeFd(io.k, io.p, fd);
  return 0;
}
