/** The lens under a line: what the API server says about it, and the fix where one is plain. Built as DOM, since Monaco owns the place. */
import type { Fix, Issue } from './fixes.ts';

export const LENS_LINE = 18;
const LETTER = 7.25;
const messageOf = (issue: Issue): string => issue.message;

/** How many lines of text it takes at this width. */
export function lensLines(issues: readonly Issue[], fixes: readonly Fix[], width: number): number {
  const perLine = Math.max(12, Math.floor((width - 62) / LETTER));
  const wrapped = (text: string): number => {
    let [lines, used] = [1, 0];
    for (const word of text.split(/\s+/)) {
      const length = Math.min(word.length, perLine);
      if (used > 0 && used + 1 + length > perLine) [lines, used] = [lines + 1, 0];
      used += (used > 0 ? 1 : 0) + length;
      if (word.length > perLine) lines += Math.floor(word.length / perLine);
    }
    return lines;
  };
  return issues.reduce((sum, issue) => sum + wrapped(messageOf(issue)), 0) + (fixes.length > 0 ? 2 : 0);
}

const SVG = 'http://www.w3.org/2000/svg';
function shape(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
/** The state marks of ui/mark.tsx, where no React is. */
function markNode(severity: Issue['severity']): SVGElement {
  const svg = shape('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  const line = { stroke: 'var(--surface)', 'stroke-width': '2', 'stroke-linecap': 'round' };
  if (severity === 'warning') svg.append(shape('path', { d: 'M8 1.6 15.2 14.4H.8Z', fill: 'currentColor' }), shape('path', { d: 'M8 6v4M8 12.2v.1', ...line }));
  else svg.append(shape('rect', { x: '1.4', y: '1.4', width: '13.2', height: '13.2', rx: '2.4', fill: 'currentColor' }), shape('path', { d: 'M5 5l6 6M11 5l-6 6', ...line }));
  return svg;
}

export function lensNode(issues: readonly Issue[], fixes: readonly Fix[], apply: (fix: Fix) => void): HTMLElement {
  const outer = document.createElement('div');
  outer.className = 'ed-lens-place';
  const lens = document.createElement('div');
  lens.className = `ed-lens ${issues.every((issue) => issue.severity === 'warning') ? 'ed-lens-warning' : ''}`;
  lens.setAttribute('role', 'note');
  for (const issue of issues) {
    const row = document.createElement('p');
    const text = document.createElement('code');
    text.textContent = messageOf(issue);
    row.append(markNode(issue.severity), text);
    lens.append(row);
  }
  if (fixes.length > 0) lens.append(fixRow(fixes, apply));
  outer.append(lens);
  return outer;
}
function fixRow(fixes: readonly Fix[], apply: (fix: Fix) => void): HTMLElement {
  const row = document.createElement('div');
  row.className = 'ed-lens-fixes';
  for (const fix of fixes) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = fix.title;
    button.addEventListener('mousedown', (event) => event.stopPropagation());
    button.addEventListener('click', () => apply(fix));
    row.append(button);
  }
  return row;
}
