/** The caption of the picture: one sentence for the present step, then the timeline that it can be found again on. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { files, getState, isAtEnd, lessonOfRecord, returnToNow, select, sentenceText, startLesson, subjectOf, useBeats, useSession, type Beat } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { soon } from '../../ui/soon.tsx';
import { Words } from './Words.tsx';
import { Transport } from './Transport.tsx';
import { Strip } from './Strip.tsx';
import { Lanes } from './Lanes.tsx';
import { Clock } from './Clock.tsx';
import { fileOf, unsaidPod } from './subject.ts';
import { readyPod } from './try-next.ts';
import { useWidth } from './use-width.ts';
import './story.css';

const TryNext = soon(async () => (await import('./TryNext.tsx')).TryNext);

/** Shows what a step is about: in the picture, in the inspector, and in the manifest. */
function show({ record }: Beat): void {
  const subject = subjectOf(record);
  if (subject === null) return;
  const { tabs } = getState();
  const file = fileOf(subject, tabs.files, tabs.active);
  if (file !== null && file !== tabs.active) files.activate(file);
  select(subject);
}

/** The Pod of a container that is told without it, where several Pods could be meant. */
function useUnsaidPod(beat: Beat | undefined): string {
  const several = useSession(({ view }) => view.list('pods').length > 1);
  const opened = useSession(({ depth, openPod }) => (depth === 'pod' ? openPod : ''));
  return beat === undefined || !several ? '' : unsaidPod(beat, opened);
}

function Tell({ beat }: { readonly beat: Beat | undefined }): ReactNode {
  const asks = useSession(({ commands, clock }) => clock.beats.length > 0 || commands.some(({ exitCode }) => exitCode === null));
  const whose = useUnsaidPod(beat);
  if (beat === undefined) return asks ? '' : 'The cluster runs, and nothing is asked of it. Apply a manifest, or type a command.';
  return <button type="button" className="story-show" title="Show where this is" onClick={() => show(beat)}><span>{whose !== '' && <code className="story-of">{whose}</code>}<Words sentence={beat.sentence} /></span></button>;
}

/** The lesson that explains what is told now; in a lesson the lesson itself does. */
function Explains({ beat }: { readonly beat: Beat | undefined }): ReactNode {
  const card = useSession(({ lesson, lessonCards }) => (lesson !== null || beat === undefined ? undefined : lessonCards.find(({ id }) => id === lessonOfRecord(beat.record))));
  if (card === undefined) return null;
  return <button type="button" className="story-lesson" aria-label={`Lesson ${card.number}, ${card.title}, explains this`} title={`Lesson ${card.number}: ${card.title}`} onClick={() => void startLesson(card.id)}><Glyph name="book" size={14} /><span>Lesson: {card.title}</span><Glyph name="arrow" size={14} /></button>;
}

const SETTLED_MS = 1200;
/** The sentence for those who hear it: said once it stands, as a story that plays would talk without a break. */
function Spoken({ beat }: { readonly beat: Beat | undefined }): ReactNode {
  const [said, say] = useState('');
  const whose = useUnsaidPod(beat);
  useEffect(() => {
    if (beat === undefined) return undefined;
    const timer = setTimeout(() => say(`${whose === '' ? '' : `${whose}: `}${sentenceText(beat.sentence)}`), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [beat, whose]);
  return <p className="visually-hidden" aria-live="polite">{said}</p>;
}

/** A server's own words can be many: they come a size smaller. */
const LONG = 150;
const isLong = (beat: Beat | undefined): boolean => beat !== undefined && sentenceText(beat.sentence).length > LONG;
/** Below this width there is no room for lanes beside the sentence. */
const LANES_NEED = 640;
export function Story(): ReactNode {
  const beats = useBeats();
  const index = useSession(state => state.clock.index);
  const depth = useSession(state => state.depth);
  const [ref, width] = useWidth(window.innerWidth);
  const opened = useSession(state => state.openPod !== '');
  const deep = depth === 'pod' && opened && width >= LANES_NEED;
  const free = useSession(state => state.lesson === null && state.author === null && state.depth === 'cluster');
  const ends = useSession(({ clock }) => isAtEnd(clock));
  const next = useMemo(() => (free && ends ? readyPod(beats) : null), [free, ends, beats]);
  const looksBack = useSession(({ clock }) => !clock.playing && !isAtEnd(clock));
  return (
    <div ref={ref} className={`story-story ${deep ? 'story-deep' : ''}`} data-depth={depth}>
      <div className="story-head-row">
        <p className="story-tell" data-long={isLong(beats[index]) || undefined}><Tell beat={beats[index]} /></p>
        <Spoken beat={beats[index]} />
        <div className="story-beside">
          <Explains beat={beats[index]} />
          {looksBack && (
            <p className="story-back">
              <span>Looking back changes nothing.</span>
              <button type="button" className="button line" onClick={returnToNow}>Return to now</button>
            </p>
          )}
        </div>
      </div>
      {next !== null && <TryNext key={next.name} namespace={next.namespace} name={next.name} />}
      <div className="story-line">
        <Transport />
        {!deep && <Strip />}
        <Clock />
      </div>
      {deep && <Lanes />}
    </div>
  );
}
