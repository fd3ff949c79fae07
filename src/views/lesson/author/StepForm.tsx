/** The form of one step: its text, and what its kind asks for. */
import type { ReactNode } from 'react';
import type { AuthorState } from '../../../session/author/types.ts';
import { allGoals } from '../../../session/author/draft.ts';
import { useSession } from '../../../session/index.ts';
import type { Option, Step } from '../../../session/lessons/play.ts';
import { Area, Choice, Line, Remove, Tick } from './parts.tsx';

interface FormProps {
  readonly author: AuthorState;
  readonly step: Step;
  readonly at: number;
  onChange(step: Step): void;
}
const MOST_WORDS = 60;
const VIEWS = [['', 'leave the picture as it is'], ['cluster', 'the cluster'], ['pod', 'a Pod'], ['network', 'the network'], ['scheduler', 'the scheduler']] as const;

export function StepForm(props: FormProps): ReactNode {
  const { step, onChange } = props;
  const words = step.text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
  return (
    <>
      <Area
        label={'options' in step && step.options.length > 0 ? 'Question' : 'Text'} value={step.text} rows={5}
        hint={`${words} of ${MOST_WORDS} words; **bold**, \`code\`, lists, [words](lesson:first-pod)`} onChange={text => onChange({ ...step, text })}
      />
      {'options' in step && step.kind !== 'say' && <Options options={step.options} onChange={options => onChange({ ...step, options })} />}
      <OwnFields {...props} />
      <div className="a-row">
        <Choice label="Picture" value={step.view ?? ''} options={VIEWS} onChange={view => onChange({ ...step, view: view === '' ? null : view })} />
        <Line label="Look at" value={step.focus} mono placeholder="web, web/main or node-1" onChange={focus => onChange({ ...step, focus })} />
      </div>
      <Line label="Name in the file" value={step.name} mono onChange={name => onChange({ ...step, name })} />
    </>
  );
}

function OwnFields({ author, step, at, onChange }: FormProps): ReactNode {
  const cards = useSession(state => state.lessonCards);
  const { draft } = author;
  switch (step.kind) {
    case 'recall': return <Choice
      label="About the lesson" value={step.of}
      options={[['', 'choose one'], ...cards.filter(({ kind }) => kind === 'lesson').map(({ id, number, title }) => [id, `${number} ${title}`] as const)]}
      onChange={of => onChange({ ...step, of })}
    />;
    case 'predict': {
      const later = draft.steps.slice(at + 1).filter(({ kind }) => kind === 'act' || kind === 'watch');
      return (
        <>
          <Check author={author} label="What must hold when it is revealed" value={step.check} onChange={check => onChange({ ...step, check })} />
          <Choice
            label="It is revealed" value={step.revealAfter}
            options={[['', step.do === '' ? 'by the next step that does something' : 'by what is done below'], ...later.map(({ name, text }) => [name, `by "${text.slice(0, 40)}"`] as const)]}
            onChange={revealAfter => onChange({ ...step, revealAfter })}
          />
          <Area label="Done at the reveal" mono rows={1} value={step.do} placeholder="kubectl delete pod web" onChange={script => onChange({ ...step, do: script })} />
          {step.do !== '' && <Check author={author} label="Revealed once this holds" value={step.until} onChange={until => onChange({ ...step, until })} />}
          {step.do !== '' && <Tick label="played on a copy of the cluster, which is left again" on={step.fork} onChange={fork => onChange({ ...step, fork })} />}
          <Tick label="it may hold before anything is done" on={step.known} onChange={known => onChange({ ...step, known })} />
        </>
      );
    }
    case 'act': return (
      <>
        <Line label="A command that can be clicked" mono value={step.suggest} placeholder="kubectl apply -f files/pod.yaml" onChange={suggest => onChange({ ...step, suggest })} />
        <Check author={author} label="Over once this holds" value={step.until} onChange={until => onChange({ ...step, until })} />
        <Choice
          label="A file to edit" value={step.file}
          options={[['', 'none'], ...Object.keys(draft.files).filter(path => path.startsWith('files/')).map(path => [path, path] as const)]}
          onChange={file => onChange({ ...step, file })}
        />
      </>
    );
    case 'watch': return (
      <>
        <Area label="What plays" mono rows={2} value={step.do} placeholder="kubectl apply -f files/pod.yaml" onChange={script => onChange({ ...step, do: script })} />
        <Check author={author} label="Over once this holds" value={step.until} onChange={until => onChange({ ...step, until })} />
      </>
    );
    case 'read': case 'explain': case 'say': case 'ask': return null;
  }
}

/** A check, typed or taken from the goals and from what the solution changes. */
function Check({ author, label, value, onChange }: { readonly author: AuthorState; readonly label: string; readonly value: string; onChange(check: string): void }): ReactNode {
  const { draft, acted } = author;
  const goals = draft.goals.filter(({ check }) => check !== '');
  const known = [...goals, ...(acted?.suggestions ?? [])];
  const offers = [
    ...(goals.length > 1 ? [[allGoals(goals), 'all goals'] as const] : []), ...known.map(({ check, text }) => [check, text] as const),
  ].filter(([check], at, list) => list.findIndex(([own]) => own === check) === at);
  return (
    <>
      <Line label={label} mono value={value} placeholder="is(pods['web'], 'Ready')" onChange={onChange} />
      {offers.length > 0
        && <Choice
          label={`${label}: in words`} value={offers.some(([check]) => check === value) ? value : ''} options={[['', value === '' ? 'take one' : 'as typed'], ...offers]}
          onChange={check => check !== '' && onChange(check)}
        />}
    </>
  );
}

function Options({ options, onChange }: { readonly options: readonly Option[]; onChange(options: readonly Option[]): void }): ReactNode {
  const set = (at: number, part: Partial<Option>): void => onChange(options.map((option, own) => (own === at ? { ...option, ...part } : option)));
  return (
    <fieldset className="a-options">
      <legend>Answers</legend>
      {options.map((option, at) => (
        <div key={at} className="a-option">
          <div className="a-goal-head">
            <Line label={`Answer ${at + 1}`} value={option.text} onChange={text => set(at, { text })} />
            <Remove label={`Remove answer ${at + 1}`} onRemove={() => onChange(options.filter((_, own) => own !== at))} />
          </div>
          <Tick label="right" on={option.right} onChange={right => set(at, { right })} />
          <Line label={option.right ? 'Said to whoever chose it' : 'Said to the belief behind it'} value={option.reply} onChange={reply => set(at, { reply })} />
        </div>
      ))}
      <button type="button" className="button" onClick={() => onChange([...options, { text: '', right: false, reply: '' }])}>Another answer</button>
    </fieldset>
  );
}
