/** Tools on lines of text: wc, sort, uniq, tr. */
import { byText } from '../../../base/order.ts';
import { cantOpen, contents, getopt, linesOf, usage, writeTo } from './options.ts';
import type { Tool } from './tool.ts';
import { characters } from './columns.ts';
import { cut } from './cut.ts';
import { unescape } from './echo.ts';
import { isDir } from '../kernel/files.ts';

/** How wide a line is shown: a tab goes to the next eighth column. */
const columnsOf = (line: string): number => characters(line).reduce((at, ch) => (ch === '\t' ? at + 8 - (at % 8) : at + 1), 0);
const wc: Tool = (io) => {
  const opt = getopt(io, 'clwLm');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  const shown = ['l', 'w', 'm', 'c', 'L'].filter((flag) => opt.has(flag));
  const columns = shown.length === 0 ? ['l', 'w', 'c'] : shown;
  const total: Record<string, number> = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  const row = (counts: Record<string, number>, name: string): void => {
    const numbers = columns.map((column) => String(counts[column] ?? 0));
    io.line((columns.length === 1 && opt.rest.length <= 1 ? numbers.join('') : numbers.map((each, i) => (i === 0 ? each.padStart(9) : ` ${each.padStart(9)}`)).join('')) + (name === '' ? '' : ` ${name}`));
  };
  // What is no file has been told of, and counts for nothing.
  const folders = opt.rest.filter((path) => isDir(io.k, io.p, path)).map((path) => ({ path, data: '' }));
  for (const { path, data } of folders.length === 0 ? texts : opt.rest.flatMap((path) => [...texts, ...folders].find((each) => each.path === path) ?? [])) {
    const counts: Record<string, number> = {
      l: data.split('\n').length - 1, w: data.split(/[ \t\n\r\f\v]+/).filter((word) => word !== '').length, m: characters(data).length, c: data.length,
      L: linesOf(data).reduce((longest, line) => Math.max(longest, columnsOf(line)), 0),
    };
    for (const column of Object.keys(total)) total[column] = column === 'L' ? Math.max(total[column] ?? 0, counts[column] ?? 0) : (total[column] ?? 0) + (counts[column] ?? 0);
    row(counts, path === '-' && opt.rest.length === 0 ? '' : path);
  }
  if (opt.rest.length > 1) row(total, 'total');
  return failed ? 1 : 0;
};

