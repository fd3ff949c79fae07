/** Small signs beside commands, in the terminal itself: how much each asked the API server. */
import type { IMarker, Terminal as Xterm } from '@xterm/xterm';

export interface Asked {
  readonly requests: number;
  /** Shows them. */
  open(): void;
}
interface CommandPlace {
  marker: IMarker | null;
  /** Columns of the line. */
  readonly taken: number;
}

/** The row of the command that has just been entered, once the screen stands there. */
export function placeOfCommand(xterm: Xterm, taken: number): CommandPlace {
  const place: CommandPlace = { marker: null, taken };
  xterm.write('', () => (place.marker = xterm.registerMarker(-1) ?? null));
  return place;
}

/** Puts the sign there. The list of requests is reached by its button, too, so the sign is for the mouse alone. */
export function markCommand(xterm: Xterm, { marker, taken }: CommandPlace, asked: Asked | null): void {
  if (asked === null || asked.requests === 0 || marker === null || marker.isDisposed) return;
  const label = asked.requests === 1 ? '1 request' : `${asked.requests} requests`;
  // Where the panel has become too narrow for both, the command is what is read.
  const fits = (): boolean => xterm.cols - (taken % xterm.cols) >= label.length + 3;
  if (!fits()) return;
  const sign = xterm.registerDecoration({ marker, anchor: 'right', x: 1, width: label.length + 1, layer: 'top' });
  sign?.onRender((element) => {
    element.style.visibility = fits() ? '' : 'hidden';
    if (element.firstChild !== null) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.tabIndex = -1;
    button.className = 'tm-sign';
    button.textContent = label;
    button.title = 'What it asked the API server, and what came of it';
    button.setAttribute('aria-hidden', 'true');
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => asked.open());
    element.append(button);
  });
}
