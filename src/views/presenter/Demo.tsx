/** The foot of a demo on the wall: the words of the step or of the story, and what the teacher calls up. */
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { sentenceText, useSession } from '../../session/index.ts';
import type { Lesson, Option, RunState } from '../../session/lessons/play.ts';
import { onTeacherWindowGone, openTeacherWindow } from '../../session/teacher-window.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Jump, Notes, type AsideName } from './Aside.tsx';
import { Caption, PlainText } from './Caption.tsx';
import { useKeys } from './keys.ts';
import { stageBar } from './sequence.ts';
import { Side } from './Side.tsx';
import { Teacher } from './Teacher.tsx';
import { useDemo } from './use-demo.ts';

/** A phone shows one window at a time. */
const HAS_ROOM = '(min-width: 768px)';

/** The teacher's own window, while it is open; where none can be, notes stand on the wall. */
function useTeacherWindow(lesson: Lesson, refused: () => void): readonly [teacher: Window | null, open: () => void] {
  const [teacher, setTeacher] = useState<Window | null>(null);
  useEffect(() => (teacher === null ? undefined : onTeacherWindowGone(teacher, () => setTeacher(null))), [teacher]);
  useEffect(() => () => teacher?.close(), [teacher]);
  const open = useCallback(() => {
    const opened = matchMedia(HAS_ROOM).matches ? openTeacherWindow(`Notes: ${lesson.title}`) : null;
    if (opened === null) refused();
    else setTeacher(opened);
  }, [lesson, refused]);
  return [teacher, open];
}

export function DemoFoot({ lesson, run, blank, isBlank }: { readonly lesson: Lesson; readonly run: RunState; readonly blank: () => void; readonly isBlank: boolean }): ReactNode {
  const demo = useDemo(lesson, run);
  const third = useSession(({ clock }) => Math.min(2, Math.floor(clock.progress * 3)));
  const [aside, setAside] = useState<AsideName>('none');
  const toggle = useCallback((name: AsideName) => setAside(before => (before === name ? 'none' : name)), []);
  const [teacher, openTeacher] = useTeacherWindow(lesson, useCallback(() => toggle('notes'), [toggle]));
  const { on, back, step, beat, moment } = demo;
  const hand = useMemo(() => ({ on, back, blank, notes: () => (aside === 'notes' ? toggle('notes') : openTeacher()), jump: () => toggle('jump') }), [on, back, blank, aside, toggle, openTeacher]);
  useKeys(hand, teacher);
  if (step === undefined) return null;
  return (
    <>
      {teacher !== null && <Teacher page={teacher} demo={demo} isBlank={isBlank} onBlank={blank} />}
      {aside === 'notes' && <Notes step={step} next={lesson.steps[run.step + 1]} />}
      {aside === 'jump' && <Jump lesson={lesson} at={run.step} reached={run.step} onJump={to => { setAside('none'); demo.jump(to); }} onClose={() => setAside('none')} />}
      <footer className="w-foot">
        <div>
          {beat !== null && <p className="w-over"><PlainText text={step.text} /></p>}
          <p className="w-tell" aria-live="polite">{beat !== null ? <Caption sentence={beat.sentence} /> : <PlainText text={step.text} />}</p>
          {step.kind === 'ask' && step.options.length > 0 && <Options options={step.options} revealed={run.done.includes(step.name)} />}
        </div>
        <Side at={run.step + 1} of={lesson.steps.length} hand={hand} />
        <ol className="w-stages" aria-label={beat !== null ? sentenceText(beat.sentence) : undefined}>
          {stageBar(moment, third).map(({ name, state }) => <li key={name} data-state={state}>{name}</li>)}
        </ol>
      </footer>
    </>
  );
}

const Options = ({ options, revealed }: { readonly options: readonly Option[]; readonly revealed: boolean }): ReactNode => (
  <ul className="w-options">
    {options.map(({ text, right }) => <li key={text} data-right={(revealed && right) || undefined} data-wrong={(revealed && !right) || undefined}>
      {revealed && right && <Glyph name="check" size={16} />}
      <PlainText text={text} />
    </li>)}
  </ul>
);
