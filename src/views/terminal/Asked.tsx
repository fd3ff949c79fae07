/** What the commands asked the API server, and what came of each request: the newest command first. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { consequencesOf, sentenceText, showRequest, showStep, useBeats, useSession, type AskedRequest, type Beat, type CommandRun } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { requestWords, since } from './asked-words.ts';

/** Steps that are shown before the rest is asked for: a Deployment of many Pods has hundreds. */
const FIRST_STEPS = 12;
/** Requests that are shown at a time: a file of many Pods has hundreds, each with steps of its own. */
const REQUESTS = 20;
const NO_STEPS: readonly number[] = [];

function Steps({ steps, from }: { readonly steps: readonly number[]; readonly from: number }): ReactNode {
  const beats = useBeats();
  const current = useSession(({ clock }) => clock.index);
  const [all, setAll] = useState(false);
  const shown = all ? steps : steps.slice(0, FIRST_STEPS);
  return (
    <ol className="tm-steps">
      {shown.map((index) => {
        const beat: Beat | undefined = beats[index];
        return beat === undefined ? null : (
          <li key={index}>
            <button type="button" className="tm-step" aria-current={index === current ? 'step' : undefined} data-later={index > current || undefined} onClick={() => showStep(index)}>
              <span>{sentenceText(beat.sentence)}</span><small>{since(from, beat.at)}</small>
            </button>
          </li>
        );
      })}
      {shown.length < steps.length && <li><button type="button" className="tm-step tm-more" onClick={() => setAll(true)}>{steps.length - shown.length} more steps</button></li>}
    </ol>
  );
}

function Request({ request, steps }: { readonly request: AskedRequest; readonly steps: readonly number[] }): ReactNode {
  const { method, url, code } = request;
  return (
    <li>
      <button type="button" className="tm-request" onClick={() => showRequest(request)} title="Show what it was about">
        <b>{method}</b><code>{url}</code><em data-refused={code >= 400 || undefined}>{code}</em>
      </button>
      {steps.length > 0 ? <Steps steps={steps} from={request.at} /> : <p className="tm-none">{requestWords(request)}</p>}
    </li>
  );
}

interface EntryProps {
  readonly command: CommandRun;
  readonly open: boolean;
  readonly toggle: () => void;
}
function Entry({ command, open, toggle }: EntryProps): ReactNode {
  const trace = useSession(({ replica, clock }) => (clock.latest, replica.trace));
  const beats = useBeats();
  const roots = useMemo(() => new Set(command.requests.flatMap(({ record }) => (record === null ? [] : [record]))), [command.requests]);
  const steps = useMemo(() => (open ? consequencesOf(trace, beats, roots) : new Map<never, readonly number[]>()), [open, trace, beats, roots]);
  const [shown, show] = useState(REQUESTS);
  const left = command.requests.length - shown;
  const count = command.requests.length + command.more;
  return (
    <li className="tm-entry">
      <button type="button" className="tm-command" aria-expanded={open} onClick={toggle}>
        <Glyph name="down" /><code>{command.line}</code><small>
          {count === 1 ? '1 request' : `${count} requests`}
          {command.exitCode === null ? ', running' : command.exitCode === 0 ? '' : `, exit ${command.exitCode}`}
        </small>
      </button>
      {open && count === 0 && <p className="tm-none">It asked the API server nothing.</p>}
      {open && count > 0 && (
        <ol className="tm-requests">
          {command.requests.slice(0, shown).map((request, at) => <Request key={at} request={request} steps={request.record === null ? NO_STEPS : (steps.get(request.record) ?? NO_STEPS)} />)}
          {left > 0 && <li><button type="button" className="tm-step tm-more" onClick={() => show(shown + REQUESTS)}>{Math.min(left, REQUESTS)} more requests{left > REQUESTS && ` of ${left + command.more}`}</button></li>}
          {left <= 0 && command.more > 0 && <li><p className="tm-none">and {command.more} more requests</p></li>}
        </ol>
      )}
    </li>
  );
}

/** `wanted` is the command whose marker was clicked; null for the latest. */
export function Asked({ wanted, close }: { readonly wanted: number | null; readonly close: () => void }): ReactNode {
  const commands = useSession((state) => state.commands);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const latest = wanted ?? commands.at(-1)?.id ?? null;
  const isOpen = (id: number): boolean => opened.has(id) || (id === latest && !closed.has(id));
  const toggle = (id: number): void => {
    const [into, outOf] = isOpen(id) ? [setClosed, setOpened] : [setOpened, setClosed];
    into((ids) => new Set([...ids, id]));
    outOf((ids) => new Set([...ids].filter((each) => each !== id)));
  };
  return (
    <aside className="tm-asked" aria-labelledby="tm-asked-title" onKeyDown={(event) => { if (event.key === 'Escape') close(); }}>
      <header><h3 id="tm-asked-title" ref={heading} tabIndex={-1}>What it asked</h3><button type="button" aria-label="Close" onClick={close}><Glyph name="close" /></button></header>
      {commands.length === 0 ? <p className="tm-none">Type a command: its requests to the API server appear here, and what comes of each.</p> : (
        <ol>{commands.toReversed().map((command) => <Entry key={command.id} command={command} open={isOpen(command.id)} toggle={() => toggle(command.id)} />)}</ol>
      )}
    </aside>
  );
}
