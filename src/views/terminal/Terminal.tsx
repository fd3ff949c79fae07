/** The terminal panel: kubectl and a small shell, on the files of the editor. xterm comes when the page has an idle moment. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { act, ask, files, getState, runCommand, useSession } from '../../session/index.ts';
import type { LessonCard } from '../../session/lessons/play.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { soon } from '../../ui/soon.tsx';
import { useThemeChange } from '../../ui/theme-change.ts';
import type { CommandScreen, RunningCommand, TerminalSession, XtermHost } from './xterm-host.ts';
import { KUBECONFIG, namespaceIn } from './namespace.ts';
import { simLine } from './sim.ts';
import './terminal.css';

const Asked = soon(async () => (await import('./Asked.tsx')).Asked);

const HISTORY = 'podarium/history';
function readHistory(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(HISTORY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((line): line is string => typeof line === 'string') : [];
  } catch {
    return [];
  }
}
function keepHistory(lines: readonly string[]): void {
  try {
    localStorage.setItem(HISTORY, JSON.stringify(lines.slice(-200)));
  } catch {
    // A browser that refuses to keep it forgets it with the page.
  }
}

/** `kubectl edit` and `vi`: the text becomes a tab; Apply there, or `:q` here, goes on. */
const editName = (name: string): string => (/\.(ya?ml|json)$/.test(name) ? name : `${name.replace(/[^\w.-]+/g, '-')}.yaml`);

const fileText = (name: string): string | undefined => getState().tabs.files.find((file) => file.name === name)?.text;
/** Nodes, and machines that may become nodes. */
const nodeNames = (): readonly string[] => [...new Set([...getState().view.list('nodes').map((node) => node.metadata.name), ...getState().machines.map(({ name }) => name)])];
const ended = (): RunningCommand => ({ write: () => undefined, interrupt: () => undefined, done: Promise.resolve(0), asked: () => null });

function openAsked(job: number, open: (command: number) => void): void {
  const command = getState().commands.findLast((each) => each.job === job);
  if (command !== undefined) open(command.id);
}
/** A line for the cluster; where it asks for an editor, a tab opens and Enter in the terminal goes on. */
function startCommand(line: string, { print, listen, clear }: CommandScreen, open: (command: number) => void): RunningCommand {
  let finish: (code: number) => void = () => undefined;
  let edited: string | null = null;
  let job = -1;
  let requests = 0;
  const done = new Promise<number>((resolve) => (finish = resolve));
  const running = runCommand(line, {
    print: (_channel, text) => print(text),
    input: listen,
    clear,
    edit: (name, text) => {
      edited = editName(name);
      files.open(edited, text, true);
      print(`Opened in the editor as ${edited}. Press Enter here to save and go on, Ctrl-C to leave it as it was.\n`);
    },
    done: (code) => finish(code),
    started: (begun) => (job = begun),
    requested: () => requests++,
  });
  return {
    write: (text) => {
      if (edited === null) return running.type(text);
      const name = edited;
      edited = null;
      running.answerEdit(fileText(name) ?? null);
    },
    interrupt: () => running.interrupt(),
    done,
    asked: () => ({ requests, open: () => openAsked(job, open) }),
  };
}

