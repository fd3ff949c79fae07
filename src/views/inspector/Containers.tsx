/** The containers of a Pod with their states, as the kubelet last wrote them. */
import { memo, type ReactNode } from 'react';
import type { Pod, k8s } from '../../model/objects.ts';
import { Mark, type MarkName } from '../../ui/mark.tsx';
import { Section } from './parts.tsx';

function stateOf(status: k8s.ContainerStatus | undefined): { readonly mark: MarkName; readonly word: string; readonly detail: string } {
  const state = status?.state;
  if (state?.running !== undefined) return { mark: status?.ready === true ? 'ready' : 'running', word: status?.ready === true ? 'running, ready' : 'running, not ready', detail: '' };
  if (state?.terminated !== undefined) return {
    mark: state.terminated.exitCode === 0 ? 'succeeded' : 'failed', word: `${state.terminated.reason ?? 'ended'}, exit ${state.terminated.exitCode}`,
    detail: state.terminated.message ?? '',
  };
  if (state?.waiting !== undefined) return { mark: /BackOff|Err/.test(state.waiting.reason ?? '') ? 'failed' : 'pending', word: state.waiting.reason ?? 'waiting', detail: state.waiting.message ?? '' };
  return { mark: 'pending', word: 'not created yet', detail: '' };
}

/** Made again only when the Pod has changed. */
export const Containers = memo(function Containers({ pod, only }: { readonly pod: Pod; readonly only?: string | undefined }): ReactNode {
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? []), ...(pod.status.ephemeralContainerStatuses ?? [])];
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? [])].filter(({ name }) => only === undefined || name === only);
  return (
    <Section title={only === undefined ? 'Containers' : 'This container'}>
      <ul className="i-containers">
        {containers.map(({ name, image }) => {
          const status = statuses.find(each => each.name === name);
          const { mark, word, detail } = stateOf(status);
          const last = status?.lastState?.terminated;
          return (
            <li key={name}>
              <code>{name}</code><small className="dim">{image}</small>
              <span className={`i-state st-${mark}`}><Mark state={mark} size={12} />{word}</span>
              {(status?.restartCount ?? 0) > 0 && <small>restarts {status?.restartCount}{last === undefined ? '' : `, last exit ${last.exitCode}`}</small>}
              {detail !== '' && <p>{detail}</p>}
            </li>
          );
        })}
      </ul>
    </Section>
  );
});
