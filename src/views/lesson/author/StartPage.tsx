/** What the lesson is about, and where its learner begins. */
import type { ReactNode } from 'react';
import { captureStart, changeDraft } from '../../../session/author/authoring.ts';
import { idOf, startScript, withFile, withStartScript } from '../../../session/author/draft.ts';
import type { AuthorState } from '../../../session/author/types.ts';
import { useSession } from '../../../session/index.ts';
import { Area, Choice, Files, LeftOut, Line, Tick } from './parts.tsx';

const CLUSTERS = [['sandbox', 'the sandbox'], ['one', 'one empty node'], ['two', 'two empty nodes'], ['three', 'three empty nodes']] as const;
const VIEWS = [['cluster', 'the cluster'], ['pod', 'a Pod'], ['network', 'the network'], ['scheduler', 'the scheduler']] as const;

export function StartPage({ author }: { readonly author: AuthorState }): ReactNode {
  const { draft } = author;
  const tabs = useSession(state => state.tabs.files);
  const rename = (title: string): void => changeDraft({ title, ...(draft.id === idOf(draft.title) ? { id: idOf(title) } : {}) });
  return (
    <>
      <Line label="Title" value={draft.title} onChange={rename} />
      <Area label="Aim: the one idea" value={draft.aim} rows={2} placeholder="What will be clear at the end, in one sentence" onChange={aim => changeDraft({ aim })} />
      <Area label="The belief that it removes" value={draft.removes} rows={2} placeholder="What learners tend to think before" onChange={removes => changeDraft({ removes })} />
      <Area label="Last words, once all goals are met" value={draft.closing} rows={2} placeholder="What the learner has just shown; the aim is said where this is empty" onChange={closing => changeDraft({ closing })} />
      <div className="a-row">
        <Line label="Name of its folder" value={draft.id} mono onChange={id => changeDraft({ id })} />
        <Line label="Minutes" value={String(draft.minutes)} onChange={minutes => changeDraft({ minutes: Number(minutes.replace(/\D/g, '')) })} />
      </div>
      <h3>Where the learner begins</h3>
      <div className="a-row">
        <Choice label="Cluster" value={draft.cluster} options={CLUSTERS} onChange={cluster => changeDraft({ cluster })} />
        <Choice label="Picture" value={draft.view} options={VIEWS} onChange={view => changeDraft({ view })} />
      </div>
      <p className="a-say">
        {Object.keys(draft.files).some(path => /^(start|setup)\//.test(path)) || startScript(draft) !== '' ? 'Before the first step, this is done:' : 'Nothing is done before the first step: the cluster is as it comes.'}
      </p>
      <Files files={draft.files} folders={['start', 'setup']} onChange={(path, text) => changeDraft(withFile(draft, path, text))} />
      {startScript(draft) !== '' && <Area label="Then these lines" mono value={startScript(draft)} onChange={script => changeDraft(withStartScript(draft, script))} />}
      <button type="button" className="button line" onClick={() => void captureStart()}>Take the cluster as it stands now</button>
      <LeftOut words={author.leftOut} />
      <h3>Files that the learner finds in the editor</h3>
      <div className="a-ticks">
        {tabs.map(({ name, text }) => {
          const path = `files/${name.slice(name.lastIndexOf('/') + 1)}`;
          return <Tick key={name} label={name} on={draft.files[path] !== undefined} onChange={on => changeDraft(withFile(draft, path, on ? text : null))} />;
        })}
      </div>
      <Files files={draft.files} folders={['files']} onChange={(path, text) => changeDraft(withFile(draft, path, text))} />
    </>
  );
}