/** `open` shows what a command asked. */
function makeSession(open: (command: number) => void): TerminalSession {
  let history = readHistory();
  return {
    run(typed, { print, listen, clear }): RunningCommand {
      const sim = simLine(typed, fileText, nodeNames());
      if (sim?.do === 'act') return { ...ended(), done: act(sim.action).then(() => (print(`${sim.says}\n`), 0)) };
      if (sim?.do === 'refuse') {
        print(`${sim.says}\n`);
        return ended();
      }
      return startCommand(sim === null ? typed : sim.line, { print, listen, clear }, open);
    },
    async complete(line, cursor) {
      const candidates = (await ask.complete(line, cursor)).map(({ text }) => text);
      return { from: cursor - (/[^\s|;&<>=,'"]*$/.exec(line.slice(0, cursor))?.[0].length ?? 0), candidates };
    },
    history: () => history,
    remember: (line) => {
      history = [...history.filter((one) => one !== line), line];
      keepHistory(history);
    },
  };
}

/** Which cluster the terminal talks to, for the line that parts it from the one before. */
const placeName = (lesson: Pick<LessonCard, 'number' | 'title'> | null): string => (lesson === null ? 'Free play' : `Lesson ${lesson.number}: ${lesson.title}`.replace('Lesson :', 'Lesson:'));

interface TerminalProps {
  /** Leans over the picture for tables with many columns; where the page has one column only, there is nothing to lean over. */
  readonly wide?: { readonly on: boolean; toggle(): void };
}

export function Terminal({ wide }: TerminalProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  const host = useRef<XtermHost | null>(null);
  const [ready, setReady] = useState(false);
  const [reads, setReads] = useState(false);
  /** The command whose requests are shown; 'latest' follows, null shows none. */
  const [asked, setAsked] = useState<number | 'latest' | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const typed = useSession((state) => state.typed);
  const config = useSession(({ tabs }) => tabs.aside?.[KUBECONFIG]);
  const namespace = useMemo(() => namespaceIn(config), [config]);
  const seen = useRef(typed.serial);
  useEffect(() => {
    let gone = false;
    let handle = 0;
    const load = (): void => {
      void import('./xterm-host.ts').then(({ XtermHost: Host }) => {
        if (gone || element.current === null) return;
        const scale = Number(getComputedStyle(document.documentElement).getPropertyValue('--scale')) || 1;
        host.current = new Host(element.current, makeSession(setAsked), false, scale);
        setReady(true);
      });
    };
    const waits = typeof requestIdleCallback === 'function';
    if (waits) handle = requestIdleCallback(load, { timeout: 2500 });
    else handle = window.setTimeout(load, 300);
    return () => {
      gone = true;
      if (waits) cancelIdleCallback(handle);
      else clearTimeout(handle);
      host.current?.dispose();
      host.current = null;
    };
  }, []);
  useEffect(() => {
    if (!ready || typed.serial === seen.current) return;
    seen.current = typed.serial;
    host.current?.type(typed.line, typed.run);
  }, [ready, typed]);
  const place = useSession(({ lesson }) => lesson?.lesson ?? null);
  const before = useRef(place);
  useEffect(() => {
    if (!ready || before.current === place) return;
    before.current = place;
    host.current?.rule(placeName(place));
  }, [ready, place]);
  useThemeChange(() => host.current?.theme());
  useEffect(() => host.current?.screenReader(reads), [reads, ready]);
  return (
    <section className="tm-panel" aria-label="Terminal">
      <div className="tm-head">
        <Glyph name="term" />
        <span>kubectl</span>
        <span className="tm-grow" />
        <button type="button" aria-pressed={reads} onClick={() => setReads(!reads)} title="Announces output to a screen reader">Screen reader</button>
        <button
          type="button" ref={opener} className="tm-shown" aria-expanded={asked !== null} onClick={() => setAsked(asked === null ? 'latest' : null)}
          title="What the commands asked the API server, and what came of it"
        >Requests</button>
        {wide !== undefined && <button type="button" className="tm-shown" aria-pressed={wide.on} onClick={wide.toggle} title="Room for wide tables, over the picture">Wide</button>}
        <span title="The namespace that commands work in">{namespace}</span>
      </div>
      <div className="tm-body">
        {!ready && <p className="tm-wait">$</p>}
        <div className="tm-screen"><div ref={element} className="tm-xterm" /></div>
        {asked !== null && <Asked key={asked} wanted={asked === 'latest' ? null : asked} close={() => { setAsked(null); opener.current?.focus(); }} />}
      </div>
    </section>
  );
}
