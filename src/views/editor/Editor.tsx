/** The manifest editor: files as tabs, the API server's own answer as one types, Apply. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { applyActive, ask, files, getState, LARGEST_CHECKED, textOf, useSession, useStep, type Diagnostic, type DryRun } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Code } from './Code.tsx';
import type { FieldWords } from './language.ts';
import { ExampleMenu } from './ExampleMenu.tsx';
import { exampleText } from './examples.ts';
import { outline } from './outline.ts';
import { litLines, pointedLines, type LitLines } from './story-lines.ts';
import type { Pointer } from '../../session/lessons/pointers.ts';
import './editor.css';

/** Over this the story does not point into the text: finding its lines would hold up the page. */
const STORY_SIZE = 150_000;
const PAUSE_MS = 220;
const NOTHING: readonly Diagnostic[] = [];

/** A lesson asks what will happen: what the API server would say is held back until the learner has guessed. */
function waitsForGuess({ lesson: taken }: ReturnType<typeof getState>): boolean {
  const step = taken?.lesson.steps[taken.run.step];
  return step?.kind === 'predict' && taken?.run.answers[step.name] === undefined;
}

/** Asks for a dry run when typing pauses, and again when the cluster has changed what the answer may be. */
function useDryRun(name: string, text: string): DryRun | null {
  const [answer, setAnswer] = useState<{ readonly name: string; readonly of: DryRun } | null>(null);
  const ready = useSession((state) => state.status === 'ready');
  const commands = useSession((state) => state.clock.beats.length);
  const silent = useSession(waitsForGuess);
  useEffect(() => {
    if (!ready || silent || text.length > LARGEST_CHECKED) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      void ask.dryRun(text).then((of) => {
        if (!stale && of !== null) setAnswer({ name, of });
      }).catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [name, text, ready, silent, commands]);
  return answer !== null && !silent && answer.name === name && text.length <= LARGEST_CHECKED ? answer.of : null;
}

/** Names and places are part of what is shown, so a list that says the same keeps its identity. */
function useSame<T>(value: T): T {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) kept.current = value;
  return kept.current;
}

