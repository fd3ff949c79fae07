/** One request to the API server: its stages, and where and why it stopped. */
import type { ReactNode } from 'react';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import { useSession } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Facts, Head, Section } from './parts.tsx';
import { inPlainWords } from './plain-words.ts';

const METHODS: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT', patch: 'PATCH', delete: 'DELETE', get: 'GET', list: 'GET' };

/** Breaks after a dot or a bracket, never inside a name. */
const FieldPath = ({ path }: { readonly path: string }): ReactNode => <code className="i-field">{path.split(/(?<=[.\]])/).map((part, at) => <span key={at}>{part}<wbr /></span>)}</code>;

export function RequestCard({ serial }: { readonly serial: TraceSerial }): ReactNode {
  const record = useSession(({ replica }) => replica.record(serial));
  if (record?.type !== 'api/request') return null;
  const refused = record.code >= 400;
  const plain = inPlainWords([record.message, ...record.causes.map(({ message }) => message)].join(' '));
  const stopped = record.stages.find(({ passed }) => !passed);
  return (
    <>
      <Head kind="Request" name={`${METHODS[record.verb] ?? record.verb} ${record.resource}`} mark={refused ? 'failed' : 'succeeded'} word={String(record.code)} />
      <Section>
        <Facts rows={[
          ['Object', <code key="object">{record.name || record.kind}</code>],
          ['User', <code key="user">{record.user}</code>],
          ['Stopped at', stopped === undefined ? <span key="none" className="dim">nowhere</span> : <code key="stage" className="highlight">{stopped.stage}</code>],
          ['Written', refused ? 'nothing' : `revision ${record.revision}`],
        ]} />
      </Section>
      {record.causes.map((cause, index) => <Section key={`${cause.field}${cause.message}`} title={`Cause ${index + 1} of ${record.causes.length}`}><FieldPath path={cause.field} /><p>{cause.message}</p></Section>)}
      {refused && record.causes.length === 0 && record.message !== '' && <Section title="In the server's words"><p>{record.message}</p></Section>}
      {refused && plain !== '' && <Section title="In plain words"><p className="i-plain">{plain}</p></Section>}
      {record.warnings.length > 0 && <Section title="Warnings"><ul className="i-list">{record.warnings.map(warning => <li key={warning}>{warning}</li>)}</ul></Section>}
      <Section title="Stages">
        <ol className="i-stages">
          {record.stages.map(({ stage, passed, detail }) => <li key={stage}>
            {passed ? <span className="st-ready"><Glyph name="check" size={14} /></span> : <Mark state="failed" size={12} />}
            <b>{stage}</b>
            {passed && detail !== '' && <span className="dim">{detail}</span>}
          </li>)}
        </ol>
      </Section>
    </>
  );
}
