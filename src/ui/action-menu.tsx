/** A button that opens a list of actions; what it opens comes with the first click. */
import { lazy, Suspense, useCallback, useRef, useState, type ReactNode } from 'react';
import type { ActionItem } from './action-item.ts';

const ActionPanel = lazy(() => import('./action-panel.tsx').then((file) => ({ default: file.ActionPanel })));

interface ActionMenuProps {
  readonly label: string;
  readonly className: string;
  readonly button: ReactNode;
  /** Asked when the menu opens. */
  readonly items: () => Promise<readonly ActionItem[]>;
}

export function ActionMenu({ label, className, button, items }: ActionMenuProps): ReactNode {
  const [open, setOpen] = useState<readonly ActionItem[] | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => setOpen(null), []);
  const press = (): void => (open === null ? void items().then(setOpen) : close());
  return (
    <>
      <button ref={opener} type="button" className={className} aria-haspopup="menu" aria-expanded={open !== null} aria-label={label} onClick={press}>{button}</button>
      {open !== null && <Suspense fallback={null}><ActionPanel label={label} opener={opener.current} items={open} onClose={close} /></Suspense>}
    </>
  );
}
