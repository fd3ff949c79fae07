/** What a shell says before each line to the person who types at it. Follows ash of busybox 1.36.1 (setprompt) and its line editor's `\w` and `\$`. */
import type { Kernel, Proc } from '../kernel/context.ts';
import { print } from '../kernel/print.ts';
import type { FrameOf, Shell } from './memory.ts';

/** Whether standard error is a terminal that somebody types at. */
function atTerminal(k: Kernel, p: Proc): boolean {
  const file = k.s.opens.get(p.fds.get(2) ?? 0);
  if (file?.on === 'exec') {
    const exec = k.s.execs.get(file.exec);
    return exec?.tty === true && exec.stdin !== 0;
  }
  if (file?.on !== 'log') return false;
  const { config } = k.s.containers.get(file.container) ?? { config: null };
  return config?.tty === true && config.stdin;
}

/** A shell without a script, at a terminal: mistakes do not end it. */
export const isInteractive = ({ k, p, m }: Shell): boolean => !m.subshell && m.options.includes('s') && atTerminal(k, p);

function promptText({ k, p, m }: Shell): string {
  const home = m.vars.get('HOME')?.value ?? '';
  const folder = home !== '' && home !== '/' && (p.cwd === home || p.cwd.startsWith(`${home}/`)) ? `~${p.cwd.slice(home.length)}` : p.cwd;
  const host = k.s.sandboxes.get(p.sandbox)?.config.hostname ?? '';
  const signs: Readonly<Record<string, string>> = { w: folder, W: folder.slice(folder.lastIndexOf('/') + 1) || '/', $: p.credentials.uid === 0 ? '#' : '$', h: host.split('.')[0] ?? '', H: host, u: p.credentials.uid === 0 ? 'root' : String(p.credentials.uid), n: '\n' };
  return (m.vars.get('PS1')?.value ?? '').replace(/\\(.)/gs, (whole, sign: string) => signs[sign] ?? whole);
}

/** Asks for the next line, once. */
export function askForLine(sh: Shell, frame: FrameOf<'script'>): void {
  if (frame.asked === true || frame.text.slice(frame.at).trim() !== '' || !isInteractive(sh)) return;
  frame.asked = true;
  print(sh.k, sh.p, 2, promptText(sh));
}
/** Asks for the rest of a command. */
export function askForMore(sh: Shell): void {
  if (isInteractive(sh)) print(sh.k, sh.p, 2, sh.m.vars.get('PS2')?.value ?? '');
}
