/** The top bar: where one is, lessons, presenting, settings. */
import { lazy, Suspense, type ReactNode } from 'react';
import { changeSettings, leaveLesson, reset, setPresenting, undoReset, useSession } from '../session/index.ts';
import { Glyph } from '../ui/glyph.tsx';
import { Menu } from '../ui/menu.tsx';
import { showShare, usePanels } from './panels.ts';

const SharePanel = lazy(async () => ({ default: (await import('./SharePanel.tsx')).SharePanel }));

function Brand(): ReactNode {
  return (
    <div className="brand">
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M3.2 20.8V11A8.8 8.8 0 0 1 20.8 11v9.8Z" fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinejoin="round" />
        <rect x="7" y="11.6" width="4.2" height="5.6" rx="1" fill="currentColor" />
        <rect x="12.9" y="11.6" width="4.2" height="5.6" rx="1" fill="currentColor" />
      </svg>
      <h1>Podarium</h1>
    </div>
  );
}

function Crumb(): ReactNode {
  const lesson = useSession(state => state.lesson?.lesson ?? null);
  const active = useSession(state => state.tabs.active);
  const untouched = useSession(state => state.untouched);
  if (lesson === null) return <p className="crumb">{untouched ? 'New sandbox' : <><b>{active}</b><span className="dim">sandbox</span></>}</p>;
  return (
    <p className="crumb">
      <b>{lesson.title}</b>
      <span className="dim">{lesson.kind} {lesson.number}</span>
      <button type="button" className="button" onClick={() => void leaveLesson()}>Back to free play</button>
    </p>
  );
}

export function TopBar({ phone }: { readonly phone: boolean }): ReactNode {
  const panel = usePanels(state => state.panel);
  const show = usePanels(state => state.show);
  const begun = useSession(state => !state.untouched || state.lesson !== null);
  return (
    <header className="topbar">
      <Brand />
      {!phone && <Crumb />}
      <div className="grow" />
      {!phone && <span className="dim version">Kubernetes 1.37</span>}
      {!phone && <button type="button" className="button" aria-pressed={panel === 'lessons'} onClick={() => show(panel === 'lessons' ? 'none' : 'lessons')}><Glyph name="book" />Lessons</button>}
      <Share phone={phone} />
      {begun && !phone && <button type="button" className="button" onClick={() => setPresenting(true)}><Glyph name="present" />Present</button>}
      <SettingsMenu phone={phone} />
    </header>
  );
}

const closeShare = (): void => showShare('closed');
function Share({ phone }: { readonly phone: boolean }): ReactNode {
  const share = usePanels(state => state.share);
  const untouched = useSession(state => state.untouched && state.lesson === null);
  if (untouched && share === 'closed') return null;
  return (
    <div className="share-at">
      <button type="button" className={phone ? 'button icon' : 'button'} aria-label="Share" aria-expanded={share !== 'closed'} onClick={() => showShare(share === 'closed' ? 'open' : 'closed')}>
        <Glyph name="share" />
        {!phone && 'Share'}
      </button>
      {share !== 'closed' && <Suspense fallback={null}><SharePanel damaged={share === 'damaged'} onClose={closeShare} /></Suspense>}
    </div>
  );
}

function SettingsMenu({ phone }: { readonly phone: boolean }): ReactNode {
  const settings = useSession(state => state.settings);
  const canUndo = useSession(state => state.canUndoReset);
  const hasAside = useSession(state => state.hasAside);
  const show = usePanels(state => state.show);
  const choice = (label: string, on: boolean, choose: () => void): ReactNode => (
    <button type="button" role="menuitemradio" aria-checked={on} onClick={choose}>{label}<span className="grow" />{on && <Glyph name="check" />}</button>
  );
  return (
    <Menu label="Settings" className="button icon" align="right" button={<Glyph name="more" />}>
      <h3>Theme</h3>
      {choice('As the system', settings.theme === 'system', () => changeSettings({ theme: 'system' }))}
      {choice('Light', settings.theme === 'light', () => changeSettings({ theme: 'light' }))}
      {choice('Dark', settings.theme === 'dark', () => changeSettings({ theme: 'dark' }))}
      <hr />
      <button
        type="button" role="menuitemcheckbox" aria-checked={settings.motion === 'reduce'}
        onClick={() => changeSettings({ motion: settings.motion === 'reduce' ? 'system' : 'reduce' })}
      >Nothing travels<span className="grow" />{settings.motion === 'reduce' && <Glyph name="check" />}</button>
      <hr />
      <button type="button" role="menuitem" onClick={() => show('glossary')}>The words<span className="grow" /><kbd>G</kbd></button>
      {!phone && <button type="button" role="menuitem" onClick={() => show('keys')}>Keys<span className="grow" /><kbd>?</kbd></button>}
      <button type="button" role="menuitem" onClick={() => show('fidelity')}>What is simulated</button>
      <button type="button" role="menuitem" onClick={() => void reset()}>Reset the sandbox</button>
      {canUndo && <button type="button" role="menuitem" onClick={() => void undoReset()}>Undo the reset</button>}
      {hasAside && <button type="button" role="menuitem" onClick={() => void import('./SetAside.tsx').then(({ saveAside }) => saveAside())}>Download what was set aside</button>}
    </Menu>
  );
}
