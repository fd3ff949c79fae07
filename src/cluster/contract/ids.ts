/** Names that are easily swapped, each a type of its own. */
import type { Branded } from '../../base/brand.ts';

export type NodeName = Branded<string, 'NodeName'>;
/** A number of the store's one counter: each write takes the next. */
export type Revision = Branded<number, 'Revision'>;
export type SandboxId = Branded<string, 'SandboxId'>;
export type ContainerId = Branded<string, 'ContainerId'>;
export type StreamId = Branded<number, 'StreamId'>;
export type TraceSerial = Branded<number, 'TraceSerial'>;
