/** sed: a script of commands run on each line. */
import { setData } from '../kernel/files.ts';
import { APPEND, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { own, find } from '../kernel/paths.ts';
import { print } from '../kernel/print.ts';
import { closeFd } from '../kernel/descriptors.ts';
import { parseSed } from './sed-script.ts';
import type { Address, Command } from './sed-script.ts';
import { getopt, linesOf, usage } from './options.ts';
import type { Regex } from './back-references.ts';
import type { Io, Tool } from './tool.ts';

export const sed: Tool = (io) => {
  if (io.args.includes('--version')) {
    io.line('This is not GNU sed version 4.0');
    return 0;
  }
  const opt = getopt(io, 'i::nEre:f:', { long: { quiet: 'n', silent: 'n', expression: 'e', file: 'f', 'in-place': 'i', 'regexp-extended': 'E' } });
  if (opt === null) return 1;
  const rest = [...opt.rest];
  const scripts = [...opt.values('e')];
  for (const path of opt.values('f')) {
    const data = io.input(path);
    if (data === null) return 1;
    scripts.push(data.replace(/\n$/, ''));
  }
  if (scripts.length === 0) {
    const first = rest.shift();
    if (first === undefined) {
      usage(io, "sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...");
      return 1;
    }
    scripts.push(first);
  }
  const parsed = parseSed(scripts.join('\n'), opt.has('E') || opt.has('r'));
  if (!parsed.ok) {
    io.error(parsed.error);
    return 1;
  }
  if (opt.has('i') && rest.length === 0) {
    io.error('-i requires an argument');
    return 1;
  }
  const quiet = opt.has('n') || /^#n(\n|$)/.test(scripts[0] ?? '');
  return opt.has('i') ? inPlace(io, parsed.commands, rest, quiet, opt.value('i') ?? '') : overFiles(io, parsed.commands, rest, quiet);
};

function overFiles(io: Io, commands: readonly Command[], files: readonly string[], quiet: boolean): number {
  const lines: Line[] = [];
  let failed = false;
  let ended = true;
  for (const path of files.length === 0 ? ['-'] : files) {
    if (path === '-') {
      const part = io.lines();
      ended = part.ended;
      lines.push(...split(part.data));
      continue;
    }
    const file = io.read(path);
    if (isErrno(file)) {
      io.error(`${path}: ${strerror(file)}`);
      failed = true;
    } else lines.push(...split(file.data));
  }
  const machine = new Machine(io, commands, quiet, (text) => io.out(text));
  const code = machine.run(lines, ended);
  return code !== 0 ? code : failed ? 1 : 0;
}
function inPlace(io: Io, commands: readonly Command[], files: readonly string[], quiet: boolean, suffix: string): number {
  let code = 0;
  for (const path of files) {
    const file = io.read(path);
    const spot = isErrno(file) ? file : find(io.k, io.p, path);
    if (isErrno(file) || isErrno(spot)) {
      io.error(`${path}: ${strerror(isErrno(file) ? file : 'ENOENT')}`);
      code = 1;
      continue;
    }
    let out = '';
    const machine = new Machine(io, commands, quiet, (text) => { out += text; });
    machine.run(split(file.data), true);
    if (spot.mount.readOnly) {
      io.error(`can't create temp file '${path}XXXXXX': ${strerror('EROFS')}`);
      return 1;
    }
    if (suffix !== '') {
      const kept = openPath(io.k, io.p, path + suffix, WRITE);
      if (!isErrno(kept)) {
        print(io.k, io.p, kept, file.data);
        closeFd(io.k, io.p, kept);
      }
    }
    setData(io.k, own(io.k, spot), out);
  }
  return code;
}
interface Line {
  readonly text: string;
  readonly end: string;
}
const split = (data: string): Line[] => linesOf(data).map((text, i, all) => ({ text, end: i < all.length - 1 || data.endsWith('\n') ? '\n' : '' }));

const MAX_STEPS = 2_000_000;
class Machine {
  private pattern = '';
  private hold = '';
  private end = '\n';
  private number = 0;
  private readonly active = new Set<Command>();
  private readonly until = new Map<Command, number>();
  private readonly written = new Set<string>();
  private appended: (() => void)[] = [];
  private substituted = false;
  private quit: number | null = null;
  private at = 0;
  private steps = 0;
  private lines: readonly Line[] = [];
  private ended = true;
  private readonly io: Io;
  private readonly commands: readonly Command[];
  private readonly quiet: boolean;
  private readonly out: (text: string) => void;
  constructor(io: Io, commands: readonly Command[], quiet: boolean, out: (text: string) => void) {
    this.io = io;
    this.commands = commands;
    this.quiet = quiet;
    this.out = out;
  }
  /** Where the input may go on, the last line there is held back: it may not be the last. */
  run(lines: readonly Line[], ended: boolean): number {
    this.lines = lines;
    this.ended = ended;
    while (this.quit === null && this.read()) {
      this.cycle();
    }
    if (this.quit !== null) this.io.quit = true;
    return this.quit ?? 0;
  }
  private get last(): boolean {
    return this.at >= this.lines.length;
  }
  private read(): boolean {
    const line = this.lines[this.at];
    if (line === undefined || (!this.ended && this.at === this.lines.length - 1)) return false;
    this.at += 1;
    this.number += 1;
    this.pattern = line.text;
    this.end = line.end;
    return true;
  }
  private cycle(): void {
    this.substituted = false;
    for (;;) {
      const result = this.execute();
      if (result === 'restart') continue;
      if (result !== 'delete' && !this.quiet) this.out(this.pattern + this.end);
      break;
    }
    this.flush();
  }
  private flush(): void {
    for (const each of this.appended) each();
    this.appended = [];
  }
  /** What comes after a line begins a line of its own, also where that one had no newline. */
  private append(text: string): void {
    this.out((this.end === '' ? '\n' : '') + text);
    this.end = '\n';
  }
  private execute(): 'end' | 'delete' | 'restart' {
    for (let pc = 0; pc < this.commands.length; ) {
      if ((this.steps += 1) > MAX_STEPS) {
        this.io.error('the script does not come to an end');
        this.quit = 1;
        return 'delete';
      }
      const command = this.commands[pc];
      if (command === undefined) break;
      if (this.selects(command) === command.not) {
        pc = command.name === '{' ? command.target : pc + 1;
        continue;
      }
      const next = this.step(command, pc);
      if (typeof next === 'string') return next;
      pc = next;
    }
    return 'end';
  }
  private selects(command: Command): boolean {
    const { first, second } = command;
    if (first === null) return true;
    if (second === null) return this.fits(first);
    if (this.active.has(command)) {
      const limit = this.until.get(command);
      const over = limit !== undefined ? this.number >= limit : second.kind === 'last' ? this.last && this.ended : this.fits(second);
      if (over) this.active.delete(command);
      return limit === undefined || this.number <= limit;
    }
    if (!this.fits(first)) return false;
    const limit = second.kind === 'line' ? second.line : second.kind === 'plus' ? this.number + second.line : undefined;
    if (limit !== undefined && limit <= this.number) return true;
    if (limit === undefined) this.until.delete(command);
    else this.until.set(command, limit);
    this.active.add(command);
    return true;
  }
  private fits(address: Address): boolean {
    switch (address.kind) {
      case 'line': return this.number === address.line;
      case 'plus': return false;
      case 'last': return this.last && this.ended;
      case 'regex': return address.regex.test(this.pattern);
    }
  }
  private step(command: Command, pc: number): number | 'end' | 'delete' | 'restart' {
    const next = pc + 1;
    switch (command.name) {
      case 's': return this.substitute(command), next;
      case 'y': this.pattern = [...this.pattern].map((ch) => command.map.get(ch) ?? ch).join(''); return next;
      case 'p': this.out(`${this.pattern}\n`); return next;
      case 'P': this.out(`${this.pattern.split('\n')[0] ?? ''}\n`); return next;
      case '=': this.out(`${this.number}\n`); return next;
      case 'l': return next;
      case 'd': return 'delete';
      case 'D':
        if (!this.pattern.includes('\n')) return 'delete';
        this.pattern = this.pattern.slice(this.pattern.indexOf('\n') + 1);
        return 'restart';
      case 'n':
        if (!this.quiet) this.out(this.pattern + this.end);
        this.flush();
        return this.read() ? next : this.stop(false);
      case 'N': {
        const before = this.pattern;
        if (!this.read()) return this.stop(!this.quiet && this.ended);
        this.pattern = `${before}\n${this.pattern}`;
        return next;
      }
      case 'h': this.hold = this.pattern; return next;
      case 'H': this.hold += `\n${this.pattern}`; return next;
      case 'g': this.pattern = this.hold; return next;
      case 'G': this.pattern += `\n${this.hold}`; this.end = '\n'; return next;
      case 'x': [this.pattern, this.hold] = [this.hold, this.pattern]; this.end = '\n'; return next;
      case 'a': this.appended.push(() => this.append(`${command.text}\n`)); return next;
      case 'i': this.out(`${command.text}\n`); return next;
      case 'c':
        if (command.second === null || !this.active.has(command)) this.out(`${command.text}\n`);
        return 'delete';
      case 'r': this.appended.push(() => { const file = this.io.read(command.text); if (!isErrno(file) && file.data !== '') this.append(file.data); }); return next;
      case 'w': this.write(command.text, `${this.pattern}\n`); return next;
      case 'q': this.quit = command.number; return 'end';
      case 'Q': this.quit = command.number; return 'delete';
      case 'b': return command.target;
      case 't':
        if (!this.substituted) return next;
        this.substituted = false;
        return command.target;
      case 'T':
        if (!this.substituted) return command.target;
        this.substituted = false;
        return next;
      default: return next;
    }
  }
  private stop(printed: boolean): 'end' | 'delete' {
    if (this.ended) this.quit ??= 0;
    return printed ? 'end' : 'delete';
  }
  private substitute(command: Command): void {
    const { regex, replacement, flags, number } = command;
    if (regex === null) return;
    const done = replaceIn(this.pattern, regex, replacement, flags.includes('g'), flags.includes('g') ? 1 : Math.max(1, number));
    if (done === null) return;
    this.pattern = done;
    this.substituted = true;
    if (flags.includes('p')) this.out(`${this.pattern}\n`);
    if (command.text !== '') this.write(command.text, `${this.pattern}\n`);
  }
  private write(path: string, text: string): void {
    if (path === '/dev/stdout') {
      this.out(text);
      return;
    }
    if (this.io.replaying) return;
    const fd = openPath(this.io.k, this.io.p, path, this.written.has(path) ? APPEND : WRITE);
    this.written.add(path);
    if (isErrno(fd)) return;
    print(this.io.k, this.io.p, fd, text);
    closeFd(this.io.k, this.io.p, fd);
  }
}

/** s///: the n-th match, and with `all` those after it; null where none was. */
export function replaceIn(text: string, regex: Regex, replacement: (groups: readonly (string | null)[]) => string, all: boolean, nth: number): string | null {
  let out = '';
  let at = 0;
  let count = 0;
  let changed = false;
  for (let from = 0; from <= text.length; ) {
    const found = regex.exec(text, from);
    if (found === null) break;
    const empty = found.end === found.start;
    count += 1;
    if (count >= nth) {
      out += text.slice(at, found.start) + replacement(found.groups);
      at = found.end;
      changed = true;
      if (!all) break;
    }
    if (empty) {
      if (found.start >= text.length) break;
      from = found.start + 1;
    } else from = found.end;
    if (!empty) {
      // An empty match right after one that was not is none.
      const next = regex.exec(text, from);
      if (next !== null && next.start === next.end && next.start === from) from += 1;
      if (from > text.length) break;
    }
  }
  return changed ? out + text.slice(at) : null;
}
