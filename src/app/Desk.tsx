/** The arrangement from 768 px: say at the left in full height, see and understand beside it, the story under both. */
import { type ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
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
function Rail(): ReactNode {
  const active = useSession(state => state.tabs.active);
  const open = (): void => changeSettings({ foldedSay: false });
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

export function Desk(): ReactNode {
  const deep = useSession(state => state.depth !== 'cluster');
  const folded = useSession(state => state.settings.foldedSay);
  const wide = useMedia('(min-width: 1600px)');
  const narrow = useMedia('(max-width: 1023px)');
  const hideSay = folded || (deep && !wide) || narrow;
  if (hideSay) return <main className="desk folded"><Rail /><Stage /></main>;
  return (
    <main className="desk">
      <Group orientation="horizontal" id="desk" key={String(wide)}>
        <Panel id="say-panel" defaultSize={wide ? '440px' : '372px'} minSize="320px" maxSize="60%" groupResizeBehavior="preserve-pixel-size"><Say /></Panel>
        <Separator className="splitter column" aria-label="Width of the editor" />
        <Panel id="stage-panel" minSize="520px"><Stage /></Panel>
      </Group>
    </main>
  );
}
