/** When the cluster itself has broken: what happened, and ways on that lose nothing. */
import type { ReactNode } from 'react';
import { reset, useSession } from '../session/index.ts';

export function Trouble(): ReactNode {
  const trouble = useSession(state => state.trouble);
  return (
    <main className="trouble" role="alert">
      <h1>The cluster has stopped, by a fault of ours</h1>
      <p>Your texts are kept. Reloading plays the session again; a reset begins a fresh sandbox.</p>
      <pre>{trouble}</pre>
      <button type="button" className="button ink" onClick={() => location.reload()}>Reload</button>
      <button type="button" className="button line" onClick={() => void reset()}>Reset the sandbox</button>
    </main>
  );
}
