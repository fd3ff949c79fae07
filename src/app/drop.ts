/** Manifests from the learner's own disk: dropped anywhere on the page, or chosen. */
import { useEffect } from 'react';
import { files } from '../session/index.ts';

export function openFiles(list: FileList | null): void {
  for (const file of list ?? []) void file.text().then(text => files.open(file.name, text));
}

const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
export function useDrop(): void {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (bringsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      openFiles(event.dataTransfer?.files ?? null);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('drop', drop);
    };
  }, []);
}
