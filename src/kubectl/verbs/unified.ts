/** Texts compared line by line, in the form of `diff -u`. */

type Edit = ' ' | '-' | '+';
interface Line {
  readonly edit: Edit;
  readonly text: string;
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Beyond this a middle part is told as all old, then all new. */
const MOST_CELLS = 4_000_000;

/** The longest common subsequence's edits; what goes stands before what comes. */
function editsOf(from: readonly string[], to: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let [endFrom, endTo] = [from.length, to.length];
  while (endFrom > start && endTo > start && from[endFrom - 1] === to[endTo - 1]) {
    endFrom--;
    endTo--;
  }
  const same = (lines: readonly string[]): readonly Line[] => lines.map((text) => ({ edit: ' ', text }));
  return [...same(from.slice(0, start)), ...middle(from.slice(start, endFrom), to.slice(start, endTo)), ...same(from.slice(endFrom))];
}

function middle(from: readonly string[], to: readonly string[]): readonly Line[] {
  const width = to.length + 1;
  const gone = (text: string): Line => ({ edit: '-', text });
  const come = (text: string): Line => ({ edit: '+', text });
  if (from.length * to.length > MOST_CELLS) return [...from.map(gone), ...to.map(come)];
  const lengths = new Uint32Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i * width + j] = from[i] === to[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      lines.push({ edit: ' ', text: from[i] ?? '' });
      i++;
      j++;
    } else if (i < from.length && (j === to.length || (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))) lines.push(gone(from[i++] ?? ''));
    else lines.push(come(to[j++] ?? ''));
  }
  return slid(lines);
}

/** A run of one kind that could as well stand further down does, as in GNU diff. */
function slid(lines: Line[]): readonly Line[] {
  let start = 0;
  while (start < lines.length) {
    const edit = lines[start]?.edit ?? ' ';
    let end = start + 1;
    while (end < lines.length && lines[end]?.edit === edit) end++;
    if (edit === ' ') {
      start = end;
      continue;
    }
    while (end < lines.length && lines[end]?.edit === ' ' && lines[end]?.text === lines[start]?.text && lines[start - 1]?.edit !== '-' && lines[start - 1]?.edit !== '+') {
      lines[start] = { edit: ' ', text: lines[start]?.text ?? '' };
      lines[end] = { edit, text: lines[end]?.text ?? '' };
      start++;
      end++;
      while (end < lines.length && lines[end]?.edit === edit) end++;
    }
    start = end;
  }
  return lines;
}

const CONTEXT = 3;
const range = (start: number, count: number): string => (count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`);

/** The hunks; '' where the texts are equal. */
export function unifiedDiff(before: string, after: string): string {
  const lines = editsOf(linesOf(before), linesOf(after));
  const changed = lines.flatMap(({ edit }, at) => (edit === ' ' ? [] : [at]));
  const hunks: { first: number; last: number }[] = [];
  for (const at of changed) {
    const last = hunks.at(-1);
    if (last !== undefined && at - last.last <= CONTEXT * 2 + 1) last.last = at;
    else hunks.push({ first: at, last: at });
  }
  const count = (from: number, to: number, edit: Edit): number => lines.slice(from, to).filter((line) => line.edit !== edit).length;
  return hunks
    .map(({ first, last }) => {
      const [from, to] = [Math.max(0, first - CONTEXT), Math.min(lines.length, last + CONTEXT + 1)];
      const head = `@@ -${range(count(0, from, '+'), count(from, to, '+'))} +${range(count(0, from, '-'), count(from, to, '-'))} @@\n`;
      return head + lines.slice(from, to).map(({ edit, text }) => `${edit}${text}\n`).join('');
    })
    .join('');
}
