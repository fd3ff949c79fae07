/** Columns aligned as Go's text/tabwriter aligns them: a column is a block of lines that follow one another and have a cell there. */

interface TabOptions {
  readonly minWidth: number;
  readonly padding: number;
}
/** Of tables: `kubectl get`. */
export const TABLE: TabOptions = { minWidth: 6, padding: 3 };
/** Of descriptions. */
export const DESCRIBE: TabOptions = { minWidth: 0, padding: 2 };

const ASCII = /^[\x20-\x7e]*$/;
const widthOf = (text: string): number => (ASCII.test(text) ? text.length : Array.from(text).length);

/** Lines of cells, all but the last of which ended with a tab. Widths that are remembered only grow. */
export function alignLines(lines: readonly (readonly string[])[], options: TabOptions, remembered?: number[]): string {
  const out: string[] = [];
  const widths: number[] = [];
  const writeLines = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const cells = lines[at] ?? [];
      const parts = cells.map((cell, column) => {
        const width = column < cells.length - 1 ? (widths[column] ?? 0) : 0;
        return cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
      });
      out.push(parts.join(''));
    }
  };
  const format = (from: number, to: number): void => {
    const column = widths.length;
    let start = from;
    for (let at = from; at < to; at++) {
      if (column >= (lines[at]?.length ?? 0) - 1) continue;
      writeLines(start, at);
      start = at;
      let width = Math.max(options.minWidth, remembered?.[column] ?? 0);
      for (; at < to; at++) {
        const line = lines[at] ?? [];
        if (column >= line.length - 1) break;
        width = Math.max(width, widthOf(line[column] ?? '') + options.padding);
      }
      if (remembered) remembered[column] = width;
      widths.push(width);
      format(start, at);
      widths.pop();
      start = at;
      at--;
    }
    writeLines(start, to);
  };
  format(0, lines.length);
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

/** A text with tabs between its cells, aligned. */
export function alignText(text: string, options: TabOptions): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
  const aligned = text === '' ? '' : alignLines(lines, options);
  return ended ? aligned : aligned.replace(/\n$/, '');
}
