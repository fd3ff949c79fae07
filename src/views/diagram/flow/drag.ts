/** The Pod whose place is asked for can be dragged onto a node; dropped anywhere else it goes back. */
import type { PointerEvent as ReactPointerEvent } from 'react';
import { isPickable, type DiagramActions } from './actions.ts';

export type PodDrag = (event: ReactPointerEvent<HTMLElement>) => void;
/** Fewer pixels are a click of an unsteady hand. */
const LEAST = 5;

const machineAt = ({ clientX, clientY }: PointerEvent): HTMLElement | null =>
  document.elementsFromPoint(clientX, clientY).map((element) => element.closest<HTMLElement>('[data-machine]')).find((machine) => machine !== null) ?? null;

/** What a press on the Pod that is asked about begins; null on every other. */
export const dragOf = (actions: DiagramActions, uid: string): PodDrag | null =>
  actions.picking === null || actions.picking.uid !== uid ? null : (event) => follow(event, actions);

/** The browser takes the end of a drag for a click, which would open the Pod. */
function swallowClick(): void {
  const over = new AbortController();
  window.addEventListener('click', (event) => { event.stopPropagation(); over.abort(); }, { capture: true, signal: over.signal });
  window.addEventListener('pointerdown', () => over.abort(), { capture: true, signal: over.signal });
}

function follow(event: ReactPointerEvent<HTMLElement>, { picking, pick }: DiagramActions): void {
  const pod = event.currentTarget;
  const from = { x: event.clientX, y: event.clientY };
  // The canvas may be zoomed: a pixel of the screen is not one of the picture.
  const zoom = pod.offsetWidth === 0 ? 1 : pod.getBoundingClientRect().width / pod.offsetWidth;
  const listening = new AbortController();
  let over: HTMLElement | null = null;
  let moved = false;
  const mark = (machine: HTMLElement | null): void => {
    if (over !== null) delete over.dataset['over'];
    over = machine !== null && isPickable(picking, machine.dataset['machine'] ?? '') ? machine : null;
    if (over !== null) over.dataset['over'] = 'true';
  };
  const move = (now: PointerEvent): void => {
    const [x, y] = [now.clientX - from.x, now.clientY - from.y];
    if (!moved && Math.hypot(x, y) < LEAST) return;
    moved = true;
    pod.style.transform = `translate(${x / zoom}px, ${y / zoom}px)`;
    mark(machineAt(now));
  };
  const end = (drop: string | null): void => {
    pod.style.transform = '';
    mark(null);
    listening.abort();
    if (moved) swallowClick();
    if (drop !== null) pick(drop);
  };
  const { signal } = listening;
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', () => end(over?.dataset['machine'] ?? null), { signal });
  window.addEventListener('pointercancel', () => end(null), { signal });
  window.addEventListener('keydown', (now) => (now.key === 'Escape' ? end(null) : undefined), { signal });
}
