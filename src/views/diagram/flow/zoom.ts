/** Semantic zoom: text keeps 12 px on the screen, and zooming out drops words in order, never letters. Zooming touches two attributes and renders nothing. */
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { OnMove, Viewport } from '@xyflow/react';

/** Below each of these the next words are dropped. */
const DROPS: readonly number[] = [0.9, 0.78, 0.64, 0.52];
/** What is still written, from near to far: everything; no container names; no addresses; no numbers; no Pod names. */
const zoomWords = (zoom: number): number => DROPS.filter((least) => zoom < least).length;

/** A wide window shows a small picture larger: it is often seen from the last row of a room. */
const ROOMY = { width: 1100, height: 760, factor: 1.2 };
export const roomFactor = (width: number, height: number): number => (width >= ROOMY.width && height >= ROOMY.height ? ROOMY.factor : 1);

export interface PictureView {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly start: Viewport;
  readonly onMove: OnMove;
  readonly onInit: (instance: Viewer) => void;
  /** The learner has moved it. */
  readonly moved: boolean;
  readonly goBack: () => void;
}
interface Viewer {
  setViewport(viewport: Viewport, options?: { duration: number }): unknown;
}
/** How long it takes to what is told, where that is out of sight. */
const TURN_MS = 450;
const turnTime = (): number => (document.documentElement.dataset['motion'] === 'reduce' || matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : TURN_MS);

/** Fits itself once, by the layout; afterwards only the learner moves it, and one press brings it back. Where the story goes beyond a pane that is too small for all, as on a wall or a phone, it goes along. */
export function usePictureView(scale: number, y = 0, x = 0): PictureView {
  const ref = useRef<HTMLDivElement | null>(null);
  const instance = useRef<Viewer | null>(null);
  const [moved, setMoved] = useState(false);
  const start = useMemo(() => ({ x, y: y * scale, zoom: scale }), [scale, x, y]);
  const onMove = useCallback<OnMove>(
    (event, viewport) => {
      const zoom = viewport.zoom / scale;
      ref.current?.setAttribute('data-words', `${zoomWords(zoom)}`);
      ref.current?.style.setProperty('--z', `${Math.max(1, 1 / zoom)}`);
      // Without an event no hand has moved it.
      if (event !== null) setMoved(Math.abs(viewport.x - start.x) > 2 || Math.abs(viewport.y - start.y) > 2 || Math.abs(zoom - 1) > 0.01);
    },
    [scale, start],
  );
  const onInit = useCallback<PictureView['onInit']>((made) => {
    instance.current = made;
  }, []);
  const held = useRef(moved);
  held.current = moved;
  const before = useRef(start);
  useEffect(() => {
    const turned = before.current.zoom === start.zoom && (before.current.y !== start.y || before.current.x !== start.x);
    before.current = start;
    // A hand that has moved it is not overruled.
    if (turned && !held.current) void instance.current?.setViewport(start, { duration: turnTime() });
  }, [start]);
  const goBack = useCallback(() => {
    instance.current?.setViewport(start);
    setMoved(false);
  }, [start]);
  return { ref, start, onMove, onInit, moved, goBack };
}
