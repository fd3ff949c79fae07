/** The workshop: a lesson made from the cluster as it stands, page by page; everything is kept in the browser as it is typed. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { closeAuthor, turnTo } from '../../../session/author/authoring.ts';
import { AUTHOR_PAGES as PAGES } from '../../../session/author/types.ts';
import type { AuthorPage as Page, AuthorState } from '../../../session/author/types.ts';
import { useSession } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { Acting } from './Acting.tsx';
import { GoalsPage } from './GoalsPage.tsx';
import { MissesPage } from './MissesPage.tsx';
import { ProvePage } from './ProvePage.tsx';
import { SolutionPage } from './SolutionPage.tsx';
import { StartPage } from './StartPage.tsx';
import { StepsPage } from './StepsPage.tsx';
import '../lesson.css';
import '../own.css';
import './author.css';

const TITLES: Readonly<Record<Page, string>> = { start: 'Start', solution: 'Solution', goals: 'Goals', misses: 'Near-misses', steps: 'Steps', prove: 'Prove' };
const VIEWS: Readonly<Record<Page, (props: { readonly author: AuthorState }) => ReactNode>> = { start: StartPage, solution: SolutionPage, goals: GoalsPage, misses: MissesPage, steps: StepsPage, prove: ProvePage };

/** Whether a page has what the loader asks of it. */
function isDone(page: Page, { draft, proof }: AuthorState): boolean {
  switch (page) {
    case 'start': return draft.title.trim() !== '' && draft.aim.trim() !== '';
    case 'solution': return draft.solution.trim() !== '';
    case 'goals': return draft.goals.length > 0;
    case 'misses': return draft.nearMisses.filter(({ script }) => script.trim() !== '').length >= 2;
    case 'steps': return draft.steps.length > 0 && draft.hints.filter(hint => hint.trim() !== '').length >= 3;
    case 'prove': return proof.state === 'over' && proof.report.issues.every(({ severity }) => severity === 'warning');
  }
}

export function AuthorPanel(): ReactNode {
  const author = useSession(state => state.author);
  const acting = author !== null && author.acting !== null;
  const wasActing = useRef(false);
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wasActing.current && !acting) sheet.current?.focus();
    wasActing.current = acting;
  }, [acting]);
  if (author === null) return null;
  if (author.acting !== null) return <Acting author={author} acting={author.acting} />;
  const { page } = author;
  const View = VIEWS[page];
  return (
    <div className="a-panel" data-broad={page === 'steps' || undefined}>
      <header className="a-head">
        <p><b>Lesson workshop</b><span role="status">{author.kept === 'saved' ? 'kept in this browser' : author.kept === 'saving' ? 'keeping …' : 'this browser keeps nothing: download it'}</span></p>
        <button type="button" className="button icon" aria-label="Close the workshop; the lesson is kept" onClick={() => void closeAuthor()}><Glyph name="close" /></button>
      </header>
      <Pages page={page} author={author} onPage={turnTo} />
      <div ref={sheet} className="a-page" role="tabpanel" aria-label={TITLES[page]} tabIndex={-1}>
        <View author={author} />
        {page !== 'prove'
          && <button
            type="button" className="button line a-next" onClick={() => turnTo(PAGES[PAGES.indexOf(page) + 1] ?? page)}
          >Next: {TITLES[PAGES[PAGES.indexOf(page) + 1] ?? page]}<Glyph name="arrow" size={14} /></button>}
      </div>
    </div>
  );
}

function Pages({ page, author, onPage }: { readonly page: Page; readonly author: AuthorState; onPage(page: Page): void }): ReactNode {
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = PAGES[(PAGES.indexOf(page) + by + PAGES.length) % PAGES.length] ?? page;
    onPage(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-page=${next}]`)?.focus();
  };
  return (
    <div className="a-pages" role="tablist" aria-label="Pages of the workshop" onKeyDown={move}>
      {PAGES.map(own => (
        <button key={own} type="button" role="tab" data-page={own} aria-selected={own === page} tabIndex={own === page ? 0 : -1} onClick={() => onPage(own)}>
          {TITLES[own]}{isDone(own, author) && <><Glyph name="check" size={11} /><span className="visually-hidden">, complete</span></>}
        </button>
      ))}
    </div>
  );
}
