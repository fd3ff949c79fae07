/** One Pod: where it is, why there, what it waits for, its containers, events, logs, YAML, and calls that can be made from it. */
import { useMemo, type ReactNode } from 'react';
import { openPod, runLine, useClusterView, useStep, podLines } from '../../session/index.ts';
import { Calls } from './Calls.tsx';
import { Commands } from './Commands.tsx';
import { Containers } from './Containers.tsx';
import { Fate } from './Fate.tsx';
import { Logs } from './Logs.tsx';
import { Conditions } from './Conditions.tsx';
import { Events, Facts, Head, Labels, Section, Yaml } from './parts.tsx';
import { podWord, requestsOf, waitingFor } from './pod-words.ts';
import { WhyNode } from './WhyNode.tsx';

interface PodCardProps {
  readonly namespace: string;
  readonly name: string;
  readonly container?: string;
}

export function PodCard({ namespace, name, container }: PodCardProps): ReactNode {
  const view = useClusterView();
  const pod = view.get('pods', namespace, name);
  const requests = useMemo(() => (pod === undefined ? [] : requestsOf(pod)), [pod]);
  const bound = useStep();
  if (pod === undefined) return <div className="i-gone"><Head kind="Pod" name={name} mark="terminating" word="not there" /><p>At the shown moment there is no Pod of this name.</p></div>;
  const { mark, word } = podWord(pod);
  const waits = waitingFor(pod);
  const inNamespace = namespace === 'default' ? '' : ` -n ${namespace}`;
  return (
    <>
      <Head kind={container === undefined ? 'Pod' : `Container ${container} of Pod`} name={name} mark={mark} word={word} />
      <Section>
        <Facts rows={[
          [
            'Node',
            pod.spec.nodeName === undefined ? <span className="dim">none yet</span> : <code className={bound?.type === 'scheduler/bound' && bound.uid === pod.metadata.uid ? 'highlight' : ''}>{pod.spec.nodeName}</code>,
          ],
          ['IP', pod.status.podIP === undefined ? <span className="dim">none yet</span> : <code className="i-ip">{pod.status.podIP}</code>],
          ['QoS class', pod.status.qosClass],
          ['Requests', requests.length === 0 ? <span className="dim">none</span> : <code>{requests.join(', ')}</code>],
        ]} />
        <Labels of={pod.metadata} />
        <div className="i-actions">
          <button type="button" className="button line" onClick={() => openPod(namespace, name)}>Open the Pod</button>
          <button type="button" className="button line" onClick={() => runLine(`kubectl describe pod ${name}${inNamespace}`)}>describe</button>
          <button type="button" className="button line" onClick={() => runLine(`kubectl delete pod ${name}${inNamespace}`)}>delete</button>
        </div>
      </Section>
      {waits !== '' && <Section title="Waiting for"><p>{waits}</p></Section>}
      <WhyNode pod={pod} />
      <Section title="Conditions"><Conditions of="Pod" conditions={pod.status.conditions ?? []} /></Section>
      <Fate pod={pod} />
      <Containers pod={pod} only={container} />
      <Logs pod={pod} first={container} />
      <Calls pod={pod} first={container} />
      <Commands lines={podLines(pod, container)} />
      <Events kind="Pod" namespace={namespace} name={name} />
      <Yaml object={pod} />
    </>
  );
}
