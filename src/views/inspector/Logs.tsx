/** The log of a container, its last lines, renewed as the story goes on. */
import { useEffect, useState, type ReactNode } from 'react';
import type { Pod } from '../../model/objects.ts';
import { ask, useSession } from '../../session/index.ts';
import { Section } from './parts.tsx';

const LINES = 14;

export function Logs({ pod, first }: { readonly pod: Pod; readonly first?: string | undefined }): ReactNode {
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const [chosen, setChosen] = useState('');
  const container = names.includes(chosen) ? chosen : (first ?? pod.spec.containers[0]?.name ?? '');
  const moment = useSession(state => state.clock.latest);
  const [text, setText] = useState('');
  const { namespace, name } = pod.metadata;
  useEffect(() => {
    let current = true;
    void ask.logs(namespace, name, container).then(log => current && setText(log.split('\n').slice(-LINES - 1).join('\n')));
    return () => { current = false; };
  }, [namespace, name, container, moment]);
  return (
    <Section title="Log">
      {names.length > 1 && (
        <select className="field" aria-label="Container of the log" value={container} onChange={event => setChosen(event.target.value)}>
          {names.map(each => <option key={each}>{each}</option>)}
        </select>
      )}
      <pre className="i-log" tabIndex={0}>{text === '' ? <span className="dim">nothing yet</span> : text}</pre>
    </Section>
  );
}
