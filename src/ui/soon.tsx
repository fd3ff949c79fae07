/** Parts that the first paint does not need, but the first click does: loaded once the page has an idle moment. */
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

const whenIdle = (load: () => unknown): void => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(load, { timeout: 2000 });
  else setTimeout(load, 500);
};

export function soon<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  const Part = lazy(async () => ({ default: await load() })) as ComponentType<P>;
  if (typeof window === 'object') whenIdle(() => void load().catch(() => undefined));
  return (props: P): ReactNode => <Suspense fallback={null}><Part {...props} /></Suspense>;
}
