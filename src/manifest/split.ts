/** Cuts a text into documents as kubectl's reader does: at lines that begin with `---`. Follows apimachinery pkg/util/yaml YAMLReader. */

export interface Chunk {
  /** Where the chunk begins in the whole text. */
  readonly offset: number;
  readonly text: string;
}

/** A line ends a document when nothing but blanks or a comment follows its dashes. */
function endsDocument(line: string): boolean {
  if (!line.startsWith('---')) return false;
  const rest = line.slice(3).trim();
  return rest === '' || rest.startsWith('#');
}

/** Documents in order, at most `most` of them; empty ones are left in, since kubectl reads them, too. */
export function splitDocuments(text: string, most: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    // A chunk that is still empty takes the line in; a YAML parser skips it.
    if (at > start && text.startsWith('---', at) && endsDocument(text.slice(at, end))) {
      chunks.push({ offset: start, text: text.slice(start, at) });
      if (chunks.length >= most) return chunks;
      start = end;
    }
    at = end;
  }
  if (start < text.length) chunks.push({ offset: start, text: text.slice(start) });
  return chunks;
}
