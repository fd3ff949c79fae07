/** Can A reach B? The answer is what walk() in the cluster returns; asking changes nothing. */
import { useMemo, useState, type ReactNode } from 'react';
import type { CallSource } from '../../../cluster/contract/simulation.ts';
import { ask, useClusterView } from '../../../session/index.ts';
import { podFactKey, type PodFact } from '../../../cluster/contract/facts.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { callOfWalk, type NetCall } from '../project/network.ts';
import { targetOf } from './target.ts';

interface Choice {
  readonly key: string;
  readonly name: string;
  readonly source: CallSource;
}

function useSources(): readonly Choice[] {
  const view = useClusterView();
  return useMemo(() => {
    const pods = view.list('pods').filter((pod) => pod.status.phase === 'Running').flatMap((pod) =>
      pod.spec.containers.map((container): Choice => ({
        key: `${pod.metadata.namespace}/${pod.metadata.name}/${container.name}`,
        name: pod.spec.containers.length > 1 ? `${pod.metadata.name}/${container.name}` : pod.metadata.name,
        source: { namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container.name },
      })),
    );
    const nodes = view.list('nodes').map((node): Choice => ({ key: `node ${node.metadata.name}`, name: node.metadata.name, source: { node: node.metadata.name } }));
    return [...pods, ...nodes, { key: 'outside', name: 'a computer outside', source: { outside: true } }];
  }, [view]);
}

interface Target {
  readonly at: string;
  readonly says: string;
}
/** What can be called: Services by name, and every socket that listens at the address of a Pod or on its localhost. */
function useTargets(): readonly Target[] {
  const view = useClusterView();
  return useMemo(() => {
    const services = view.list('services').flatMap((one) => (one.spec.ports ?? []).map(({ port, protocol }): Target => ({
      at: `${one.metadata.name}${one.metadata.namespace === 'default' ? '' : `.${one.metadata.namespace}`}:${port}${protocol === 'UDP' ? '/udp' : ''}`,
      says: `Service ${one.metadata.name}`,
    })));
    const sockets = view.list('pods').flatMap((pod) => {
      const fact = pod.spec.nodeName === undefined ? undefined : (view.fact(podFactKey(pod.spec.nodeName, pod.metadata.uid)) as PodFact | undefined);
      return (fact?.sockets ?? []).filter(({ state }) => state === 'LISTEN' || state === 'UNCONN').map(({ local, protocol }): Target => {
        const own = local.address.startsWith('127.');
        const udp = protocol === 'UDP' ? '/udp' : '';
        return { at: own ? `localhost:${local.port}${udp}` : `${fact?.sandbox.ip ?? ''}:${local.port}${udp}`, says: own ? `${pod.metadata.name}, on its localhost only` : `${pod.metadata.name} listens` };
      });
    });
    return [...new Map([...services, ...sockets].map((one) => [one.at, one])).values()];
  }, [view]);
}

export function Reach({ onAnswer, answered }: { readonly onAnswer: (call: NetCall | null) => void; readonly answered: boolean }): ReactNode {
  const sources = useSources();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const known = useTargets();
  const chosen = sources.find((one) => one.key === from) ?? sources[0];
  const target = targetOf(to);
  const answer = (): void => {
    if (chosen === undefined || target === null) return;
    void ask.walk(chosen.source, target.host, target.port, target.protocol).then((walk) => onAnswer(callOfWalk(walk))).catch(() => undefined);
  };
  return (
    <form className="nw-reach" onSubmit={(event) => {
      event.preventDefault();
      answer();
    }}>
      <label>Can <select value={chosen?.key ?? ''} onChange={(event) => setFrom(event.target.value)} aria-label="from">{sources.map((one) => <option key={one.key} value={one.key}>{one.name}</option>)}</select></label>
      <label>reach <input value={to} onChange={(event) => setTo(event.target.value)} list="n-targets" placeholder="10.0.10.15:80" aria-label="address or Service, and port" spellCheck={false} /></label>
      <datalist id="n-targets">{known.map((one) => <option key={one.at} value={one.at} label={one.says} />)}</datalist>
      <button type="submit" className="vw-button nw-ask" disabled={target === null}>Ask</button>
      {answered && <button type="button" className="vw-button" aria-label="Back to the story" onClick={() => onAnswer(null)}><Glyph name="close" /></button>}
    </form>
  );
}
