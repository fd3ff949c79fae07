/** cut: bytes, characters or fields of lines, as busybox' coreutils/cut.c walks over a line. */
import { linesOf, getopt, usage } from './options.ts';
import { compile } from './regex.ts';
import type { Tool } from './tool.ts';

const USAGE = 'cut {-b|c LIST | -f LIST [-d SEP] [-s] | -F LIST [-d REGEX]} [-D] [-O SEP] [FILE]...';
/** Counted from 0; both ends are meant. */
interface Range {
  readonly from: number;
  readonly to: number;
}
const isNumber = (text: string): boolean => /^\d+$/.test(text);
const startOf = (text: string): number => (text === '' ? 0 : Math.max(0, Number(text) - 1));

/** The ranges of a list, or what is wrong with it. */
function ranges(list: string): readonly Range[] | string {
  const out: Range[] = [];
  for (const part of list.split(',').filter((each) => each !== '')) {
    const dash = part.indexOf('-');
    const [first, last] = dash < 0 ? [part, null] : [part.slice(0, dash), part.slice(dash + 1)];
    const wrong = [first, last ?? ''].find((each) => each !== '' && !isNumber(each));
    if (wrong !== undefined) return `invalid number '${wrong}'`;
    const from = startOf(first);
    if (last === null) out.push({ from, to: from });
    else if (last === '') out.push({ from, to: Infinity });
    else if (Number(last) < from) return `${last}<${from}`;
    else out.push({ from, to: Number(last) - 1 });
  }
  return out.length === 0 ? 'missing list of positions' : out;
}

function bytesOf(line: string, list: readonly Range[]): string {
  const printed = new Set<number>();
  let out = '';
  for (const { from, to } of list)
    for (let i = from; i < line.length && i <= Math.max(from, to); i++) {
      if (!printed.has(i)) out += line[i];
      printed.add(i);
    }
  return out;
}
/** Each range takes what it wants of the fields that are left; one that lies behind the last field is an empty piece. */
function fieldsOf(fields: readonly string[], list: readonly Range[], again: boolean): readonly string[] {
  const out: string[] = [];
  let at = 0;
  for (const { from, to } of list) {
    if (again) at = 0;
    if (at > to) continue;
    const taken = fields.slice(Math.max(at, from), to + 1);
    out.push(...(taken.length === 0 ? [''] : taken));
    at = Math.min(fields.length, to + 1);
  }
  return out;
}

export const cut: Tool = (io) => {
  const opt = getopt(io, 'b:c:f:d:O:sDF:n');
  if (opt === null) return 1;
  const [list, ...more] = ['b', 'c', 'f', 'F'].flatMap((flag) => opt.values(flag));
  if (more.length > 0) {
    usage(io, USAGE);
    return 1;
  }
  const inFields = opt.has('f') || opt.has('F');
  const wrong = list === undefined ? 'expected a list of bytes, characters, or fields'
    : !inFields && opt.has('s') ? 'suppressing non-delimited lines makes sense only when operating on fields'
      : !inFields && opt.has('d') ? 'a delimiter may be specified only when operating on fields' : ranges(list);
  if (typeof wrong === 'string') {
    io.error(wrong);
    return 1;
  }
  const wanted = opt.has('D') ? wrong : [...wrong].sort((a, b) => a.from - b.from);
  const delimiter = opt.value('d') || '\t';
  const separator = compile(opt.value('d') || '[[:space:]]+', { extended: true });
  const one = (line: string): string | null => {
    if (!inFields) return bytesOf(line, wanted);
    if (opt.has('F')) return separator.ok ? fieldsOf(splitBy(line, separator.regex.exec), wanted, opt.has('D')).filter((each) => each !== '').join(opt.value('O') ?? ' ') : line;
    if (line === '') return '';
    if (!line.includes(delimiter[0] ?? '')) return opt.has('s') ? null : line;
    return fieldsOf(line.split(delimiter[0] ?? ''), wanted, opt.has('D')).join(opt.value('O') ?? delimiter);
  };
  let failed = false;
  for (const path of opt.rest.length === 0 ? ['-'] : opt.rest) {
    const data = path === '-' ? io.lines().data : io.input(path);
    if (data === null) failed = true;
    else for (const line of linesOf(data)) {
      const kept = one(line);
      if (kept !== null) io.line(kept);
    }
  }
  return failed ? 1 : 0;
};
function splitBy(line: string, next: (text: string, from: number) => { readonly start: number; readonly end: number } | null): readonly string[] {
  const out: string[] = [];
  let at = 0;
  for (let found = next(line, 0); found !== null && found.end > found.start; found = next(line, at)) {
    out.push(line.slice(at, found.start));
    at = found.end;
  }
  out.push(line.slice(at));
  return out;
}
