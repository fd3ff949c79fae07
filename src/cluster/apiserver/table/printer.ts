/** What prints an object as a row of a Table. */
import type { KubeObject } from '../../../model/objects.ts';

/** What a printer may look at beside the object. */
export interface Printing {
  readonly epoch: number;
  readonly now: number;
}
/** The cells of a row, one a column. */
export type Printer = (object: KubeObject, printing: Printing) => readonly unknown[];