interface Key {
  readonly from: number;
  readonly fromChar: number;
  readonly to: number;
  readonly toChar: number;
  readonly flags: string;
  /** Without the blanks at its end. */
  readonly bare: boolean;
}
class WrongKey extends Error {}
/** `2.3n,4.5r`: field and character where it starts and ends, each with flags. */
function parseKey(text: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  const numbers = match === null ? [] : [match[1], match[2], match[4], match[5]];
  if (match === null || numbers.some((each) => each !== undefined && Number(each) === 0)) throw new WrongKey('bad field specification');
  const flags = (match[3] ?? '') + (match[6] ?? '').replaceAll('b', '');
  if (/[^nrugMbdfishV]/.test(flags)) throw new WrongKey('unknown key option');
  return { from: Number(match[1]), fromChar: Number(match[2] ?? 0), to: Number(match[4] ?? 0), toChar: Number(match[5] ?? 0), flags, bare: match[6]?.includes('b') === true };
}
/** Where a field begins, or ends, counted as coreutils/sort.c does: blanks before a field belong to it. */
function endOfFields(line: string, fields: number, separator: string | null, end: boolean): number {
  let at = 0;
  let divided = false;
  for (let i = 0; i < fields; i++) {
    if (separator === null) at += /^\s*\S*/.exec(line.slice(at))?.[0].length ?? 0;
    else {
      const next = line.indexOf(separator, at);
      divided = next >= 0;
      at = divided ? next + 1 : line.length;
    }
  }
  return end && divided ? at - 1 : at;
}
function keyText(line: string, key: Key, separator: string | null): string {
  let start = endOfFields(line, key.from - 1, separator, false);
  let end = key.to === 0 ? line.length : endOfFields(line, key.to, separator, true);
  if (key.flags.includes('b')) start += /^\s*/.exec(line.slice(start))?.[0].length ?? 0;
  if (key.bare) end -= /\s*$/.exec(line.slice(start, end))?.[0].length ?? 0;
  if (key.toChar > 0) end = Math.min(key.toChar, line.length);
  if (key.fromChar > 0) start = Math.min(start + key.fromChar - 1, line.length);
  return line.slice(start, Math.max(start, end));
}
const UNITS = ' KMGTPE';
function comparer(flags: string): (a: string, b: string) => number {
  const fold = (text: string): string => {
    let out = flags.includes('f') ? text.toUpperCase() : text;
    if (flags.includes('d')) out = out.replace(/[^A-Za-z0-9 \t]/g, '');
    return flags.includes('b') ? out.replace(/^[ \t]+/, '') : out;
  };
  const value = (text: string): number => (flags.includes('g') && /^\s*0x[0-9a-f]+/i.test(text) ? parseInt(text, 16) : Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] ?? 0) || 0);
  const human = (text: string): number => value(text) * 1024 ** Math.max(0, UNITS.indexOf(/^\s*-?[\d.]+([KMGTPE])/i.exec(text)?.[1]?.toUpperCase() ?? ' '));
  if (flags.includes('h')) return (a, b) => human(a) - human(b);
  if (flags.includes('n') || flags.includes('g')) return (a, b) => value(a) - value(b);
  if (flags.includes('M')) return (a, b) => month(a) - month(b);
  if (flags.includes('V')) return versions;
  return (a, b) => byText(fold(a), fold(b));
}
const month = (text: string): number => ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'].indexOf(text.trim().slice(0, 3).toUpperCase());
function versions(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [one = '', other = ''] = [left[i], right[i]];
    const order = /^\d/.test(one) && /^\d/.test(other) ? Number(one) - Number(other) : byText(one, other);
    if (order !== 0) return order;
  }
  return 0;
}
const sort: Tool = (io) => {
  const opt = getopt(io, 'ngMucszbrdfihVmS:T:o:k:t:');
  if (opt === null) return 2;
  const flags = [...'nfbdghMVri'].filter((flag) => opt.has(flag)).join('');
  let keys: readonly Key[];
  try {
    if (opt.values('t').some((each) => each.length > 1)) throw new WrongKey('bad -t parameter');
    keys = opt.values('k').map(parseKey);
  } catch (error) {
    if (!(error instanceof WrongKey)) throw error;
    io.error(error.message);
    return 2;
  }
  const separator = opt.value('t') || null;
  const { texts, failed } = contents(io, opt.rest);
  if (failed) return 2;
  const lines = texts.flatMap(({ data }) => (opt.has('z') ? data.split('\0').filter((each, i, all) => each !== '' || i < all.length - 1) : linesOf(data)));
  const byKeys = (a: string, b: string): number => {
    for (const key of keys) {
      const own = key.flags === '' && !key.bare ? flags : key.flags;
      const order = comparer(own)(keyText(a, key, separator), keyText(b, key, separator));
      if (order !== 0) return own.includes('r') ? -order : order;
    }
    if (keys.length > 0) return 0;
    const order = comparer(flags)(a, b);
    return flags.includes('r') ? -order : order;
  };
  // Of lines with like keys -u keeps the one that sorts first.
  const full = (a: string, b: string): number => byKeys(a, b) || (opt.has('s') ? 0 : flags.includes('r') ? byText(b, a) : byText(a, b));
  if (opt.has('c')) {
    const at = lines.findIndex((line, i) => i > 0 && (full(lines[i - 1] ?? '', line) > 0 || (opt.has('u') && byKeys(lines[i - 1] ?? '', line) === 0)));
    if (at > 0) io.rawError(`Check line ${at}\n`);
    return at > 0 ? 1 : 0;
  }
  const sorted = lines.map((line, i) => ({ line, i })).sort((a, b) => full(a.line, b.line) || a.i - b.i).map(({ line }) => line);
  const kept = opt.has('u') ? sorted.filter((line, i) => i === 0 || byKeys(sorted[i - 1] ?? '', line) !== 0) : sorted;
  const end = opt.has('z') ? '\0' : '\n';
  return writeTo(io, opt.value('o'), kept.map((line) => line + end).join(''));
};

