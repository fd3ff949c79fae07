/** The proof, as in the tests: said plainly, with every fault at its line; then the archive. */
import type { ReactNode } from 'react';
import { downloadDraft, proveDraft, publishHere, stopProving } from '../../../session/author/authoring.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import { startLesson } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { IssueList } from '../IssueList.tsx';
import { ProofOutcome } from '../ProofOutcome.tsx';

export function ProvePage({ author }: { readonly author: AuthorState }): ReactNode {
  const { proof, issues, reading } = author;
  const errors = issues.filter(({ severity }) => severity === 'error');
  const running = proof.state === 'running';
  return (
    <>
      <p className="a-say">The proof plays your lesson with three different dice: its start, its steps, its solution, and each near-miss. It is the same proof that every lesson here has passed.</p>
      {reading !== null && <p className="dim">{reading.words} words{reading.age === null ? '' : `, easy to read from the age of ${reading.age}`}</p>}
      <div className="a-bar">
        <button type="button" className="button ink" disabled={running || errors.length > 0} onClick={() => void proveDraft()}><Glyph name="check" size={14} />Prove it</button>
        {running && <button type="button" className="button" onClick={stopProving}>Stop</button>}
      </div>
      {errors.length > 0
        && <><p>{errors.length === 1 ? 'One thing is missing or wrong before it can be proved:' : `${errors.length} things are missing or wrong before it can be proved:`}</p><IssueList issues={errors} /></>}
      <ProofOutcome proof={proof} />
      <h3>Take it with you</h3>
      <p className="a-say">A folder as a .zip, in the format of the lessons here. Drop it on a page to take it, or put it beside one and link to it: <code>#lesson=my-lesson.zip</code></p>
      <div className="a-bar">
        <button type="button" className="button line" onClick={() => void downloadDraft()}>Download</button>
        <button type="button" className="button line" disabled={errors.length > 0} onClick={() => void publishHere().then(id => (id === null ? undefined : startLesson(id)))}>Take it as a learner</button>
      </div>
      <IssueList issues={issues.filter(({ severity }) => severity === 'warning')} />
    </>
  );
}
