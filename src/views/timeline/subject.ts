/** The file in which what a step is about was written. */
import type { ManifestFile, Selection } from '../../session/index.ts';

/** The file that names it, the open one first; null where none does. */
export function fileOf(selection: Selection, files: readonly ManifestFile[], active: string): string | null {
  if (!('name' in selection)) return null;
  const named = new RegExp(`^\\s*name:\\s*["']?${selection.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?\\s*$`, 'm');
  const found = files.filter(({ text }) => named.test(text)).map(({ name }) => name);
  return found.includes(active) ? active : (found[0] ?? null);
}
