/** How the terminal looks: colours from the page's tokens, and lists in columns. */
import type { ITheme } from '@xterm/xterm';

/** Names side by side, as `ls` has them. */
export function listing(names: readonly string[], width: number): string {
  const each = Math.max(...names.map((name) => name.length)) + 2;
  const perRow = Math.max(1, Math.floor(width / each));
  const rows: string[] = [];
  for (let i = 0; i < names.length; i += perRow) rows.push(names.slice(i, i + perRow).map((name) => name.padEnd(each)).join('').trimEnd());
  return rows.join('\n');
}

export function themeOf(style: CSSStyleDeclaration): ITheme {
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: colour('--sunken'), foreground: colour('--ink-2'), cursor: colour('--ink'), cursorAccent: colour('--sunken'), selectionBackground: colour('--line-2'),
    brightWhite: colour('--ink'), brightBlack: colour('--ink-3'), scrollbarSliderBackground: colour('--line-2'), scrollbarSliderHoverBackground: colour('--edge'),
    scrollbarSliderActiveBackground: colour('--edge'),
  };
}
