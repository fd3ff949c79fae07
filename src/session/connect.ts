/** Makes the worker: the one place where the page starts one for the cluster. */
import { releaseProxy, wrap, type Remote } from 'comlink';
import type { RemoteCluster } from './worker/worker.ts';

const newWorker = (name: string): Worker => new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name });
export const connectCluster = (): Remote<RemoteCluster> => wrap<RemoteCluster>(newWorker('cluster'));

/** Work that may never end, in a worker of its own: given up after a while, or when somebody stops it. Null says so. */
export async function inSpareWorker<T>(work: (remote: Remote<RemoteCluster>) => Promise<T>, mostMs: number, stop?: AbortSignal): Promise<T | null> {
  const worker = newWorker('trial');
  const remote = wrap<RemoteCluster>(worker);
  let timer = 0;
  const givenUp = new Promise<null>(resolve => {
    timer = window.setTimeout(() => resolve(null), mostMs);
    stop?.addEventListener('abort', () => resolve(null));
  });
  try {
    return await Promise.race([work(remote), givenUp]);
  } finally {
    clearTimeout(timer);
    remote[releaseProxy]();
    worker.terminate();
  }
}
