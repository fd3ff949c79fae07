/** Beside the caption: where one is, and which keys go on. */
import type { ReactNode } from 'react';
import { setPresenting } from '../../session/index.ts';

export const Side = ({ at, of, demo = false }: { readonly at: number; readonly of: number; readonly demo?: boolean }): ReactNode => (
  <div className="w-side">
    <span>{of === 0 ? '' : `Step ${at} of ${of}`}</span>
    <span><kbd>Space</kbd> next</span>
    {demo && <span><kbd>J</kbd> jump <kbd>N</kbd> notes</span>}
    <button type="button" className="button" onClick={() => setPresenting(false)}>End</button>
  </div>
);
