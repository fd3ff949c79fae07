/** Flags, parsed in the way of spf13/pflag, its error texts included. */
import { CommandError } from './errors.ts';

type FlagType = 'string' | 'bool' | 'int' | 'duration' | 'slice' | 'array';

export interface Flag {
  readonly name: string;
  readonly short: string;
  readonly type: FlagType;
  readonly fallback: string;
  /** What the flag means when it stands alone; null when it needs a value. */
  readonly alone: string | null;
  readonly help: string;
  /** Words of a flag that is still taken, but should not be used any more. */
  readonly deprecated?: string;
}

/**
 * Flags written as a table, a line each: `name|s type=default ~value-when-alone # what it does`.
 */
export function flags(table: string): readonly Flag[] {
  return table.split('\n').map((line) => line.trim()).filter((line) => line !== '').map(parseLine);
}

/** What a flag is that nobody gives, as help prints it. */
const ZERO: Readonly<Record<FlagType, string>> = { string: '', bool: 'false', int: '0', duration: '0s', slice: '[]', array: '[]' };

function parseLine(line: string): Flag {
  const found = /^([\w-]+)(?:\|(\S))? (string|bool|int|duration|slice|array)(?:=(\S*))?(?: ~(\S+))?(?: # (.*))?$/.exec(line);
  if (!found) throw new Error(`a flag that cannot be read: ${line}`);
  const [, name = '', short = '', type = 'string', fallback, alone, help = ''] = found;
  return { name, short, type: type as FlagType, fallback: fallback ?? ZERO[type as FlagType], alone: alone ?? (type === 'bool' ? 'true' : null), help };
}

/** The same flags, each with a word about what to do without it. */
export const deprecated = (words: string, table: readonly Flag[]): readonly Flag[] => table.map((flag) => ({ ...flag, deprecated: words }));

/** A command's flags with the values that were given. */
export class FlagValues {
  private readonly given = new Map<string, string[]>();
  /** All that was given, in order. */
  readonly order: (readonly [flag: Flag, value: string])[] = [];
  private readonly byName: ReadonlyMap<string, Flag>;
  constructor(readonly table: readonly Flag[]) {
    this.byName = new Map(table.map((flag) => [flag.name, flag]));
  }
  changed(name: string): boolean {
    return this.given.has(name);
  }
  has(name: string): boolean {
    return this.byName.has(name);
  }
  isList(name: string): boolean {
    const type = this.byName.get(name)?.type;
    return type === 'slice' || type === 'array';
  }
  /** The last value, as it was written. */
  text(name: string): string {
    return this.given.get(name)?.at(-1) ?? this.byName.get(name)?.fallback ?? '';
  }
  bool(name: string): boolean {
    return isTrue(this.text(name));
  }
  int(name: string): number {
    return Number(this.text(name));
  }
  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.text(name)) ?? 0;
  }
  list(name: string): readonly string[] {
    const values = this.given.get(name);
    const fallback = this.byName.get(name)?.fallback ?? '[]';
    if (values === undefined) return fallback === '[]' || fallback === '' ? [] : fallback.split(',');
    return this.byName.get(name)?.type === 'slice' ? values.flatMap(splitCsv) : values;
  }
  set(flag: Flag, value: string, as: string): void {
    const problem = problemOf(flag, value);
    if (problem !== null) throw new FlagError(`invalid argument ${JSON.stringify(value)} for ${JSON.stringify(as)} flag: ${problem}`);
    this.order.push([flag, value]);
    const values = this.given.get(flag.name);
    if (values) values.push(value);
    else this.given.set(flag.name, [value]);
  }
}

/** A flag that cannot be taken; kubectl points to the command's help. */
export class FlagError extends CommandError {}

