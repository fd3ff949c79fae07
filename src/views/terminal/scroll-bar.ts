/** xterm moves its scroll bar with every line that it prints, which takes longer than printing it; once a frame is enough. */
import type { Terminal as Xterm } from '@xterm/xterm';

/** What is inside an xterm that is open. None of it is promised: where a part is missing, the bar moves as it always did. */
interface Inside {
  readonly _core?: { readonly _viewport?: { _sync?: (row?: number) => void } };
}

export function moveBarOnceAFrame(xterm: Xterm): void {
  const viewport = (xterm as unknown as Inside)._core?._viewport;
  const sync = viewport?._sync?.bind(viewport);
  if (viewport === undefined || sync === undefined) return;
  let waits = false;
  viewport._sync = (row) => {
    // A row is named where somebody scrolls: that is done at once.
    if (row !== undefined) return sync(row);
    if (waits) return undefined;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      sync();
    });
    return undefined;
  };
}
