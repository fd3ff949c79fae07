/** What an image is: a tree of files that all its containers share, and how its container starts. */
import type { FileRef, Inode } from '../../contract/kernel.ts';

export interface Image {
  /** Repository, without registry and tag, as in `nginx`; or with its registry: `registry.example/tiny`. */
  readonly repository: string;
  /** The tag that this is for, or null for any. */
  readonly tag: string | null;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly stopSignal: string;
  readonly root: Inode & { readonly kind: 'dir' };
}

/** When all the images were built: 2024-05-18. */
const BUILT = Date.UTC(2024, 4, 18);
const meta = (mode: number) => ({ mode, uid: 0, gid: 0, mtime: BUILT, fs: 'image' });
export const textFile = (data: string, mode = 0o644): Inode => ({ kind: 'file', data, links: 1, ...meta(mode) });
export const linkTo = (target: string): Inode => ({ kind: 'link', target, ...meta(0o777) });
export const emptyFolder = (mode = 0o755): Inode => ({ kind: 'dir', entries: new Map(), ...meta(mode) });

/** A tree from paths; folders on the way come into being. Later trees are laid over earlier ones. */
export function treeOf(...layers: readonly Readonly<Record<string, Inode>>[]): Inode & { readonly kind: 'dir' } {
  const root = { ...meta(0o755), kind: 'dir' as const, entries: new Map<string, FileRef>() };
  for (const layer of layers) for (const [path, inode] of Object.entries(layer)) put(root.entries, path.split('/').slice(1), inode);
  return root;
}
function put(entries: Map<string, FileRef>, parts: readonly string[], inode: Inode): void {
  const [name = '', ...rest] = parts;
  const there = entries.get(name);
  if (rest.length === 0) {
    const keeps = inode.kind === 'dir' && typeof there === 'object' && there.kind === 'dir' ? { ...inode, entries: there.entries } : inode;
    entries.set(name, keeps);
    return;
  }
  let below = typeof there === 'object' && there.kind === 'dir' ? (there.entries as Map<string, FileRef>) : null;
  if (below === null) {
    below = new Map();
    entries.set(name, { ...meta(0o755), kind: 'dir', entries: below });
  }
  put(below, rest, inode);
}

/** An image with the usual defaults. */
export const image = (given: Partial<Image> & Pick<Image, 'repository' | 'root'>): Image => ({
  tag: null, entrypoint: [], command: [], env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], user: '', workingDir: '/', stopSignal: 'SIGTERM', ...given,
});
