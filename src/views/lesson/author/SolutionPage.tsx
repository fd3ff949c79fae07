/** The solution: acted out once, then a script that can be read and mended. */
import type { ReactNode } from 'react';
import { beginActing, changeDraft, lookAtSolution } from '../../../session/author/authoring.ts';
import { withFile } from '../../../session/author/draft.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import { Area, Files, LeftOut } from './parts.tsx';

export function SolutionPage({ author }: { readonly author: AuthorState }): ReactNode {
  const { draft, acted, looking } = author;
  return (
    <>
      <p className="a-say">Act it out once, in the cluster. What you do becomes the script that proves your lesson; your learner never sees it unless asked for.</p>
      <button type="button" className={draft.solution === '' ? 'button ink' : 'button line'} onClick={() => void beginActing({ part: 'solution' })}>
        {draft.solution === '' ? 'Act out the solution' : 'Act it out again'}
      </button>
      {draft.solution !== '' && (
        <>
          <Area label="Script" mono rows={4} value={draft.solution} hint="One line each: kubectl …, sim wait 20s, sim until 'check' 60s, sim stop NODE" onChange={solution => changeDraft({ solution })} />
          <Files files={draft.files} folders={['solution']} onChange={(path, text) => changeDraft(withFile(draft, path, text))} />
          <button type="button" className="button line" disabled={looking} onClick={() => void lookAtSolution()}>{looking ? 'Playing it …' : 'Play it from the start'}</button>
        </>
      )}
      <LeftOut words={author.leftOut} />
      {acted !== null && (
        <div className="o-note" role="status">
          {acted.failed.length === 0 ? 'It plays from the start, and every line succeeds.' : 'These lines fail when it is played from the start:'}
          <ul>{acted.failed.map(({ line, stderr }) => <li key={line}><code>{line}</code><br />{stderr.trim().slice(0, 300)}</li>)}</ul>
        </div>
      )}
    </>
  );
}
