/**
 * Texts that are kept for long. A text built with + or a template is kept by JavaScript engines as the tree of its parts,
 * several times the size of the text; `join` makes a plain one.
 */
export const flat = (parts: readonly string[]): string => parts.join('');
