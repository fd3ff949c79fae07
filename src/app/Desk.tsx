/** The arrangement from 768 px: say at the left in full height, see and understand beside it, the story under both. */
import { lazy, Suspense, useState, type CSSProperties, type ReactNode } from 'react';
import { changeSettings, getState, useSession } from '../session/index.ts';
import type { LessonKind, Step } from '../session/lessons/play.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { Splitter } from '../ui/splitter.tsx';
import { Diagram } from '../views/diagram/index.ts';
import { Editor } from '../views/editor/index.ts';
import { Terminal } from '../views/terminal/index.ts';
import { Workbench } from '../views/lesson/index.ts';
import { Story } from '../views/timeline/index.ts';
import { HomePath } from './HomePath.tsx';
import { HomeHeading, HomeLegend, HomeLine, HomeLinks } from './Home.tsx';
import { useLedToEditor } from './panels.ts';
import { Understand } from './Understand.tsx';
import { useInnerHeight, useMedia } from './use-media.ts';

/** The size of a panel: as the learner left it, else what it begins with. */
function useSize(name: string, initial: number): readonly [size: number, set: (size: number) => void] {
  const sizes = useSession(state => state.settings.sizes);
  return [sizes[name] ?? initial, size => changeSettings({ sizes: { ...getState().settings.sizes, [name]: size } })];
}

/** Editor over terminal, 71 to 29, each at least 120 px high. */
function Say({ wide }: { readonly wide: { readonly on: boolean; toggle(): void } }): ReactNode {
  const height = useInnerHeight() - 44;
  const untouched = useSession(state => state.untouched && state.lesson === null);
  const [size, setSize] = useSize('editor', Math.round(height * 0.71));
  const most = height - 120;
  return (
    <div className="say" style={{ gridTemplateRows: `${Math.min(size, most)}px auto minmax(0, 1fr)` }}>
      <div className="fill"><Boundary name="editor"><Editor /></Boundary>{untouched && <HomeLegend />}</div>
      <Splitter label="Height of the editor" axis="row" value={Math.min(size, most)} min={120} max={most} onChange={setSize} />
      <div className="fill"><Boundary name="terminal"><Terminal wide={wide} /></Boundary>{untouched && <HomeLine />}</div>
    </div>
  );
}

/** The editor folded away: its files' names stay in sight. */
function Rail({ open }: { readonly open: () => void }): ReactNode {
  const active = useSession(state => state.tabs.active);
  return (
    <nav className="rail" aria-label="Folded panels">
      <button type="button" className="button icon" aria-label="Open the editor" onClick={open}><Glyph name="file" /></button>
      <button type="button" className="button icon" aria-label="Open the terminal" onClick={open}><Glyph name="term" /></button>
      <button type="button" className="rail-name" onClick={open}>{active}</button>
    </nav>
  );
}

// Rarely is there anything to say.
const SetAside = lazy(async () => ({ default: (await import('./SetAside.tsx')).SetAside }));

function Stage({ alone }: { readonly alone: boolean }): ReactNode {
  const hasAside = useSession(state => state.hasAside);
  const untouched = useSession(state => state.untouched && state.lesson === null);
  return (
    <div className="stage" data-home={untouched || undefined}>
      <div className="see">
        {hasAside && <Suspense fallback={null}><SetAside /></Suspense>}
        {untouched && <HomeHeading alone={alone} />}
        {untouched && !alone && <HomePath />}
        <Boundary name="workbench"><Workbench /></Boundary>
        <div className="fill"><Boundary name="diagram"><Diagram /></Boundary></div>
      </div>
      <Understand />
      <footer className="story">{untouched ? <HomeLinks /> : <Boundary name="timeline"><Story /></Boundary>}</footer>
    </div>
  );
}

/** Where the learner writes, in a file or in the terminal: there is no command to click, and in a challenge none at all. */
const isByHand = (kind: LessonKind, step: Step | undefined): boolean => kind === 'challenge' || (step?.kind === 'act' && step.suggest === '');

/** Whether editor and terminal stand open: as the learner chose at this depth, else as the room allows. */
function useSay(): readonly [open: boolean, set: (open: boolean) => void] {
  const depth = useSession(state => state.depth);
  const chosen = useSession(state => state.settings.sayOpen);
  const wide = useMedia('(min-width: 1600px)');
  const narrow = useMedia('(max-width: 1023px)');
  const byRoom = !narrow && (wide || depth === 'cluster');
  // A lesson that points at a line shows the line: at once where there is room for both, else when somebody asks.
  const pointed = useSession(({ pointing }) => pointing.pointers.some(({ to }) => to === 'line') && (depth === 'cluster' || pointing.asked)) && !narrow;
  // Where something is to be written or typed, it stands open, unless the learner has closed it here.
  const writes = useSession(({ lesson }) => lesson !== null && isByHand(lesson.lesson.kind, lesson.lesson.steps[lesson.run.step])) && !narrow;
  return [pointed || (chosen[depth] ?? (byRoom || writes)), open => changeSettings({ sayOpen: { ...chosen, [depth]: open } })];
}

/** Editor and terminal stay when they are folded away, or while the picture is on a wall, so that neither text nor a running command is lost. */
export function Desk({ presenting }: { readonly presenting: boolean }): ReactNode {
  const [open, setOpen] = useSay();
  useLedToEditor(() => setOpen(true));
  const wide = useMedia('(min-width: 1600px)');
  const narrow = useMedia('(max-width: 1023px)');
  const lesson = useSession(state => state.lesson !== null);
  const [leans, lean] = useState(false);
  const [size, setSize] = useSize('say', wide ? 440 : lesson ? 336 : 372);
  return (
    <main className="desk" data-folded={!open || undefined} data-leans={leans || undefined} style={{ '--say': `${size}px` } as CSSProperties}>
      {(!open || narrow) && <Rail open={() => setOpen(!open)} />}
      <Say wide={{ on: leans, toggle: () => lean(!leans) }} />
      {open && <Splitter label="Width of the editor" axis="column" value={size} min={320} max={window.innerWidth - 520} onChange={setSize} onFold={() => setOpen(false)} />}
      {!presenting && <Stage alone={!open} />}
    </main>
  );
}
