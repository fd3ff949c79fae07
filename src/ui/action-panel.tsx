/** The list of an action menu, placed beside its button, over everything; an action that asks for more unfolds a small form with the command it makes. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { ActionItem } from './action-item.ts';
import { Glyph } from './glyph.tsx';

interface FormProps {
  readonly item: ActionItem;
  readonly onBack: () => void;
  readonly onDone: () => void;
}
function Form({ item, onBack, onDone }: FormProps): ReactNode {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(item.fields.map(({ name, value }) => [name, value])));
  const [tried, setTried] = useState(false);
  const trouble = item.trouble(values);
  const change = (name: string, value: string): void => setValues({ ...values, [name]: value });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (trouble !== '') return;
        item.run(values);
        onDone();
      }}
    >
      <button type="button" className="am-back" onClick={onBack}><Glyph name="down" size={13} />{item.label}</button>
      {item.fields.map(({ name, label, options }, i) => (
        <label key={name}>
          <span>{label}</span>
          {options === undefined
            ? <input className="field" value={values[name] ?? ''} onChange={(event) => change(name, event.target.value)} spellCheck={false} autoCapitalize="off" data-first={i === 0} />
            : <select className="field" value={values[name] ?? ''} onChange={(event) => change(name, event.target.value)}>{options.map((one) => <option key={one}>{one}</option>)}</select>}
        </label>
      ))}
      {tried && trouble !== '' && <p role="alert">{trouble}</p>}
      <code>{item.line(values)}</code>
      <button type="submit" className="button ink">Run it</button>
    </form>
  );
}

/** Beside the button, and within the window. */
function placed(button: HTMLElement | null, panel: HTMLElement): void {
  if (button === null) return;
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = panel;
  panel.style.left = `${Math.max(8, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
  panel.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - offsetHeight - 8))}px`;
}

interface ActionPanelProps {
  readonly label: string;
  readonly opener: HTMLElement | null;
  readonly items: readonly ActionItem[];
  readonly onClose: () => void;
}
export function ActionPanel({ label, opener, items, onClose }: ActionPanelProps): ReactNode {
  const [form, setForm] = useState<ActionItem | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (panel.current === null) return;
    placed(opener, panel.current);
    panel.current.querySelector<HTMLElement>('[data-first=true], [role=menuitem]')?.focus();
  }, [opener, form]);
  useEffect(() => {
    const away = (event: Event): void => {
      if (!panel.current?.contains(event.target as globalThis.Node) && opener?.contains(event.target as globalThis.Node) !== true) onClose();
    };
    document.addEventListener('pointerdown', away, true);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', away, true);
      window.removeEventListener('resize', onClose);
    };
  }, [opener, onClose]);
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      if (form !== null) return setForm(null);
      onClose();
      return opener?.focus();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || form !== null) return;
    event.preventDefault();
    const all = [...(panel.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length]?.focus();
  };
  const take = (item: ActionItem): void => {
    if (item.fields.length > 0) return setForm(item);
    item.run({});
    onClose();
  };
  return createPortal(
    <div ref={panel} className="menu am-panel" role={form === null ? 'menu' : 'dialog'} aria-label={form === null ? label : form.label} onKeyDown={onKey}>
      {form !== null
        ? <Form key={form.label} item={form} onBack={() => setForm(null)} onDone={onClose} />
        : items.map((item) => <button key={item.label} type="button" role="menuitem" onClick={() => take(item)}>{item.label}{item.fields.length > 0 ? ' ...' : ''}</button>)}
    </div>,
    document.body,
  );
}
