/** The first visit: what this is, and where to begin. It goes away with the first thing that is done. */
import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { applyActive, HELLO, startLesson, textOf, typeLine, useSession } from '../session/index.ts';
import { Glyph } from '../ui/glyph.tsx';
import { openFiles } from './drop.ts';
import { showPanel } from './panels.ts';

/** `alone`: the editor is not in sight, so the one thing to do stands here. */
export function HomeHeading({ alone }: { readonly alone: boolean }): ReactNode {
  return (
    <div className="home-heading">
      <h2>A whole cluster, in a glass box.</h2>
      <p>It is running now, in this page: nothing to install, nothing to break. Apply the Pod and follow it.</p>
      {alone && <button type="button" className="button ink home-apply" onClick={applyActive}>Apply the Pod</button>}
    </div>
  );
}

const LEGEND = [['pod', 'the Pod: what is placed on a node'], ['container', 'the container: what runs in it'], ['network', 'the port it listens on']] as const;
/** What the ribbon beside the lines means, under the text that it stands beside. */
export function HomeLegend(): ReactNode {
  const lines = useSession(({ tabs }) => (tabs.active === 'hello.yaml' && textOf(tabs, 'hello.yaml') === HELLO ? HELLO.split('\n').length : 0));
  if (lines === 0) return null;
  return <ul className="home-legend" style={{ '--lines': lines } as CSSProperties}>{LEGEND.map(([thing, words]) => <li key={thing}><i style={{ background: `var(--${thing})` }} />{words}</li>)}</ul>;
}

/** The same in the terminal: a click writes the line, Enter carries it out. It makes room for what one types instead. */
export function HomeLine(): ReactNode {
  const file = useSession(({ tabs }) => tabs.active);
  const line = `kubectl apply -f ${file}`;
  const [written, write] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const place = button.current?.parentElement;
    const makeRoom = ({ target }: Event): void => { if (target !== button.current) write(true); };
    const typing = ['keydown', 'paste', 'input'] as const;
    for (const type of typing) place?.addEventListener(type, makeRoom, true);
    return () => typing.forEach(type => place?.removeEventListener(type, makeRoom, true));
  }, []);
  if (written || /\s/.test(file)) return null;
  return (
    <button ref={button} type="button" className="home-line" onClick={() => { write(true); typeLine(line); }}>
      <span>or type it yourself</span><code>{line}</code>
    </button>
  );
}

export function HomeLinks(): ReactNode {
  return (
    <div className="home-links">
      <button type="button" onClick={() => void startLesson('first-pod')}><Glyph name="book" /><span><b>Your first Pod</b><small>guided lesson, 4 minutes</small></span></button>
      <button type="button" onClick={() => showPanel('lessons')}><Glyph name="eye" /><span><b>All lessons and demos</b><small>one idea at a time</small></span></button>
      <label tabIndex={-1}>
        <Glyph name="file" />
        <span><b>Bring your own YAML</b><small>paste it, or drop a file anywhere</small></span>
        <input type="file" accept=".yaml,.yml,.json" multiple className="visually-hidden" onChange={event => openFiles(event.target.files)} />
      </label>
    </div>
  );
}
