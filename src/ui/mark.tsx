/** The state mark: shape first, colour second, always beside its word. */
import type { ReactNode } from 'react';

export type MarkName = 'pending' | 'running' | 'ready' | 'succeeded' | 'failed' | 'terminating' | 'warning';

const SHAPES: Readonly<Record<MarkName, ReactNode>> = {
  pending: <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="2.9 1.8" />,
  running: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  ready: (
    <>
      <circle cx="8" cy="8" r="3.7" fill="currentColor" />
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  succeeded: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M4.9 8.3l2.2 2.2 4.1-4.6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  failed: (
    <>
      <rect x="1.4" y="1.4" width="13.2" height="13.2" rx="2.4" fill="currentColor" />
      <path d="M5 5l6 6M11 5l-6 6" stroke="var(--surface)" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  terminating: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M3.2 8.6h9.6a4.8 4.8 0 0 1-9.6 0Z" fill="currentColor" />
    </>
  ),
  warning: (
    <>
      <path d="M8 1.6 15.2 14.4H.8Z" fill="currentColor" stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" />
      <path d="M8 6v4" stroke="var(--surface)" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="8" cy="12.3" r="1" fill="var(--surface)" />
    </>
  ),
};

export function Mark({ state, size = 14 }: { readonly state: MarkName; readonly size?: number }): ReactNode {
  const side = `calc(${size}px * var(--scale, 1))`;
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" style={{ width: side, height: side, flex: 'none', display: 'block', overflow: 'visible', color: `var(--${state === 'ready' ? 'running' : state})` }}>
      {SHAPES[state]}
    </svg>
  );
}
