/** The Pod whose place is asked for can be dragged onto a node; dropped anywhere else it goes back. */
import { useRef, type PointerEvent as ReactPointerEvent } from 'react';
import { isPickable, type DiagramActions } from './actions.ts';

export interface PodDrag {
  start(event: ReactPointerEvent<HTMLElement>): void;
  /** Whether the last press was a drag, and so no click. */
  dragged(): boolean;
}
/** Fewer pixels are a click of an unsteady hand. */
const LEAST = 5;

const machineAt = ({ clientX, clientY }: PointerEvent): HTMLElement | null =>
  document.elementsFromPoint(clientX, clientY).map((element) => element.closest<HTMLElement>('[data-machine]')).find((machine) => machine !== null) ?? null;

/** Null where this Pod is not the one that is asked about. */
export function useDragToNode(actions: DiagramActions, uid: string): PodDrag | null {
  const moved = useRef(false);
  if (actions.picking === null || actions.picking.uid !== uid) return null;
  return { start: (event) => follow(event, actions, moved), dragged: () => moved.current };
}

function follow(event: ReactPointerEvent<HTMLElement>, { picking, pick }: DiagramActions, moved: { current: boolean }): void {
  const pod = event.currentTarget;
  const from = { x: event.clientX, y: event.clientY };
  // The canvas may be zoomed: a pixel of the screen is not one of the picture.
  const zoom = pod.offsetWidth === 0 ? 1 : pod.getBoundingClientRect().width / pod.offsetWidth;
  const listening = new AbortController();
  let over: HTMLElement | null = null;
  moved.current = false;
  const mark = (machine: HTMLElement | null): void => {
    if (over !== null) delete over.dataset['over'];
    over = machine !== null && isPickable(picking, machine.dataset['machine'] ?? '') ? machine : null;
    if (over !== null) over.dataset['over'] = 'true';
  };
  const move = (now: PointerEvent): void => {
    const [x, y] = [now.clientX - from.x, now.clientY - from.y];
    if (!moved.current && Math.hypot(x, y) < LEAST) return;
    moved.current = true;
    pod.style.transform = `translate(${x / zoom}px, ${y / zoom}px)`;
    mark(machineAt(now));
  };
  const end = (drop: string | null): void => {
    pod.style.transform = '';
    mark(null);
    listening.abort();
    if (drop !== null) pick(drop);
  };
  const { signal } = listening;
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', () => end(over?.dataset['machine'] ?? null), { signal });
  window.addEventListener('pointercancel', () => end(null), { signal });
  window.addEventListener('keydown', (now) => (now.key === 'Escape' ? end(null) : undefined), { signal });
}
