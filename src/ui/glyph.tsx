/** Small signs of the interface, drawn: the fonts hold no arrows, ticks or stars. */
import type { ReactNode } from 'react';

const PATHS = {
  play: 'M5 3.2v9.6L12.6 8Z',
  step: 'M4.5 3.5 9.5 8l-5 4.5ZM12 3.5v9',
  back: 'M11.5 3.5 6.5 8l5 4.5ZM4 3.5v9',
  first: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.8v2.8h2.8',
  book: 'M8 3.8C6.6 2.8 4.6 2.6 2.5 2.8v9.8c2.1-.2 4.1 0 5.5 1 1.4-1 3.4-1.2 5.5-1V2.8c-2.1-.2-4.1 0-5.5 1Zm0 0v9.6',
  share: 'M8 9.5v-7M5.2 5 8 2.2 10.8 5M3 8.5v5h10v-5',
  present: 'M2 3h12M3 3v7h10V3M8 10v3.5M5.5 13.5h5',
  plus: 'M8 3.5v9M3.5 8h9',
  arrow: 'M2.5 8h10.5M9 4l4 4-4 4',
  close: 'M4 4l8 8M12 4l-8 8',
  key: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  term: 'M2.5 4.5 6 8l-3.5 3.5M8 12h5.5',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  down: 'M4 6l4 4 4-4',
  file: 'M4 2h5l3 3v9H4ZM9 2v3h3',
  loop: 'M3 8a5 5 0 0 1 8.6-3.5L13 6M13 2.8V6H9.8M13 8a5 5 0 0 1-8.6 3.5L3 10M3 13.2V10h3.2',
  anchor: 'M8 5.2v8.3M5 7.5h6M2.8 9.5c.3 2.4 2.4 4 5.2 4s4.9-1.6 5.2-4M8 2a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 0 0 0-3.2',
  pulse: 'M1.5 8h3l2-4.5 3 9 2-4.5h3',
  flag: 'M4 14V2.5h8L10.2 5.4 12 8.3H4',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.4 10.4l3.1 3.1',
  copy: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  pin: 'M5.2 2.5h5.6M6.2 2.5v4L4.5 9h7L9.8 6.5v-4M8 9v4.8',
  lines: 'M2.5 13v-3h11v3M8 10V6M5.5 2.5h5v3.5h-5Z',
  bulb: 'M5.5 10.2a4 4 0 1 1 5 0c-.5.5-.7 1-.7 1.6H6.2c0-.6-.2-1.1-.7-1.6ZM6.4 14h3.2',
} as const;
export type GlyphName = keyof typeof PATHS | 'more';
const FILLED: ReadonlySet<GlyphName> = new Set<GlyphName>(['play']);

export function Glyph({ name, size = 16 }: { readonly name: GlyphName; readonly size?: number }): ReactNode {
  const side = `calc(${size}px * var(--scale, 1))`;
  const heavy = name === 'more' ? 2.4 : name === 'check' ? 2 : 1.6;
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill={FILLED.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={heavy}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ width: side, height: side, flex: 'none', display: 'block' }}
    >
      <path d={name === 'more' ? 'M3.5 8h.01M8 8h.01M12.5 8h.01' : PATHS[name]} />
    </svg>
  );
}
