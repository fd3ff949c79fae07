/** A button that opens a small menu: closed by Escape, by a choice, or by a click elsewhere; arrows move in it. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

interface MenuProps {
  readonly label: string;
  readonly button: ReactNode;
  readonly className?: string;
  readonly align?: 'left' | 'right';
  /** Opens upwards. */
  readonly up?: boolean;
  readonly children: ReactNode;
}

export function Menu({ label, button, className = 'button', align = 'left', up = false, children }: MenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as globalThis.Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    root.current?.querySelector<HTMLElement>('[role=menu] button, [role=menu] a')?.focus();
    return () => document.removeEventListener('pointerdown', close);
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    if (!open) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
      root.current?.querySelector('button')?.focus();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menu] button:not(:disabled), [role=menu] a') ?? [])];
    items[(items.indexOf(document.activeElement as HTMLElement) + step + items.length) % items.length]?.focus();
  };
  return (
    <div ref={root} style={{ position: 'relative' }} onKeyDown={onKey}>
      <button type="button" className={className} aria-haspopup="menu" aria-expanded={open} aria-label={label} onClick={() => setOpen(!open)}>
        {button}
      </button>
      {open && (
        <div role="menu" aria-label={label} className="menu" style={{ [align]: 0, [up ? 'bottom' : 'top']: 'calc(100% + 4px)' }} onClick={() => setOpen(false)}>
          {children}
        </div>
      )}
    </div>
  );
}
