/** What has been done in this browser: how much, saved as a file, brought from one, or forgotten with one undo. */
import { useRef, useState, type ReactNode } from 'react';
import { bringProgress, forgetProgress, getState, undoForget, useSession } from '../../session/index.ts';
import { finishedCount, progressText } from '../../session/lessons/play.ts';

function save(): void {
  const url = URL.createObjectURL(new Blob([progressText(getState().progress)], { type: 'application/json' }));
  Object.assign(document.createElement('a'), { href: url, download: 'podarium-progress.json' }).click();
  URL.revokeObjectURL(url);
}

export function KeptProgress(): ReactNode {
  const count = useSession(({ progress }) => finishedCount(progress));
  const begun = useSession(({ progress }) => Object.keys(progress.lessons).length > 0);
  const canUndo = useSession(state => state.canUndoForget);
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const bring = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const fault = bringProgress(await file.slice(0, 1_000_000).text());
    setSaid(fault === null ? `${file.name} has been added.` : `${file.name} was not taken: ${fault}.`);
  };
  return (
    <p className="l-kept">
      <span>{count === 0 ? 'Nothing finished yet.' : `${count} finished.`}</span>
      {begun && <button type="button" className="l-link" onClick={save}>Save as a file</button>}
      <button type="button" className="l-link" onClick={() => input.current?.click()}>Bring from a file</button>
      {begun && <button type="button" className="l-link" onClick={forgetProgress}>Forget</button>}
      {canUndo && <button type="button" className="l-link" onClick={undoForget}>Undo</button>}
      <input ref={input} type="file" accept=".json" className="visually-hidden" tabIndex={-1} aria-label="Progress: a .json file" onChange={event => {
        void bring(event.target.files?.[0]);
        event.target.value = '';
      }} />
      <span role="status">{said}</span>
    </p>
  );
}
