/** The Markdown of lesson texts as plain data: paragraphs and lists of words, code, bold and links. There is no HTML to inject. */

export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'em'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: string };
export type Block = { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] } | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|(?<!!)\[([^\]]+)\]\(([^)\s]+)\)/g;
/** Where a link may lead: another lesson, or the web. */
const SAFE_LINK = /^(lesson:[a-z0-9-]+|https:\/\/[^\s]+)$/;
export const isSafeLink = (to: string): boolean => SAFE_LINK.test(to);

export function parseInline(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) });
    const [whole, code, strong, em, label, to] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (em !== undefined) found.push({ kind: 'em', text: em });
    else if (label !== undefined && to !== undefined && isSafeLink(to)) found.push({ kind: 'link', text: label, to });
    else found.push({ kind: 'text', text: whole });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}

export function parseBlocks(text: string): readonly Block[] {
  return text.split(/\n\s*\n/).filter(part => part.trim() !== '').flatMap((part): readonly Block[] => {
    const lines = part.trim().split('\n');
    const marker = /^(?:[-*]|\d+\.)\s+/;
    if (!lines.every(line => marker.test(line) || /^\s/.test(line)) || !marker.test(lines[0] ?? '')) return [{ kind: 'paragraph', inlines: parseInline(lines.map(line => line.trim()).join(' ')) }];
    const items: string[] = [];
    for (const line of lines) {
      if (marker.test(line)) items.push(line.replace(marker, ''));
      else items.push(`${items.pop() ?? ''} ${line.trim()}`);
    }
    return [{ kind: 'list', ordered: /^\d/.test(lines[0] ?? ''), items: items.map(parseInline) }];
  });
}

/** Words of a text, for its limit: code and marks count as they are read. */
export const countWords = (text: string): number => text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
/** A text as it is read out: code as one short word, links by their words. */
export const plainText = (text: string): string =>
  parseBlocks(text).flatMap(block => (block.kind === 'paragraph' ? [block.inlines] : block.items)).map(inlines => inlines.map(({ kind, text: own }) => (kind === 'code' ? 'code' : own)).join('')).join('\n');
