/** Calls when the page's colours have changed: for parts that hold colours as values. */
import { useEffect, useRef } from 'react';

export function useThemeChange(changed: () => void): void {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(() => {
    const tell = (): void => latest.current();
    const watch = new MutationObserver(tell);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-presenter'] });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', tell);
    return () => {
      watch.disconnect();
      dark.removeEventListener('change', tell);
    };
  }, []);
}
