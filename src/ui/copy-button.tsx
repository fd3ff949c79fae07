/** A button that copies a text, and says so where it was pressed. */
import { useEffect, useState, type ReactNode } from 'react';
import { copyText } from './clipboard.ts';
import { Glyph } from './glyph.tsx';

const SAID_MS = 1600;

interface CopyButtonProps {
  /** The text, or what makes it when it is asked for. */
  readonly text: string | (() => string);
  readonly label: string;
  readonly className?: string;
  /** Only the sign is shown. */
  readonly bare?: boolean;
}
export function CopyButton({ text, label, className = 'button', bare = false }: CopyButtonProps): ReactNode {
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return undefined;
    const timer = setTimeout(() => say(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => void copyText(typeof text === 'string' ? text : text()).then(copied => say(copied ? 'Copied' : 'Not allowed'));
  return (
    <button type="button" className={className} aria-label={bare ? label : undefined} title={bare ? label : undefined} onClick={copy}>
      <Glyph name={said === 'Copied' ? 'check' : 'copy'} size={bare ? 14 : 16} />
      {!bare && (said === '' ? label : said)}
      <span role="status" className="visually-hidden">{said}</span>
    </button>
  );
}
