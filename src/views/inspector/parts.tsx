/** Parts that the inspector's cards share: a head, sections, facts, conditions, events, YAML. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { KubeObject, k8s } from '../../model/objects.ts';
import { useClusterView, useSession, yamlOf } from '../../session/index.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Mark, type MarkName } from '../../ui/mark.tsx';
import { YamlText } from './YamlText.tsx';

export function Head({ kind, name, mark, word }: { readonly kind: string; readonly name: string; readonly mark: MarkName; readonly word: string }): ReactNode {
  return (
    <header className="i-head">
      <p>{kind}</p>
      <h2>{name}</h2>
      <span className={`i-state st-${mark}`}><Mark state={mark} size={14} />{word}</span>
    </header>
  );
}
/** A section; one without a title speaks for itself, right under the head. */
export const Section = ({ title, children }: { readonly title?: string; readonly children: ReactNode }): ReactNode => <section className="i-section">{title !== undefined && <h3>{title}</h3>}{children}</section>;

export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return <dl className="i-facts">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** Labels as chips; annotations as notes, since nothing selects by them. Those that the cluster writes for itself are left to the YAML. */
export function Labels({ of: { labels = {}, annotations = {} } }: { readonly of: Pick<KubeObject['metadata'], 'labels' | 'annotations'> }): ReactNode {
  const notes = Object.entries(annotations).filter(([key]) => !/^([\w-]+\.)*kubernetes\.io\//.test(key));
  if (Object.keys(labels).length + notes.length === 0) return null;
  return (
    <div className="i-labels">
      {Object.entries(labels).map(([key, value]) => <code key={key} className="i-label">{key}={value}</code>)}
      {notes.map(([key, value]) => <p key={key} title="annotation"><i>{key}:</i> {value}</p>)}
    </div>
  );
}

/** `5s`, `3m`: how long before the shown moment. */
export function useAge(): (time: string | null | undefined) => string {
  const epoch = useSession(state => state.epoch);
  const now = useSession(state => Math.floor(state.clock.now / 1000));
  return time => {
    if (!time) return '';
    const seconds = Math.max(0, Math.round(now - (Date.parse(time) - epoch) / 1000));
    if (seconds < 120) return `${seconds}s`;
    return seconds < 7200 ? `${Math.floor(seconds / 60)}m` : `${Math.floor(seconds / 3600)}h`;
  };
}

export function Events({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): ReactNode {
  const view = useClusterView();
  const age = useAge();
  const events = useMemo(
    () => view.list('events').filter(({ involvedObject: about }) => about.kind === kind && about.name === name && (about.namespace ?? '') === namespace).sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion)).slice(-12),
    [view, kind, namespace, name],
  );
  if (events.length === 0) return null;
  return (
    <Section title="Events">
      <ol className="i-events">
        {events.map(event => (
          <li key={event.metadata.uid} data-type={event.type}>
            <b>{event.reason}</b><small>{age(timeOf(event))}{(event.count ?? 1) > 1 ? ` ×${event.count}` : ''}</small>
            <p>{event.message}</p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
const timeOf = (event: k8s.Event & { readonly metadata: { readonly creationTimestamp: string } }): string => event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;

/** The live object as YAML, without the bookkeeping of fields. */
export function Yaml({ object }: { readonly object: Pick<KubeObject, 'metadata'> }): ReactNode {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!open) return;
    let current = true;
    const { managedFields: _, ...metadata } = object.metadata;
    void yamlOf({ ...object, metadata }).then(yaml => current && setText(yaml));
    return () => { current = false; };
  }, [open, object]);
  return (
    <section className="i-section">
      <button type="button" className="i-fold" aria-expanded={open} onClick={() => setOpen(!open)}>Live YAML</button>
      {open && (
        <>
          <CopyButton className="button icon i-copy" text={text} label="Copy the YAML" bare />
          <YamlText text={text} object={object} />
        </>
      )}
    </section>
  );
}
