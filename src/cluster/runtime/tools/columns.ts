/** Tools that number, join, fold and compare lines: nl, paste, fold, expand, comm, seq, rev, tac. */
import { byText } from '../../../base/order.ts';
import { contents, getopt, linesOf, usage } from './options.ts';
import type { Tool } from './tool.ts';
import { unescape } from './echo.ts';

/** Characters of a text of bytes. */
export const characters = (text: string): readonly string[] => text.match(/[^\u00c0-\u00ff]|[\u00c0-\u00ff][\u0080-\u00bf]*/g) ?? [];
const perLine = (change: (line: string, number: number) => string): Tool => (io) => {
  const opt = getopt(io, '');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  let number = 0;
  for (const { data } of texts) {
    const lines = linesOf(data);
    lines.forEach((line, i) => io.out(change(line, ++number) + (i < lines.length - 1 || data.endsWith('\n') ? '\n' : '')));
  }
  return failed ? 1 : 0;
};
const tac: Tool = (io) => {
  const opt = getopt(io, '');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  for (const { data } of texts) io.out((data.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse().join(''));
  return failed ? 1 : 0;
};
const nl: Tool = (io) => {
  const opt = getopt(io, 'b:w:s:v:i:p');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  let number = Number(opt.value('v') ?? 1);
  const width = Number(opt.value('w') ?? 6);
  for (const line of texts.flatMap(({ data }) => linesOf(data))) {
    const numbered = opt.value('b') === 'a' || (line !== '' && opt.value('b') !== 'n');
    io.line(numbered ? `${String(number).padStart(width)}${opt.value('s') ?? '\t'}${line}` : `${' '.repeat(width + 1)}${line}`);
    if (numbered) number += Number(opt.value('i') ?? 1);
  }
  return failed ? 1 : 0;
};
const paste: Tool = (io) => {
  const opt = getopt(io, 'd:s');
  if (opt === null) return 1;
  const { texts, failed } = contents(io, opt.rest);
  if (opt.value('d') === '') {
    io.error("-d '' is not supported");
    return 1;
  }
  if (failed) return 1;
  const delimiters = unescape(opt.value('d') ?? '\t', 'printf').text;
  const stdins = texts.filter(({ path }) => path === '-').length;
  // `-` more than once: they take the lines of standard input in turn.
  let dash = -1;
  const columns = texts.map(({ path, data }) => (path !== '-' || opt.has('s') ? linesOf(data) : linesOf(data).filter(((turn) => (_, i) => i % stdins === turn)((dash += 1)))));
  const join = (parts: readonly string[]): string => parts.map((part, i) => (i === 0 ? part : (delimiters[(i - 1) % delimiters.length] ?? '') + part)).join('');
  if (opt.has('s')) for (const lines of columns) io.line(join(lines));
  else io.out(side(columns, delimiters));
  return failed ? 1 : 0;
};
/** Each file that still has a line says it, the last one with a newline, the others with a delimiter, also where the last has ended. */
function side(columns: readonly (readonly string[])[], delimiters: string): string {
  let out = '';
  for (let line = 0; columns.some((lines) => line < lines.length); line++) {
    let used = 0;
    columns.forEach((lines, i) => {
      const text = lines[line];
      if (text !== undefined) out += text + (i === columns.length - 1 ? '\n' : (delimiters[used++ % delimiters.length] ?? ''));
    });
  }
  return out;
}
const fold: Tool = (io) => {
  const opt = getopt(io.with(io.args.map((arg) => arg.replace(/^-(\d+)$/, '-w$1'))), 'bsw:');
  if (opt === null) return 1;
  const width = Number(opt.value('w') ?? 80);
  if (!Number.isInteger(width)) {
    io.error(`invalid number '${opt.value('w') ?? ''}'`);
    return 1;
  }
  const { texts, failed } = contents(io, opt.rest);
  for (const line of texts.flatMap(({ data }) => data.match(/[^\n]*\n|[^\n]+$/g) ?? [])) {
    let rest = opt.has('b') ? [...line.replace(/\n$/, '')] : characters(line.replace(/\n$/, ''));
    while (rest.length > width) {
      const space = opt.has('s') ? rest.lastIndexOf(' ', width - 1) + 1 : 0;
      const at = space > 0 ? space : width;
      io.line(rest.slice(0, at).join(''));
      rest = rest.slice(at);
    }
    io.out(rest.join('') + (line.endsWith('\n') ? '\n' : ''));
  }
  return failed ? 1 : 0;
};
const expand: Tool = (io) => {
  const opt = getopt(io, 'it:', { long: { initial: 'i', tabs: 't' } });
  if (opt === null) return 1;
  const stop = Math.max(1, Number(opt.value('t') ?? 8) || 8);
  const { texts, failed } = contents(io, opt.rest);
  for (const { data } of texts)
    io.out(data.replace(/[^\n]+/g, (line) => {
      let out = '';
      for (const ch of line) out += ch === '\t' && !(opt.has('i') && /[^ \t]/.test(out)) ? ' '.repeat(stop - (out.length % stop)) : ch;
      return out;
    }));
  return failed ? 1 : 0;
};
const unexpand: Tool = (io) => {
  const opt = getopt(io, 'aft:', { long: { all: 'a', 'first-only': 'f', tabs: 't' } });
  if (opt === null) return 1;
  const stop = Math.max(1, Number(opt.value('t') ?? 8) || 8);
  const { texts, failed } = contents(io, opt.rest);
  const squeeze = (line: string): string => {
    let out = '';
    for (let at = 0; at < line.length; at += stop) {
      const cell = line.slice(at, at + stop);
      const tabbed = cell.length === stop && (opt.has('a') || opt.has('t') || /^ *$/.test(line.slice(0, at + stop))) ? cell.replace(/ {2,}$/, '\t') : cell;
      out += tabbed;
    }
    return out;
  };
  for (const { data } of texts) io.out(data.replace(/[^\n]+/g, squeeze));
  return failed ? 1 : 0;
};
const comm: Tool = (io) => {
  const opt = getopt(io, '123');
  if (opt === null || opt.rest.length !== 2) return 1;
  const { texts, failed } = contents(io, opt.rest);
  if (failed) return 1;
  const [a = [], b = []] = texts.map(({ data }) => linesOf(data));
  const indent = (column: number): string => '\t'.repeat(['1', '2'].slice(0, column - 1).filter((flag) => !opt.has(flag)).length);
  const say = (column: number, line: string): void => {
    if (!opt.has(String(column))) io.line(indent(column) + line);
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const order = i >= a.length ? 1 : j >= b.length ? -1 : byText(a[i] ?? '', b[j] ?? '');
    if (order < 0) say(1, a[i++] ?? '');
    else if (order > 0) say(2, b[j++] ?? '');
    else {
      say(3, a[i++] ?? '');
      j += 1;
    }
  }
  return 0;
};
const SEQ_USAGE = 'seq [-w] [-s SEP] [FIRST [INC]] LAST\n\nPrint numbers from FIRST to LAST, in steps of INC.\nFIRST, INC default to 1.\n\n\t-w\tPad to last with leading zeros\n\t-s SEP\tString separator';
const seq: Tool = (io) => {
  const opt = getopt(io, 'ws:', { ordered: true, usage: SEQ_USAGE });
  if (opt === null) return 1;
  const wide = opt.has('w');
  const joined = opt.value('s') ?? '\n';
  const operands = opt.rest;
  const bad = operands.find((arg) => !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(arg) && arg !== '');
  if (operands.length === 0 || operands.length > 3 || bad !== undefined) {
    usage(io, SEQ_USAGE);
    return 1;
  }
  const first = operands.length > 1 ? Number(operands[0]) : 1;
  const step = operands.length > 2 ? Number(operands[1]) : 1;
  const last = Number(operands[operands.length - 1]);
  const digits = Math.max(...operands.slice(0, operands.length === 1 ? 0 : 2).map((arg) => arg.split('.')[1]?.length ?? 0), 0);
  const width = wide ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  const out: string[] = [];
  const MOST = 1_000_000;
  for (let n = 0, value = first; n < MOST && (step >= 0 ? value <= last : value >= last); n++, value += step) {
    const text = value.toFixed(digits);
    out.push(text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0'));
    if (step === 0 && n > 10_000) break;
  }
  if (out.length > 0) io.out(`${out.join(joined)}\n`);
  return 0;
};
export const columnTools: Readonly<Record<string, Tool>> = {
  tac, rev: perLine((line) => [...characters(line)].reverse().join('')), nl, paste, fold, expand, unexpand, comm, seq,
  dos2unix: perLine((line) => line.replace(/\r$/, '')), unix2dos: perLine((line) => `${line.replace(/\r$/, '')}\r`),
};
