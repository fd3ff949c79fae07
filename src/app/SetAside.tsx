/** Says that saved work could not be read, and hands it over: nothing of the learner's is dropped, nor put away without a word. */
import { useState, type ReactNode } from 'react';
import { downloadAside } from '../session/index.ts';
import { download } from '../ui/download.ts';
import { Glyph } from '../ui/glyph.tsx';

export const saveAside = async (): Promise<void> => download('podarium-set-aside.json', await downloadAside(), 'application/json');

export function SetAside(): ReactNode {
  const [read, setRead] = useState(false);
  if (read) return null;
  return (
    <div className="set-aside" role="status">
      <p><b>What was saved here could not be read.</b> It is kept, and a new sandbox stands in its place.</p>
      <button type="button" className="button line" onClick={() => void saveAside()}>Download it</button>
      <button type="button" className="button icon" aria-label="Put this word away" onClick={() => setRead(true)}><Glyph name="close" /></button>
    </div>
  );
}
