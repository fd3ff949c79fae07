/** Beside the caption: where one is, and what goes on; each can be pressed as well as its key. */
import type { ReactNode } from 'react';
import { setPresenting } from '../../session/index.ts';

interface SideProps {
  readonly at: number;
  readonly of: number;
  readonly hand: { on(): void; notes?(): void; jump?(): void };
}

export const Side = ({ at, of, hand }: SideProps): ReactNode => (
  <div className="w-side">
    <span>{of === 0 ? '' : `Step ${at} of ${of}`}</span>
    <button type="button" tabIndex={-1} onClick={hand.on}><kbd>Space</kbd> next</button>
    {hand.jump !== undefined && (
      <span>
        <button type="button" tabIndex={-1} onClick={hand.jump}><kbd>J</kbd> jump</button> <button type="button" tabIndex={-1} onClick={hand.notes}><kbd>N</kbd> notes</button>
      </span>
    )}
    <button type="button" className="button" onClick={() => setPresenting(false)}>End</button>
  </div>
);
