/** The page: top bar, then say, see and understand, with the story under picture and inspector. Arrangement follows the width. */
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import '../ui/base.css';
import './app.css';
import { useSession } from '../session/index.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Diagram } from '../views/diagram/index.ts';
import { PresenterView } from '../views/presenter/index.ts';
import { Desk } from './Desk.tsx';
import { useDrop } from './drop.ts';
import { useFollow } from './follow.ts';
import { useLinks } from './link.ts';
import { useShortcuts } from './shortcuts.ts';
import { TopBar } from './TopBar.tsx';
import { useMedia } from './use-media.ts';
import { Trouble } from './Trouble.tsx';

// A desk never needs it.
const Phone = lazy(async () => ({ default: (await import('./Phone.tsx')).Phone }));

function useTheme(): void {
  const { theme, motion } = useSession(state => state.settings);
  const presenting = useSession(state => state.presenting);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;
    root.toggleAttribute('data-presenter', presenting);
    if (motion === 'reduce') root.dataset['motion'] = 'reduce';
    else delete root.dataset['motion'];
  }, [theme, motion, systemDark, presenting]);
}

/** What is done at each step of the story: beside the page, which need not be rendered for it. */
function Follow(): ReactNode {
  useFollow();
  return null;
}

export function App(): ReactNode {
  useTheme();
  useShortcuts();
  useDrop();
  useLinks();
  const status = useSession(state => state.status);
  const presenting = useSession(state => state.presenting);
  const phone = useMedia('(max-width: 767px)');
  if (status === 'broken') return <Trouble />;
  return (
    <>
      {presenting && <Boundary name="presenter"><PresenterView picture={<Diagram />} /></Boundary>}
      <div className="app" hidden={presenting}>
        <Follow />
        <TopBar phone={phone} />
        {phone ? <Suspense fallback={null}><Phone presenting={presenting} /></Suspense> : <Desk presenting={presenting} />}
      </div>
    </>
  );
}
