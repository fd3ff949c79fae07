/** Makes the worker: the one place where the page starts one for the cluster. */
import { wrap, type Remote } from 'comlink';
import type { RemoteCluster } from './worker.ts';

export function connectCluster(): Remote<RemoteCluster> {
  return wrap<RemoteCluster>(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'cluster' }));
}