function Tab({ name, active, failed }: { readonly name: string; readonly active: boolean; readonly failed: boolean }): ReactNode {
  const [renaming, setRenaming] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  // It stays in sight when its row comes out of the folded panel, or grows short.
  useEffect(() => {
    const tab = place.current;
    if (!active || tab === null) return undefined;
    const watch = new ResizeObserver(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    for (const element of [tab, tab.parentElement]) if (element !== null) watch.observe(element);
    return () => watch.disconnect();
  }, [active]);
  if (renaming) {
    const done = (wish: string): void => {
      setRenaming(false);
      files.rename(name, wish);
    };
    return <input
      className="ed-rename" defaultValue={name} aria-label="Name of the file" autoFocus onBlur={(event) => done(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && done(event.currentTarget.value)}
    />;
  }
  return (
    <span ref={place} className={`ed-tab ${active ? 'ed-on' : ''}`}>
      <button
        type="button" role="tab" aria-selected={active} onClick={() => files.activate(name)} onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => event.key === 'F2' && setRenaming(true)} aria-keyshortcuts="F2" title="Double-click or F2 to rename"
      >
        {name}
        {failed && <Mark state="failed" size={12} />}
      </button>
      <button type="button" className="ed-close" aria-label={`Close ${name}`} onClick={() => files.close(name)}><Glyph name="close" size={12} /></button>
    </span>
  );
}

const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

const MOST_REMARKS = 8;
function Remarks({ notes, untold, onGo }: { readonly notes: readonly Diagnostic[]; readonly untold: number; readonly onGo: (note: Diagnostic) => void }): ReactNode {
  const left = untold + Math.max(0, notes.length - MOST_REMARKS);
  if (notes.length === 0 && left === 0) return null;
  return (
    <div className="ed-say" role="note">
      <Mark state="warning" size={14} />
      <ul>
        {notes.slice(0, MOST_REMARKS).map((note) => <li key={`${note.line} ${note.message}`}><button type="button" onClick={() => onGo(note)}>{note.field === '' ? '' : `${note.field}: `}{note.message}</button></li>)}
        {left > 0 && <li>and {left} more, which are not shown</li>}
      </ul>
    </div>
  );
}

/** From this many lines on a fault may stand where nobody looks. */
const MANY_LINES = 40;
const MOST_FAULTS = 3;
/** The lines of the faults, to go to: in a long text they are rarely in sight. */
function Faults({ faults, lines, onGo }: { readonly faults: readonly Diagnostic[]; readonly lines: number; readonly onGo: (fault: Diagnostic) => void }): ReactNode {
  const places = [...new Map(faults.map((fault) => [fault.line, fault])).values()];
  if (places.length === 0 || lines < MANY_LINES) return null;
  return (
    <div className="ed-say ed-faults" role="status">
      <Mark state="failed" size={14} />
      <ul>
        {places.slice(0, MOST_FAULTS).map((fault) => <li key={fault.line}><button type="button" onClick={() => onGo(fault)}>line {fault.line}</button></li>)}
        {places.length > MOST_FAULTS && <li>and {places.length - MOST_FAULTS} more</li>}
      </ul>
    </div>
  );
}

const latest = (name: string): string => textOf(getState().tabs, name);
const words: FieldWords = (apiVersion, kind, path) => ask.fieldMeaning(apiVersion, kind, path);

/** What a lesson points at comes before what the story is about. */
function litOf(text: string, step: ReturnType<typeof useStep>, pointed: Pointer | undefined): readonly LitLines[] {
  const lines = outline(text);
  const asked = pointed?.to === 'line' ? pointedLines(lines, pointed.path) : [];
  return asked.length > 0 ? asked : litLines(lines, step);
}

export function Editor(): ReactNode {
  const tabs = useSession((state) => state.tabs);
  const step = useStep();
  const pointed = useSession((state) => state.pointing.pointers.find((one) => one.to === 'line' && one.file === state.tabs.active));
  const first = useSession((state) => state.untouched && state.lesson === null);
  const name = tabs.active;
  const text = textOf(tabs, name);
  const dryRun = useDryRun(name, text);
  const diagnostics = useSame(dryRun?.diagnostics ?? NOTHING);
  const lit = useSame(useMemo(() => (text.length > STORY_SIZE ? [] : litOf(text, step, pointed)), [text, step, pointed]));
  const [place, setPlace] = useState<{ readonly line: number; readonly column: number } | null>(null);
  const goTo = useCallback(({ line, column }: Diagnostic) => setPlace({ line, column }), []);
  const lineCount = useMemo(() => text.split('\n').length, [text]);
  const names = useSame(tabs.files.map((file) => file.name));
  const failed = diagnostics.some((one) => one.severity === 'error');
  const openExample = useCallback((file: string) => void exampleText(file).then((body) => files.open(file, body)), []);
  return (
    <section className="ed-panel" aria-label="Manifests">
      <div className="ed-bar">
        <div className="ed-tabs" role="tablist" aria-label="Files">
          {names.map((one) => <Tab key={one} name={one} active={one === name} failed={one === name && failed} />)}
        </div>
        <ExampleMenu onOpen={openExample} onBlank={() => files.open('pod.yaml', '')} />
        <span className="ed-grow" />
        <button type="button" className={`ed-button ed-apply ${first ? 'ed-first' : ''}`} onClick={applyActive} data-apply>
          {first && <i className="ed-step">1</i>}Apply <span className="key">{isMac() ? '\u2318' : 'Ctrl'} {'\u21B5'}</span>
        </button>
      </div>
      <div className="ed-body">
        <Code names={names} name={name} text={text} issues={diagnostics} lit={lit} words={words} place={place} latest={latest} onText={files.setText} onApply={applyActive} />
      </div>
      {text.length > LARGEST_CHECKED && <div className="ed-say" role="status"><Mark state="warning" size={14} /><span>This text has more than 1 MB: it is checked when you apply it, not while you type.</span></div>}
      <Faults faults={diagnostics.filter((one) => one.severity === 'error')} lines={lineCount} onGo={goTo} />
      <Remarks notes={diagnostics.filter((one) => one.severity === 'note')} untold={dryRun?.untold ?? 0} onGo={goTo} />
    </section>
  );
}
