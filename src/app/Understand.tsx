/** The right-hand side: the lesson, the list of lessons, or what is selected. It is not there when there is nothing to say. */
import { lazy, Suspense, type ReactNode } from 'react';
import { useSession } from '../session/index.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { Inspector } from '../views/inspector/index.ts';
import { AuthorPanel, Glossary, LessonList, LessonPanel } from '../views/lesson/index.ts';
import { useMedia } from './use-media.ts';
import { usePanels, type PanelName } from './panels.ts';

const Fidelity = lazy(async () => ({ default: (await import('../views/inspector/Fidelity.tsx')).Fidelity }));

const Keys = lazy(async () => ({ default: (await import('./Keys.tsx')).Keys }));

const NAMES: Readonly<Record<PanelName, string>> = { none: '', lessons: 'Lessons', glossary: 'The words', fidelity: 'What is simulated', keys: 'Keys' };

function Shown({ panel, show }: { readonly panel: PanelName; readonly show: (panel: PanelName) => void }): ReactNode {
  switch (panel) {
    case 'lessons': return <LessonList onOpen={() => show('none')} onGlossary={() => show('glossary')} />;
    case 'glossary': return <Glossary onOpen={() => show('none')} />;
    case 'fidelity': return <Suspense fallback={null}><Fidelity /></Suspense>;
    case 'keys': return <Suspense fallback={null}><Keys /></Suspense>;
    case 'none': return null;
  }
}
/** A list that is opened for a choice, over the rest. */
export function Panel(): ReactNode {
  const panel = usePanels(state => state.panel);
  const show = usePanels(state => state.show);
  if (panel === 'none') return null;
  return (
    <aside className="understand wide over" aria-label={NAMES[panel]}>
      <button type="button" className="button icon close" aria-label="Close this panel" onClick={() => show('none')}><Glyph name="close" /></button>
      <Boundary name={panel}><Shown panel={panel} show={show} /></Boundary>
    </aside>
  );
}

/** What stands beside the picture: the lesson, the workshop, or what is selected. */
function Beside(): ReactNode {
  const show = usePanels(state => state.show);
  const lesson = useSession(state => state.lesson !== null);
  const writing = useSession(state => state.author !== null);
  const wide = useMedia('(min-width: 1600px)');
  // Inside a Pod the picture says what the inspector would, and needs its width; what is chosen there has a word of its own.
  const said = useSession(({ depth, selection, openPod }) => depth === 'pod' && selection?.kind === 'Pod' && `${selection.namespace}/${selection.name}` === openPod);
  const selected = useSession(state => state.selection !== null) && (wide || !said);
  if (lesson) return <aside className="understand wide" aria-label="Lesson"><Boundary name="lesson"><LessonPanel onMap={() => show('lessons')} /></Boundary></aside>;
  if (writing) return <aside className="understand wide" aria-label="Lesson workshop"><Boundary name="workshop"><AuthorPanel /></Boundary></aside>;
  return selected ? <aside className="understand" aria-label="Inspector"><Boundary name="inspector"><Inspector /></Boundary></aside> : null;
}

export const Understand = (): ReactNode => <><Beside /><Panel /></>;
