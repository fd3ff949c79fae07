/** One node: what it offers, what is promised of it, its conditions and taints, and what can be done to it. */
import type { ReactNode } from 'react';
import { actionsOn, select, runLine, useClusterView, nodeLines } from '../../session/index.ts';
import { hostFactKey, type HostFact } from '../../cluster/contract/facts.ts';
import { ActionMenu } from '../../ui/action-menu.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Commands } from './Commands.tsx';
import { Conditions } from './Conditions.tsx';
import { Events, Facts, Head, Section, Yaml } from './parts.tsx';

export function NodeCard({ name }: { readonly name: string }): ReactNode {
  const view = useClusterView();
  const node = view.get('nodes', '', name);
  if (node === undefined) return <Head kind="Node" name={name} mark="terminating" word="not there" />;
  const host = view.fact(hostFactKey(name)) as HostFact | undefined;
  const ready = node.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const pods = view.list('pods').filter(pod => pod.spec.nodeName === name);
  const cordoned = node.spec.unschedulable === true;
  return (
    <>
      <Head kind="Node" name={name} mark={ready ? (cordoned ? 'warning' : 'ready') : 'failed'} word={ready ? (cordoned ? 'Ready, cordoned' : 'Ready') : 'NotReady'} />
      <Section>
        <Facts rows={[
          ['CPU', <code key="cpu">{node.status.allocatable?.['cpu']}</code>],
          ['Memory', <code key="memory">{node.status.allocatable?.['memory']}</code>],
          ['Pods', <code key="pods">{pods.length} of {node.status.allocatable?.['pods']}</code>],
          ['Hands out', <code key="cidr">{node.spec.podCIDR ?? ''}</code>],
          ['Address', <code key="address">{host?.address ?? node.status.addresses?.[0]?.address}</code>],
          ...(node.spec.taints === undefined ? [] : [['Taints', <code key="taints">{node.spec.taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`).join(' ')}</code>] as const]),
        ]} />
        <div className="i-actions">
          <button type="button" className="button line" onClick={() => runLine(`kubectl ${cordoned ? 'uncordon' : 'cordon'} ${name}`)}>{cordoned ? 'uncordon' : 'cordon'}</button>
          <ActionMenu label={`Actions on ${name}`} className="button line" button={<>more <Glyph name="down" size={13} /></>} items={() => actionsOn(name)} />
        </div>
      </Section>
      <Section title="Conditions"><Conditions of="Node" conditions={node.status.conditions ?? []} /></Section>
      <Section title="Pods here">
        {pods.length === 0
          ? <p className="dim">none</p>
          : <ul className="i-list">
            {pods.map(({ metadata }) => <li key={metadata.uid}>
              <button type="button" className="i-link" onClick={() => select({ kind: 'Pod', namespace: metadata.namespace, name: metadata.name })}><code>{metadata.name}</code></button>
            </li>)}
          </ul>}
      </Section>
      <Commands lines={nodeLines(name)} />
      <Events kind="Node" namespace="" name={name} />
      <Yaml object={node} />
    </>
  );
}
