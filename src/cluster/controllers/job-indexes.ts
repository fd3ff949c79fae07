/** Completion indexes as a status writes them: `0-2,5`. */
export function indexesOf(text: string | undefined): readonly number[] {
  const found: number[] = [];
  for (const part of (text ?? '').split(',')) {
    if (part === '') continue;
    const [from = 0, to = from] = part.split('-').map(Number);
    for (let index = from; index <= to; index++) found.push(index);
  }
  return found;
}
export function indexText(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end + 1 < sorted.length && sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    parts.push(end === i ? `${sorted[i]}` : `${sorted[i]}${end === i + 1 ? ',' : '-'}${sorted[end]}`);
    i = end + 1;
  }
  return parts.join(',');
}
