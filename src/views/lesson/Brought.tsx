/** What came of the lessons that were brought last: which are in, which stay closed and why, and their proof. */
import { useEffect, useState, type ReactNode } from 'react';
import type { BroughtLesson } from '../../session/types.ts';
import { dismissBrought } from '../../session/lessons/brought.ts';
import { getState, leaveLesson, useSession } from '../../session/index.ts';
import type { LessonFolder } from '../../session/lessons/play.ts';
import type { ProofState } from '../../session/lessons/proving.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { IssueList } from './IssueList.tsx';
import { ProofOutcome } from './ProofOutcome.tsx';

export function Brought({ onOpen }: { readonly onOpen: (() => void) | undefined }): ReactNode {
  const brought = useSession(state => state.brought);
  if (brought === null) return null;
  if (brought.busy) return <p className="o-busy" role="status">Reading it, and trying its start …</p>;
  return (
    <div className="o-report" role="status">
      {brought.lessons.map(lesson => <Outcome key={lesson.name} lesson={lesson} onOpen={onOpen} />)}
      <button type="button" className="button" onClick={() => dismissBrought()}>Understood</button>
    </div>
  );
}

async function mendIt(lesson: BroughtLesson): Promise<void> {
  if (lesson.folder === null) return;
  const { mend } = await import('../../session/author/authoring.ts');
  if (getState().lesson !== null) await leaveLesson();
  await mend(lesson.folder);
}

function Outcome({ lesson, onOpen }: { readonly lesson: BroughtLesson; readonly onOpen: (() => void) | undefined }): ReactNode {
  const { id, title, name, issues, faults } = lesson;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return (
    <article data-closed={id === null || undefined}>
      <h4><Glyph name={id === null ? 'close' : 'check'} size={14} />{id === null ? `${title || name} stays closed` : `${title} is in`}</h4>
      {errors > 0 && <p>{errors === 1 ? 'One thing is wrong with it:' : `${errors} things are wrong with it:`}</p>}
      {faults.map(text => <p key={text}>{text}</p>)}
      <IssueList issues={issues} />
      {id !== null && lesson.folder !== null && <ProveIt folder={lesson.folder} />}
      {id === null && lesson.folder !== null && <button type="button" className="button" onClick={() => { void mendIt(lesson); onOpen?.(); }}>Mend it in the workshop</button>}
    </article>
  );
}

/** The same proof as in the tests, for whoever wants to know before a class. */
function ProveIt({ folder }: { readonly folder: LessonFolder }): ReactNode {
  const [proof, setProof] = useState<ProofState>({ state: 'none' });
  const [stop] = useState(() => new AbortController());
  useEffect(() => () => stop.abort(), [stop]);
  const prove = async (): Promise<void> => {
    const { runProof } = await import('../../session/lessons/proving.ts');
    await runProof(folder, setProof, stop.signal);
  };
  return <>{proof.state === 'none' && <button type="button" className="button line" onClick={() => void prove()}>Prove it</button>}<ProofOutcome proof={proof} /></>;
}
