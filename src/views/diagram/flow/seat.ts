/** Where a node of React Flow stands. Its size and its ends are said here, so that the browser is never asked to measure it. */
import { Position, type NodeHandle } from '@xyflow/react';
import type { Box } from '../layout/geometry.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Seat extends Size {
  readonly position: { readonly x: number; readonly y: number };
  readonly measured: Size;
  readonly handles: NodeHandle[];
}

/** Edges run where the layout has them; that a node has an end at all is what React Flow wants to know, at each change of the node. */
const ENDS: NodeHandle[] = [{ type: 'target', position: Position.Top, x: 0, y: 0 }, { type: 'source', position: Position.Bottom, x: 0, y: 0 }];

/** The browser counts whole pixels; a size that is not what it counted would be measured after all. */
export const seated = ({ x, y, width, height }: Box): Seat => ({ position: { x, y }, width, height, measured: { width: Math.round(width), height: Math.round(height) }, handles: ENDS });
