/** The builtin `read`: one line, a byte at a time, split at IFS into variables. */
import type { Turn } from '../kernel/context.ts';
import { readFd, waitFor } from '../kernel/descriptors.ts';
import { ifsOf, setVar, ShellError } from './memory.ts';
import type { FrameOf, Shell } from './memory.ts';
import { complain } from './messages.ts';

export function stepRead(sh: Shell, frame: FrameOf<'read'>): Turn | null {
  const { k, p, m } = sh;
  const { options } = frame;
  const full = (): boolean => options.count !== null && unescaped(frame.data, options.raw).length >= options.count;
  let ended = false;
  while (!full()) {
    const part = readFd(k, p, options.fd, 1);
    if (part === 'EAGAIN') {
      if (frame.until === null || k.plan.now < frame.until) return { turn: 'wait', on: [waitFor(k, p, options.fd)], until: frame.until };
      m.frames.pop();
      settle(sh, { ...frame, data: '' }, 1);
      return null;
    }
    if (typeof part === 'string' || part.data === '') {
      ended = true;
      break;
    }
    if (part.data === '\0' && options.delimiter !== '\0') continue;
    if (part.data === options.delimiter && (options.raw || !/(^|[^\\])(\\\\)*\\$/.test(frame.data))) break;
    frame.data += part.data;
  }
  m.frames.pop();
  settle(sh, frame, ended ? 1 : 0);
  return null;
}
/** Sets the variables; one that is read only makes `read` fail, not the script. */
function settle(sh: Shell, frame: FrameOf<'read'>, status: number): void {
  try {
    assign(sh, frame);
    sh.m.status = status;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    complain(sh, error.message);
    sh.m.status = error.status;
  }
}
/** Characters with a mark for those that a backslash protects; a backslash and newline are nothing. */
function unescaped(data: string, raw: boolean): readonly { readonly ch: string; readonly kept: boolean }[] {
  const out: { ch: string; kept: boolean }[] = [];
  for (let i = 0; i < data.length; i++) {
    const ch = data[i] ?? '';
    if (raw || ch !== '\\') out.push({ ch, kept: false });
    else if (++i < data.length && data[i] !== '\n') out.push({ ch: data[i] ?? '', kept: true });
  }
  return out;
}

function assign(sh: Shell, frame: FrameOf<'read'>): void {
  const { names, raw } = frame.options;
  const chars = unescaped(frame.data, raw);
  if (names.length === 0) {
    setVar(sh, 'REPLY', chars.map((each) => each.ch).join(''));
    return;
  }
  const ifs = ifsOf(sh);
  const blank = (i: number): boolean => chars[i] !== undefined && !chars[i]?.kept && ' \t\n'.includes(chars[i]?.ch ?? '') && ifs.includes(chars[i]?.ch ?? '');
  const separator = (i: number): boolean => chars[i] !== undefined && !chars[i]?.kept && ifs.includes(chars[i]?.ch ?? '');
  let at = 0;
  while (blank(at)) at += 1;
  names.forEach((name, n) => {
    let value = '';
    if (n === names.length - 1) {
      let end = chars.length;
      while (end > at && blank(end - 1)) end -= 1;
      // A single separator that ends the last field goes, too.
      if (end > at && separator(end - 1) && !chars.slice(at, end - 1).some((_, i) => separator(at + i) && !blank(at + i))) end -= 1;
      value = chars.slice(at, Math.max(at, end)).map((each) => each.ch).join('');
    } else {
      while (at < chars.length && !separator(at)) value += chars[at++]?.ch ?? '';
      while (blank(at)) at += 1;
      if (separator(at) && !blank(at) && value !== undefined) {
        at += 1;
        while (blank(at)) at += 1;
      }
    }
    setVar(sh, name, value);
  });
}
