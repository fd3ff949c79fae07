/** Starts a machine that is no node yet: its kubelet registers it. */
import { useMemo, type ReactNode } from 'react';
import { addNode, spareMachines, useSession } from '../../session/index.ts';

export function AddNode(): ReactNode {
  const view = useSession((state) => state.view);
  const machines = useSession((state) => state.machines);
  const [next] = useMemo(() => spareMachines({ machines, view }), [machines, view]);
  if (next === undefined) return null;
  return <button type="button" className="vw-button" title={`Adds ${next.name}: ${next.cpu} CPU, ${next.memory}`} aria-label={`Add node ${next.name}`} onClick={() => addNode(next.name)}>Add node</button>;
}
