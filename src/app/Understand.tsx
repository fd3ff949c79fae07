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

const NAMES: Readonly<Record<PanelName, string>> = { none: '', lessons: 'Lessons', glossary: 'The words', fidelity: 'What is simulated' };

export function Understand(): ReactNode {
  const panel = usePanels(state => state.panel);
  const show = usePanels(state => state.show);
  const lesson = useSession(state => state.lesson !== null);
  const writing = useSession(state => state.author !== null);
  const wide = useMedia('(min-width: 1600px)');
  // Inside a Pod the picture says what the inspector would, and needs its width; what is chosen there has a word of its own.
  const said = useSession(({ depth, selection, openPod }) => depth === 'pod' && selection?.kind === 'Pod' && `${selection.namespace}/${selection.name}` === openPod);
  const selected = useSession(state => state.selection !== null) && (wide || !said);
  if (panel !== 'none') {
    return (
      <aside className="understand wide over" aria-label={NAMES[panel]}>
        <button type="button" className="button icon close" aria-label="Close this panel" onClick={() => show('none')}><Glyph name="close" /></button>
        <Boundary name={panel}>
          {panel === 'lessons'
            ? <LessonList onOpen={() => show('none')} onGlossary={() => show('glossary')} />
            : panel === 'glossary' ? <Glossary onOpen={() => show('none')} /> : <Suspense fallback={null}><Fidelity /></Suspense>}
        </Boundary>
      </aside>
    );
  }
  if (lesson) return <aside className="understand wide" aria-label="Lesson"><Boundary name="lesson"><LessonPanel onMap={() => show('lessons')} /></Boundary></aside>;
  if (writing) return <aside className="understand wide" aria-label="Lesson workshop"><Boundary name="workshop"><AuthorPanel /></Boundary></aside>;
  return selected ? <aside className="understand" aria-label="Inspector"><Boundary name="inspector"><Inspector /></Boundary></aside> : null;
}
