/** The way from Apply to kubectl in the picture, drawn once both stand: where the first click leads. */
import { useEffect, useState, type ReactNode } from 'react';

/** Frames for which the picture is watched until it has found its place. */
const PATIENCE = 240;

/** The middle of kubectl's box at the left, in px from the top of the stage; null while there is no such box at the left edge. */
function useTarget(): number | null {
  const [y, setY] = useState<number | null>(null);
  useEffect(() => {
    let frames = 0;
    let handle = 0;
    const measure = (): void => {
      const stage = document.querySelector('.stage')?.getBoundingClientRect();
      const box = document.querySelector('.stage [data-id="client"]')?.getBoundingClientRect();
      if (stage !== undefined && box !== undefined && box.height > 0) setY(box.left - stage.left < 60 ? Math.round(box.top - stage.top + box.height / 2) : null);
      if (frames++ < PATIENCE) handle = requestAnimationFrame(measure);
    };
    const again = (): void => {
      cancelAnimationFrame(handle);
      frames = 0;
      handle = requestAnimationFrame(measure);
    };
    again();
    // A font that comes late, or a window that changes, moves the picture.
    const watch = new ResizeObserver(again);
    for (const element of document.querySelectorAll('.see > *')) watch.observe(element);
    return () => {
      cancelAnimationFrame(handle);
      watch.disconnect();
    };
  }, []);
  return y;
}

export function HomePath(): ReactNode {
  const y = useTarget();
  if (y === null) return null;
  return (
    <svg className="home-path" aria-hidden="true">
      <path d={`M3 20H9V${y}H16`} strokeDasharray="2 6" />
      <path d={`M12 ${y - 5}l6 5-6 5`} />
    </svg>
  );
}
