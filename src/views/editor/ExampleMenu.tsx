/** The menu of examples: a button that opens a list; each opens as a file. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.tsx';
import { examples, type Example } from './examples.ts';

const GROUPS: readonly Example['group'][] = ['Start', 'Go wrong', 'Containers that help', 'More than one Pod'];

export function ExampleMenu({ onOpen, onBlank }: { readonly onOpen: (file: string) => void; readonly onBlank: () => void }): ReactNode {
  const [open, setOpen] = useState(false);
  const [seat, setSeat] = useState({ left: 0, top: 0 });
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const away = (event: PointerEvent): void => {
      if (!menu.current?.contains(event.target as Node) && !button.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  /** Over everything, below its button, inside the window. */
  const show = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box) setSeat({ left: Math.max(8, Math.min(box.left, window.innerWidth - 308)), top: box.bottom + 6 });
    setOpen(!open);
  };
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    }
  };
  const choose = (then: () => void): void => {
    then();
    close();
  };
  return (
    <div className="ed-menu-place">
      <button ref={button} type="button" className="ed-button" aria-haspopup="menu" aria-expanded={open} aria-label="New file or example" title="New file or example" onClick={show}>
        <Glyph name="plus" />
      </button>
      {open && (
        <div ref={menu} className="ed-menu" role="menu" aria-label="Examples" tabIndex={-1} style={seat} onKeyDown={move}>
          <button type="button" role="menuitem" onClick={() => choose(onBlank)}>Empty file</button>
          {GROUPS.map((group) => (
            <div key={group} role="group" aria-label={group}>
              <h4>{group}</h4>
              {examples.filter((one) => one.group === group).map((one) => (
                <button key={one.file} type="button" role="menuitem" onClick={() => choose(() => onOpen(one.file))}>
                  <span>{one.title}</span><code>{one.file}</code>
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
