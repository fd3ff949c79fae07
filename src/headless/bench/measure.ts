/** How the benches measure: CPU time of the process, the median of five runs after a warm-up in the same process. */

export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

export function medianCpuMs(work: () => void, runs = 5): number {
  work();
  return median(Array.from({ length: runs }, () => cpuMs(work)));
}

/** Heap in use after two full collections, what array buffers hold included, in bytes. */
export function heapUsed(): number {
  if (globalThis.gc === undefined) throw new Error('run node with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed: heap, arrayBuffers } = process.memoryUsage();
  return heap + arrayBuffers;
}