const uniq: Tool = (io) => {
  const opt = getopt(io, 'cduf:s:w:iz');
  if (opt === null) return 1;
  const wrong = [...opt.values('f'), ...opt.values('s'), ...opt.values('w')].find((each) => !/^\d+$/.test(each));
  if (wrong !== undefined) {
    io.error(`invalid number '${wrong}'`);
    return 1;
  }
  const { texts, failed } = contents(io, opt.rest.slice(0, 1), cantOpen);
  if (failed) return 1;
  const key = (line: string): string => {
    let text = line.replace(new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${Number(opt.value('f') ?? 0)}}`), '').slice(Number(opt.value('s') ?? 0));
    if (opt.has('w')) text = text.slice(0, Number(opt.value('w')));
    return opt.has('i') ? text.toLowerCase() : text;
  };
  const groups: { line: string; key: string; count: number }[] = [];
  for (const line of linesOf(texts[0]?.data ?? '')) {
    const last = groups[groups.length - 1];
    if (last !== undefined && last.key === key(line)) last.count += 1;
    else groups.push({ line, key: key(line), count: 1 });
  }
  const shown = groups.filter(({ count }) => (opt.has('d') ? count > 1 : true) && (opt.has('u') ? count === 1 : true));
  return writeTo(io, opt.rest[1], shown.map(({ line, count }) => `${opt.has('c') ? `${String(count).padStart(7)} ` : ''}${line}${opt.has('z') ? '\0' : '\n'}`).join(''));
};

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/, digit: /\d/, alnum: /[A-Za-z0-9]/, upper: /[A-Z]/, lower: /[a-z]/, space: /[ \t\n\r\f\v]/, blank: /[ \t]/, punct: /[!-/:-@[-`{-~]/, print: /[ -~]/,
  graph: /[!-~]/, cntrl: /[^ -~\u0080-\uffff]/, xdigit: /[0-9A-Fa-f]/,
};
function expandSet(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const named = /^\[:([a-z]+):\]/.exec(text.slice(i));
    if (named !== null && named[1] !== undefined && CLASSES[named[1]] !== undefined) {
      for (let code = 0; code < 256; code++) if (CLASSES[named[1] ?? '']?.test(String.fromCharCode(code)) === true) out += String.fromCharCode(code);
      i += named[0].length - 1;
      continue;
    }
    const same = /^\[=(.)=\]/.exec(text.slice(i));
    if (same !== null) {
      out += same[1];
      i += same[0].length - 1;
      continue;
    }
    let ch = text[i] ?? '';
    if (ch === '\\' && i + 1 < text.length) {
      const piece = /^\\(?:[0-7]{1,3}|[^])/.exec(text.slice(i))?.[0] ?? '';
      const done = unescape(piece, 'printf').text;
      // An escape that is none is a backslash, and what follows stands for itself.
      ch = done[0] ?? '';
      if (done.length === 1) i += piece.length - 1;
    }
    if (text[i + 1] === '-' && i + 2 < text.length) {
      const to = text[i + 2] ?? '';
      for (let code = ch.charCodeAt(0); code <= to.charCodeAt(0); code++) out += String.fromCharCode(code);
      i += 2;
    } else out += ch;
  }
  return out;
}
const tr: Tool = (io) => {
  const opt = getopt(io, 'Ccds', { ordered: true });
  if (opt === null) return 1;
  const [first = '', second] = opt.rest;
  if (opt.rest.length === 0) {
    usage(
      io,
      'tr [-cds] STRING1 [STRING2]\n\nTranslate, squeeze, or delete characters from stdin, writing to stdout\n\n\t-c\tTake complement of STRING1\n\t-d\tDelete input characters coded STRING1\n\t-s\tSqueeze multiple output characters of STRING2 into one character',
    );
    return 1;
  }
  let from = expandSet(first);
  if (opt.has('c') || opt.has('C')) from = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter((ch) => !from.includes(ch)).join('');
  const to = second === undefined ? '' : expandSet(second);
  if (second !== undefined && to === '' && !opt.has('d')) {
    io.error('STRING2 cannot be empty');
    return 1;
  }
  const map = new Map<string, string>();
  if (!opt.has('d') && second !== undefined) [...from].forEach((ch, i) => map.set(ch, to[Math.min(i, to.length - 1)] ?? ch));
  const drop = new Set(opt.has('d') ? from : '');
  const squeeze = new Set(opt.has('s') ? (second === undefined || (opt.has('d') && second === undefined) ? from : to) : '');
  let last = '';
  let out = '';
  for (const ch of io.lines().data) {
    if (drop.has(ch)) continue;
    const now = map.get(ch) ?? ch;
    if (squeeze.has(now) && now === last) continue;
    out += now;
    last = now;
  }
  io.out(out);
  return 0;
};

export const textTools: Readonly<Record<string, Tool>> = { wc, sort, uniq, cut, tr };
