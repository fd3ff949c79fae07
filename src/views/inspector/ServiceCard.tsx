/** One Service: its address, what it selects, whom it sends to now. */
import type { ReactNode } from 'react';
import { SERVICE_NAME } from '../../model/well-known.ts';
import { select, useClusterView, serviceLines } from '../../session/index.ts';
import { Commands } from './Commands.tsx';
import { Events, Facts, Head, Labels, Section, Yaml } from './parts.tsx';

export function ServiceCard({ namespace, name }: { readonly namespace: string; readonly name: string }): ReactNode {
  const view = useClusterView();
  const service = view.get('services', namespace, name);
  if (service === undefined) return <Head kind="Service" name={name} mark="terminating" word="not there" />;
  const endpoints = view.list('endpointslices.discovery.k8s.io', namespace).filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === name).flatMap(slice => slice.endpoints ?? []);
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false);
  return (
    <>
      <Head kind="Service" name={name} mark={ready.length > 0 ? 'ready' : 'warning'} word={ready.length > 0 ? `${ready.length} behind it` : 'nobody behind it'} />
      <Section>
        <Facts rows={[
          ['Type', service.spec.type],
          ['Address', <code key="ip">{service.spec.clusterIP}</code>],
          ['Ports', <code key="ports">{(service.spec.ports ?? []).map(({ port, targetPort, protocol }) => `${port} to ${targetPort ?? port}/${protocol ?? 'TCP'}`).join(', ')}</code>],
          ['Selects', <code key="selector">{Object.entries(service.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`).join(' ') || 'nothing'}</code>],
        ]} />
        <Labels of={service.metadata} />
      </Section>
      <Section title="Sends to">
        {endpoints.length === 0 ? <p className="dim">no Pod has these labels</p> : (
          <ul className="i-list">{endpoints.map(({ addresses, targetRef, conditions }) => (
            <li key={addresses.join()}><button type="button" className="i-link" onClick={() => select({ kind: 'Pod', namespace, name: targetRef?.name ?? '' })}>
              <code>{targetRef?.name ?? addresses[0]}</code>
            </button> <small className="dim">{addresses.join(', ')}{conditions?.ready === false ? ', not ready: gets nothing' : ''}</small></li>
          ))}</ul>
        )}
      </Section>
      <Commands lines={serviceLines(namespace, name, Object.entries(service.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`).join(','))} />
      <Events kind="Service" namespace={namespace} name={name} />
      <Yaml object={service} />
    </>
  );
}
