/** Whether a media query holds, and how high the window is, kept up to date. */
import { useSyncExternalStore } from 'react';

interface Watched {
  readonly subscribe: (changed: () => void) => () => void;
  readonly matches: () => boolean;
}
/** Asked at each render, so that each query is made once. */
const made = new Map<string, Watched>();
function watched(query: string): Watched {
  const known = made.get(query);
  if (known !== undefined) return known;
  const list = matchMedia(query);
  const fresh: Watched = {
    subscribe: changed => {
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    matches: () => list.matches,
  };
  made.set(query, fresh);
  return fresh;
}
export function useMedia(query: string): boolean {
  const { subscribe, matches } = watched(query);
  return useSyncExternalStore(subscribe, matches);
}

const onResize = (changed: () => void): (() => void) => {
  window.addEventListener('resize', changed);
  return () => window.removeEventListener('resize', changed);
};
export const useInnerHeight = (): number => useSyncExternalStore(onResize, () => window.innerHeight);
