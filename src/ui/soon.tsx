/** Parts that the first paint does not need, but the first click does: loaded once the page has an idle moment. */
import { lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

const whenIdle = (load: () => unknown): void => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(load, { timeout: 2000 });
  else setTimeout(load, 500);
};

export function soon<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let loaded: ComponentType<P> | null = null;
  const Part = lazy(async () => ({ default: await load() })) as ComponentType<P>;
  if (typeof window === 'object') whenIdle(() => void load().then(part => { loaded = part; }, () => undefined));
  return function Soon(props: P): ReactNode {
    // What is there already is drawn at once: a suspended part would be held back for a moment even then. A part stays what it was drawn as first.
    const [Ready] = useState(() => loaded);
    return Ready === null ? <Suspense fallback={null}><Part {...props} /></Suspense> : <Ready {...props} />;
  };
}
