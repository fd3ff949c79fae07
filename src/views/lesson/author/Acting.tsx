/** While something is acted out: the cluster is the author's stage, and this panel says what has been written down. */
import { useEffect, useRef, type ReactNode } from 'react';
import { beginActing, endActing, takeActing } from '../../../session/author/authoring.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import { LeftOut } from './parts.tsx';

export function Acting({ author, acting }: { readonly author: AuthorState; readonly acting: NonNullable<AuthorState['acting']> }): ReactNode {
  const lines = acting.recording.script.split('\n').filter(line => line !== '');
  // Whoever pressed a button to come here finds the keyboard here, too.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const miss = acting.part === 'near-miss' ? author.draft.nearMisses[acting.at] : undefined;
  return (
    <div className="a-panel">
      <div className="a-page">
        <p className="a-live" role="status"><i />Writing down what you do</p>
        <h2 ref={heading} tabIndex={-1}>{miss === undefined ? 'Act out the solution' : `Act out: ${miss.name}`}</h2>
        <div className="l-prose">
          <p>{miss === undefined
            ? 'The cluster stands where your learner will begin. Do what solves it: apply, type, stop a node. Reading is left away, waiting is kept.'
            : 'The cluster stands where your learner will begin. Do what almost solves it, but does not.'}</p>
        </div>
        <ol className="a-lines" aria-label="Written down" aria-live="polite">
          {lines.map((line, at) => <li key={at}><code>{line}</code></li>)}
          {lines.length === 0 && <li className="dim">nothing yet</li>}
        </ol>
        <LeftOut words={acting.recording.leftOut} />
      </div>
      <footer className="l-foot">
        <button type="button" className="button" onClick={() => void endActing()}>Leave it</button>
        <button type="button" className="button" onClick={() => void beginActing(acting)}>Begin again</button>
        <span className="grow" />
        <button type="button" className="button ink" disabled={lines.length === 0} onClick={() => void takeActing()}>Take it</button>
      </footer>
    </div>
  );
}
