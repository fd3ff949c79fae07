/** What a lesson from anywhere may bring: names, paths inside its folder, texts without markup, scripts that end. Each function gives the fault in words, or null. */
import { parseScript } from './scripts.ts';
import { isSafeLink } from './text.ts';

/** A name that lives as a key: nothing that every object has by birth. */
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const isName = (text: string): boolean => NAME.test(text) && !(text in {});

/** `files/pod.yaml`: up to four parts, none of them hidden or upwards. */
const PATH = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){0,3}$/;
export function pathFault(path: string): string | null {
  if (path.length <= 120 && PATH.test(path) && !(path in {})) return null;
  return `"${printable(path)}" is no path inside the lesson: letters, digits, dots and dashes, no step upwards`;
}
/** A name from elsewhere, as a message may show it. */
export const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);

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
