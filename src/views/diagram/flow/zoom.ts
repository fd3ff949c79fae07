/** Semantic zoom: text keeps 12 px on the screen, and zooming out drops words in order, never letters. Touches two attributes, renders nothing. */
import { useCallback, useRef, type RefObject } from 'react';
import type { Viewport } from '@xyflow/react';

/** What is still written, from near to far: everything; no container names; no addresses; no numbers; no Pod names. */
export const zoomWords = (zoom: number): 0 | 1 | 2 | 3 | 4 => (zoom >= 0.9 ? 0 : zoom >= 0.78 ? 1 : zoom >= 0.64 ? 2 : zoom >= 0.52 ? 3 : 4);

export function useZoomWords(scale: number): { readonly ref: RefObject<HTMLDivElement | null>; readonly onMove: (event: unknown, viewport: Viewport) => void } {
  const ref = useRef<HTMLDivElement | null>(null);
  const onMove = useCallback(
    (_event: unknown, viewport: Viewport) => {
      const zoom = viewport.zoom / scale;
      ref.current?.setAttribute('data-words', `${zoomWords(zoom)}`);
      ref.current?.style.setProperty('--z', `${Math.max(1, 1 / zoom)}`);
    },
    [scale],
  );
  return { ref, onMove };
}
