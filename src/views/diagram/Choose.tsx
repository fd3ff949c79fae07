/** Where a depth needs a Pod and none is chosen: the Pods that there are. */
import type { ReactNode } from 'react';
import { openPod, useClusterView, type Depth } from '../../session/index.ts';
import { Mark } from '../../ui/mark.tsx';
import { containerChips, podCondition } from './project/pod-state.ts';

/** Nobody reads a longer list. */
const MOST = 60;

export function Choose({ depth, gone }: { readonly depth: Depth; readonly gone: string }): ReactNode {
  const view = useClusterView();
  const pods = view.list('pods');
  const name = gone.slice(gone.indexOf('/') + 1);
  return (
    <div className="vw-choose">
      <p className="vw-tell">{gone !== '' ? <><b>{name}</b> is not there at this moment.</> : depth === 'scheduler' ? 'Whose way to a node do you want to see?' : 'Which Pod shall be opened?'}</p>
      <ul>
        {pods.slice(0, MOST).map((pod) => {
          const { mark, word } = podCondition(pod, containerChips(pod, undefined));
          return (
            <li key={pod.metadata.uid}>
              <button type="button" onClick={() => openPod(pod.metadata.namespace, pod.metadata.name, depth)}>
                <Mark state={mark} />
                <code>{pod.metadata.name}</code>
                <span>{word}{pod.spec.nodeName ? `, on ${pod.spec.nodeName}` : ''}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {pods.length > MOST && <p>and {pods.length - MOST} more: each opens with a click on it in the cluster.</p>}
      {pods.length === 0 && <p>There is no Pod yet. Apply one, and it can be looked into.</p>}
    </div>
  );
}
