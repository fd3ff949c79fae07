/** The pause container: it holds a sandbox's namespaces open and does nothing. */
import { executable } from '../kernel/bytes.ts';
import type { Program } from '../kernel/context.ts';
import { RUNTIME_FILES } from './busybox.ts';
import { image, textFile, treeOf } from './image.ts';
import type { Image } from './image.ts';

export const pauseProgram: Program = {
  name: 'pause', memoryBytes: 300_000, catches: ['INT', 'TERM'], start: () => null,
  run: (_, p) => (p.pending.length > 0 ? { turn: 'exit', code: 0 } : { turn: 'wait', on: [] }),
};
export const pause: Image = image({ repository: 'registry.k8s.io/pause', entrypoint: ['/pause'], user: '65535:65535', root: treeOf({ ...RUNTIME_FILES, '/pause': textFile(executable('pause'), 0o755) }) });
