/** What a lesson from anywhere may bring: texts without markup, scripts that can be run. */
import { printable } from './names.ts';
import { parseScript } from './scripts.ts';
import { isSafeLink } from './text.ts';

const TAGS = /<\/?(?:a|audio|base|body|button|div|embed|form|frame|head|html|iframe|img|input|link|math|meta|object|p|script|span|style|svg|template|video)\b/i;
const LINK = /(!?)\[[^\]]*\]\(([^)\s]+)[^)]*\)/g;
/** Markup in a text: it is shown as it is written, and the author is told. */
export function textFaults(text: string): readonly string[] {
  const prose = text.replace(/`[^`]*`/g, '');
  const faults: string[] = [];
  const tag = TAGS.exec(prose)?.[0];
  if (tag !== undefined) faults.push(`HTML is shown as text: \`${tag}\``);
  for (const [, image, to = ''] of prose.matchAll(LINK)) {
    if (image === '!') faults.push(`a lesson shows no pictures from elsewhere: "${printable(to)}" stays text`);
    else if (!isSafeLink(to)) faults.push(`"${printable(to)}" is no link here (lesson:<id> or https), and stays text`);
  }
  return faults;
}

export const scriptFault = (script: string): string | null => {
  const parsed = parseScript(script);
  return parsed.ok ? null : parsed.error;
};
