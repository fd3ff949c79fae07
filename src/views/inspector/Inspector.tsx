/** What is selected, in words and numbers: only what the cluster itself says at the shown moment. */
import type { ReactNode } from 'react';
import { select, useSession } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { NodeCard } from './NodeCard.tsx';
import { OwnerCard } from './OwnerCard.tsx';
import { PodCard } from './PodCard.tsx';
import { RequestCard } from './RequestCard.tsx';
import { ServiceCard } from './ServiceCard.tsx';
import './inspector.css';

function Chosen(): ReactNode {
  const selection = useSession(state => state.selection);
  if (selection === null) return null;
  switch (selection.kind) {
    case 'Pod': return <PodCard namespace={selection.namespace} name={selection.name} />;
    case 'Container': return <PodCard namespace={selection.namespace} name={selection.name} container={selection.container} />;
    case 'Node': return <NodeCard name={selection.name} />;
    case 'Service': return <ServiceCard namespace={selection.namespace} name={selection.name} />;
    case 'Request': return <RequestCard serial={selection.serial} />;
    default: return <OwnerCard kind={selection.kind} namespace={selection.namespace} name={selection.name} />;
  }
}

export function Inspector(): ReactNode {
  return (
    <div className="i-inspector">
      <button type="button" className="button icon i-close" aria-label="Close the inspector" onClick={() => select(null)}><Glyph name="close" /></button>
      <Chosen />
    </div>
  );
}
