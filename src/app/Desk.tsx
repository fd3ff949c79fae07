/** The arrangement from 768 px: say at the left in full height, see and understand beside it, the story under both. */
import { useState, type ReactNode } from 'react';
import { Group, Panel, Separator, usePanelRef, type PanelSize } from 'react-resizable-panels';
import { changeSettings, useSession } from '../session/index.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { Diagram } from '../views/diagram/index.ts';
import { Editor } from '../views/editor/index.ts';
import { Terminal } from '../views/terminal/index.ts';
import { Story } from '../views/timeline/index.ts';
import { HomeHeading, HomeLinks } from './Home.tsx';
import { Understand } from './Understand.tsx';
import { useMedia } from './use-media.ts';

function Say(): ReactNode {
  return (
    <Group orientation="vertical" id="say" className="say">
      <Panel id="editor" className="fill" defaultSize="71%" minSize="120px"><Boundary name="editor"><Editor /></Boundary></Panel>
      <Separator className="splitter row" aria-label="Height of the editor" />
      <Panel id="terminal" className="fill" minSize="120px"><Boundary name="terminal"><Terminal /></Boundary></Panel>
    </Group>
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

function Stage(): ReactNode {
  const untouched = useSession(state => state.untouched && state.lesson === null);
  return (
    <div className="stage" data-home={untouched || undefined}>
      <div className="see">
        {untouched && <HomeHeading />}
        <div className="fill"><Boundary name="diagram"><Diagram /></Boundary></div>
      </div>
      <Understand />
      <footer className="story">{untouched ? <HomeLinks /> : <Boundary name="timeline"><Story /></Boundary>}</footer>
    </div>
  );
}

/** Whether editor and terminal stand open: as the learner chose at this depth, else as the room allows. */
function useSay(): readonly [open: boolean, set: (open: boolean) => void] {
  const depth = useSession(state => state.depth);
  const chosen = useSession(state => state.settings.sayOpen);
  const untouched = useSession(state => state.untouched);
  const wide = useMedia('(min-width: 1600px)');
  const narrow = useMedia('(max-width: 1023px)');
  const byRoom = narrow ? untouched : wide || depth === 'cluster';
  return [chosen[depth] ?? byRoom, open => changeSettings({ sayOpen: { ...chosen, [depth]: open } })];
}

/** Editor and terminal stay when they are folded away, so that neither text nor a running command is lost. */
export function Desk(): ReactNode {
  const [open, setOpen] = useSay();
  const [width] = useState(() => (window.innerWidth >= 1600 ? '440px' : '372px'));
  const say = usePanelRef();
  const onResize = (size: PanelSize, _id: string | number | undefined, before: PanelSize | undefined): void => {
    if (before === undefined || before.inPixels === 0 || size.inPixels !== 0 || !open) return;
    setOpen(false);
    say.current?.resize(width);
  };
  return (
    <main className="desk" data-folded={!open || undefined}>
      {!open && <Rail open={() => setOpen(true)} />}
      <Group orientation="horizontal" id="desk" className="desk-panels">
        <Panel id="say-panel" panelRef={say} collapsible collapsedSize="0px" onResize={onResize} defaultSize={width} minSize="320px" maxSize="60%" groupResizeBehavior="preserve-pixel-size"><Say /></Panel>
        <Separator className="splitter column" aria-label="Width of the editor" />
        <Panel id="stage-panel" minSize="360px"><Stage /></Panel>
      </Group>
    </main>
  );
}
