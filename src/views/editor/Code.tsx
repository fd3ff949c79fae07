/** The code itself: plain text at once, Monaco in its place when the page has an idle moment. Nothing moves when it comes. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useThemeChange } from '../../ui/theme-change.ts';
import type { CodeHost } from './code-host.ts';
import type { LitLines } from './story-lines.ts';
import type { FieldWords } from './language.ts';
import type { Issue } from './issues.ts';
import { outline } from './outline.ts';
import { ribbons } from './ribbons.ts';

interface CodeProps {
  readonly names: readonly string[];
  readonly name: string;
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly lit: readonly LitLines[];
  readonly words: FieldWords;
  /** A place to go to; a new object each time. */
  readonly place: { readonly line: number; readonly column: number } | null;
  /** The text as it is now: what is typed is ahead of what was last drawn. */
  readonly latest: (name: string) => string;
  readonly onText: (name: string, text: string) => void;
  readonly onApply: () => void;
}

const idle = (run: () => void): (() => void) => {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(run, 400);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: 3000 });
  return () => cancelIdleCallback(handle);
};

function metrics(): { readonly font: number; readonly line: number } {
  const scale = Number(getComputedStyle(document.documentElement).getPropertyValue('--scale')) || 1;
  return window.innerWidth >= 1600 ? { font: 13 * scale, line: 19 * scale } : { font: 12 * scale, line: 18 * scale };
}

/** The text before Monaco stands, in the same places. */
function PlainCode({ text, lit }: { readonly text: string; readonly lit: readonly LitLines[] }): ReactNode {
  const lines = text.split('\n').slice(0, 400);
  const kinds = useMemo(() => {
    const found = new Map<number, string>();
    if (text.length < 200_000) for (const { kind, from, to } of ribbons(outline(text))) for (let line = from; line <= to; line++) found.set(line, `ed-rib ed-rib-${kind} ${line === from ? 'ed-rib-a' : ''} ${line === to ? 'ed-rib-z' : ''}`);
    return found;
  }, [text]);
  return (
    <pre className="ed-plain">
      {lines.map((line, i) => (
        <div key={i} className={lit.some((one) => one.from <= i + 1 && i + 1 <= one.to) ? 'ed-now' : ''}>
          <span className="ed-plain-number">{i + 1}</span>
          <span className={`ed-plain-rib ${kinds.get(i + 1) ?? ''}`} />
          {line}
        </div>
      ))}
    </pre>
  );
}

export function Code({ names, name, text, issues, lit, words, place, latest, onText, onApply }: CodeProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const [host, setHost] = useState<CodeHost | null>(null);
  const events = useRef({ onText, onApply, words });
  events.current = { onText, onApply, words };
  const first = useRef({ name, text });
  first.current = { name, text };
  useEffect(() => {
    let made: CodeHost | null = null;
    let gone = false;
    const cancel = idle(() => {
      void import('./code-host.ts').then(({ CodeHost: Host }) => {
        if (gone || element.current === null) return;
        made = new Host(element.current, { changed: (file, value) => events.current.onText(file, value), apply: () => events.current.onApply() }, (...at) => events.current.words(...at), metrics());
        made.show(first.current.name, first.current.text);
        setHost(made);
      });
    });
    return () => {
      gone = true;
      cancel();
      made?.dispose();
    };
  }, []);
  useEffect(() => host?.show(name, latest(name)), [host, name, text, latest]);
  useEffect(() => host?.keep(names), [host, names]);
  useEffect(() => host?.setIssues(issues), [host, issues, name]);
  useEffect(() => {
    host?.setLit(lit);
    if (lit[0]) host?.reveal(lit[0].from);
  }, [host, lit, name]);
  useThemeChange(() => host?.theme());
  useEffect(() => {
    if (place) host?.goTo(place.line, place.column);
  }, [host, place]);
  return (
    <div className="ed-code">
      {host === null && <PlainCode text={text} lit={lit} />}
      <div ref={element} className="ed-monaco" data-ready={host !== null} />
    </div>
  );
}
