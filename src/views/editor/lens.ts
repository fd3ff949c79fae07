/** The lens under a line: what the API server says about it, and the fix where one is plain. Built as DOM, since Monaco owns the place. */
import type { Fix, Issue } from './issues.ts';

const messageOf = (issue: Issue): string => issue.message;

/** How high a lens is at this width: it is laid out once where nobody sees it, so that its place fits from the start. */
export function heightOf(lens: HTMLElement, host: HTMLElement, width: number): number {
  const place = document.createElement('div');
  place.style.cssText = `position:absolute;visibility:hidden;left:0;top:0;width:${width}px`;
  place.append(lens);
  host.append(place);
  const height = Math.ceil(lens.getBoundingClientRect().height);
  lens.remove();
  place.remove();
  return height;
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
