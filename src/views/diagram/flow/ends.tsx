/** The ends of edges on a node, for React Flow to find when the node is first there; nobody sees them. Nodes that no edge joins have none. */
import type { ReactNode } from 'react';
import { Handle, Position } from '@xyflow/react';

export const Ends = (): ReactNode => (
  <>
    <Handle type="target" position={Position.Top} className="dg-end" isConnectable={false} />
    <Handle type="source" position={Position.Bottom} className="dg-end" isConnectable={false} />
  </>
);
