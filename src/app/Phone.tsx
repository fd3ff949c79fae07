/** Below 768 px: four tabs, and the caption with its transport as a fixed sheet over them. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSession } from '../session/index.ts';
import type { Step } from '../session/lessons/play.ts';
import { tells } from '../session/lessons/tells.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Glyph, type GlyphName } from '../ui/glyph.tsx';
import { Diagram } from '../views/diagram/index.ts';
import { Editor } from '../views/editor/index.ts';
import { Terminal } from '../views/terminal/index.ts';
import { Story } from '../views/timeline/index.ts';
import { Inspector } from '../views/inspector/index.ts';
import { AuthorPanel, Glossary, LessonList, LessonPanel, Workbench } from '../views/lesson/index.ts';
import { HomeHeading } from './Home.tsx';
import { useLedToEditor } from './panels.ts';
import { SetAside } from './SetAside.tsx';
import { Panel } from './Understand.tsx';

type Tab = 'edit' | 'watch' | 'kubectl' | 'learn';
const TABS: readonly (readonly [Tab, string, GlyphName])[] = [['edit', 'Edit', 'file'], ['watch', 'Watch', 'eye'], ['kubectl', 'kubectl', 'term'], ['learn', 'Learn', 'book']];

/** The page's part that teaches, by the name that it has beside a wide picture. */
const Part = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode => <aside className="phone-scroll" aria-label={name}>{children}</aside>;

function Learn(): ReactNode {
  const lesson = useSession(state => state.lesson !== null);
  const writing = useSession(state => state.author !== null);
  const [shown, show] = useState<'lesson' | 'map' | 'words'>('lesson');
  const back = (): void => show('lesson');
  if (shown === 'words') return <Part name="The words"><button type="button" className="button phone-back" onClick={() => show('map')}><Glyph name="back" />Lessons</button><Glossary onOpen={back} /></Part>;
  if (lesson && shown === 'lesson') return <Part name="Lesson"><LessonPanel onMap={() => show('map')} /></Part>;
  if (writing && shown === 'lesson') return <Part name="Lesson workshop"><AuthorPanel /></Part>;
  return <Part name="Lessons"><LessonList onOpen={back} onGlossary={() => show('words')} /></Part>;
}

/** What is selected, in words and numbers, over the picture: opened by hand, as the picture comes first. */
function Details(): ReactNode {
  const selection = useSession(state => state.selection);
  // A packet's way and a matrix of verdicts are about more than what is selected.
  const hasThings = useSession(({ depth }) => depth === 'cluster' || depth === 'pod');
  const [open, setOpen] = useState(false);
  // Closed together with what it tells of.
  useEffect(() => {
    if (selection === null) setOpen(false);
  }, [selection]);
  if (selection === null || !hasThings) return null;
  if (open) return <aside className="phone-details" aria-label="Inspector"><Inspector /></aside>;
  return <button type="button" className="button line phone-look" onClick={() => setOpen(true)}><Glyph name="eye" />{selection.kind === 'Request' ? 'Look at the request' : `Look at ${selection.name}`}</button>;
}

/** Lines that only look are read in the terminal; what others do is seen in the picture. */
const looksOnly = (line: string): boolean => /^kubectl (get|describe|logs|events|explain|top|auth|rollout (history|status))\b/.test(line);

const runsItself = (step: Step | undefined, line: string): boolean => step !== undefined && 'do' in step && step.do.split('\n').includes(line);

export function Phone({ presenting }: { readonly presenting: boolean }): ReactNode {
  const [tab, setTab] = useState<Tab>('watch');
  const hasAside = useSession(state => state.hasAside);
  const untouched = useSession(state => state.untouched && state.lesson === null);
  // A lesson begins with its words, wherever it was opened from: a link, the story, the last visit.
  const taken = useSession(state => state.lesson?.lesson.id ?? null);
  useEffect(() => {
    if (taken !== null) setTab('learn');
  }, [taken]);
  // What came of a lesson that was brought is told among the lessons.
  const brought = useSession(state => state.brought !== null);
  useEffect(() => {
    if (brought) setTab('learn');
  }, [brought]);
  useLedToEditor(() => setTab('edit'));
  // A line that was clicked leads to where its answer is seen.
  const typed = useSession(state => state.typed);
  // What a lesson's step runs to be read stands among its words.
  const told = useSession(({ lesson, typed: { line } }) => lesson !== null && runsItself(lesson.lesson.steps[lesson.run.step], line));
  const first = useRef(typed.serial);
  useEffect(() => {
    if (typed.serial === first.current) return;
    if (told && typed.run && looksOnly(typed.line) && tells(typed.line)) setTab('learn');
    else setTab(typed.run && !looksOnly(typed.line) ? 'watch' : 'kubectl');
  }, [typed]);
  // Whoever asks to be shown something is led to where it is.
  const asked = useSession(state => state.pointing.asked);
  const serial = useSession(state => state.pointing.serial);
  const atLine = useSession(state => state.pointing.pointers[0]?.to === 'line');
  useEffect(() => {
    if (asked) setTab(atLine ? 'edit' : 'watch');
  }, [asked, serial, atLine]);
  return (
    <main className="phone" data-tab={tab}>
      <div className="phone-pane">
        <Boundary name={tab}>
          {/* Editor and terminal stay, so that neither text nor a running command is lost. */}
          <div hidden={tab !== 'edit'} className="fill"><Editor /></div>
          <div hidden={tab !== 'kubectl'} className="fill"><Terminal /></div>
          {tab === 'watch' && !presenting && <div className="phone-watch">{hasAside && <SetAside />}{untouched && <HomeHeading alone />}<Workbench /><div className="fill"><Diagram /></div><Details /></div>}
          {tab === 'learn' && !presenting && <Learn />}
        </Boundary>
      </div>
      <Panel />
      {tab === 'watch' && !untouched && !presenting && <footer className="story sheet"><Boundary name="timeline"><Story /></Boundary></footer>}
      <nav className="phone-tabs" aria-label="Parts of the page">
        {TABS.map(([name, label, glyph]) => (
          <button key={name} type="button" aria-current={tab === name ? 'page' : undefined} onClick={() => setTab(name)}><Glyph name={glyph} />{label}</button>
        ))}
      </nav>
    </main>
  );
}
