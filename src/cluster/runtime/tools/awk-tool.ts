/** awk: its options and its program. */
import { Awk } from './awk.ts';
import { AwkError, unescapeAwk, Unreadable } from './awk-lexer.ts';
import { parseAwk } from './awk-parser.ts';
import { fromInput } from './awk-values.ts';
import { cantOpen, getopt, usage } from './options.ts';
import type { Tool } from './tool.ts';

export const awk: Tool = (io) => {
  const opt = getopt(io, 'F:v:f:e:', { ordered: true });
  if (opt === null) return 1;
  const rest = [...opt.rest];
  let text = opt.values('e').join('\n');
  for (const path of opt.values('f')) {
    const file = io.input(path, cantOpen);
    if (file === null) return 1;
    text += `${file}\n`;
  }
  if (!opt.has('f') && !opt.has('e')) {
    const first = rest.shift();
    if (first === undefined) {
      usage(io, "awk [OPTIONS] [AWK_PROGRAM] [FILE]...\n\n\t-v VAR=VAL\tSet variable\n\t-F SEP\t\tUse SEP as field separator\n\t-f FILE\t\tRead program from FILE\n\t-e AWK_PROGRAM");
      return 1;
    }
    text = first;
  }
  try {
    const machine = new Awk(io, parseAwk(text));
    const separator = opt.value('F');
    if (separator !== undefined) machine.set('FS', unescapeAwk(separator));
    for (const each of opt.values('v')) machine.set(each.slice(0, each.indexOf('=')), fromInput(unescapeAwk(each.slice(each.indexOf('=') + 1))));
    machine.run(rest);
    return machine.code;
  } catch (error) {
    if (!(error instanceof AwkError || error instanceof Unreadable)) throw error;
    io.error(error instanceof Unreadable ? error.message : `cmd. line:1: ${error.message}`);
    io.quit = true;
    return 1;
  }
};
