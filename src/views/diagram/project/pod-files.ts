/** The files of an opened Pod, as plain data: what each container has for itself, what lies on common shelves, and where each is mounted. */
import { podFactKey, type PodFact } from '../../../cluster/contract/facts.ts';
import type { ClusterView } from '../../../cluster/contract/view.ts';
import type { Container } from '../../../model/objects.ts';
import type { ContainerBox, PodGraph } from './pod.ts';

export interface FilesColumn {
  readonly box: ContainerBox;
  /** What it has written into its own root file system; gone with its next start. */
  readonly written: readonly string[];
  /** The top of that file system, as the image gives it. */
  readonly root: readonly string[];
}
export interface Shelf {
  readonly name: string;
  readonly kind: string;
  readonly about: string;
  readonly files: readonly string[];
  readonly legs: readonly { readonly column: number; readonly path: string; readonly readOnly: boolean }[];
  /** The columns that it lies under, the last included. */
  readonly from: number;
  readonly to: number;
}
export interface FilesPicture {
  readonly columns: readonly FilesColumn[];
  readonly shelves: readonly Shelf[];
}

export function projectFiles(view: ClusterView, pod: PodGraph): FilesPicture {
  const { spec } = view.get('pods', pod.namespace, pod.name) ?? {};
  const fact = pod.node === '' ? undefined : (view.fact(podFactKey(pod.node, pod.uid)) as PodFact | undefined);
  const boxes = [...pod.inits, ...pod.boxes];
  const specs: readonly Container[] = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const mountsOf = (name: string): NonNullable<Container['volumeMounts']> => specs.find((one) => one.name === name)?.volumeMounts ?? [];
  return {
    columns: boxes.map((box) => ({ box, written: fact?.containers.find(({ name }) => name === box.chip.name)?.written ?? [], root: box.root.flatMap(({ path, mounted }) => (mounted ? [] : [path])) })),
    shelves: pod.trays.map(({ name, kind, about, files }): Shelf => {
      const legs = boxes.flatMap((box, column) => mountsOf(box.chip.name).flatMap((mount) => (mount.name === name ? [{ column, path: mount.mountPath, readOnly: mount.readOnly === true }] : [])));
      const columns = legs.map(({ column }) => column);
      return { name, kind, about, files, legs, from: Math.min(boxes.length - 1, ...columns), to: Math.max(0, ...columns) };
    }),
  };
}
