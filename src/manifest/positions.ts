/** Places in a text: offsets in UTF-16 code units, lines and columns from 1. */

interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}
export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/** The offsets at which the lines of a text begin. */
export type LineTable = readonly number[];

export function lineTable(text: string): LineTable {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function positionAt(lines: LineTable, offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { offset, line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

export const rangeBetween = (lines: LineTable, start: number, end: number): TextRange => ({
  start: positionAt(lines, start),
  end: positionAt(lines, Math.max(start, end)),
});
