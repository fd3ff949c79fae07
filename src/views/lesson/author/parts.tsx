/** The parts that every page of the workshop is made of: a field with its label and its word of advice, a list of files. */
import { useId, type ReactNode } from 'react';
import { Glyph } from '../../../ui/glyph.tsx';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  readonly mono?: boolean;
  readonly placeholder?: string;
  onChange(value: string): void;
}
export function Line({ label, value, hint, mono = false, placeholder = '', onChange }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className="a-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} className={mono ? 'field mono' : 'field'} value={value} placeholder={placeholder} spellCheck={!mono}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`} onChange={event => onChange(event.target.value)}
      />
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
export function Area({ label, value, hint, mono = false, placeholder = '', rows = 3, onChange }: FieldProps & { readonly rows?: number }): ReactNode {
  const id = useId();
  const lines = Math.min(16, Math.max(rows, value.split('\n').length));
  return (
    <div className="a-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id} className={mono ? 'field mono' : 'field'} value={value} rows={lines} placeholder={placeholder} spellCheck={!mono}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`} onChange={event => onChange(event.target.value)}
      />
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
export function Choice<T extends string>({ label, value, options, onChange }: {
  readonly label: string; readonly value: T; readonly options: readonly (readonly [value: T, words: string])[]; onChange(value: T): void;
}): ReactNode {
  const id = useId();
  return (
    <div className="a-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="field" value={value} onChange={event => onChange(options.find(([own]) => own === event.target.value)?.[0] ?? value)}>
        {options.map(([own, words]) => <option key={own} value={own}>{words}</option>)}
      </select>
    </div>
  );
}
export const Tick = ({ label, on, onChange }: { readonly label: string; readonly on: boolean; onChange(on: boolean): void }): ReactNode => (
  <label className="a-tick"><input type="checkbox" checked={on} onChange={event => onChange(event.target.checked)} /><span>{label}</span></label>
);
export const Remove = ({ label, onRemove }: { readonly label: string; onRemove(): void }): ReactNode => (
  <button type="button" className="button icon" aria-label={label} onClick={onRemove}><Glyph name="close" size={14} /></button>
);

/** Manifests of the lesson, each folded until it is wanted. */
export function Files({ files, folders, onChange }: { readonly files: Readonly<Record<string, string>>; readonly folders: readonly string[]; onChange(path: string, text: string | null): void }): ReactNode {
  const paths = Object.keys(files).filter(path => folders.some(folder => path.startsWith(`${folder}/`)));
  if (paths.length === 0) return null;
  return (
    <ul className="a-files" aria-label="Files">
      {paths.map(path => (
        <li key={path}>
          <details>
            <summary><Glyph name="file" size={14} /><code>{path}</code></summary>
            <textarea className="field mono" aria-label={path} rows={Math.min(18, (files[path] ?? '').split('\n').length)} value={files[path]} spellCheck={false} onChange={event => onChange(path, event.target.value)} />
            <button type="button" className="button" onClick={() => onChange(path, null)}>Remove this file</button>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** What could not be taken over, said once and plainly. */
export const LeftOut = ({ words }: { readonly words: readonly string[] }): ReactNode =>
  words.length === 0 ? null : <div className="o-note" role="status"><b>Not taken over:</b><ul>{words.map(each => <li key={each}>{each}</li>)}</ul></div>;