/** One line of comma-separated values, quotes allowed, as encoding/csv reads it. */
function splitCsv(text: string): string[] {
  if (!text.includes('"')) return text === '' ? [] : text.split(',');
  return Array.from(text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];
/** As strconv.ParseBool reads it; null for what is neither. */
export const asBool = (text: string): boolean | null => (TRUE.includes(text) ? true : FALSE.includes(text) ? false : null);
const isTrue = (text: string): boolean => TRUE.includes(text);

function problemOf(flag: Flag, value: string): string | null {
  const quoted = JSON.stringify(value);
  if (flag.type === 'bool' && !TRUE.includes(value) && !FALSE.includes(value)) return `strconv.ParseBool: parsing ${quoted}: invalid syntax`;
  if (flag.type === 'int' && !/^[-+]?\d+$/.test(value)) return `strconv.ParseInt: parsing ${quoted}: invalid syntax`;
  if (flag.type === 'int' && Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER) return `strconv.ParseInt: parsing ${quoted}: value out of range`;
  if (flag.type === 'duration' && parseDuration(value) === null) {
    if (value === '') return `time: invalid duration ""`;
    return /^[-+]?[\d.]+$/.test(value) ? `time: missing unit in duration ${quoted}` : `time: invalid duration ${quoted}`;
  }
  return null;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A span in Go's notation, in milliseconds; null when it is none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const found = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (!found) return null;
  let total = 0;
  for (const [, number, unit] of (found[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) total += Number(number) * (UNITS[unit ?? 's'] ?? 0);
  return found[1] === '-' ? -total : total;
}

interface ParsedArgs {
  readonly args: readonly string[];
  /** How many arguments stood before `--`; -1 when there was none. */
  readonly atDash: number;
  readonly flags: FlagValues;
  /** `--help` or `-h` was given. */
  readonly help: boolean;
}

/** Parses a command's arguments; flags may stand between them. Throws FlagError. */
export function parseArgs(table: readonly Flag[], argv: readonly string[]): ParsedArgs {
  const values = new FlagValues(table);
  const byName = new Map(table.map((flag) => [flag.name, flag]));
  const byShort = new Map(table.filter((flag) => flag.short !== '').map((flag) => [flag.short, flag]));
  const rest = [...argv];
  const args: string[] = [];
  let help = false;
  while (rest.length > 0) {
    const arg = rest.shift() ?? '';
    if (arg === '--') {
      const atDash = args.length;
      return { args: [...args, ...rest], atDash, flags: values, help };
    }
    if (!arg.startsWith('-') || arg === '-') args.push(arg);
    else if (arg.startsWith('--')) help = longFlag(arg, rest, byName, values) || help;
    else help = shortFlags(arg, rest, byShort, values) || help;
  }
  return { args, atDash: -1, flags: values, help };
}

/** True when it asks for help. */
function longFlag(arg: string, rest: string[], byName: ReadonlyMap<string, Flag>, values: FlagValues): boolean {
  const equals = arg.indexOf('=');
  const name = arg.slice(2, equals < 0 ? undefined : equals);
  if (name === '' || name.startsWith('-') || name.startsWith('=')) throw new FlagError(`bad flag syntax: ${arg}`);
  const flag = byName.get(name);
  if (flag === undefined) {
    if (name === 'help') return true;
    throw new FlagError(`unknown flag: --${name}`);
  }
  const as = flag.short === '' ? `--${name}` : `-${flag.short}, --${name}`;
  if (equals >= 0) values.set(flag, arg.slice(equals + 1), as);
  else if (flag.alone !== null) values.set(flag, flag.alone, as);
  else {
    const value = rest.shift();
    if (value === undefined) throw new FlagError(`flag needs an argument: --${name}`);
    values.set(flag, value, as);
  }
  return false;
}

function shortFlags(arg: string, rest: string[], byShort: ReadonlyMap<string, Flag>, values: FlagValues): boolean {
  for (let at = 1; at < arg.length; at++) {
    const short = arg[at] ?? '';
    const flag = byShort.get(short);
    if (flag === undefined) {
      if (short === 'h') return true;
      throw new FlagError(`unknown shorthand flag: ${short === "'" ? `'\\''` : `'${short}'`} in -${arg.slice(at)}`);
    }
    const as = `-${short}, --${flag.name}`;
    if (arg[at + 1] === '=') {
      values.set(flag, arg.slice(at + 2), as);
      return false;
    }
    if (flag.alone !== null) {
      values.set(flag, flag.alone, as);
      continue;
    }
    const value = at + 1 < arg.length ? arg.slice(at + 1) : rest.shift();
    if (value === undefined) throw new FlagError(`flag needs an argument: '${short}' in -${arg.slice(at)}`);
    values.set(flag, value, as);
    return false;
  }
  return false;
}
