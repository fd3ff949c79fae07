/** The same in the terminal: lines that look are carried out, lines that change something are typed and wait for Enter. */
import type { ReactNode } from 'react';
import { runLine, typeLine, type CommandLine } from '../../session/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from './parts.tsx';

export function Commands({ lines }: { readonly lines: readonly CommandLine[] }): ReactNode {
  return (
    <Section title="With kubectl">
      <ul className="i-lines">
        {lines.map(({ line, looks }) => (
          <li key={line}>
            <button type="button" onClick={() => (looks ? runLine : typeLine)(line)} title={looks ? 'Run it in the terminal' : 'Type it into the terminal; Enter carries it out'}>
              <Glyph name={looks ? 'play' : 'term'} size={12} /><code>{line}</code>
            </button>
            <CopyButton className="button i-copy-line" text={line} label={`Copy ${line}`} bare />
          </li>
        ))}
      </ul>
    </Section>
  );
}
