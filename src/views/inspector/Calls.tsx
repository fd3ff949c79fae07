/** Send a request from a container, a node, or a computer beyond the cluster; the picture walks it hop by hop. */
import { useState, type FormEvent, type ReactNode } from 'react';
import type { CallSource } from '../../cluster/contract/simulation.ts';
import type { Pod } from '../../model/objects.ts';
import { callFrom, useClusterView, useShownTrace } from '../../session/index.ts';
import { Section } from './parts.tsx';

interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string | null;
}
/** `10.0.10.15:80/x`, `http://shop:80`, `localhost:5000`. Without a path and with `tcp://` it is only a connection. */
function parseTarget(text: string): Target | null {
  const match = /^(?:(https?|tcp):\/\/)?\[?([A-Za-z0-9.:-]+?)\]?(?::(\d{1,5}))?(\/\S*)?$/.exec(text.trim());
  const port = Number(match?.[3] ?? 80);
  if (!match?.[2] || port < 1 || port > 65535) return null;
  return { host: match[2], port, path: match[1] === 'tcp' ? null : (match[4] ?? '/') };
}

function sourceOf(pod: Pod, chosen: string): CallSource {
  if (chosen === 'outside') return { outside: true };
  if (chosen.startsWith('node:')) return { node: chosen.slice(5) };
  return { namespace: pod.metadata.namespace, pod: pod.metadata.name, container: chosen };
}

export function Calls({ pod, first }: { readonly pod: Pod; readonly first?: string | undefined }): ReactNode {
  const view = useClusterView();
  const [from, setFrom] = useState(first ?? pod.spec.containers[0]?.name ?? '');
  const [to, setTo] = useState('');
  const latest = useShownTrace().findLast(record => record.type === 'network/call' && record.purpose === 'call');
  const suggestion = pod.status.podIP === undefined ? 'localhost:80' : `${pod.status.podIP}:${pod.spec.containers.flatMap(({ ports }) => ports ?? [])[0]?.containerPort ?? 80}`;
  const target = parseTarget(to === '' ? suggestion : to);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (target !== null) void callFrom(sourceOf(pod, from), target.host, target.port, target.path);
  };
  return (
    <Section title="Send a request">
      <form className="i-call" onSubmit={send}>
        <label>from
          <select className="field" value={from} onChange={event => setFrom(event.target.value)}>
            {pod.spec.containers.map(({ name }) => <option key={name} value={name}>{pod.metadata.name}/{name}</option>)}
            {view.list('nodes').map(({ metadata }) => <option key={metadata.uid} value={`node:${metadata.name}`}>{metadata.name}</option>)}
            <option value="outside">a computer beyond the cluster</option>
          </select>
        </label>
        <label>to
          <input className="field mono" value={to} placeholder={suggestion} spellCheck={false} onChange={event => setTo(event.target.value)} aria-invalid={to !== '' && target === null} />
        </label>
        <button type="submit" className="button line" disabled={target === null}>Send</button>
      </form>
      {latest?.type === 'network/call' && (
        <div className="i-answer"><code>{latest.from}</code> to <code>{latest.address}:{latest.port}</code>: {latest.result === 'open' ? <><b>{latest.to}</b> answered</> : <b>{latest.result}</b>}{latest.why === '' ? '' : `. ${latest.why}`}{latest.answer !== '' && <pre>{latest.answer.slice(0, 300)}</pre>}</div>
      )}
    </Section>
  );
}
