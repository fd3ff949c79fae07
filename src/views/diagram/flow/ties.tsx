/** The lines from Services and owners to their Pods: above the ground, under the Pods. */
import { useContext, useMemo, type ReactNode } from 'react';
import { ViewportPortal } from '@xyflow/react';
import type { ClusterGraph } from '../project/cluster.ts';
import type { ClusterLayout } from '../layout/cluster.ts';
import { tiesOf, type Pointed } from '../layout/ties.ts';
import { selectionKey, useActions } from './actions.ts';
import { PointedContext } from './pointed.ts';

/** `Pod default/web` is looked up among the Pods, everything else among the keepers. */
function pointedOf(key: string, graph: ClusterGraph): Pointed | null {
  if (key === '') return null;
  const pod = graph.pods.find((one) => selectionKey('Pod', one.namespace, one.name) === key);
  if (pod) return { pod: pod.uid };
  return graph.keepers.some((one) => one.key === key) ? { keeper: key } : null;
}

interface TiesProps {
  readonly graph: ClusterGraph;
  readonly layout: ClusterLayout;
  readonly pointed: string;
  readonly selected: string;
}
export function Ties({ graph, layout, pointed, selected }: TiesProps): ReactNode {
  const { lines } = useActions();
  const pointers = useContext(PointedContext);
  const ties = useMemo(() => {
    // A lesson that points at a Service shows whom it sends to.
    const told = pointers.flatMap((pointer) => (pointer.to === 'thing' && pointer.thing === 'service' ? [pointedOf(selectionKey('Service', 'default', pointer.name), graph)] : []));
    const keys = [...told, pointedOf(pointed, graph) ?? pointedOf(selected, graph)];
    return tiesOf(graph, layout, keys.filter((one) => one !== null), lines);
  }, [graph, layout, pointed, selected, lines, pointers]);
  if (ties.length === 0) return null;
  return (
    <ViewportPortal>
      <svg className="dg-ties" aria-hidden="true">
        {ties.map((tie) => (
          <g key={tie.key} className={`dg-tie-${tie.kind}`}>
            <path d={tie.path} />
            {tie.ends.map((end) => <circle key={`${end.x} ${end.y}`} cx={end.x} cy={end.y} r={end.idle ? 3 : 3.5} className={end.idle ? 'dg-idle' : ''} />)}
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
}
